/** Takes a tip's mail apart while it is read: it may be larger than memory, in a Maildir of any size. */
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream'
import { type MailEvent, type MailNode, Splitter } from 'mailsplit'

/** Our own header is a few hundred bytes; every mail server on the way adds some to it. */
const HEAD_BYTES_MAX = 64 * 1024
/** Our own words to the analyst are a few thousand characters. */
const TEXT_BYTES_MAX = 1024 * 1024

/** Lines of mails have 998 characters at most (RFC 5322, 2.1.1); longer ones are handed on as they come. */
const LINE_BYTES_MAX = 65_536

/** A leaf of a mail: its type in lower case, and its content, decoded, to be read before the next one. */
type Leaf = { type: string; content: Readable }

/**
 * The sealed parts that a mail carries, in order, each to be read before the next one is asked for; what
 * is left of one is passed over. Ending early ends `mail`.
 * @param mail the mail's bytes, which this reads and closes
 * @throws what reading `mail` throws, and when a header has more than a megabyte
 */
export async function* sealedIn(mail: Readable): AsyncGenerator<Readable> {
  for await (const { type, content } of leavesOf(mail)) {
    if (type === 'application/octet-stream') yield content
  }
}

/** The beginning of a mail, in which its header stands. Closes `mail`. */
export function headOf(mail: Readable): Promise<Buffer> {
  return beginningOf(mail, HEAD_BYTES_MAX)
}

/** The first plain text of a mail, as UTF-8, a megabyte at most; empty when it has none. Closes `mail`. */
export async function textOf(mail: Readable): Promise<string> {
  for await (const { type, content } of leavesOf(mail)) {
    if (type === 'text/plain') return (await beginningOf(content, TEXT_BYTES_MAX)).toString()
  }
  return ''
}

async function beginningOf(stream: Readable, most: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of stream) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes >= most) break
  }
  return Buffer.concat(pieces).subarray(0, most)
}

async function* leavesOf(mail: Readable): AsyncGenerator<Leaf> {
  // A mail inside a mail is nothing that this site sent.
  const splitter = new Splitter({ ignoreEmbedded: true })
  // Errors are thrown by whoever reads the splitter.
  pipeline(mail, inWholeLines, splitter, () => {})
  const events: AsyncIterator<MailEvent> = splitter[Symbol.asyncIterator]()
  let current: MailNode | null = null
  let event: MailEvent | null = null
  let step: Promise<unknown> = Promise.resolve()
  const advance = () => {
    step = events.next().then(({ done, value }) => {
      event = done === true ? null : value
    })
    return step
  }
  /** What stands of the body of `node`; nothing once the next one has begun. */
  async function* bodyOf(node: MailNode): AsyncGenerator<Buffer> {
    while (current === node && event !== null && event.type !== 'node') {
      if (event.type === 'body') yield event.value
      await advance()
    }
  }
  const toNextNode = async () => {
    // A body that is no longer read may have asked for one more.
    await step
    while (event !== null && event.type !== 'node') await advance()
    return event
  }
  try {
    await advance()
    for (let node = await toNextNode(); node !== null; node = await toNextNode()) {
      current = node
      await advance()
      if (node.multipart) continue
      const content = decoded(node, bodyOf(node))
      yield { type: node.contentType || 'text/plain', content }
      current = null
      content.destroy()
    }
  } finally {
    current = null
    await events.return?.()
    mail.destroy()
  }
}

/** The splitter loses bytes where a piece ends between CR and LF, so every piece ends with a line. */
async function* inWholeLines(mail: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let begun = Buffer.alloc(0)
  for await (const piece of mail) {
    const whole = piece.lastIndexOf('\n') + 1
    if (whole > 0) {
      yield Buffer.concat([begun, piece.subarray(0, whole)])
      begun = Buffer.from(piece.subarray(whole))
    } else if (begun.length < LINE_BYTES_MAX) begun = Buffer.concat([begun, piece])
    else {
      yield begun
      begun = Buffer.from(piece)
    }
  }
  if (begun.length > 0) yield begun
}

function decoded(node: MailNode, body: AsyncGenerator<Buffer>): Readable {
  const decoder = node.getDecoder()
  pipeline(body, decoder, () => {})
  return decoder
}
