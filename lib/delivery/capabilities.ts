/**
 * Capabilities: the unguessable last step of a link to a part that does not fit its mail. They are
 * derived, not stored, so that every attempt at a mail, and every mail of a tip to the same reader,
 * carries the same link.
 */
import { createHash, createHmac } from 'node:crypto'

/**
 * The capability of a part: HMAC-SHA-256 (RFC 2104) over its place, as 43 characters of base64url.
 * @param secret the site's own, of 32 random bytes or more in any encoding
 * @param tip the tip's id, which has no space @param part its index, from 0
 * @param reader who gets the link: the archive has its own, so that neither fetches for the other
 */
export function capabilityOf(
  secret: string,
  tip: string,
  part: number,
  reader: 'desk' | 'archive' = 'desk',
): string {
  const place = reader === 'desk' ? `${tip} ${part}` : `${tip} ${part} ${reader}`
  return createHmac('sha256', secret).update(place).digest('base64url')
}

/** What the store knows a capability by: its SHA-256 (of the text, UTF-8), lower-case hex. */
export function capabilitySha256(capability: string): string {
  return createHash('sha256').update(capability).digest('hex')
}
