/** SHA-256 as the hex digits that reports and receipts show: of bytes in memory, and of a stream. */
import { sha256 } from '@noble/hashes/sha2.js'

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

export type Sha256 = {
  /** Takes the next bytes; they are not kept. */
  update(bytes: Uint8Array): void
  /** The hash of all bytes so far as 64 lower-case hex digits; more may follow. */
  hex(): string
}

/**
 * A SHA-256 that takes a file piece by piece, in constant memory. WebCrypto has none: it wants all
 * bytes at once.
 */
export function createSha256(): Sha256 {
  const running = sha256.create()
  return {
    update: (bytes) => {
      running.update(bytes)
    },
    hex: () => hex(running.clone().digest()),
  }
}
