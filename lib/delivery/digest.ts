/**
 * The operator's daily mail: how much came, what waits and since when, and which certificates end. Counts
 * and ages only. It is also how one notices that a server has fallen silent: the mail does not come.
 */
import type { NoticeStore, SecretStore } from '#lib/store/store'
import type { DigestFigures } from './digest-mail.ts'
import { digestMail } from './digest-mail.ts'
import type { DeliveryLog } from './log.ts'
import { notifyBy } from './notify.ts'
import { messageOf } from './sending.ts'
import { DIGEST_ROW } from './told.ts'
import type { Transport } from './transport.ts'

/** The mail goes at the first look in or after this hour (UTC), the same for every site and every day. */
const HOUR = 5
/** Between two attempts of all instances together, should nobody take the mail. */
const AGAIN_MS = 15 * 60_000
/** Under this name the turn and the mail's id lie in the store. */
const KEY = 'operator-digest'

export type Digest = {
  /** Mails the day's digest when it is time and nobody has. Never rejects. */
  look(): Promise<void>
  /** Breaks off what is being mailed; nothing is mailed afterwards. */
  stop(): Promise<void>
}

/**
 * Makes it. Several instances over one store mail one digest together: one at a time may try, what was
 * sent is written down, and the mail's id is the same whoever sends it, so that a repeat after an unknown
 * outcome is recognised by transports that can.
 * @param from `MAIL_FROM` @param to `OPERATOR_EMAIL` @param siteUrl `SITE_URL`
 * @param figures reads what the mail tells, at the moment of sending
 */
export function createDigest(options: {
  store: {
    notices: Pick<NoticeStore, 'all' | 'put' | 'claim'>
    secrets: Pick<SecretStore, 'dailySecret'>
  }
  transports: readonly Transport[]
  from: string
  to: string
  siteUrl: string
  figures: (now: Date) => Promise<DigestFigures>
  clock: () => Date
  randomBytes: (count: number) => Uint8Array
  log: DeliveryLog
}): Digest {
  const { store, transports, from, to, siteUrl, figures, clock, randomBytes, log } = options
  const stopping = new AbortController()
  let last: Promise<void> = Promise.resolve()
  /** The day that is known to be told, so that the store is not asked every minute. */
  let toldDay = ''

  async function look(): Promise<void> {
    const now = clock()
    const day = now.toISOString().slice(0, 10)
    if (now.getUTCHours() < HOUR || toldDay === day || stopping.signal.aborted) return
    if (await isTold(day)) return
    // Not given back: who has failed, and who has died meanwhile, is followed after a while.
    if (!(await store.notices.claim({ key: KEY, now, forMs: AGAIN_MS }))) return
    // Another instance may have sent it between the look and the turn.
    if (await isTold(day)) return
    const id = await store.secrets.dailySecret(KEY, day, () =>
      Buffer.from(randomBytes(16)).toString('base64url'),
    )
    // The hour, so that the mail is the same in every attempt that its provider could compare.
    const date = new Date(`${day}T0${HOUR}:00:00Z`)
    const notice = { id, from, to, date, ...digestMail(await figures(now), siteUrl, now) }
    const result = await notifyBy(transports, notice, stopping.signal)
    if (!result.ok) {
      log({ event: 'operator-not-told', reason: result.reason })
      return
    }
    toldDay = day
    await store.notices.put({ key: `${DIGEST_ROW}day`, toldAt: date })
  }

  async function isTold(day: string): Promise<boolean> {
    const rows = await store.notices.all()
    const row = rows.find(({ key }) => key === `${DIGEST_ROW}day`)
    if (row?.toldAt.toISOString().slice(0, 10) !== day) return false
    toldDay = day
    return true
  }

  return {
    look: () => {
      last = last
        .then(look)
        .catch((error) => log({ event: 'operator-not-told', reason: messageOf(error) }))
      return last
    },
    async stop() {
      stopping.abort()
      await last
    },
  }
}
