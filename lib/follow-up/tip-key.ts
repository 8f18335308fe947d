/**
 * The OpenPGP key of one tip: made in the sender's browser, its public half goes to the desk inside
 * the sealed report, its secret half to the server in a box that only the follow-up code opens.
 * Version 4 with Curve25519 in the form of before RFC 9580, which GnuPG 2.2 and Thunderbird take.
 */
import type { PrivateKey } from 'openpgp'
import type { Hour } from '#lib/protocol/hours'

/** What is used of OpenPGP.js, handed in as everywhere (see lib/sealing/openpgp.ts). */
export type KeyMaker = Pick<typeof import('openpgp'), 'generateKey' | 'readPrivateKey' | 'readKey'>

export type TipKey = {
  secret: PrivateKey
  /** The public certificate, armored; `address` stands in its user id. */
  armored: string
  /** 40 lower-case hex digits. */
  fingerprint: string
  /** Of the subkey that replies are sealed to, 16 lower-case hex digits. */
  keyId: string
}

/** The one length of every box in bytes, so that it says nothing about what is inside. */
export const BOX_BYTES = 2048
const VERSION = 1
const NONCE_BYTES = 12
const LENGTH_BYTES = 2
const TAG_BYTES = 16
const CONTENT_BYTES = BOX_BYTES - 1 - NONCE_BYTES - TAG_BYTES
const CONTEXT = new TextEncoder().encode('rhw-tip-key-v1')
const KEY_NAME = 'Tip line'

/** The box cannot be opened: another code, or it was changed. */
export class BoxError extends Error {}

/**
 * Makes the key of a tip.
 * @param openpgp OpenPGP.js
 * @param address where the desk replies to; it becomes the key's user id, so that mail programs find it
 * @param hour its creation time: the exact one would be kept in every reply
 */
export async function makeTipKey(openpgp: KeyMaker, address: string, hour: Hour): Promise<TipKey> {
  const { privateKey } = await openpgp.generateKey({
    type: 'ecc',
    curve: 'ed25519Legacy',
    userIDs: [{ name: KEY_NAME, email: address }],
    date: new Date(hour),
    format: 'object',
  })
  return describeKey(privateKey)
}

function describeKey(secret: PrivateKey): TipKey {
  const [subkey] = secret.getSubkeys()
  if (subkey === undefined) throw new Error('The key of the tip has no subkey to seal to.')
  return {
    secret,
    armored: secret.toPublic().armor(),
    fingerprint: secret.getFingerprint(),
    keyId: subkey.getKeyID().toHex(),
  }
}

/**
 * Locks the secret key into a box for the server: a version byte, a nonce, and AES-256-GCM of the key
 * padded with zeros.
 * @param sealKey 32 bytes, from `deriveKeys`
 * @returns `BOX_BYTES` bytes
 */
export async function sealTipKey(
  key: Pick<TipKey, 'secret'>,
  sealKey: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const secret = key.secret.write()
  if (secret.length + LENGTH_BYTES > CONTENT_BYTES) {
    throw new RangeError(`A secret key of ${secret.length} bytes does not fit into its box.`)
  }
  const content = new Uint8Array(CONTENT_BYTES)
  new DataView(content.buffer).setUint16(0, secret.length)
  content.set(secret, LENGTH_BYTES)
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: CONTEXT },
    await importKey(sealKey, 'encrypt'),
    content,
  )
  const box = new Uint8Array(BOX_BYTES)
  box[0] = VERSION
  box.set(nonce, 1)
  box.set(new Uint8Array(sealed), 1 + NONCE_BYTES)
  return box
}

/**
 * Opens the box of `sealTipKey`.
 * @throws BoxError when the key does not fit, or the box is not whole
 */
export async function openTipKey(
  openpgp: KeyMaker,
  box: Uint8Array<ArrayBuffer>,
  sealKey: Uint8Array<ArrayBuffer>,
): Promise<TipKey> {
  if (box.length !== BOX_BYTES || box[0] !== VERSION) {
    throw new BoxError('The box of the tip’s key has a form that this page does not know.')
  }
  let content: Uint8Array
  try {
    content = new Uint8Array(
      await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: box.slice(1, 1 + NONCE_BYTES), additionalData: CONTEXT },
        await importKey(sealKey, 'decrypt'),
        box.slice(1 + NONCE_BYTES),
      ),
    )
  } catch {
    throw new BoxError('The code does not open the key of this tip.')
  }
  const length = new DataView(content.buffer).getUint16(0)
  const binaryKey = content.slice(LENGTH_BYTES, LENGTH_BYTES + length)
  return describeKey(await openpgp.readPrivateKey({ binaryKey }))
}

function importKey(bytes: Uint8Array<ArrayBuffer>, use: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, [use])
}
