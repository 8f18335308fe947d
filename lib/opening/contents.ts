/**
 * Takes apart what a tip's message holds once it is decrypted: the MIME entity that the form makes,
 * any other MIME, or whatever somebody encrypted with gpg alone.
 */
import PostalMime from 'postal-mime'
import { tipSchema } from '#lib/tip/schema'

export type Contents = {
  /** The readable report; as it was sent, so it may hold anything. */
  report: string
  /** `tip.json` byte for byte, when there is one that follows the schema. */
  tipJson: Uint8Array | null
  /** Attachments in their order, names as they were sent. */
  files: { name: string; content: Uint8Array }[]
}

/** The form's messages have 16 MiB at most; taking apart much more takes a machine's memory. */
const MIME_BYTES_MAX = 32 * 1024 * 1024
/** More attachments than anybody looks at are there to fill a disk with files. */
const FILES_MAX = 1_000

/** A block of header fields at the very beginning, with a content type among them. */
const MIME_HEAD = /^(?=(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:)/i

/**
 * Reads the plaintext of part 0. Never throws for what a sender wrote: what cannot be taken apart
 * comes out whole, as text or as a file.
 */
export async function readContents(plaintext: Uint8Array): Promise<Contents> {
  const head = new TextDecoder('latin1').decode(plaintext.subarray(0, 65_536))
  if (plaintext.byteLength <= MIME_BYTES_MAX && MIME_HEAD.test(head)) {
    try {
      const contents = await readMime(plaintext)
      if (contents.files.length <= FILES_MAX) return contents
    } catch {
      // Limits on nesting and headers: shown whole below.
    }
  }
  return readWhole(plaintext)
}

async function readMime(plaintext: Uint8Array): Promise<Contents> {
  const parser = new PostalMime({ forceRfc822Attachments: true })
  const mail = await parser.parse(plaintext)
  const inLines = contentsInLines(parser)
  const files = mail.attachments.map(({ filename, content }, index) => {
    const bytes =
      typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content)
    return {
      name: filename ?? `attachment-${index + 1}`,
      content: inLines.has(content) && bytes.at(-1) === 10 ? bytes.slice(0, -1) : bytes,
    }
  })
  // A mail made by a mail program may have its text as a web page; the report shows it as text.
  if (mail.html) files.push({ name: 'message.html', content: new TextEncoder().encode(mail.html) })
  const first = files[0]
  const hasTip = first?.name === 'tip.json' && isTip(first.content)
  return {
    report: mail.text ?? '(There is no text in this tip.)\n',
    tipJson: hasTip ? first.content : null,
    files: hasTip ? files.slice(1) : files,
  }
}

/**
 * Contents of parts that are not base64: PostalMime ends their last line too, though the line break before a
 * boundary belongs to that (RFC 2046, 5.1.1). Only its tree, which it does not declare, tells them apart.
 */
function contentsInLines(parser: PostalMime): Set<unknown> {
  const found = new Set<unknown>()
  const look = (node: MimeNode): void => {
    for (const child of node.childNodes) {
      if (child.contentTransferEncoding.encoding !== 'base64') found.add(child.content)
      look(child)
    }
  }
  look((parser as unknown as { root: MimeNode }).root)
  return found
}

type MimeNode = {
  childNodes: MimeNode[]
  content: ArrayBuffer | null
  contentTransferEncoding: { encoding: string }
}

function isTip(content: Uint8Array): boolean {
  try {
    return tipSchema.safeParse(
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content)),
    ).success
  } catch {
    return false
  }
}

function readWhole(plaintext: Uint8Array): Contents {
  try {
    const report = new TextDecoder('utf-8', { fatal: true }).decode(plaintext)
    if (!report.includes('\0')) return { report, tipJson: null, files: [] }
  } catch {
    // Not UTF-8: a file.
  }
  return {
    report: '(This tip is not text. It was written to files/ as it is.)\n',
    tipJson: null,
    files: [{ name: 'tip', content: plaintext }],
  }
}
