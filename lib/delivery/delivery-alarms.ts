/** What of the mail an operator must look at, read from what waits or went wrong. */
import type { Alarm } from '#lib/alarms'
import type { Hour } from '#lib/protocol/hours'
import type { PendingDeliveries } from '#lib/store/store'
import { ALARM_ATTEMPTS } from './retries.ts'

const HOUR_MS = 3_600_000
/** Mail older than this raises the alarm whatever its attempts. */
const WAITING_MS = 3 * HOUR_MS
/** Mail older than this raises another one, so that it is told anew. */
const STUCK_MS = 72 * HOUR_MS
const UNCONFIRMED_WARNING_MS = 24 * HOUR_MS
const UNCONFIRMED_ALARM_MS = 72 * HOUR_MS
/** How long a bounce is told that a further mail has cured. */
const BOUNCE_MS = 24 * HOUR_MS

/**
 * The alarms of the mail; every key begins with `mail-`.
 * @param now the present @param retentionDays after which a part that nobody fetched is told of
 * @param atWork whether a loop takes what is due within seconds: what was not tried yet then is no alarm,
 * however old its tip is
 */
export function deliveryAlarms(
  pending: PendingDeliveries,
  { now, retentionDays, atWork }: { now: Date; retentionDays: number; atWork: boolean },
): Alarm[] {
  const since = (hour: Hour | null) => (hour === null ? 0 : now.getTime() - Date.parse(hour))
  return [
    ...failureAlarms(pending),
    ...(pending.maxAttempts === 0 && atWork
      ? []
      : waitingAlarms(pending, since(pending.oldestHour))),
    ...bounceAlarms(pending, since(pending.lastBounce)),
    ...unconfirmedAlarms(pending, since(pending.unconfirmed.oldestHour)),
    ...(pending.complained === 0 ? [] : [complaint(pending.complained)]),
    ...(since(pending.unfetched.oldestHour) > retentionDays * 24 * HOUR_MS
      ? [unfetched(pending.unfetched.count, retentionDays)]
      : []),
  ]
}

function failureAlarms(pending: PendingDeliveries): Alarm[] {
  const alarms: Alarm[] = []
  if (pending.maxAttempts >= ALARM_ATTEMPTS) {
    alarms.push(
      alarm(
        'mail-failing',
        `A mail has failed ${pending.maxAttempts} times; ${pending.count} wait. The log names the reason; it is tried again by itself.`,
      ),
    )
  }
  if (pending.refused > 0) {
    alarms.push(
      alarm(
        'mail-refused',
        `Mails were refused for good: ${pending.refused}. The log says what must be changed; they are kept, and tried again every hour.`,
      ),
    )
  }
  return alarms
}

function waitingAlarms(pending: PendingDeliveries, age: number): Alarm[] {
  const alarms: Alarm[] = []
  if (age > WAITING_MS) {
    alarms.push(
      alarm(
        'mail-waiting',
        `The oldest mail waits since the hour of ${pending.oldestHour}. Check that the delivery loop runs, and the log.`,
      ),
    )
  }
  if (age > STUCK_MS) {
    alarms.push(
      alarm(
        'mail-stuck',
        `A mail has not gone for three days; ${pending.count} wait. Nobody reads these tips until it is cured: mend what the log names, or add maildir to the end of MAIL_TRANSPORT and restart.`,
      ),
    )
  }
  return alarms
}

function bounceAlarms({ bounced, lastBounce }: PendingDeliveries, age: number): Alarm[] {
  // The hour is part of the key, so that a further bounce is told at once.
  const hour = lastBounce ?? 'unknown'
  if (bounced > 0) {
    return [
      alarm(
        `mail-bounced:${hour}`,
        `Mails came back, and those they were for (a desk, or its archive) do not have them: ${bounced}. Find them with npm run tips -- list, mend the address or its mailbox, then npm run tips -- retry REFERENCE.`,
      ),
    ]
  }
  if (lastBounce === null || age > BOUNCE_MS) return []
  return [
    alarm(
      `mail-bounce:${hour}`,
      'A mail came back and was sent once more, to the second address if its inbox has one. Mend the address it came back from, or its mailbox. This is told for 24 hours.',
    ),
  ]
}

function unconfirmedAlarms({ unconfirmed }: PendingDeliveries, age: number): Alarm[] {
  if (age <= UNCONFIRMED_WARNING_MS) return []
  const cure = `Mails that Resend took and has not said to have arrived: ${unconfirmed.count}. Check in its dashboard that they arrived, and that its webhook calls this site with the secret in RESEND_WEBHOOK_SECRET. They are kept until then; npm run tips -- resend REFERENCE sends one again.`
  return age > UNCONFIRMED_ALARM_MS
    ? [alarm('mail-unconfirmed-72', cure)]
    : [{ key: 'mail-unconfirmed-24', level: 'warning', text: cure }]
}

function complaint(count: number): Alarm {
  return {
    key: 'mail-complained',
    level: 'warning',
    text: `Mails were reported as spam by those who read them: ${count}. Ask the desk to take it back and to let MAIL_FROM pass: Resend may send nothing more to that address.`,
  }
}

function unfetched(count: number, retentionDays: number): Alarm {
  return alarm(
    'mail-unfetched',
    `Files that went by link and that nobody has fetched whole within ${retentionDays} days: ${count}. They are kept. Ask the desk to fetch them; npm run tips -- list names them, and npm run tips -- purge forgets what nobody wants.`,
  )
}

function alarm(key: string, text: string): Alarm {
  return { key, level: 'alarm', text }
}
