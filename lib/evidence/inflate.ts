/** Unpacks what files keep compressed, up to a bound: a small file can claim to hold gigabytes. */

/**
 * The first bytes that `packed` holds, by the platform's own unpacker.
 * @param format `deflate` with zlib's head (PNG, PDF), `deflate-raw` without (ZIP)
 * @param limit how many bytes are unpacked at most
 * @returns what could be unpacked before the end, the bound or a mistake in `packed`, and whether
 *   that was all
 */
export async function inflate(
  packed: Uint8Array<ArrayBuffer>,
  format: 'deflate' | 'deflate-raw',
  limit: number,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; whole: boolean }> {
  const pieces: Uint8Array[] = []
  let length = 0
  let whole = false
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  try {
    const unpacker = new DecompressionStream(format)
    const writer = unpacker.writable.getWriter()
    // Its failures are met again where it is read.
    void writer.write(packed).catch(() => {})
    void writer.close().catch(() => {})
    reader = unpacker.readable.getReader()
    while (length < limit) {
      const { done, value } = await reader.read()
      if (done) {
        whole = true
        break
      }
      const kept = value.subarray(0, limit - length)
      pieces.push(kept)
      length += kept.length
    }
  } catch {
    // Cut off or malformed: what came before it is given.
  }
  void reader?.cancel().catch(() => {})
  const bytes = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return { bytes, whole }
}
