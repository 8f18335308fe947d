/** Receipts: the reference a sender keeps, and the signature by which anybody can check it later. */
import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { receiptSigningInput } from '#lib/protocol/receipt'
import type { Receipt } from '#lib/protocol/shapes'
import type { ReceiptKey, SecretStore } from '#lib/store/store'

/** Nothing that is easily mistaken for another when read: of 0 O, 1 I L, 2 Z, 5 S, U V at most one. */
const ALPHABET = '2346789ABCDEFGHJKMNPQRTVWXY'

export type Receipts = {
  /** Signs what `complete` answers. */
  sign(receipt: Pick<Receipt, 'reference' | 'received' | 'inbox' | 'parts'>): Receipt
  /** The JWK Set (RFC 7517) of `/.well-known/tip-receipt-key`, retired keys included. */
  keySet(): Promise<{ keys: JsonWebKey[] }>
}

/** Loads the site's signing key, made on first start. */
export async function createReceipts(secrets: SecretStore): Promise<Receipts> {
  const { kid, privateJwk } = await secrets.receiptKey(async () => makeReceiptKey())
  const key = createPrivateKey({ key: { ...privateJwk }, format: 'jwk' })
  return {
    sign({ reference, received, inbox, parts }) {
      const unsigned = { reference, received, inbox, parts, key: kid }
      const signature = sign(null, receiptSigningInput(unsigned), key)
      return { ...unsigned, signature: signature.toString('base64url') }
    },
    keySet: async () => ({
      keys: (await secrets.receiptKeys()).map((one) => ({
        ...one.publicJwk,
        kid: one.kid,
        alg: 'EdDSA',
        use: 'sig',
      })),
    }),
  }
}

/** A new Ed25519 key (RFC 8037) with its RFC 7638 thumbprint. */
export function makeReceiptKey(): ReceiptKey {
  const { kty, crv, x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  if (kty === undefined || crv === undefined || x === undefined || d === undefined) {
    throw new Error('This Node exports Ed25519 keys without their coordinates.')
  }
  const canonical = JSON.stringify({ crv, kty, x })
  const kid = createHash('sha256').update(canonical).digest('base64url')
  return { kid, publicJwk: { kty, crv, x }, privateJwk: { kty, crv, x, d } }
}

/**
 * A new reference like `7K3M-Q2`: six characters, every one equally likely (387 million in all).
 * It is no secret; that it is unique is for the store to say.
 */
export function newReference(randomBytes: (count: number) => Uint8Array): string {
  const fair = 256 - (256 % ALPHABET.length)
  let text = ''
  while (text.length < 6) {
    for (const byte of randomBytes(8)) {
      if (byte < fair && text.length < 6) text += ALPHABET.charAt(byte % ALPHABET.length)
    }
  }
  return `${text.slice(0, 4)}-${text.slice(4)}`
}
