/** How `npm run tips` tells of tips: a table for all, a page for one. Never content: there is none to show. */
import { sizeInWords } from '#lib/delivery/parts'
import { harmlessLine } from '#lib/opening/harmless'
import type { ConversationStore, LinkedPart, PurgeRecord, TipRecord } from '#lib/store/store'

type MailRecord = TipRecord['mails'][number]

const MINUTE_MS = 60_000
const BY_URGENCY = ['bounced', 'pending', 'sent', 'delivered', 'replaced'] as const

const RECIPIENTS: Readonly<Record<MailRecord['recipient'], string>> = {
  first: 'the inbox’s address',
  second: 'its second address',
  archive: 'its archive',
}

/** The table of tips, a heading first. */
export function tipTable(tips: readonly TipRecord[], now: Date): string {
  const rows = tips.map((tip) => {
    const mail = tellingMail(tip)
    return [
      tip.reference,
      tip.hour,
      tip.inbox,
      mail === undefined
        ? 'no mail'
        : `${mail.recipient === 'archive' ? 'archive: ' : ''}${stateInWords(mail)}`,
      mail === undefined ? '-' : String(mail.attempts),
      mail?.nextAttempt ? waitInWords(mail.nextAttempt, now) : '-',
      sizeOf(tip.parts),
      tip.held ?? '-',
      linksInWords(tip),
      answersInWords(tip),
    ]
  })
  const heading = [
    ...['tip', 'hour', 'inbox', 'state', 'failed', 'next try', 'size', 'held', 'links'],
    'replies',
  ]
  return table([heading, ...rows])
}

/** How the conversations stand, below the table; nothing when there are none. */
export function conversationsInWords(
  counts: Awaited<ReturnType<ConversationStore['counts']>>,
): string[] {
  const { open, unread, oldestUnread } = counts
  if (open === 0) return []
  const waiting =
    unread === 0 ? 'no reply is unread' : `unread replies: ${unread}, the oldest of ${oldestUnread}`
  return [`Conversations that go on: ${open}; ${waiting}.`]
}

/** The table of what was forgotten. */
export function purgedTable(records: readonly PurgeRecord[]): string {
  const rows = records.map(({ reference, purged, bytes, by }) => [
    reference,
    purged,
    by === 'retention' ? 'its time was over' : 'by the operator',
    bytes.map(sizeInWords).join(' + '),
  ])
  return table([['tip', 'forgotten', 'why', 'sizes'], ...rows])
}

/** Everything that is known of one tip, as lines. */
export function tipPage(tip: TipRecord, now: Date): string {
  return [
    `Tip ${tip.reference}, received in the hour of ${tip.hour}, for the inbox ${tip.inbox}.`,
    tip.held === null
      ? 'Not held: it is forgotten when its time after delivery is over.'
      : `Held since ${tip.held}: it is not forgotten until it is released.`,
    conversationOf(tip),
    '',
    'Sealed parts:',
    ...tip.parts.map((part, index) => `  ${index}  ${sizeInWords(part.bytes)}, ${placeOf(part)}`),
    '',
    tip.mails.length === 0 ? 'No mail.' : 'Mails:',
    ...tip.mails.flatMap((mail) => mailLines(mail, now)),
  ].join('\n')
}

function mailLines(mail: MailRecord, now: Date): string[] {
  const by = mail.transport === null ? '' : ` by ${mail.transport}`
  const since = mail.delivered === null ? '' : `, in the hour of ${mail.delivered}`
  const next = mail.nextAttempt === null ? '' : `, next try ${waitInWords(mail.nextAttempt, now)}`
  return [
    `  To ${RECIPIENTS[mail.recipient]}: ${stateInWords(mail)}${by}${since}; failed attempts: ${mail.attempts}${next}.`,
    ...(mail.reason === null ? [] : [`    ${harmlessLine(mail.reason)}`]),
  ]
}

function placeOf({ desk, archive }: TipRecord['parts'][number]): string {
  const toDesk = desk === null ? 'inside the mail' : `by link, ${fetchedInWords(desk)}`
  return archive === null ? toDesk : `${toDesk}; to the archive by link, ${fetchedInWords(archive)}`
}

function fetchedInWords({ fetched }: LinkedPart): string {
  return fetched === null ? 'not fetched whole yet' : `fetched in the hour of ${fetched}`
}

function stateInWords({ state, attempts, trouble, bounced }: MailRecord): string {
  switch (state) {
    case 'pending':
      return attempts === 0 ? 'waiting' : 'failing'
    case 'sent':
      return trouble === 'delayed' ? 'taken, delayed' : 'taken, not confirmed'
    case 'delivered':
      return trouble === 'complained' ? 'delivered, reported as spam' : 'delivered'
    case 'bounced':
      return 'came back'
    case 'replaced':
      return `${bounced === null ? 'not confirmed' : 'came back'}, replaced by another mail`
  }
}

/** The mail that most needs eyes: of several with the same state, the desk’s before the archive’s, then the newest. */
function tellingMail({ mails }: TipRecord): MailRecord | undefined {
  for (const state of BY_URGENCY) {
    const alike = mails.filter((one) => one.state === state)
    const mail = alike.findLast(({ recipient }) => recipient !== 'archive') ?? alike.at(-1)
    if (mail !== undefined) return mail
  }
  return undefined
}

function conversationOf({ message, unread }: TipRecord): string {
  if (message === null) return 'Its sender cannot be answered.'
  const place = message === 1 ? 'It began a conversation' : `Message ${message} of its conversation`
  return `${place}; replies that its sender has not read: ${unread}.`
}

function answersInWords({ message, unread }: TipRecord): string {
  if (message === null) return '-'
  return unread === 0 ? 'possible' : `${unread} unread`
}

function linksInWords({ parts }: TipRecord): string {
  const links = parts.flatMap(({ desk, archive }) => [desk, archive].filter((one) => one !== null))
  if (links.length === 0) return '-'
  const fetched = links.filter((link) => link.fetched !== null).length
  return fetched === links.length ? 'fetched' : `${fetched} of ${links.length} fetched`
}

function waitInWords(until: Date, now: Date): string {
  const minutes = Math.ceil((until.getTime() - now.getTime()) / MINUTE_MS)
  if (minutes <= 0) return 'now'
  return minutes < 120 ? `in ${minutes} min` : `in ${Math.round(minutes / 60)} h`
}

/** Of all parts together. */
function sizeOf(parts: readonly { bytes: number }[]): string {
  const size = sizeInWords(parts.reduce((sum, { bytes }) => sum + bytes, 0))
  return parts.length === 1 ? size : `${size} in ${parts.length} parts`
}

/** Columns as wide as their widest cell, two spaces between them. */
function table(rows: readonly string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
