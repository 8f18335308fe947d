/**
 * Opens a reply of the desk with the key of the tip, in the sender's browser: its words, its files,
 * and whether the desk's own key signed it.
 */
import type { PrivateKey } from 'openpgp'
import { readContents } from '#lib/opening/contents'
import { textOfHtml } from './html-text.ts'

/** What is used of OpenPGP.js, handed in as everywhere (see lib/sealing/openpgp.ts). */
export type Opener = Pick<typeof import('openpgp'), 'readMessage' | 'readKeys' | 'decrypt'>

/** Replies are 25 MiB at most; a message that unpacks to more is there to fill the tab. In bytes. */
const OPENED_BYTES_MAX = 64 * 1024 * 1024

/** The name `readContents` gives to the text of a mail that is only a web page. */
const PAGE = 'message.html'
const PAGES_TEXT_MAX = 1024 * 1024

/** `desk`: by one of the inbox's certificates. `unknown-key`: by another one, or wrongly. */
export type SignedBy = 'desk' | 'unknown-key' | 'nobody'

export type OpenedReply = {
  text: string
  /** Names as they were sent: clean them before showing or saving (lib/evidence). */
  files: { name: string; content: Uint8Array }[]
  signed: SignedBy
}

/** The reply cannot be opened with this tip's key, or it is damaged. */
export class ReplyError extends Error {}

/**
 * Opens one reply.
 * @param openpgp OpenPGP.js
 * @param message the binary OpenPGP message
 * @param secret the key of the tip @param certificates of the inbox, armored
 * @throws ReplyError, with words for the sender
 */
export async function openReply(
  openpgp: Opener,
  message: Uint8Array,
  secret: PrivateKey,
  certificates: readonly string[],
): Promise<OpenedReply> {
  const verificationKeys = (
    await Promise.all(certificates.map((armoredKeys) => openpgp.readKeys({ armoredKeys })))
  ).flat()
  let opened: Awaited<ReturnType<typeof decrypt>>
  try {
    opened = await decrypt(openpgp, message, secret, verificationKeys)
  } catch {
    throw new ReplyError(
      'This message cannot be opened with your code: it is damaged, or it was meant for another tip. The desk does not know this. Write to it that the message could not be read.',
    )
  }
  const { report, files } = await readContents(opened.data)
  return { ...withoutPage(report, files), signed: await signer(opened.signatures) }
}

function decrypt(
  openpgp: Opener,
  binaryMessage: Uint8Array,
  decryptionKeys: PrivateKey,
  verificationKeys: Awaited<ReturnType<Opener['readKeys']>>,
) {
  return openpgp.readMessage({ binaryMessage }).then((message) =>
    openpgp.decrypt({
      message,
      decryptionKeys,
      verificationKeys,
      format: 'binary',
      config: { maxDecompressedMessageSize: OPENED_BYTES_MAX },
    }),
  )
}

/** A web page without any text beside it becomes text; beside text it says nothing new. */
function withoutPage(
  report: string,
  files: OpenedReply['files'],
): Pick<OpenedReply, 'text' | 'files'> {
  const page = files.findLast(({ name }) => name === PAGE)
  if (page === undefined) return { text: report, files }
  const others = files.filter((file) => file !== page)
  const hasText = report.trim() !== '' && !report.startsWith('(There is no text in this tip.)')
  if (hasText) return { text: report, files: others }
  const html = new TextDecoder().decode(page.content.subarray(0, PAGES_TEXT_MAX))
  return { text: textOfHtml(html), files: others }
}

async function signer(signatures: readonly { verified: Promise<boolean> }[]): Promise<SignedBy> {
  if (signatures.length === 0) return 'nobody'
  const verdicts = await Promise.allSettled(signatures.map(({ verified }) => verified))
  return verdicts.some((one) => one.status === 'fulfilled' && one.value) ? 'desk' : 'unknown-key'
}
