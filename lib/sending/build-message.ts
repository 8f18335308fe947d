/** Builds the message of a tip, part 0 before it is sealed: files read and hashed, report, tip.json. */
import { cleanFileName } from '#lib/evidence/file-names'
import { checkFiles } from '#lib/evidence/limits'
import { sha256Hex } from '#lib/evidence/sha256'
import { DEFAULT_LANGUAGE } from '#lib/i18n/languages'
import { tipWords } from '#lib/i18n/tip-words'
import { hourOf } from '#lib/protocol/hours'
import { type EntityFile, mimeEntity } from '#lib/tip/mime-entity'
import { reportText } from '#lib/tip/report'
import type { AttachedFile, Tip } from '#lib/tip/schema'
import { SendError } from './line.ts'
import type { SendJob } from './worker-messages.ts'

/** Reads a file that may have moved or been deleted since it was chosen. */
async function readFile(file: File, index: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer())
  } catch {
    throw new SendError({
      code: 'unreadable-file',
      retryable: false,
      file: index,
      message: `“${file.name}” cannot be read any more. It may have been moved, changed or deleted. Remove it from the list or choose it again.`,
    })
  }
}

/** Reads, hashes and names the files as the report lists them. */
async function readFiles(
  job: SendJob,
  signal: AbortSignal,
): Promise<{ listed: AttachedFile[]; contents: EntityFile[] }> {
  const listed: AttachedFile[] = []
  const contents: EntityFile[] = []
  for (const [index, { file, note }] of job.files.entries()) {
    signal.throwIfAborted()
    const content = await readFile(file, index)
    const name = cleanFileName(file.name)
    const trimmed = note?.trim()
    contents.push({ name, content })
    listed.push({
      name,
      type: file.type.slice(0, 255),
      bytes: content.length,
      sha256: await sha256Hex(content),
      ...(trimmed ? { note: trimmed } : {}),
    })
  }
  return { listed, contents }
}

/**
 * The MIME entity of a tip.
 * @param now the sender's clock, of which only the hour is kept
 * @param random 16 or more random bytes for the boundary
 * @throws SendError when files are too many, too large or unreadable; the signal's reason
 */
export async function buildMessage(
  job: SendJob,
  now: Date,
  random: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const verdict = checkFiles(job.files.map(({ file }) => file))
  if (!verdict.ok) {
    const [first] = verdict.errors
    throw new SendError({
      code: 'too-large',
      retryable: false,
      message: verdict.errors.map(({ message }) => message).join(' '),
      ...(first?.index === undefined ? {} : { file: first.index }),
    })
  }
  const { listed, contents } = await readFiles(job, signal)
  const tip: Tip = {
    format: 'rhw-tip-v1',
    sealed: hourOf(now),
    inbox: job.inbox.id,
    ...job.answers,
    files: listed,
  }
  return mimeEntity(
    {
      subject: tipWords(DEFAULT_LANGUAGE).options.category[tip.category],
      report: reportText(tip, job.signTitles ? { signTitles: job.signTitles } : {}),
      json: `${JSON.stringify(tip, null, 2)}\n`,
      files: contents,
    },
    random,
  )
}
