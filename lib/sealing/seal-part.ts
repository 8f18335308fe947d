/**
 * Seals bytes to every certificate of an inbox, in the one form that all current OpenPGP programs
 * open (RFC 9580): PKESK v3 for each certificate, then one SEIPD v1 with a ZIP compressed-data
 * packet of stored blocks that hold a binary literal without name or date, padded in size.
 */
import type { AlgorithmInfo, Key, KeyID } from 'openpgp'
import { type Certificate, checkingMoment, readCertificate } from './certificate.ts'
import type { OpenPgp } from './openpgp.ts'
import { deflateOverhead, MESSAGE_MINIMUM, padmeSize, storedDeflate } from './padding.ts'

/** AES-256. */
const SESSION_KEY_BYTES = 32
/** Packet tag and five-octet length; parts are never so small that a shorter length is used. */
const LONG_HEADER = 6
/** Literal body before the content: format, empty name, date. */
const LITERAL_FIELDS = 6
/** SEIPD v1 around its content: version, 18 bytes of prefix, 22 of modification detection code. */
const SEIPD_FIELDS = 1 + 18 + 22
const ZIP = 1
/** Below this, OpenPGP lengths take fewer bytes and sizes would no longer be exact. */
const PART_MINIMUM = 16 * 1024

/** Bytes of a point in OpenPGP form, by curve (RFC 9580, section 9.2). */
const POINT_BYTES: Record<string, number> = {
  curve25519Legacy: 33,
  nistP256: 65,
  nistP384: 97,
  nistP521: 133,
  brainpoolP256r1: 65,
  brainpoolP384r1: 97,
  brainpoolP512r1: 129,
}

/** Somebody a part is sealed to. */
export type Recipient = {
  certificate: Certificate
  key: Key
  /** The one that is used of `certificate.encryptionKeyIds`. */
  keyId: KeyID
  /** The most bytes its PKESK packet takes. */
  sessionKeyBytes: number
  /** When its signatures hold (see `checkingMoment`). */
  moment: Date
}

export type RecipientsVerdict =
  | { ok: true; recipients: Recipient[] }
  | { ok: false; reason: string; cure: string }

/** The most bytes a PKESK v3 for a key takes; null for a curve that is not known. */
function sessionKeyBytes({ bits, curve }: AlgorithmInfo): number | null {
  // Version, key id, algorithm, one MPI.
  if (bits !== undefined) return withHeader(10 + 2 + Math.ceil(bits / 8))
  const point = curve === undefined ? undefined : POINT_BYTES[curve]
  // Version, key id, algorithm, the ephemeral point, the session key wrapped to 48 bytes.
  return point === undefined ? null : withHeader(10 + 2 + point + 1 + 48)
}

/** The length of a packet in the new format whose body has `body` bytes (RFC 9580, 4.2.1). */
function withHeader(body: number): number {
  return body + (body < 192 ? 2 : body < 8384 ? 3 : LONG_HEADER)
}

/**
 * Reads and checks the certificates of an inbox, once for all parts of a tip.
 * @param openpgp OpenPGP.js @param certificates armored, at least one @param now the clock
 * @returns those to seal to, or why not with the cure; a tip is never sealed to only some of its
 * readers, but one that an archive's certificate cannot be used for (it has expired, say) goes without it
 */
export async function readRecipients(
  openpgp: OpenPgp,
  certificates: readonly { fingerprint: string; armored: string; archive?: true | undefined }[],
  now: Date,
): Promise<RecipientsVerdict> {
  const recipients: Recipient[] = []
  for (const { fingerprint, armored, archive } of certificates) {
    const verdict = await readCertificate(openpgp, armored, now)
    if (!verdict.ok && archive) continue
    if (!verdict.ok) return verdict
    const { certificate } = verdict
    if (certificate.fingerprint !== fingerprint.toLowerCase()) {
      return {
        ok: false,
        reason: `The certificate has the fingerprint ${certificate.fingerprint}, not ${fingerprint}`,
        cure: 'Load the page again. If it stays so, do not send: the page may have been tampered with',
      }
    }
    const [key] = await openpgp.readKeys({ armoredKeys: certificate.armored })
    const [preferred] = certificate.encryptionKeyIds
    const target = key?.getKeys().find((one) => one.getKeyID().toHex() === preferred)
    const bytes = target ? sessionKeyBytes(target.getAlgorithmInfo()) : null
    if (key === undefined || target === undefined || bytes === null) {
      return {
        ok: false,
        reason: `The certificate ${fingerprint} uses a curve that is not supported`,
        cure: 'Use an RSA, Curve25519, NIST or Brainpool key for the inbox',
      }
    }
    recipients.push({
      certificate,
      key,
      keyId: target.getKeyID(),
      sessionKeyBytes: bytes,
      moment: checkingMoment(key, now),
    })
  }
  if (recipients.length === 0) {
    return { ok: false, reason: 'The inbox has no certificate', cure: 'Add one to its inbox file' }
  }
  return { ok: true, recipients }
}

/** The length of the literal packet that holds `content` bytes. */
function literalLength(content: number): number {
  return withHeader(LITERAL_FIELDS + content)
}

/** Bytes around the deflate stream: SEIPD and compressed-data packet. */
const SHELL = LONG_HEADER + SEIPD_FIELDS + LONG_HEADER + 1

/**
 * The exact size of a sealed part before it is sealed.
 * @param content bytes to seal @param recipients who can open it
 * @param minimum least size of the part in bytes, 16 KiB or more
 * @throws RangeError when `minimum` is under 16 KiB
 */
export function sealedLength(
  content: number,
  recipients: readonly Pick<Recipient, 'sessionKeyBytes'>[],
  minimum: number = MESSAGE_MINIMUM,
): number {
  if (minimum < PART_MINIMUM) throw new RangeError(`A part has at least ${PART_MINIMUM} bytes`)
  const literal = literalLength(content)
  const keys = recipients.reduce((sum, recipient) => sum + recipient.sessionKeyBytes, 0)
  return padmeSize(Math.max(minimum, keys + SHELL + literal + deflateOverhead(literal)))
}

/** A literal data packet: binary, no file name, no date (RFC 9580, section 5.9). */
function literalPacket(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = LITERAL_FIELDS + content.length
  const out = new Uint8Array(withHeader(body))
  out[0] = 0xcb
  if (body < 192) out[1] = body
  else if (body < 8384) out.set([((body - 192) >> 8) + 192, (body - 192) & 0xff], 1)
  else {
    out[1] = 0xff
    new DataView(out.buffer).setUint32(2, body)
  }
  // 'b', a name of length 0, and date 0, which is what the array holds already.
  out[out.length - body] = 0x62
  out.set(content, out.length - content.length)
  return out
}

/**
 * Seals `content` to all `recipients`. The result has exactly `sealedLength(…)` bytes.
 * @param openpgp OpenPGP.js @param recipients from `readRecipients`
 * @param content the bytes; not changed @param minimum as for `sealedLength`
 * @throws Error when encryption fails; nothing unencrypted is ever returned
 */
export async function sealPart(
  openpgp: OpenPgp,
  recipients: readonly Recipient[],
  content: Uint8Array,
  minimum: number = MESSAGE_MINIMUM,
): Promise<Uint8Array<ArrayBuffer>> {
  const total = sealedLength(content.length, recipients, minimum)
  // An explicit session key without an AEAD algorithm is what keeps the library at PKESK v3 and
  // SEIPD v1 even for certificates that advertise newer packets.
  const sessionKey = {
    data: crypto.getRandomValues(new Uint8Array(SESSION_KEY_BYTES)),
    algorithm: 'aes256',
  } as const
  const keys = await openpgp.encryptSessionKey({
    ...sessionKey,
    encryptionKeys: recipients.map((recipient) => recipient.key),
    encryptionKeyIDs: recipients.map((recipient) => recipient.keyId),
    date: new Date(Math.max(...recipients.map((recipient) => recipient.moment.getTime()))),
    format: 'binary',
  })
  // An RSA session key is now and then a byte shorter than its maximum; the filler makes up for it.
  const compressed = storedDeflate(literalPacket(content), total - keys.length - SHELL)
  const packet = Object.assign(new openpgp.CompressedDataPacket(), { algorithm: ZIP, compressed })
  const packets = new openpgp.PacketList<typeof packet>()
  packets.push(packet)
  const data = await openpgp.encrypt({
    message: new openpgp.Message<Uint8Array>(packets),
    sessionKey,
    format: 'binary',
  })
  const out = new Uint8Array(total)
  if (keys.length + data.length !== total) {
    throw new Error(`A sealed part has ${keys.length + data.length} bytes instead of ${total}`)
  }
  out.set(keys)
  out.set(data, keys.length)
  return out
}
