/** Opens one tip into a folder: everything is written beside it first and appears at once, or not at all. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { markdownText } from '#lib/desk/markdown'
import type { OpenedForDesk } from '#lib/desk/opened'
import { stixBundle } from '#lib/desk/stix'
import { TIP_KEY_NAME } from '#lib/desk/way-back'
import { type Contents, readContents } from '#lib/opening/contents'
import { harmlessLine, harmlessName, harmlessText } from '#lib/opening/harmless'
import { listedFiles } from '#lib/opening/listed-files'
import { type AttachedFile, tipSchema } from '#lib/tip/schema'
import type { DecryptedTo, Gpg } from './gpg.ts'
import { type SealedPart, type SealedParts, sealedParts, type TipMail } from './mails.ts'

/** What an opened tip may be written as besides. */
export const FORMATS = ['markdown', 'stix'] as const
export type Format = (typeof FORMATS)[number]

/** A tip that can be opened; who saved a part by itself knows neither reference nor hour. */
export type SealedTip = {
  reference: string | null
  hour: string | null
  inbox: string | null
  /** The reference of the tip that a later message belongs to. */
  conversation?: string | null
  /** Its sealed parts, the first `wanted` or all; what goes by link is looked for in `fetched`. */
  parts: (fetched: string | null, wanted?: number) => Promise<SealedParts>
}

export type Opened =
  | {
      ok: true
      /** Paths within the folder, in the order written. */
      files: string[]
      /** What the analyst should know of single files: safe to print. */
      notes: string[]
    }
  | Unopened

type Unopened = {
  ok: false
  reason: string
  /** What to run before it can be opened. */
  commands?: string[]
}

/** A message opened in memory. */
type Message = { ok: true; opened: OpenedForDesk; contents: Contents; fingerprint: string }

/** The tip that a mail carries. */
export function sealedTip(mail: TipMail): SealedTip {
  return { ...mail, parts: (fetched, wanted) => sealedParts(mail, fetched, wanted) }
}

/**
 * Opens the message of a tip in memory and writes nothing. Files that go by link are not needed for it.
 * @param fetched where parts that go by link lie, if anywhere
 */
export async function openMessage(
  tip: SealedTip,
  gpg: Gpg,
  fetched: string | null,
): Promise<Message | Unopened> {
  const found = await tip.parts(fetched, 1)
  if (!found.ok) return found
  try {
    return await openFirst(tip, gpg, found.parts)
  } finally {
    await found.parts.return(undefined)
  }
}

async function openFirst(
  tip: SealedTip,
  gpg: Gpg,
  parts: AsyncGenerator<SealedPart>,
): Promise<Message | Unopened> {
  const first = await parts.next()
  if (first.done === true) return { ok: false, reason: 'The mail holds no sealed part.' }
  const decrypted = await gpg.decrypt(first.value)
  if (!decrypted.ok) return { ok: false, reason: `Part 0: ${decrypted.reason}` }
  const { plaintext, fingerprint } = decrypted
  const contents = await readContents(plaintext)
  const { reference, hour, inbox } = tip
  const opened: OpenedForDesk = {
    reference,
    hour,
    inbox,
    sha256: createHash('sha256').update(plaintext).digest('hex'),
    report: contents.report,
    tip: contents.tipJson && tipSchema.parse(JSON.parse(Buffer.from(contents.tipJson).toString())),
  }
  return { ok: true, opened, contents, fingerprint }
}

/**
 * Decrypts every part of `tip` with `gpg` and writes `report.txt`, `tip.json`, `files/` and the wanted
 * formats into `out`, which must not exist or be empty. Files are readable by their owner alone. Parts are
 * written while they are opened, however large.
 * @param options.out where to write @param options.fetched where parts that go by link lie, if anywhere
 */
export async function openTip(
  tip: SealedTip,
  gpg: Gpg,
  options: { out: string; fetched: string | null; formats: readonly Format[] },
): Promise<Opened> {
  const { out, fetched, formats } = options
  if (!(await isFree(out))) {
    return {
      ok: false,
      reason: `${out} exists and is not an empty folder. Choose another with --out DIR, or remove it.`,
    }
  }
  const found = await tip.parts(fetched)
  if (!found.ok) return found
  try {
    const message = await openFirst(tip, gpg, found.parts)
    if (!message.ok) return message
    return await writeAtOnce(out, (draft) =>
      writeTip(draft, tip, message, found.parts, gpg, formats),
    )
  } finally {
    await found.parts.return(undefined)
  }
}

/** Writes the message, and each further part while it is opened. */
async function writeTip(
  draft: string,
  tip: SealedTip,
  { contents, opened, fingerprint }: Message,
  more: AsyncGenerator<SealedPart>,
  gpg: Gpg,
  formats: readonly Format[],
): Promise<Opened> {
  const listed = listedFiles(opened.tip, contents)
  const notes: string[] = []
  const files = ['report.txt']
  const put = async (path: string, content: Uint8Array | string) => {
    await writeFile(join(draft, path), content, { flag: 'wx', mode: 0o600 })
    if (!files.includes(path)) files.push(path)
  }
  const name = (sent: string) => {
    count += 1
    const { name, risky } = harmlessName(count, sent)
    if (risky) notes.push(riskNote(sent, name))
    return join('files', name)
  }
  let count = 0
  const answerable = Boolean(tip.conversation) || contents.files.some(isTipKey)
  if (tip.reference !== null && answerable) {
    notes.push(`Its sender can be answered: npm run inbox -- reply ${tip.reference}`)
  }
  await put('report.txt', reportOf(tip, fingerprint, contents.report))
  if (contents.tipJson) await put('tip.json', contents.tipJson)
  for (const { path, content } of exported(opened, formats, notes)) await put(path, content)
  for (const { name: sent, content } of contents.files) await put(name(sent), content)
  let part = 0
  for await (const sealed of more) {
    part += 1
    const promised = listed.find((file) => file.part === part)
    const sent = promised?.name ?? `file-${part}`
    const path = name(promised?.removed ? `${sent}.removed.txt` : sent)
    const written = await gpg.decryptTo(sealed, join(draft, path))
    if (!written.ok) return { ok: false, reason: `Part ${part}: ${written.reason}` }
    notes.push(...promiseNotes(path, promised, written))
    files.push(path)
  }
  return { ok: true, files, notes }
}

const isTipKey = ({ name }: { name: string }) => name === TIP_KEY_NAME

function riskNote(sent: string, name: string): string {
  return `“${harmlessLine(sent)}” may run or call home when opened: written as files/${name}. Open it only on a machine kept for that.`
}

/** Says when a file is not the one that the sender's own list names. */
function promiseNotes(
  path: string,
  promised: AttachedFile | undefined,
  written: Extract<DecryptedTo, { ok: true }>,
): string[] {
  if (promised === undefined || promised.removed) return []
  if (promised.sha256 === written.sha256 && promised.bytes === written.bytes) return []
  return [
    `${path} is not the file that the sender lists: it has ${written.bytes} bytes and the SHA-256 ${written.sha256}. Do not rely on it.`,
  ]
}

function exported(
  opened: OpenedForDesk,
  formats: readonly Format[],
  notes: string[],
): { path: string; content: string }[] {
  return formats.map((format) => {
    if (format === 'markdown') return { path: 'tip.md', content: markdownText(opened) }
    const { bundle, left } = stixBundle(opened)
    if (left.length > 0) {
      notes.push(
        `tip.stix.json leaves out what STIX has no object for: ${left.map(({ value }) => `“${harmlessLine(value)}”`).join(', ')}.`,
      )
    }
    return { path: 'tip.stix.json', content: `${JSON.stringify(bundle, null, 2)}\n` }
  })
}

function reportOf(tip: SealedTip, fingerprint: string, report: string): string {
  const { reference, hour, inbox } = tip
  return [
    ...(reference === null ? [] : [`Reference: ${reference}`]),
    ...(hour === null ? [] : [`Received:  ${hour}`]),
    ...(inbox === null ? [] : [`Inbox:     ${inbox}`]),
    `Sealed to: ${fingerprint}`,
    '',
    harmlessText(report),
  ].join('\n')
}

async function isFree(dir: string): Promise<boolean> {
  try {
    return (await readdir(dir)).length === 0
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return true
    if (code === 'ENOTDIR') return false
    throw error
  }
}

/** Has `write` fill a draft of the folder, which takes its place when all went well. */
async function writeAtOnce(
  out: string,
  write: (draft: string) => Promise<Opened>,
): Promise<Opened> {
  const draft = `${out}.${randomBytes(6).toString('hex')}.partial`
  await mkdir(join(draft, 'files'), { recursive: true, mode: 0o700 })
  try {
    const opened = await write(draft)
    if (opened.ok) {
      await rmdir(out).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
      })
      await rename(draft, out)
    }
    return opened
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}
