/** What is sealed of a chosen file: its bytes as they are, or without the hidden data in them. */
import { HiddenDataError } from '#lib/evidence/examination'
import { CLEANABLE_BYTES_MAX, examineFile } from '#lib/evidence/examine-file'
import { createSha256, sha256Hex } from '#lib/evidence/sha256'
import { withoutHidden } from '#lib/evidence/without-hidden'
import type { JobFile } from './worker-messages.ts'

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

/** Says that a file has gone. */
function unreadable({ file }: JobFile): FileError {
  return new FileError(
    `“${file.name}” cannot be read any more. It may have been moved, changed or deleted. Put it back and try it again, or remove it.`,
  )
}

/** Reads a file that may have moved or been deleted since it was chosen. */
async function* piecesOf(chosen: JobFile): AsyncGenerator<Uint8Array> {
  const reader = chosen.file.stream().getReader()
  let bytes = 0
  try {
    for (;;) {
      const next = await reader.read().catch(() => {
        throw unreadable(chosen)
      })
      if (next.done) break
      bytes += next.value.length
      yield next.value
    }
  } finally {
    // Let it go when the sealing stops early; a file that has gone cannot be let go.
    await reader.cancel().catch(() => {})
  }
  if (bytes !== chosen.file.size) throw unreadable(chosen)
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
 * @param unchanged send it as it is, whatever was asked before
 * @throws FileError when it cannot be read, or what is hidden in it cannot be taken out
 */
export async function openFile(chosen: JobFile, unchanged: boolean): Promise<FileContent> {
  const { file, hidden } = chosen
  const asItIs: FileContent = { bytes: file.size, pieces: () => piecesOf(chosen) }
  if (!hidden?.remove || unchanged) return asItIs
  const { format, removable } = await examineFile(file)
  const cleanable = format === 'jpeg' || format === 'png' || format === 'webp'
  if (!removable || !cleanable || file.size > CLEANABLE_BYTES_MAX) {
    throw new FileError(
      `What is hidden in “${file.name}” cannot be taken out. Try it again to send it unchanged, or remove it.`,
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
    throw new FileError(
      `“${file.name}”: ${error.message} Try it again to send it unchanged, or remove it.`,
      true,
    )
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
