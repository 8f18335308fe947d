/** What the daily digest says, and where its figures come from: counts and ages, nothing of any tip. */
import type { Alarm } from '#lib/alarms'
import type { Inbox } from '#lib/inboxes/inbox'
import { addHours, type Hour, hourOf, hourText } from '#lib/protocol/hours'
import type { PendingDeliveries, Store } from '#lib/store/store'
import { sizeInWords } from './parts.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const SITE = 'Remote Hire Watch'

export type DigestFigures = {
  /** Tips received in the last 24 hours, by inbox id. */
  received: { inbox: string; tips: number }[]
  pending: PendingDeliveries
  /** Tips that are being sent, and what is stored of them, in bytes. */
  halfOpen: { tips: number; bytes: number }
  /** Free and total bytes where the database lies; null when it lies elsewhere. */
  disk: { free: number; total: number } | null
  certificates: { inbox: string; fingerprint: string; expires: Date | null; archive: boolean }[]
  /** How many alarms and warnings stand; they are told in mails of their own. */
  alarms: number
}

/**
 * Reads the figures.
 * @param options.diskSpace free and total bytes, null when the database is on another machine
 * @param options.alarms what stands now
 */
export async function readFigures(options: {
  store: Pick<Store, 'records' | 'delivery' | 'tips'>
  inboxes: readonly Inbox[]
  diskSpace: () => Promise<{ free: number; total: number } | null>
  alarms: () => Promise<readonly Alarm[]>
  now: Date
}): Promise<DigestFigures> {
  const { store, inboxes, diskSpace, alarms, now } = options
  // Tips know their hour alone: those of the hour that runs are counted tomorrow.
  const [from, to] = [hourOf(addHours(now, -24)), hourOf(now)]
  const tips = (await store.records.list()).filter(({ hour }) => hour >= from && hour < to)
  const ids = [...new Set([...inboxes.map(({ id }) => id), ...tips.map(({ inbox }) => inbox)])]
  return {
    received: ids.map((inbox) => ({
      inbox,
      tips: tips.filter((tip) => tip.inbox === inbox).length,
    })),
    pending: await store.delivery.pendingDeliveries(),
    halfOpen: await store.tips.halfOpenTotals(),
    disk: await diskSpace(),
    certificates: inboxes.flatMap(({ id, certificates }) =>
      certificates.map(({ fingerprint, expires, archive = false }) => ({
        inbox: id,
        fingerprint,
        expires,
        archive,
      })),
    ),
    alarms: (await alarms()).length,
  }
}

/** Subject and text of the digest. */
export function digestMail(
  figures: DigestFigures,
  siteUrl: string,
  now: Date,
): { subject: string; text: string } {
  const { received, pending, halfOpen, disk, alarms } = figures
  const total = received.reduce((sum, { tips }) => sum + tips, 0)
  const age = (hour: Hour | null) => (hour === null ? '' : `, the oldest ${ageOf(hour, now)}`)
  const lines: [string, string][] = [
    ['Received in the last 24 hours', `${total}`],
    ...(received.length > 1
      ? received.map(({ inbox, tips }): [string, string] => [`  ${inbox}`, `${tips}`])
      : []),
    ['Mails that wait', `${pending.count}${age(pending.oldestHour)}`],
    ['Mails that came back', `${pending.bounced}`],
    [
      'Mails not yet confirmed',
      `${pending.unconfirmed.count}${age(pending.unconfirmed.oldestHour)}`,
    ],
    [
      'Files by link, not fetched',
      `${pending.unfetched.count}${age(pending.unfetched.oldestHour)}`,
    ],
    ['Tips being sent', `${halfOpen.tips}, ${sizeInWords(halfOpen.bytes)} stored`],
    ...(disk === null ? [] : [diskLine(disk)]),
    ['Alarms and warnings', `${alarms}${alarms === 0 ? '' : ', told in mails of their own'}`],
  ]
  const width = Math.max(...lines.map(([label]) => label.length))
  return {
    subject: `${SITE}: the day’s figures`,
    text: [
      `${SITE} at ${siteUrl}, ${hourText(hourOf(now))}`,
      '',
      ...lines.map(([label, value]) => `${label.padEnd(width)}  ${value}`),
      '',
      'Certificates:',
      ...figures.certificates.map((one) => `  ${certificateLine(one, now)}`),
      '',
      'This mail comes every day. When it does not, look at the server.',
      'OPERATOR_DIGEST=off ends it.',
      '',
    ].join('\n'),
  }
}

function diskLine({ free, total }: { free: number; total: number }): [string, string] {
  const percent = total === 0 ? 0 : Math.floor((free / total) * 100)
  return ['Free disk', `${(free / 1e9).toFixed(1)} GB, ${percent} %`]
}

function certificateLine(one: DigestFigures['certificates'][number], now: Date): string {
  const days =
    one.expires === null ? null : Math.floor((one.expires.getTime() - now.getTime()) / DAY_MS)
  const end = days === null ? 'never expires' : days < 0 ? 'has expired' : `${inDays(days)} left`
  return `…${one.fingerprint.slice(-16).toUpperCase()}  ${one.inbox}${one.archive ? ', archive' : ''}: ${end}`
}

const inDays = (days: number) => `${days} ${days === 1 ? 'day' : 'days'}`

/** How long ago an hour was, in hours below two days, else in days. */
function ageOf(hour: Hour, now: Date): string {
  const hours = Math.floor((now.getTime() - Date.parse(hour)) / HOUR_MS)
  return hours < 48 ? `${hours} h old` : `${Math.floor(hours / 24)} days old`
}
