/** Tokens are compared and stored only as hashes. */
import { createHash } from 'node:crypto'

/** SHA-256 of a token's text, lower-case hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
