/**
 * Tells the operator by mail what must be looked at. What was told is kept in the store, so that a
 * restart tells nothing twice.
 */
import type { Alarm } from '#lib/alarms'
import type { NoticeStore } from '#lib/store/store'
import type { DeliveryLog } from './log.ts'
import { notifyBy } from './notify.ts'
import { alarmMail, allClearMail } from './operator-mail.ts'
import { messageOf } from './sending.ts'
import { createMemory } from './told.ts'
import type { Notice, Transport } from './transport.ts'

/** Under this name one instance at a time tells: what it told, the next one finds written down. */
const TELLING = 'operator-telling'
/** How long one that dies meanwhile keeps the others waiting; longer than mails take. */
const TELLING_MS = 5 * 60_000

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
    const claim = { key: TELLING, now: clock(), forMs: TELLING_MS }
    // A database that fails must be told of as well, if need be by every instance.
    const claimed = await options.notices.claim(claim).catch(() => null)
    // Another instance is at it. What it does not know of is told within a minute.
    if (claimed === false) return
    try {
      await tellAlone(alarms, to)
    } finally {
      if (claimed) await options.notices.release(TELLING).catch(() => undefined)
    }
  }

  async function tellAlone(alarms: readonly Alarm[], to: string): Promise<void> {
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
    const result = await notifyBy(transports, notice, stopping.signal)
    unsure = !result.ok && result.unknown ? { keys, notice } : null
    if (!result.ok) log({ event: 'operator-not-told', reason: result.reason })
    return result.ok
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

function keysOf(alarms: readonly Alarm[]): string {
  return alarms.map(({ level, key }) => `${level}:${key}`).join(' ')
}
