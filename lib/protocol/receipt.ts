/** What a receipt's signature covers, so that server, browser and third parties agree to the byte. */
import canonicalize from 'canonicalize'
import type { Receipt } from './shapes.ts'

const PREFIX = 'rhw-receipt-v1\n'

/**
 * The bytes an Ed25519 signature of a receipt covers: the prefix, then the RFC 8785 JSON of the
 * receipt without `signature`.
 */
export function receiptSigningInput(receipt: Omit<Receipt, 'signature'>): Uint8Array<ArrayBuffer> {
  const { reference, received, inbox, parts, key } = receipt
  const json = canonicalize({ reference, received, inbox, parts, key })
  return new TextEncoder().encode(PREFIX + json)
}
