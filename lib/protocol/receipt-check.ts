/**
 * Checks a receipt's signature against the site's public keys, in a browser or in Node. Nothing is
 * asked of the network here: the key set is handed in.
 */
import { fromBase64url, toBase64url } from './base64url.ts'
import { receiptSigningInput } from './receipt.ts'
import type { Receipt } from './shapes.ts'

/** The JWK Set (RFC 7517) of `/.well-known/tip-receipt-key`; keys that are no Ed25519 keys are passed over. */
export type ReceiptKeySet = { keys: readonly JsonWebKey[] }

/**
 * What a check can say:
 * - `genuine`: every value is as the site signed it;
 * - `changed`: the key is the site's, but at least one value or the signature is not what was signed;
 * - `unknown-key`: the key that the receipt names is not in the set;
 * - `unsupported`: there is no Ed25519 to check with, so nothing is known.
 */
export type ReceiptVerdict = 'genuine' | 'changed' | 'unknown-key' | 'unsupported'

type Bytes = Uint8Array<ArrayBuffer>
type Signed = {
  /** 64 bytes (RFC 8032). */
  signature: Bytes
  content: Bytes
  /** 32 bytes (RFC 8032). */
  publicKey: Bytes
}

/** Tells whether an Ed25519 signature holds; null where that cannot be told. */
export type Ed25519Check = (signed: Signed) => Promise<boolean | null>

const SIGNATURE_BYTES = 64
const KEY_BYTES = 32

/**
 * Checks `receipt`.
 * @param receipt of the right shape (`readReceipt`) @param keySet the site's keys, retired ones too
 * @param check Ed25519; WebCrypto's by default, which some browsers still lack
 */
export async function verifyReceipt(
  receipt: Receipt,
  keySet: ReceiptKeySet,
  check: Ed25519Check = webCryptoCheck,
): Promise<ReceiptVerdict> {
  for (const { kty, crv, x } of keySet.keys) {
    if (kty !== 'OKP' || crv !== 'Ed25519' || x === undefined) continue
    // The name is computed, so that no key can stand under the name of another.
    if ((await thumbprint(x)) !== receipt.key) continue
    const publicKey = fromBase64url(x)
    const signature = fromBase64url(receipt.signature)
    if (publicKey?.length !== KEY_BYTES || signature?.length !== SIGNATURE_BYTES) return 'changed'
    const content = signingInput(receipt)
    if (content === null) return 'changed'
    const holds = await check({ signature, content, publicKey })
    if (holds === null) return 'unsupported'
    return holds ? 'genuine' : 'changed'
  }
  return 'unknown-key'
}

/** Ed25519 of the Web Cryptography API; null in browsers that lack it, and in insecure contexts. */
export const webCryptoCheck: Ed25519Check = async ({ signature, content, publicKey }) => {
  try {
    const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify'])
    return await crypto.subtle.verify('Ed25519', key, signature, content)
  } catch {
    return null
  }
}

/** Reads a JWK Set; null when `body` is none. */
export function readKeySet(body: unknown): ReceiptKeySet | null {
  if (typeof body !== 'object' || body === null || !('keys' in body)) return null
  const { keys } = body
  if (!Array.isArray(keys)) return null
  return { keys: keys.filter((key): key is JsonWebKey => typeof key === 'object' && key !== null) }
}

/** No receipt with a lone surrogate was ever signed: RFC 8785 has no form for it. */
function signingInput(receipt: Receipt): Bytes | null {
  try {
    return receiptSigningInput(receipt)
  } catch {
    return null
  }
}

/** The RFC 7638 thumbprint of an Ed25519 key (RFC 8037) with the coordinate `x`. */
async function thumbprint(x: string): Promise<string> {
  const required = new TextEncoder().encode(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', required))
  return toBase64url(digest)
}
