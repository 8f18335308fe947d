/**
 * Opens a reply of the desk with the key of the tip, in the sender's browser: its words, its files,
 * and whether the desk's own key signed it.
 */
import type { PrivateKey, PublicKey } from 'openpgp'
import PostalMime from 'postal-mime'
import { readContents } from '#lib/opening/contents'
import { type Hour, hourOf } from '#lib/protocol/hours'
import { textOfHtml } from './html-text.ts'
import { mimeHead, readSignedPart, type SignedPart } from './signed-part.ts'

/** What is used of OpenPGP.js, handed in as everywhere (see lib/sealing/openpgp.ts). */
export type Opener = Pick<
  typeof import('openpgp'),
  'readMessage' | 'readKeys' | 'decrypt' | 'createMessage' | 'readSignature' | 'verify'
>

/** Replies are 25 MiB at most; a message that unpacks to more is there to fill the tab. In bytes. */
const OPENED_BYTES_MAX = 64 * 1024 * 1024

/** The name `readContents` gives to the text of a mail that is only a web page. */
const PAGE = 'message.html'
const PAGES_TEXT_MAX = 1024 * 1024

/**
 * `desk`: by one of the inbox's certificates. `wrong`: it names one of them, but does not fit what was
 * signed, or the key did not hold at that time. `unknown-key`: by another one.
 */
export type SignedBy = 'desk' | 'wrong' | 'unknown-key' | 'nobody'

export type OpenedReply = {
  /** With LF at the end of each line. */
  text: string
  /** From inside the encryption; null when the mail program put none there. */
  subject: string | null
  /** Names as they were sent: clean them before showing or saving (lib/evidence). */
  files: { name: string; content: Uint8Array }[]
  signed: SignedBy
  /**
   * When the desk signed it, by its own clock; null unless `signed` is `desk`. A signature says when, but not
   * for whom: what the desk signed for one tip can be sealed again for another by who has read both.
   */
  signedAt: Hour | null
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
  const keys = (
    await Promise.all(certificates.map((armoredKeys) => openpgp.readKeys({ armoredKeys })))
  ).flat()
  let opened: Awaited<ReturnType<typeof decrypt>>
  try {
    opened = await decrypt(openpgp, message, secret, keys)
  } catch {
    throw new ReplyError(
      'This message cannot be opened with your code: it is damaged, or it was meant for another tip. The desk does not know this. Write to it that the message could not be read.',
    )
  }
  const signedInside = await readSignedPart(opened.data)
  const inside = signedInside === null ? [] : await verify(openpgp, signedInside, keys)
  // Nothing that stands outside of what was signed is shown with it.
  const content = signedInside?.content ?? opened.data
  const { report, files } = await readContents(content)
  return {
    ...withoutPage(report.replaceAll('\r\n', '\n'), files),
    subject: await subjectOf(content),
    ...(await signer([...opened.signatures, ...inside], keys, signedInside !== null)),
  }
}

function decrypt(
  openpgp: Opener,
  binaryMessage: Uint8Array,
  decryptionKeys: PrivateKey,
  verificationKeys: PublicKey[],
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

type Signature = Awaited<ReturnType<typeof decrypt>>['signatures'][number]

/** What can be told of a detached signature; nothing of one that cannot be read. */
async function verify(
  openpgp: Opener,
  { content, signature: armoredSignature }: SignedPart,
  verificationKeys: PublicKey[],
): Promise<Signature[]> {
  try {
    const message = await openpgp.createMessage({ binary: content })
    const signature = await openpgp.readSignature({ armoredSignature })
    const options = { message, signature, verificationKeys, format: 'binary' as const }
    return (await openpgp.verify(options)).signatures
  } catch {
    return []
  }
}

/** @param claimed whether there is a signature, even if none could be read */
async function signer(
  signatures: readonly Signature[],
  keys: readonly PublicKey[],
  claimed: boolean,
): Promise<Pick<OpenedReply, 'signed' | 'signedAt'>> {
  let signed: SignedBy = claimed || signatures.length > 0 ? 'unknown-key' : 'nobody'
  for (const { keyID, verified, signature } of signatures) {
    if (await verified.catch(() => false)) {
      const created = (await signature).packets[0]?.created
      return { signed: 'desk', signedAt: created ? hourOf(created) : null }
    }
    if (keys.some((key) => key.getKeys(keyID).length > 0)) signed = 'wrong'
  }
  return { signed, signedAt: null }
}

async function subjectOf(entity: Uint8Array): Promise<string | null> {
  const { length } = mimeHead(entity)
  const { subject } = await PostalMime.parse(entity.subarray(0, length))
  return subject?.trim() || null
}
