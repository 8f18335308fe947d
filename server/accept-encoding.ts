/** Chooses among our stored encodings by a request's Accept-Encoding (RFC 9110, 12.5.3). */

/** Content codings that the finish step stores. */
export type Encoding = 'br' | 'gzip' | 'identity'

/** The smallest first: among equally wanted ones it wins. */
const PREFERRED = ['br', 'gzip', 'identity'] as const

/**
 * The encoding to answer with. Unencoded bytes are given when nothing else fits, even if the
 * request forbids them: an answer that can be read beats a 406.
 * @param header the value of Accept-Encoding @param has whether an encoding is stored
 */
export function chooseEncoding(
  header: string | undefined,
  has: (encoding: Encoding) => boolean,
): Encoding {
  if (!header) return 'identity'
  const weights = new Map<string, number>()
  for (const part of header.toLowerCase().split(',')) {
    const [name, ...parameters] = part.split(';').map((piece) => piece.trim())
    if (!name) continue
    const weight = parameters.find((parameter) => parameter.startsWith('q='))
    weights.set(name, weight === undefined ? 1 : Number(weight.slice(2)) || 0)
  }
  const weightOf = (encoding: Encoding): number =>
    weights.get(encoding) ?? (encoding === 'identity' ? Number.MIN_VALUE : (weights.get('*') ?? 0))
  const [best] = PREFERRED.filter((encoding) => has(encoding) && weightOf(encoding) > 0).sort(
    (one, other) => weightOf(other) - weightOf(one),
  )
  return best ?? 'identity'
}
