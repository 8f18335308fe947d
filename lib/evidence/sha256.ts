/** SHA-256 of bytes held in memory, by WebCrypto, as the hex digits that reports and receipts show. */

/** Bytes as lower-case hex digits. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * The SHA-256 of `bytes` as 64 lower-case hex digits.
 * @throws TypeError in an insecure context, where browsers have no `crypto.subtle`
 */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
}
