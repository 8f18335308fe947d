/** Which bytes a request asks for: single ranges of RFC 9110, section 14. */

export type WantedBytes =
  | { kind: 'whole' }
  /** Bytes [from, to). */
  | { kind: 'range'; from: number; to: number }
  | { kind: 'unsatisfiable' }

/**
 * Reads `Range` and `If-Range`. What is no single byte range, or was meant for another version of the
 * file, is ignored, as the standard allows: the answer is then the whole.
 * @param etag the strong entity tag of the file, with its quotation marks @param size bytes, 1 or more
 */
export function wantedBytes(headers: Headers, etag: string, size: number): WantedBytes {
  const whole = { kind: 'whole' } as const
  const condition = headers.get('if-range')
  if (condition !== null && condition.trim() !== etag) return whole
  const match = /^bytes=[ \t]*(\d{0,15})-(\d{0,15})[ \t]*$/i.exec(headers.get('range') ?? '')
  const [, first = '', last = ''] = match ?? []
  if (first === '' && last === '') return whole
  if (first === '') {
    const from = Math.max(0, size - Number(last))
    return from < size ? { kind: 'range', from, to: size } : { kind: 'unsatisfiable' }
  }
  const from = Number(first)
  if (last !== '' && Number(last) < from) return whole
  if (from >= size) return { kind: 'unsatisfiable' }
  return { kind: 'range', from, to: last === '' ? size : Math.min(Number(last) + 1, size) }
}
