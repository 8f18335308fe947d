/** Watches when certificates expire, so that operators hear of it while there is time. */
import type { Alarm } from '#lib/alarms'
import type { Inbox } from './inbox.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** Days before the end at which operators are told, the most pressing first. */
const TOLD_DAYS = [1, 7, 30] as const

/**
 * An alarm for each certificate that has expired, a warning for each that will within 30, 7 and 1
 * days; at each of these the key changes, so that it is told anew. Tips are taken all the same. An
 * archive's certificate only warns: no tip waits for it.
 */
export function certificateAlarms(inboxes: readonly Inbox[], now: Date): Alarm[] {
  const ends = new Map<string, { expires: Date; inboxes: string[]; archive: boolean }>()
  for (const { id, certificates } of inboxes) {
    for (const { fingerprint, expires, archive = false } of certificates) {
      if (expires === null) continue
      const known = ends.get(fingerprint)
      if (known === undefined) ends.set(fingerprint, { expires, inboxes: [id], archive })
      else {
        known.inboxes.push(id)
        // What is a reader's for one inbox stops that one.
        known.archive &&= archive
      }
    }
  }
  return [...ends].flatMap(([fingerprint, end]) => alarmOf(fingerprint, end, now) ?? [])
}

function alarmOf(
  fingerprint: string,
  { expires, inboxes, archive }: { expires: Date; inboxes: readonly string[]; archive: boolean },
  now: Date,
): Alarm | null {
  const days = (expires.getTime() - now.getTime()) / DAY_MS
  const told = TOLD_DAYS.find((limit) => days <= limit)
  if (told === undefined) return null
  const whose = inboxes.map((id) => `“${id}”`).join(' and ')
  const subject = `The ${archive ? "archive's certificate" : 'certificate'} ${fingerprint} of the ${inboxes.length === 1 ? 'inbox' : 'inboxes'} ${whose}`
  const when = `on ${expires.toISOString().slice(0, 10)}`
  const cure = `Have its owner extend it (gpg --quick-set-expire ${fingerprint} 2y, the same once more with a final '*' for its subkeys), export it into its .asc file, then build and restart.`
  if (archive) {
    return {
      key: days <= 0 ? `expired:${fingerprint}` : `expires-${told}:${fingerprint}`,
      // No tip is lost by it, so the site stays ready.
      level: 'warning',
      text: `${subject} ${days <= 0 ? 'expired' : 'expires'} ${when}: from then on tips are sealed without it, and the copies that the archive gets are opened by the desk alone. ${cure}`,
    }
  }
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
