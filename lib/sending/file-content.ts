/** What is sealed of a chosen file: its bytes as they are, or without the hidden data in them. */
import { HiddenDataError } from '#lib/evidence/examination'
import { CLEANABLE_BYTES_MAX, examineFile } from '#lib/evidence/examine-file'
import { createSha256, sha256Hex } from '#lib/evidence/sha256'
import { withoutHidden } from '#lib/evidence/without-hidden'
import type { TipFile } from './tip-files.ts'

/** Why a file cannot be sent as it was meant; the message is for the sender. */
export class FileError extends Error {
  /** The file can be sent unchanged when the sender tries again. */
  readonly unchanged: boolean
  constructor(message: string, unchanged = false) {
    super(message)
    this.unchanged = unchanged
  }
}

export type FileContent = {
  bytes: number
  /** Can be asked for once. @throws FileError when the file cannot be read any more */
  pieces: () => AsyncIterable<Uint8Array>
  /** The file as it was before hidden data was taken out; absent when nothing was taken out. */
  original?: { bytes: number; sha256: string }
}

/** What is needed of a file to read it; its name is the one of the report, which cannot mislead. */
type Readable = Pick<TipFile, 'chosen' | 'name' | 'unchanged'>

/** Says that a file has gone. */
function unreadable({ name }: Readable): FileError {
  return new FileError(
    `“${name}” cannot be read any more. It may have been moved, changed or deleted. Put it back and try it again, or remove it.`,
  )
}

/** Reads a file that may have moved or been deleted since it was chosen. */
async function* piecesOf(file: Readable): AsyncGenerator<Uint8Array> {
  const reader = file.chosen.file.stream().getReader()
  let bytes = 0
  try {
    for (;;) {
      const next = await reader.read().catch(() => {
        throw unreadable(file)
      })
      if (next.done) break
      bytes += next.value.length
      yield next.value
    }
  } finally {
    // Let it go when the sealing stops early; a file that has gone cannot be let go.
    await reader.cancel().catch(() => {})
  }
  if (bytes !== file.chosen.file.size) throw unreadable(file)
}

/** The whole file in memory. @throws FileError */
export async function readWhole(content: FileContent): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(content.bytes)
  let at = 0
  for await (const piece of content.pieces()) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content
}

/**
 * Gets a file ready to be sealed. Without removal nothing is read yet.
 * @throws FileError when it cannot be read, or what is hidden in it cannot be taken out
 */
export async function openFile(opening: Readable): Promise<FileContent> {
  const { file, hidden } = opening.chosen
  const asItIs: FileContent = { bytes: file.size, pieces: () => piecesOf(opening) }
  if (!hidden?.remove || opening.unchanged) return asItIs
  const { format, removable } = await examineFile(file)
  const cleanable = format === 'jpeg' || format === 'png' || format === 'webp'
  if (!removable || !cleanable || file.size > CLEANABLE_BYTES_MAX) {
    throw new FileError(
      `The hidden data of “${opening.name}” cannot be taken out, so it was not sent. Send it unchanged, with that data, or remove it.`,
      true,
    )
  }
  const before = await readWhole(asItIs)
  try {
    const content = withoutHidden(before, format)
    return {
      bytes: content.length,
      pieces: () => once(content),
      original: { bytes: before.length, sha256: await sha256Hex(before) },
    }
  } catch (error) {
    if (!(error instanceof HiddenDataError)) throw error
    throw new FileError(`“${opening.name}” was not sent. ${error.message}`, true)
  }
}

/** Passes pieces on and hashes them. */
export function hashing(pieces: AsyncIterable<Uint8Array>): {
  pieces: AsyncIterable<Uint8Array>
  hex: () => string
} {
  const hash = createSha256()
  async function* passing(): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      hash.update(piece)
      yield piece
    }
  }
  return { pieces: passing(), hex: hash.hex }
}
