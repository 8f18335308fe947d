/** Brings the sealed bytes of a part into the intake, chunk by chunk, holding one chunk at a time. */
import { createHash } from 'node:crypto'
import type { LocalIntake, LocalRefusal } from '#lib/intake/contract'
import { CHUNK_BYTES } from '#lib/protocol/limits'

/**
 * Stores everything that comes out of `sealed` as a part of an open tip.
 * @param sealed sealed bytes; what it throws is thrown on
 * @returns the part's SHA-256 (lower-case hex), or why the intake takes no more
 */
export async function storePart(options: {
  intake: Pick<LocalIntake, 'putChunk' | 'endPart'>
  tip: string
  part: number
  sealed: AsyncIterable<Uint8Array>
}): Promise<{ ok: true; bytes: number; sha256: string } | LocalRefusal> {
  const { intake, tip, part, sealed } = options
  const hash = createHash('sha256')
  let chunk = 0
  let bytes = 0
  let buffer = Buffer.allocUnsafe(CHUNK_BYTES)
  let filled = 0

  async function put(): Promise<LocalRefusal | null> {
    const put = await intake.putChunk(tip, part, chunk, buffer.subarray(0, filled))
    chunk += 1
    // The store may still hold the bytes that it was given.
    buffer = Buffer.allocUnsafe(CHUNK_BYTES)
    filled = 0
    return put.ok ? null : put
  }

  for await (const piece of sealed) {
    bytes += piece.byteLength
    hash.update(piece)
    for (let at = 0; at < piece.byteLength; ) {
      const taken = piece.subarray(at, at + CHUNK_BYTES - filled)
      buffer.set(taken, filled)
      filled += taken.byteLength
      at += taken.byteLength
      if (filled < CHUNK_BYTES) continue
      const refused = await put()
      if (refused !== null) return refused
    }
  }
  if (filled > 0) {
    const refused = await put()
    if (refused !== null) return refused
  }
  const ended = await intake.endPart(tip, part, bytes)
  return ended.ok ? { ok: true, bytes, sha256: hash.digest('hex') } : ended
}
