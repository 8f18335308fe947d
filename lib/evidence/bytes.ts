/** Numbers and letters out of bytes. What lies outside of the bytes throws a RangeError, as DataView does. */

/** A view of `bytes` for reading numbers. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** `length` bytes from `offset` on as characters 0 to 255, for names and magic numbers. */
export function latin1(bytes: Uint8Array, offset = 0, length = bytes.length - offset): string {
  let text = ''
  const end = Math.min(offset + length, bytes.length)
  for (let start = offset; start < end; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, Math.min(start + 8192, end)))
  }
  return text
}

/** Bytes as text: UTF-8 where they are, otherwise Windows' Western letters; ends at the first zero byte. */
export function textOf(bytes: Uint8Array): string {
  const zero = bytes.indexOf(0)
  const own = zero < 0 ? bytes : bytes.subarray(0, zero)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(own)
  } catch {
    return new TextDecoder('windows-1252').decode(own)
  }
}

/** Bytes as UTF-16 text, ended by the first zero character. */
export function utf16(bytes: Uint8Array, order: 'le' | 'be'): string {
  const text = new TextDecoder(`utf-16${order}`).decode(bytes)
  const zero = text.indexOf('\0')
  return zero < 0 ? text : text.slice(0, zero)
}
