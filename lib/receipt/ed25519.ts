/** Ed25519 for the page that checks receipts: the browser's own, or a library's where it has none. */
import { verifyAsync } from '@noble/ed25519'
import { type Ed25519Check, webCryptoCheck } from '#lib/protocol/receipt-check'

/** By the library alone; it needs the browser's SHA-512. Null where that is missing. */
export const libraryCheck: Ed25519Check = async ({ signature, content, publicKey }) => {
  try {
    // Strict as RFC 8032, so that it says the same as the browser's own.
    return await verifyAsync(signature, content, publicKey, { zip215: false })
  } catch {
    return null
  }
}

/** By the browser's own cryptography, else by the library. */
export const anyCheck: Ed25519Check = async (signed) =>
  (await webCryptoCheck(signed)) ?? libraryCheck(signed)
