/**
 * Seals a stream to every certificate of an inbox in constant memory, in the one form that all
 * current OpenPGP programs open (RFC 9580): PKESK v3 for each certificate, then one SEIPD v1 with
 * the content packed and padded (packed-content.ts).
 */
import { encryptedData } from './encrypted-data.ts'
import type { OpenPgp } from './openpgp.ts'
import { longHeader, packKnown, packUnknown } from './packed-content.ts'
import { MESSAGE_MINIMUM } from './padding.ts'
import type { Recipient } from './recipients.ts'
import { demandMinimum, LONG_HEADER, SEIPD_FIELDS, sealedLength } from './sealed-length.ts'

/** AES-256. */
const SESSION_KEY_BYTES = 32
const TAG_SEIPD = 0xd2
const VERSION = 1
/** Each piece of a data packet of unknown length but the last. */
const PARTIAL_BYTES = 2 ** 16
const PARTIAL_LENGTH = 0xe0 | 16

export type SealOptions = {
  /** Length of the content; null when it is not known, which gives partial lengths. */
  bytes: number | null
  /** Least size of the part in bytes, 16 KiB or more; 64 KiB unless given. */
  minimum?: number
}

/**
 * Seals `content` to all `recipients`.
 * @param openpgp OpenPGP.js, which makes the session key packets @param recipients from `readRecipients`
 * @param content pieces of any size, not changed
 * @returns pieces of at most about 1 MiB, each the reader's own; together exactly
 *   `sealedLength(bytes, …)` bytes, or a PADMÉ size when the length was not known. Nothing
 *   unencrypted is ever among them
 * @throws RangeError when the content has another length than `bytes`; what `content` throws
 */
export async function* sealStream(
  openpgp: OpenPgp,
  recipients: readonly Recipient[],
  content: AsyncIterable<Uint8Array>,
  { bytes, minimum = MESSAGE_MINIMUM }: SealOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  demandMinimum(minimum)
  const sessionKey = crypto.getRandomValues(new Uint8Array(SESSION_KEY_BYTES))
  const keys = await sessionKeyPackets(openpgp, recipients, sessionKey)
  yield keys
  if (bytes === null) {
    yield* withPartialLengths(sessionKey, content, keys.length, minimum)
    return
  }
  // An RSA session key is now and then a byte shorter than its maximum; the filler makes up for it.
  const body = sealedLength(bytes, recipients, minimum) - keys.length - LONG_HEADER
  yield new Uint8Array([...longHeader(TAG_SEIPD, body), VERSION])
  const packed = body - SEIPD_FIELDS
  yield* encryptedData(sessionKey, packKnown(content, bytes, packed), packed)
}

/**
 * One PKESK for each recipient. An explicit session key without an AEAD algorithm is what keeps the
 * library at version 3 even for certificates that advertise newer packets.
 */
async function sessionKeyPackets(
  openpgp: OpenPgp,
  recipients: readonly Recipient[],
  data: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const packets = await openpgp.encryptSessionKey({
    data,
    algorithm: 'aes256',
    encryptionKeys: recipients.map((recipient) => recipient.key),
    encryptionKeyIDs: recipients.map((recipient) => recipient.keyId),
    date: new Date(Math.max(...recipients.map((recipient) => recipient.moment.getTime()))),
    format: 'binary',
  })
  return new Uint8Array(packets)
}

/** The data packet in pieces of 64 KiB, each with its length before it. */
async function* withPartialLengths(
  sessionKey: Uint8Array<ArrayBuffer>,
  content: AsyncIterable<Uint8Array>,
  keyBytes: number,
  minimum: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  /** Tag, version and encrypted bytes, one octet for each partial length, five for the last. */
  const sizeOf = (encrypted: number) => {
    const partials = Math.ceil((1 + encrypted) / PARTIAL_BYTES) - 1
    return keyBytes + 1 + partials + 5 + 1 + encrypted
  }
  let size = 0
  async function* packed(): AsyncGenerator<Uint8Array> {
    size = yield* packUnknown(content, sizeOf, minimum)
  }
  yield new Uint8Array([TAG_SEIPD])
  let sent = keyBytes + 1
  let piece = new Uint8Array(1 + PARTIAL_BYTES)
  // The version counts as the first byte of the body.
  piece.set([PARTIAL_LENGTH, VERSION])
  let filled = 2
  for await (const encrypted of encryptedData(sessionKey, packed(), null)) {
    for (let at = 0; at < encrypted.length; ) {
      if (filled === piece.length) {
        yield piece
        sent += piece.length
        piece = new Uint8Array(1 + PARTIAL_BYTES)
        piece[0] = PARTIAL_LENGTH
        filled = 1
      }
      const step = Math.min(piece.length - filled, encrypted.length - at)
      piece.set(encrypted.subarray(at, at + step), filled)
      at += step
      filled += step
    }
  }
  const half = PARTIAL_BYTES / 2
  // One byte short of its size: a full last piece goes in two, which takes one length more.
  if (sent + 5 + filled - 1 < size) {
    yield new Uint8Array([PARTIAL_LENGTH - 1, ...piece.subarray(1, 1 + half)])
    piece = piece.slice(half)
    filled -= half
    sent += 1 + half
  }
  if (sent + 5 + filled - 1 !== size) {
    throw new Error(`A sealed part has ${sent + 5 + filled - 1} bytes instead of ${size}`)
  }
  const [, ...length] = longHeader(TAG_SEIPD, filled - 1)
  yield new Uint8Array(length)
  yield piece.slice(1, filled)
}
