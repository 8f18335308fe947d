/**
 * The mail that carries a tip: PGP/MIME (RFC 3156), which mail programs open by themselves. A message
 * without further parts is the whole mail, since Thunderbird opens nothing else unasked; what an analyst
 * should know before opening it stands in `Tip-…` headers, and as plain text in the MIME preamble, where
 * whoever looks at the raw mail reads it first. With further parts, that text is the first part.
 */
import type { Inbox } from '#lib/inboxes/inbox'
import { replyAddress } from '#lib/protocol/reply-address'
import type { Delivery } from '#lib/store/store'
import { analystText } from './analyst-text.ts'
import { armoredMessage, base64Lines } from './armor.ts'
import { domainOf, encodeWords, mailbox, mailDate } from './header-fields.ts'
import { attachmentName, sizeInWords } from './parts.ts'
import { TIP_HEADERS } from './tip-headers.ts'
import type { Mail } from './transport.ts'

/** The name in From of what senders wrote; the address says which conversation it is. */
const AUTHOR = 'Tip line'

type MailOptions = {
  delivery: Delivery
  inbox: Inbox
  from: string
  to: string
  links: ReadonlyMap<number, string>
  retentionDays: number
  readPart: (part: number) => AsyncIterable<Uint8Array>
  /** `REPLY_ADDRESS` with its `*`; null or left out, senders cannot be answered. */
  replyPattern?: string | null
}

/**
 * Composes the mail of a delivery: the same options give the same bytes, however often it is made.
 * @param options.from `MAIL_FROM`
 * @param options.to the inbox's address, its second one, or the archive's
 * @param options.links addresses of the parts that go by link, by index, ascending
 * @param options.retentionDays `RETENTION_DAYS`
 * @param options.readPart gives the sealed bytes of a part, in order
 */
export function composeMail(options: MailOptions): Mail {
  const { delivery, inbox, from, to, links, readPart } = options
  return {
    delivery,
    inbox,
    from,
    to,
    author: authorOf(options),
    replyTo: replyAddresses(options),
    wayBack: wayBack(options),
    links,
    readPart,
    async *content() {
      let pending = headers(options)
      for await (const piece of body(options)) {
        pending += piece
        if (pending.length >= 65_536) {
          yield Buffer.from(pending, 'utf8')
          pending = ''
        }
      }
      yield Buffer.from(pending, 'utf8')
    },
  }
}

/** The subject of a tip's mail; it says nothing that an outsider could not see
 * anyway, unless the sender allowed it to say that the tip is urgent. */
export function subjectOf(delivery: Delivery): string {
  const urgent = delivery.urgent ? ' · urgent' : ''
  const bytes = delivery.parts.reduce((sum, part) => sum + part.bytes, 0)
  // The tip's own reference, so that mail programs which sort by subject keep the thread together.
  const { thread } = delivery
  const what =
    thread && thread.number > 1
      ? `Tip ${thread.reference} · message ${thread.number}`
      : `Tip ${delivery.reference}`
  return `${what} · ${sizeInWords(bytes)}${urgent}`
}

type Replying = Pick<MailOptions, 'delivery' | 'inbox' | 'replyPattern'>

/**
 * Where replies go: to the sender, who left a way back; else to the desk, at each of its addresses, and
 * not into the void behind `MAIL_FROM`. An archive answers nobody.
 */
function replyAddresses(options: Replying): string[] {
  const { address, secondAddress } = options.inbox
  const back = wayBack(options)
  if (back !== null) return [back]
  return secondAddress === null ? [address] : [address, secondAddress]
}

/** The reply address of the sender's conversation; null when there is none. */
function wayBack({ delivery, replyPattern }: Replying): string | null {
  if (!delivery.thread || !replyPattern || delivery.recipient === 'archive') return null
  return replyAddress(replyPattern, delivery.thread.address)
}

/**
 * Who the mail is from: the reply address where it is of the same domain as `MAIL_FROM`, since Thunderbird
 * offers a key inside a mail only when it is the author's (and not by Reply-To); `MAIL_FROM` elsewhere,
 * because a foreign domain may not be sent from.
 */
function authorOf(options: Replying & Pick<MailOptions, 'from'>): string {
  const back = wayBack(options)
  return back !== null && domainOf(back) === domainOf(options.from).toLowerCase()
    ? mailbox(AUTHOR, back)
    : options.from
}

/** The header fields that say what a mail is, and that a program sent it. */
export function tipHeaders({
  delivery,
  from,
  links,
}: Pick<Mail, 'delivery' | 'from' | 'links'>): Record<string, string> {
  const { thread } = delivery
  const first = thread && thread.number > 1 ? messageId(thread.firstMail, from) : null
  return {
    'Auto-Submitted': 'auto-generated',
    ...(first !== null && { 'In-Reply-To': first, References: first }),
    ...(first !== null && thread && { [TIP_HEADERS.conversation]: thread.reference }),
    [TIP_HEADERS.reference]: delivery.reference,
    [TIP_HEADERS.received]: delivery.hour,
    [TIP_HEADERS.inbox]: delivery.inbox,
    [TIP_HEADERS.parts]: delivery.parts.map((part) => part.bytes).join(','),
    ...(links.size === 0 ? {} : { [TIP_HEADERS.linked]: [...links.keys()].join(',') }),
  }
}

function headers(options: MailOptions): string {
  const { delivery, inbox, from, to } = options
  const author = authorOf(options)
  return `${[
    `From: ${author}`,
    ...(author === from ? [] : [`Sender: ${from}`]),
    `To: ${mailbox(delivery.recipient === 'archive' ? `${inbox.name}, archive` : inbox.name, to)}`,
    `Reply-To: ${replyAddresses(options).join(',\n ')}`,
    `Subject: ${encodeWords(subjectOf(delivery))}`,
    // The hour of receipt: the minute of a tip is kept nowhere.
    `Date: ${mailDate(new Date(delivery.hour))}`,
    `Message-ID: ${messageId(delivery.id, from)}`,
    ...Object.entries(tipHeaders(options)).map(([name, value]) => `${name}: ${value}`),
    'MIME-Version: 1.0',
  ].join('\n')}\n`
}

/** The Message-ID of a mail by its id in the outbox. */
function messageId(id: string, from: string): string {
  return `<${id}@${domainOf(from)}>`
}

/** The header fields that end the head, and everything below them. */
async function* body(options: MailOptions): AsyncGenerator<string> {
  const { delivery, links } = options
  const pgpMime = !links.has(0)
  const text = analystText({ ...options, pgpMime, wayBack: wayBack(options) })
  if (pgpMime && delivery.parts.length === 1) {
    yield* encrypted(options, `${text}\n`)
    return
  }
  if (links.size === delivery.parts.length) {
    yield `${TEXT_TYPE}\n\n${text}`
    return
  }
  const outer = boundary(delivery, 'all')
  yield `Content-Type: multipart/mixed; boundary="${outer}"\n\n`
  yield `--${outer}\n${TEXT_TYPE}\n\n${text}`
  if (pgpMime) {
    yield `\n--${outer}\n`
    yield* encrypted(options, '')
  }
  for (let part = 1; part < delivery.parts.length; part += 1) {
    if (!links.has(part)) yield* attachment(options, part, outer)
  }
  yield `\n--${outer}--\n`
}

const TEXT_TYPE = 'Content-Type: text/plain; charset=us-ascii'

/** The message as RFC 3156, section 4, has it, from its content type on. */
async function* encrypted(
  { delivery, readPart }: MailOptions,
  preamble: string,
): AsyncGenerator<string> {
  const sealed = boundary(delivery, 'sealed')
  yield 'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";\n'
  yield ` boundary="${sealed}"\n\n${preamble}`
  yield `--${sealed}\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n\n`
  yield `--${sealed}\nContent-Type: application/octet-stream; name="encrypted.asc"\n`
  yield 'Content-Disposition: inline; filename="encrypted.asc"\n\n'
  yield* armoredMessage(readPart(0))
  yield `\n--${sealed}--\n`
}

async function* attachment(
  { readPart }: MailOptions,
  part: number,
  outer: string,
): AsyncGenerator<string> {
  const name = attachmentName(part)
  yield `\n--${outer}\nContent-Type: application/octet-stream; name="${name}"\n`
  yield `Content-Disposition: attachment; filename="${name}"\n`
  yield 'Content-Transfer-Encoding: base64\n\n'
  yield* base64Lines(readPart(part))
}

/** Boundaries made from the random id, so that no other tip holds them. */
function boundary(delivery: Delivery, level: 'sealed' | 'all'): string {
  return `rhw-${level}-${delivery.id}`
}
