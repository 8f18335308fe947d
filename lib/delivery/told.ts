/**
 * What the operator was told and when, in the store: so that a restart tells nothing twice, an alarm is
 * told again every day, and one that comes and goes does not fill a mailbox.
 */
import type { Alarm } from '#lib/alarms'
import type { NoticeStore } from '#lib/store/store'
import type { SeenAlarm } from './operator-mail.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** An alarm that was away for less has not ended. */
const AWAY_MS = 10 * MINUTE_MS
/** How long it is remembered that something was told which is told only once. */
const ONCE_MS = 14 * DAY_MS
/** A certificate’s expiry is told once for each of its steps, not every day. */
const TOLD_ONCE = /^expire[sd]/

/** How the rows begin by which the daily digest remembers that it was sent: no alarm is meant. */
export const DIGEST_ROW = 'digest:'

/** What is remembered; who may tell is not its matter. */
type Notices = Pick<NoticeStore, 'all' | 'put' | 'remove'>

/**
 * The memory: rows `seen:<key>`, since when an alarm stands, and `alarm:<key>` or `warning:<key>`, when
 * it was last told; `gone:<key>`, since when it has been away; `once:<key>` stays behind of what is told
 * only once.
 * @param store where it lies; while that fails, what was told is remembered here
 * @param covers which keys are ours to end
 */
export function createMemory(store: Notices, covers: (key: string) => boolean) {
  const notices = withoutFaults(store)
  const rowsNow = async () =>
    new Map(
      (await notices.all())
        .filter(({ key }) => !key.startsWith(DIGEST_ROW))
        .map(({ key, toldAt }) => [key, toldAt] as const),
    )

  /** Remembers what has begun to be away, and what is back. */
  async function watchAbsence(present: ReadonlySet<string>, now: Date): Promise<void> {
    const rows = await rowsNow()
    for (const key of new Set([...rows.keys()].map((row) => parsed(row).key))) {
      const gone = rows.has(`gone:${key}`)
      if (present.has(key) && gone) await notices.remove(`gone:${key}`)
      if (!present.has(key) && !gone && covers(key)) {
        await notices.put({ key: `gone:${key}`, toldAt: now })
      }
    }
  }

  /** Rows of what has been away for long enough. */
  async function ended(now: Date) {
    const rows = await rowsNow()
    return [...rows].flatMap(([row, at]) => {
      const { kind, key } = parsed(row)
      const gone = rows.get(`gone:${key}`)
      const over = gone !== undefined && now.getTime() - gone.getTime() >= AWAY_MS
      return over && covers(key) ? [{ row, kind, key, at }] : []
    })
  }

  return {
    /** Remembers what stands, and sorts it; `over` when an alarm that was told has ended and none stands. */
    async sort(alarms: readonly Alarm[], now: Date) {
      await watchAbsence(new Set(alarms.map(({ key }) => key)), now)
      const rows = await rowsNow()
      const [fresh, standing]: [SeenAlarm[], SeenAlarm[]] = [[], []]
      for (const alarm of alarms) {
        const { key, level } = alarm
        const since = rows.get(`seen:${key}`)
        if (since === undefined) await notices.put({ key: `seen:${key}`, toldAt: now })
        const told = rows.get(`${level}:${key}`) ?? rows.get(`once:${key}`)
        const again = level === 'alarm' && !TOLD_ONCE.test(key)
        const due = told === undefined || (again && now.getTime() - told.getTime() >= DAY_MS)
        ;(due ? fresh : standing).push({ ...alarm, since: since ?? now })
      }
      const over =
        alarms.every(({ level }) => level !== 'alarm') &&
        (await ended(now)).some(({ kind }) => kind === 'alarm')
      return { fresh, standing, over }
    },
    async told(alarms: readonly Alarm[], now: Date) {
      for (const { level, key } of alarms) {
        await notices.put({ key: `${level}:${key}`, toldAt: now })
      }
    },
    /** Forgets what has ended, so that it is told at once when it comes back. */
    async forget(now: Date) {
      for (const { row, kind, key, at } of await ended(now)) {
        const once = TOLD_ONCE.test(key)
        if (
          once &&
          (kind === 'once' || kind === 'gone') &&
          now.getTime() - at.getTime() < ONCE_MS
        ) {
          continue
        }
        if (once && (kind === 'alarm' || kind === 'warning')) {
          await notices.put({ key: `once:${key}`, toldAt: at })
        }
        await notices.remove(row)
      }
    },
  }
}

/** `gone:expired:abcd` is the kind `gone` and the key `expired:abcd`. */
function parsed(row: string): { kind: string; key: string } {
  const colon = row.indexOf(':')
  return { kind: row.slice(0, colon), key: row.slice(colon + 1) }
}

/** A store of notices that goes on when the one below fails: a silent database must be told as well. */
function withoutFaults(store: Notices): Notices {
  /** Rows as last known, and those that are still to be written. */
  let known = new Map<string, Date>()
  const unwritten = new Map<string, Date>()
  const write = async (key: string, toldAt: Date) => {
    unwritten.set(key, toldAt)
    await store.put({ key, toldAt }).then(
      () => unwritten.delete(key),
      () => undefined,
    )
  }
  return {
    async all() {
      await store.all().then(
        (rows) => {
          known = new Map(rows.map(({ key, toldAt }) => [key, toldAt]))
        },
        () => undefined,
      )
      for (const [key, toldAt] of unwritten) {
        known.set(key, toldAt)
        await write(key, toldAt)
      }
      return [...known].map(([key, toldAt]) => ({ key, toldAt }))
    },
    async put({ key, toldAt }) {
      known.set(key, toldAt)
      await write(key, toldAt)
    },
    async remove(key) {
      unwritten.delete(key)
      // A row that could not be removed is found, and removed, the next time.
      await store.remove(key).catch(() => undefined)
    },
  }
}
