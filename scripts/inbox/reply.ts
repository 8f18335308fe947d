/**
 * `npm run inbox -- reply`: answers the sender of a tip without a mail program. The reply is written in
 * memory, sealed by gpg, and handed to the server on this machine, or written as a mail to send.
 */

import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import PostalMime from 'postal-mime'
import { type WayBack, wayBackOf, wayBackOfFurther } from '#lib/desk/way-back'
import { cleanFileName } from '#lib/evidence/file-names'
import { syncFolder } from '#lib/inboxes/durable-files'
import type { Contents } from '#lib/opening/contents'
import { REPLY_BYTES_MAX } from '#lib/replies/read-reply'
import * as openpgp from '#lib/sealing/openpgp.node'
import { mimeEntity } from '#lib/tip/mime-entity'
import type { Gpg } from './gpg.ts'
import type { TipMail } from './mails.ts'
import { openMessage, sealedTip } from './open-tip.ts'
import { replyMail } from './reply-mail.ts'
import { sealReply } from './seal-reply.ts'
import { headOf } from './split-mail.ts'

/** Base64 twice, once inside and once as armor, makes of three bytes more than five. */
const FILES_BYTES_MAX = Math.floor(REPLY_BYTES_MAX * 0.52)

export type ReplyOptions = {
  /** A file with the reply's words; null: standard input. */
  text: string | null
  files: readonly string[]
  /** The Maildir of the server on this machine. */
  maildir: string
  /** A file to write the mail to, instead of handing it to the server; null for none. */
  eml: string | null
  /** Where parts that go by link lie, if anywhere. */
  fetched: string | null
  /** The first mail of the conversation that the mail goes on with; null when it is not there. */
  first: TipMail | null
}

/**
 * Writes the reply.
 * @returns where the mail lies, and what the desk should know
 * @throws with the cure; nothing was written then
 */
export async function reply(
  mail: TipMail,
  gpg: Gpg,
  options: ReplyOptions,
): Promise<{ path: string; note: string | null }> {
  // Whatever can be known to fail does so before somebody has typed a reply.
  await checkPlace(options)
  const about = await PostalMime.parse(await headOf(mail.source()))
  const to = about.replyTo?.[0]?.address ?? null
  const from = about.to?.[0]?.address
  if (from === undefined) throw new Error(`${mail.path} does not say to which address it went.`)
  const message = await opened(mail, gpg, options.fetched)
  const way = await wayBack(mail, message.contents, to, gpg, options)
  const subject = about.subject ?? `Tip ${mail.reference}`
  const sealed = await sealReply(gpg, await entityOf(subject, options), {
    tip: way.armored,
    desk: message.fingerprint,
  })
  if (!sealed.ok) throw new Error(sealed.reason)
  const content = replyMail(
    { from, to: way.address, subject, inReplyTo: about.messageId ?? null, armored: sealed.armored },
    randomBytes(16).toString('hex'),
    new Date(),
  )
  if (content.length > REPLY_BYTES_MAX) throw new Error(TOO_LARGE)
  const path =
    options.eml === null
      ? await handOver(content, options.maildir)
      : await writeNew(resolve(options.eml), content)
  const unconfirmed = mail.conversation !== null && options.first === null
  return { path, note: unconfirmed ? unconfirmedNote(mail) : null }
}

async function opened(mail: TipMail, gpg: Gpg, fetched: string | null) {
  const message = await openMessage(sealedTip(mail), gpg, fetched)
  if (!message.ok) throw new Error(`${mail.reference} was not opened. ${message.reason}`)
  return message
}

/** @throws when the sender of the mail cannot be answered */
async function wayBack(
  mail: TipMail,
  contents: Contents,
  replyTo: string | null,
  gpg: Gpg,
  { first, fetched }: ReplyOptions,
): Promise<Extract<WayBack, { ok: true }>> {
  const begun = first === null ? null : (await opened(first, gpg, fetched)).contents
  const way =
    mail.conversation === null
      ? await wayBackOf(openpgp, contents, replyTo)
      : await wayBackOfFurther(openpgp, contents, begun, replyTo)
  if (way.ok) return way
  const noFirst = mail.conversation !== null && first === null
  const cure = noFirst
    ? ` The first mail of its conversation, ${mail.conversation}, may bring one: put it back where this one lies, or reply with a mail program that has its key.`
    : ''
  throw new Error(`${mail.reference} cannot be answered. ${way.reason}${cure}`)
}

const unconfirmedNote = ({ conversation }: TipMail) =>
  `The first mail of this conversation, ${conversation}, is not here, so nothing but this message says that the key is the sender’s.`

const TOO_LARGE =
  'The reply would be larger than the sender’s page can open. Attach less, or send several replies.'

/** What the sender will read, in memory only. */
async function entityOf(
  subject: string,
  { text, files }: Pick<ReplyOptions, 'text' | 'files'>,
): Promise<Uint8Array> {
  let bytes = 0
  for (const path of files) bytes += (await stat(path)).size
  if (bytes > FILES_BYTES_MAX) throw new Error(TOO_LARGE)
  const words = await readWords(text)
  if (words.trim() === '' && files.length === 0) {
    throw new Error('There is nothing to send: write a text, or attach a file.')
  }
  const attached = await Promise.all(
    files.map(async (path) => ({
      name: cleanFileName(basename(path)) || 'file',
      content: new Uint8Array(await readFile(path)),
    })),
  )
  return mimeEntity({ subject: `Re: ${subject}`, report: words, files: attached }, randomBytes(16))
}

async function readWords(path: string | null): Promise<string> {
  if (path !== null) return readFile(path, 'utf8')
  if (process.stdin.isTTY) console.error('Write the reply. End with Ctrl-D on a line of its own.')
  return textOf(process.stdin)
}

/** @throws when the reply could not be put where it should go */
async function checkPlace({ eml, maildir }: ReplyOptions): Promise<void> {
  if (eml !== null) {
    if ((await stat(eml).catch(() => null)) !== null) throw new Error(existsAlready(resolve(eml)))
    return
  }
  const there = await stat(maildir).catch(() => null)
  if (there === null || !there.isDirectory()) {
    throw new Error(
      `There is no ${maildir}, where a server on this machine takes replies. Write the mail with --eml FILE and send it with a mail program, or set DATA_DIR or REPLY_MAILDIR as the server has it.`,
    )
  }
}

const existsAlready = (path: string) => `${path} exists already. Choose another name.`

/** Puts the mail where the server looks for replies, whole or not at all. */
async function handOver(content: string, maildir: string): Promise<string> {
  for (const name of ['tmp', 'new', 'cur']) {
    await mkdir(join(maildir, name), { recursive: true, mode: 0o700 })
  }
  const name = `${Math.floor(Date.now() / 1000)}.${randomBytes(12).toString('hex')}.desk`
  const draft = await writeNew(join(maildir, 'tmp', name), content)
  const path = join(maildir, 'new', name)
  await rename(draft, path)
  await syncFolder(join(maildir, 'new'))
  return path
}

/** Writes a file that must not exist yet, and waits until the disk has it. */
async function writeNew(path: string, content: string): Promise<string> {
  const file = await open(path, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
    throw new Error(existsAlready(path))
  })
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  return path
}
