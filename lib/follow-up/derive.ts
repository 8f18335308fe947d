/**
 * What follows from a code: the return number that finds the conversation, the key that opens the
 * tip's OpenPGP key, and the address to which the desk replies. None of them tells another one, or
 * the code (docs/protocol.md).
 */
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { base32crockford } from '@scure/base'

/** Argon2id (RFC 9106): memory in KiB, passes, lanes, and the bytes it gives. */
export const STRETCHING = { memory: 19_456, passes: 2, parallelism: 1, bytes: 32 } as const

/**
 * Argon2id with `STRETCHING`. Handed in, because browsers and Node have different ones: see
 * stretch.browser.ts and stretch.node.ts.
 */
export type Stretch = (password: Uint8Array, salt: Uint8Array) => Promise<Uint8Array>

export type FollowUpKeys = {
  /** 120 bits as 24 characters of Crockford's base 32: the bearer token of the conversation. */
  returnNumber: string
  /** 32 bytes for AES-256-GCM. */
  sealKey: Uint8Array<ArrayBuffer>
  /** 80 bits as 16 characters of Crockford's base 32 in lower case, as mail addresses are. */
  addressId: string
}

/** One for all: a code has 99 bits, and before it is known there is nothing to look a salt up by. */
const SALT = 'rhw-follow-up-v1'
const RETURN_BYTES = 15
const SEAL_BYTES = 32
const ADDRESS_BYTES = 10
const GROUP = 4

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/**
 * Derives the keys of a conversation; takes about a second on a phone.
 * @param words the nine words, as `makeCode` or `readCode` give them
 */
export async function deriveKeys(
  words: readonly string[],
  stretch: Stretch,
): Promise<FollowUpKeys> {
  const root = await stretch(utf8(words.join(' ')), utf8(SALT))
  const derive = (use: string, bytes: number) => hkdf(sha256, root, undefined, utf8(use), bytes)
  return {
    returnNumber: base32crockford.encode(derive('lookup', RETURN_BYTES)),
    sealKey: new Uint8Array(derive('seal', SEAL_BYTES)),
    addressId: base32crockford.encode(derive('address', ADDRESS_BYTES)).toLowerCase(),
  }
}

/** A return number as it is shown and written down: six groups of four. */
export function showReturnNumber(returnNumber: string): string {
  return returnNumber.match(new RegExp(`.{${GROUP}}`, 'g'))?.join('-') ?? returnNumber
}

/**
 * The bytes of a return number as people type it: any case, any separators, O for 0, I and L for 1.
 * Null when it is none.
 */
export function readReturnNumber(text: string): Uint8Array<ArrayBuffer> | null {
  const plain = text
    .toUpperCase()
    .replace(/[\s\p{Dash}_.]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  if (!/^[0-9A-HJKMNP-TV-Z]{24}$/.test(plain)) return null
  return new Uint8Array(base32crockford.decode(plain))
}

/**
 * The hash by which the server finds the conversation; it never stores the return number.
 * @param returnNumber the bytes of `readReturnNumber`
 * @returns SHA-256 in lower-case hex
 */
export function lookupSha256(returnNumber: Uint8Array): string {
  return Array.from(sha256(returnNumber), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
