/** Opens one tip into a folder: everything is written beside it first and appears at once, or not at all. */
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readContents } from '#lib/opening/contents'
import { harmlessLine, harmlessName, harmlessText } from '#lib/opening/harmless'
import type { Gpg } from './gpg.ts'
import { sealedParts, type TipMail } from './mails.ts'

export type Opened =
  | {
      ok: true
      /** Paths within the folder, in the order written. */
      files: string[]
      /** Which attachments were renamed, for the analyst: safe to print. */
      notes: string[]
    }
  | {
      ok: false
      reason: string
      /** What to run before it can be opened. */
      commands?: string[]
    }

/**
 * Decrypts every part of `mail` with `gpg` and writes `report.txt`, `tip.json` and `files/` into
 * `out`, which must not exist or be empty. Files are readable by their owner alone.
 * @param folders.out where to write @param folders.fetched where parts that go by link lie, if anywhere
 */
export async function openTip(
  mail: TipMail,
  gpg: Gpg,
  { out, fetched }: { out: string; fetched: string | null },
): Promise<Opened> {
  if (!(await isFree(out))) {
    return {
      ok: false,
      reason: `${out} exists and is not an empty folder. Choose another with --out DIR, or remove it.`,
    }
  }
  const parts: { plaintext: Uint8Array; fingerprint: string }[] = []
  const found = await sealedParts(mail, fetched)
  if (!found.ok) return found
  for (const [index, sealed] of found.parts.entries()) {
    const decrypted = await gpg.decrypt(sealed)
    if (!decrypted.ok) return { ok: false, reason: `Part ${index}: ${decrypted.reason}` }
    parts.push(decrypted)
  }
  const [message, ...more] = parts
  if (message === undefined) return { ok: false, reason: 'The mail holds no sealed part.' }

  const contents = await readContents(message.plaintext)
  const attached = [
    ...contents.files,
    ...more.map(({ plaintext }, index) => ({ name: `file-${index + 1}`, content: plaintext })),
  ]
  const notes: string[] = []
  const written: { path: string; content: Uint8Array | string }[] = [
    { path: 'report.txt', content: reportOf(mail, message.fingerprint, contents.report) },
  ]
  if (contents.tipJson) written.push({ path: 'tip.json', content: contents.tipJson })
  for (const [index, { name: sent, content }] of attached.entries()) {
    const { name, risky } = harmlessName(index + 1, sent)
    written.push({ path: join('files', name), content })
    if (risky) {
      notes.push(
        `“${harmlessLine(sent)}” may run or call home when opened: written as files/${name}. Open it only on a machine kept for that.`,
      )
    }
  }
  await writeAtOnce(out, written)
  return { ok: true, files: written.map(({ path }) => path), notes }
}

function reportOf(mail: TipMail, fingerprint: string, report: string): string {
  return [
    `Reference: ${mail.reference}`,
    `Received:  ${mail.hour}`,
    `Inbox:     ${mail.inbox}`,
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

async function writeAtOnce(
  out: string,
  files: { path: string; content: Uint8Array | string }[],
): Promise<void> {
  const draft = `${out}.${randomBytes(6).toString('hex')}.partial`
  await mkdir(join(draft, 'files'), { recursive: true, mode: 0o700 })
  try {
    for (const { path, content } of files) {
      await writeFile(join(draft, path), content, { flag: 'wx', mode: 0o600 })
    }
    await rmdir(out).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
    await rename(draft, out)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    throw error
  }
}
