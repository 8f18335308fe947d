/** Watches when certificates expire, so that operators hear of it while there is time. */
import type { Alarm } from '#lib/alarms'
import type { Inbox } from './inbox.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** Days before the end at which operators are told, the most pressing first. */
const TOLD_DAYS = [1, 7, 30] as const

/**
 * An alarm for each certificate that has expired, a warning for each that will within 30, 7 and 1
 * days; at each of these the key changes, so that it is told anew. Tips are taken all the same.
 */
export function certificateAlarms(inboxes: readonly Inbox[], now: Date): Alarm[] {
  const ends = new Map<string, { expires: Date; inboxes: string[] }>()
  for (const { id, certificates } of inboxes) {
    for (const { fingerprint, expires } of certificates) {
      if (expires === null) continue
      const known = ends.get(fingerprint)
      if (known === undefined) ends.set(fingerprint, { expires, inboxes: [id] })
      else known.inboxes.push(id)
    }
  }
  return [...ends].flatMap(([fingerprint, end]) => alarmOf(fingerprint, end, now) ?? [])
}

function alarmOf(
  fingerprint: string,
  { expires, inboxes }: { expires: Date; inboxes: readonly string[] },
  now: Date,
): Alarm | null {
  const days = (expires.getTime() - now.getTime()) / DAY_MS
  const told = TOLD_DAYS.find((limit) => days <= limit)
  if (told === undefined) return null
  const whose = inboxes.map((id) => `“${id}”`).join(' and ')
  const subject = `The certificate ${fingerprint} of the ${inboxes.length === 1 ? 'inbox' : 'inboxes'} ${whose}`
  const when = `on ${expires.toISOString().slice(0, 10)}`
  const cure = `Have its owner extend it (gpg --quick-set-expire ${fingerprint} 2y, the same once more with a final '*' for its subkeys), export it into its .asc file, then build and restart.`
  return days <= 0
    ? {
        key: `expired:${fingerprint}`,
        level: 'alarm',
        text: `${subject} expired ${when}: browsers no longer seal to it, and the server will not start again with it. ${cure}`,
      }
    : {
        key: `expires-${told}:${fingerprint}`,
        level: 'warning',
        text: `${subject} expires ${when}; then nobody can seal tips to it. ${cure}`,
      }
}
