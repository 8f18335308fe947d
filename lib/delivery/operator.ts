/**
 * Tells the operator by mail what must be looked at. What was told is kept in the store, so that a
 * restart tells nothing twice.
 */
import type { Alarm } from '#lib/alarms'
import type { NoticeStore } from '#lib/store/store'
import type { DeliveryLog } from './log.ts'
import { alarmMail, allClearMail, type SeenAlarm } from './operator-mail.ts'
import { messageOf, within } from './sending.ts'
import type { Notice, Transport } from './transport.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** An alarm that was away for less has not ended: one that comes and goes would else fill a mailbox. */
const AWAY_MS = 10 * MINUTE_MS
/** How long it is remembered that something was told which is told only once. */
const ONCE_MS = 14 * DAY_MS
/** How long one mail may wait for other machines. */
const MAIL_MS = MINUTE_MS
const GRACE_MS = 1_000
/** A certificate’s expiry is told once for each of its steps, not every day. */
const TOLD_ONCE = /^expire[sd]/

export type Operator = {
  /**
   * Mails what is new among `alarms` (everything that is wrong now), what has stood for another day,
   * and that all is clear again. Never rejects: what cannot be mailed is tried at the next call.
   */
  tell(alarms: readonly Alarm[]): Promise<void>
  /** Breaks off what is being mailed; nothing is mailed afterwards. */
  stop(): Promise<void>
}

/**
 * Makes it. Mails go by the first transport that takes them.
 * @param from `MAIL_FROM` @param to `OPERATOR_EMAIL`; null mails nothing, and only the log is told
 * @param siteUrl `SITE_URL`
 * @param covers which keys are this one's to end, where another process tells of the others
 */
export function createOperator(options: {
  notices: NoticeStore
  transports: readonly Transport[]
  from: string
  to: string | null
  siteUrl: string
  clock: () => Date
  randomBytes: (count: number) => Uint8Array
  log: DeliveryLog
  covers?: (key: string) => boolean
}): Operator {
  const { transports, from, to, siteUrl, clock, log } = options
  const memory = createMemory(options.notices, options.covers ?? (() => true))
  const stopping = new AbortController()
  /** Keys that the log has, to name each once. */
  const logged = new Set<string>()
  /** A mail whose outcome is unknown: the same one is offered again, so that none arrives twice. */
  let unsure: { keys: string; notice: Notice } | null = null
  let latest: readonly Alarm[] | null = null
  let last: Promise<void> = Promise.resolve()

  async function tell(alarms: readonly Alarm[]): Promise<void> {
    logAlarms(alarms)
    if (to === null || stopping.signal.aborted) return
    const now = clock()
    const { fresh, standing, over } = await memory.sort(alarms, now)
    if (fresh.length > 0) {
      if (!(await mail(to, now, keysOf(fresh), alarmMail(fresh, standing, siteUrl)))) return
      await memory.told([...fresh, ...standing], now)
    } else if (over) {
      if (!(await mail(to, now, 'all clear', allClearMail(siteUrl)))) return
    }
    await memory.forget(now)
  }

  function logAlarms(alarms: readonly Alarm[]): void {
    for (const { key, level, text } of alarms) {
      if (!logged.has(key)) log({ event: 'alarm', key, level, text })
      logged.add(key)
    }
    const keys = new Set(alarms.map(({ key }) => key))
    for (const key of logged) if (!keys.has(key)) logged.delete(key)
  }

  async function mail(
    to: string,
    date: Date,
    keys: string,
    content: { subject: string; text: string },
  ): Promise<boolean> {
    const id = Buffer.from(options.randomBytes(16)).toString('base64url')
    const notice = unsure?.keys === keys ? unsure.notice : { id, from, to, date, ...content }
    const reasons: string[] = []
    let unknown = false
    for (const transport of transports) {
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(MAIL_MS)])
      const result = await within(transport.notify(notice, signal), signal, GRACE_MS)
      if (result.ok) {
        unsure = null
        return true
      }
      reasons.push(`${transport.name}: ${result.reason}`)
      unknown ||= result.retry === 'now'
      if (stopping.signal.aborted) break
    }
    unsure = unknown ? { keys, notice } : null
    log({ event: 'operator-not-told', reason: reasons.join(' · ') })
    return false
  }

  return {
    tell: (alarms) => {
      latest = alarms
      last = last
        .then(async () => {
          // Of several that waited for one mail, the last says what is wrong now.
          const present = latest
          latest = null
          if (present !== null) await tell(present)
        })
        .catch((error) => log({ event: 'operator-not-told', reason: messageOf(error) }))
      return last
    },
    async stop() {
      stopping.abort()
      await last
    },
  }
}

/**
 * What was seen and told: rows `seen:<key>`, since when an alarm stands, and `alarm:<key>` or
 * `warning:<key>`, when it was last told; `once:<key>` stays behind of what is told only once.
 */
function createMemory(notices: NoticeStore, covers: (key: string) => boolean) {
  /** When an alarm that was told was first found gone; what a restart forgets only comes later. */
  const goneSince = new Map<string, number>()

  /** Rows of keys that have been away for long enough, told at `toldAt`. */
  async function ended(now: Date) {
    return (await notices.all()).flatMap((row) => {
      const [, kind, key] = /^(seen|alarm|warning|once):(.+)$/s.exec(row.key) ?? []
      if (kind === undefined || key === undefined || !covers(key)) return []
      const gone = goneSince.get(key)
      if (gone === undefined || now.getTime() - gone < AWAY_MS) return []
      return [{ row: row.key, kind, key, toldAt: row.toldAt }]
    })
  }

  return {
    /** Remembers what stands, and sorts it; `over` when an alarm that was told has ended and none stands. */
    async sort(alarms: readonly Alarm[], now: Date) {
      const rows = new Map((await notices.all()).map(({ key, toldAt }) => [key, toldAt]))
      const present = new Set(alarms.map(({ key }) => key))
      for (const row of rows.keys()) {
        const key = row.slice(row.indexOf(':') + 1)
        if (present.has(key)) goneSince.delete(key)
        else if (!goneSince.has(key)) goneSince.set(key, now.getTime())
      }
      const [fresh, standing]: [SeenAlarm[], SeenAlarm[]] = [[], []]
      for (const alarm of alarms) {
        const since = rows.get(`seen:${alarm.key}`) ?? now
        if (!rows.has(`seen:${alarm.key}`)) {
          await notices.put({ key: `seen:${alarm.key}`, toldAt: now })
        }
        const told = rows.get(`${alarm.level}:${alarm.key}`) ?? rows.get(`once:${alarm.key}`)
        const again = alarm.level === 'alarm' && !TOLD_ONCE.test(alarm.key)
        const due = told === undefined || (again && now.getTime() - told.getTime() >= DAY_MS)
        ;(due ? fresh : standing).push({ ...alarm, since })
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
      for (const { row, kind, key, toldAt } of await ended(now)) {
        const once = TOLD_ONCE.test(key)
        if (once && kind === 'once' && now.getTime() - toldAt.getTime() < ONCE_MS) continue
        if (once && (kind === 'alarm' || kind === 'warning')) {
          await notices.put({ key: `once:${key}`, toldAt })
        }
        await notices.remove(row)
      }
    },
  }
}

function keysOf(alarms: readonly Alarm[]): string {
  return alarms.map(({ level, key }) => `${level}:${key}`).join(' ')
}
