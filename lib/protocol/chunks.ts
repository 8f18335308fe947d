/** Chunk arithmetic (docs/protocol.md): chunk c of a part of n bytes holds [c·size, min((c+1)·size, n)). */

/** How many chunks a part of `bytes` (≥ 1) has. */
export function chunkCount(bytes: number, chunkBytes: number): number {
  return Math.ceil(bytes / chunkBytes)
}

/** The half-open byte range of chunk `index`, or null when the part has no such chunk. */
export function chunkRange(
  bytes: number,
  chunkBytes: number,
  index: number,
): { start: number; end: number } | null {
  if (!Number.isSafeInteger(index) || index < 0 || index >= chunkCount(bytes, chunkBytes)) {
    return null
  }
  const start = index * chunkBytes
  return { start, end: Math.min(start + chunkBytes, bytes) }
}
