/** Finds tips in the Maildir and in saved mails, and reads what their headers say, without opening them. */
import { createReadStream } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { readLinks } from '#lib/delivery/links'
import { ARCHIVE_FOLDER_END } from '#lib/delivery/maildir'
import { OPERATOR_FOLDER } from '#lib/delivery/notice'
import { attachmentName } from '#lib/delivery/parts'
import { TIP_HEADERS } from '#lib/delivery/tip-headers'
import { sealedIn, textOf } from './split-mail.ts'

/** Our own headers end long before this many bytes. */
const HEADER_BYTES = 16_384

const NUMBERS = /^\d+(,\d+)*$/

export type TipMail = {
  reference: string
  /** Hour of receipt, `2026-11-22T10:00Z`. */
  hour: string
  inbox: string
  /** The reference of the tip that a later message belongs to; null for the tip itself. */
  conversation: string | null
  /** Sealed sizes of its parts in bytes, padding included. */
  sizes: number[]
  /** Indices of the parts that are not in the mail but go by link. */
  linked: number[]
  /** Where the mail lies, for people to read. */
  path: string
  /** The whole mail, which may be larger than memory. */
  source: () => Readable
}

/** One sealed part, which may be larger than memory: the file where it lies, or its bytes, to be read once. */
export type SealedPart = { path: string } | { stream: Readable }

export type SealedParts =
  /** Each is read before the next one is asked for. */
  | { ok: true; parts: AsyncGenerator<SealedPart> }
  | {
      ok: false
      /** What is missing. */
      reason: string
      /** Commands that fetch it, in order. */
      commands: string[]
    }

/** Every tip in `maildir/<inbox>/{new,cur}`, newest first. Mails that are not tips are left out. */
export async function listTips(maildir: string): Promise<TipMail[]> {
  const found: { mail: TipMail; made: number }[] = []
  for (const inbox of await entries(maildir)) {
    // An archive's copies are the same tips once more.
    if (inbox === OPERATOR_FOLDER || inbox.endsWith(ARCHIVE_FOLDER_END)) continue
    for (const folder of ['new', 'cur']) {
      const dir = join(maildir, inbox, folder)
      for (const name of await entries(dir)) {
        const read = await readHeaders(join(dir, name))
        if (read !== null) found.push(read)
      }
    }
  }
  // Headers know only the hour; within it, the order in which the files were made decides.
  found.sort((a, b) => b.mail.hour.localeCompare(a.mail.hour) || b.made - a.made)
  return found.map(({ mail }) => mail)
}

/** References compare by letters and digits alone, so that `7k3mq2` finds `7K3M-Q2`. */
export function sameReference(a: string, b: string): boolean {
  const bare = (text: string) => text.toUpperCase().replace(/[^A-Z0-9]/g, '')
  return bare(a) === bare(b) && bare(a) !== ''
}

/**
 * The sealed parts of a tip, in order; what goes by link is taken from `folder`, where it lies under the
 * names that the mail gives. Nothing is fetched from here: whoever opens tips may be offline on purpose.
 * Going through them throws when the mail has not the form that delivery gives it.
 * @param wanted how many of them are needed, all unless given; the first is the message
 */
export async function sealedParts(
  mail: TipMail,
  folder: string | null,
  wanted = mail.sizes.length,
): Promise<SealedParts> {
  const missing: { part: number; problem: string }[] = []
  const fetched = new Map<number, string>()
  for (const [part, size] of mail.sizes.slice(0, wanted).entries()) {
    if (!mail.linked.includes(part)) continue
    const found = await findFetched(folder, part, size)
    if (found.ok) fetched.set(part, found.path)
    else missing.push({ part, problem: found.problem })
  }
  if (missing.length === 0) return { ok: true, parts: inOrder(mail, fetched) }
  const links = readLinks(await textOf(mail.source()))
  const into = folder ?? `${mail.reference}-parts`
  return {
    ok: false,
    reason: `${missing.map(({ problem }) => problem).join(' ')} Fetch what is missing into a folder, and name it with --parts:`,
    commands: [
      `mkdir -p ${quote(into)}`,
      ...missing.map(({ part }) => {
        const address = links.get(part) ?? '(the mail does not name the address)'
        return `curl -fo ${quote(join(into, attachmentName(part)))} ${address}`
      }),
      `npm run inbox -- open ${mail.reference} --parts ${quote(into)}`,
    ],
  }
}

async function* inOrder(
  mail: TipMail,
  fetched: ReadonlyMap<number, string>,
): AsyncGenerator<SealedPart> {
  const expected = mail.sizes.length - fetched.size
  const wrong = (held: string) =>
    new Error(
      `${mail.path} holds ${held} of ${expected} parts: the mail was cut or changed. Restore it from a backup.`,
    )
  const inside = sealedIn(mail.source())
  let held = 0
  try {
    for (const part of mail.sizes.keys()) {
      const path = fetched.get(part)
      if (path !== undefined) {
        yield { path }
        continue
      }
      const { done, value } = await inside.next()
      if (done === true) throw wrong(`${held}`)
      held += 1
      yield { stream: value }
    }
    if ((await inside.next()).done !== true) throw wrong('more')
  } finally {
    await inside.return(undefined)
  }
}

async function findFetched(
  folder: string | null,
  part: number,
  bytes: number,
): Promise<{ ok: true; path: string } | { ok: false; problem: string }> {
  const name = attachmentName(part)
  const problem = `${name} (${bytes} bytes) goes by link`
  if (folder === null) return { ok: false, problem: `${problem}.` }
  try {
    const path = join(folder, name)
    const { size } = await stat(path)
    if (size === bytes) return { ok: true, path }
    return { ok: false, problem: `${problem}, and the one in ${folder} has ${size}.` }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return { ok: false, problem: `${problem}, and is not in ${folder}.` }
  }
}

/** A path as a POSIX shell takes it for one word. */
function quote(path: string): string {
  return /^[\w./+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

async function entries(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).filter((name) => !name.startsWith('.'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw error
  }
}

async function readHeaders(path: string): Promise<{ mail: TipMail; made: number } | null> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    // A mail program moved it while we looked.
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (file === null) return null
  try {
    // Mail programs keep folders of their own beside the mails.
    if (!(await file.stat()).isFile()) return null
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
    const facts = factsOf(buffer.toString('utf8', 0, bytesRead))
    if (facts === null) return null
    return {
      mail: { ...facts, path, source: () => createReadStream(path) },
      made: (await file.stat()).birthtimeMs,
    }
  } finally {
    await file.close()
  }
}

/**
 * What the header of a tip's mail says; null for any other mail. Anybody can write such a mail.
 * @param text the mail, or its beginning
 */
export function factsOf(text: string): Omit<TipMail, 'path' | 'source'> | null {
  const head = text.replace(/^>?From [^\n]*\n/, '').split(/\r?\n\r?\n/, 1)[0] ?? ''
  const value = (name: string) => new RegExp(`^${name}:[ \t]*(\\S+)\\s*$`, 'im').exec(head)?.[1]
  const [reference, hour, inbox, parts, linked = ''] = [
    value(TIP_HEADERS.reference),
    value(TIP_HEADERS.received),
    value(TIP_HEADERS.inbox),
    value(TIP_HEADERS.parts),
    value(TIP_HEADERS.linked),
  ]
  if (!reference || !hour || !inbox || !parts || !NUMBERS.test(parts)) return null
  if (linked !== '' && !NUMBERS.test(linked)) return null
  const sizes = parts.split(',').map(Number)
  return {
    reference,
    hour,
    inbox,
    conversation: value(TIP_HEADERS.conversation) ?? null,
    sizes,
    linked: sizes.flatMap((_, part) => (linked.split(',').includes(`${part}`) ? [part] : [])),
  }
}
