/**
 * Looks at a certificate as closely as an operator should before tips are sealed to it. The browser
 * asks less (certificate.ts): it can do nothing about a weak signature, and its code must stay small.
 */
import type { Key, SignaturePacket, Subkey } from 'openpgp'
import { type Certificate, checkingMoment, readCertificate } from './certificate.ts'
import type { OpenPgp } from './openpgp.ts'
import { dearmor, holdsPrivateKey, textOf } from './packets.ts'

export type Examination =
  | { ok: true; certificate: Certificate; warnings: string[] }
  | { ok: false; reason: string; cure: string }

/** A reason to refuse a certificate, with its cure. */
type Fault = { reason: string; cure: string }

/** Below it a key can be broken by who has the means (NIST SP 800-57: 112 bits of security). */
const RSA_BITS_MIN = 2048
const RSA: readonly number[] = [1, 2, 3]
/** MD5, SHA-1 and RIPEMD-160 (RFC 9580, section 9.5: not to be relied on for certificates). */
const WEAK_HASHES: Readonly<Record<number, string>> = { 1: 'MD5', 2: 'SHA-1', 3: 'RIPEMD-160' }
/** Features (RFC 9580, section 5.2.3.32): SEIPDv2, and GnuPG's AEAD packet. */
const AEAD_FEATURES = 0x08 | 0x02
const WARN_DAYS = 30
const DAY_MS = 24 * 60 * 60 * 1000

const EXPORT_CURE = 'Export the public certificate: gpg --armor --export <fingerprint>'
const NEW_KEY_CURE =
  'Make a key for the inbox: gpg --quick-generate-key <address> default default 2y'

/** What to say of a private key, wherever it was found. */
export const PRIVATE_KEY_FAULT: Fault = {
  reason: 'it is, or holds, a PRIVATE KEY, which must never leave its owner’s machine',
  cure: 'Remove the file here and from the history of git and from backups (deleting it in a new commit is not enough). Take the key for known to others: revoke it, make a new one, and put only its certificate here (gpg --armor --export <fingerprint>)',
}

/**
 * Examines the content of an `.asc` file: everything `readCertificate` asks, and besides that it is
 * one armoured certificate and nothing else, that no RSA key is under 2048 bits, and that its own
 * signatures are not made with MD5, SHA-1 or RIPEMD-160.
 * @param file its bytes: UTF-8 or UTF-16, any line ends, with or without a byte order mark
 * @param now the clock
 * @returns the certificate with warnings (sentences with their cure), or the reason and cure
 */
export async function examineCertificate(
  openpgp: OpenPgp,
  file: Uint8Array,
  now: Date,
): Promise<Examination> {
  const text = textOf(file)
  const fault = faultOfFile(file, text)
  if (fault !== null) return { ok: false, ...fault }
  const keys = await openpgp.readKeys({ armoredKeys: text }).catch(() => [])
  const [key] = keys
  // Of several it would not be clear which is meant; readCertificate says that they are too many.
  const alone = keys.length === 1
  const wrong = alone && key?.keyPacket.version === 4 ? await faultOfKey(key, now) : null
  if (wrong !== null) return { ok: false, ...wrong }
  const verdict = await readCertificate(openpgp, text, now)
  if (!verdict.ok || key === undefined) return verdict.ok ? { ok: false, ...NOTHING } : verdict
  return { ...verdict, warnings: warningsOf(key, verdict.certificate, now) }
}

const NOTHING: Fault = { reason: 'It holds no certificate', cure: EXPORT_CURE }

/** What is wrong with the file as a file. */
function faultOfFile(file: Uint8Array, text: string): Fault | null {
  if (holdsPrivateKey(file)) return PRIVATE_KEY_FAULT
  if (text.trim() === '') return { reason: 'It is empty', cure: EXPORT_CURE }
  const blocks = dearmor(text)
  if (blocks.length === 0 && ((file[0] ?? 0) & 0x80) !== 0) {
    return { reason: 'It is binary, not armoured', cure: EXPORT_CURE }
  }
  if (blocks.length > 1) {
    return {
      reason: `It holds ${blocks.length} armoured blocks`,
      cure: 'Put each certificate into a file of its own',
    }
  }
  return null
}

/** An end that has come, small RSA keys and weak self-signatures. */
async function faultOfKey(key: Key, now: Date): Promise<Fault | null> {
  const date = checkingMoment(key, now)
  if (await key.isRevoked(undefined, undefined, date)) return null
  const all = key.subkeys.filter(canEncrypt)
  const ends = await Promise.all(all.map((subkey) => subkey.getExpirationTime()))
  const encrypting = all.filter((_, index) => (ends[index] ?? Infinity) > date)
  const ended = all.filter((subkey) => !encrypting.includes(subkey))
  return (
    (await endOf(key, date, encrypting.length === 0 ? ended : [])) ?? weaknessOf(key, encrypting)
  )
}

/**
 * The end of the certificate, or of the last key that could encrypt. GnuPG extends subkeys that have
 * expired only when they are named: its `*` passes over them.
 */
async function endOf(key: Key, date: Date, ended: readonly Subkey[]): Promise<Fault | null> {
  const fingerprint = key.getFingerprint()
  const [subkey] = ended
  const end = (await key.getExpirationTime()) ?? Infinity
  const subkeyEnd = (await subkey?.getExpirationTime()) ?? Infinity
  const keyOver = end <= date
  if (!keyOver && subkey === undefined) return null
  const commands = [
    ...(keyOver ? [`gpg --quick-set-expire ${fingerprint} 2y`] : []),
    ...(subkey ? [`gpg --quick-set-expire ${fingerprint} 2y ${subkey.getFingerprint()}`] : []),
  ]
  const day = new Date((keyOver ? end : subkeyEnd).valueOf()).toISOString().slice(0, 10)
  return {
    reason: `${keyOver ? 'It' : 'Its encryption key'} expired on ${day}`,
    cure: `Have its owner extend it (${commands.join(', then ')}) and export it again. If it has not expired, correct the clock of this machine`,
  }
}

/** Small RSA keys and weak self-signatures. */
function weaknessOf(key: Key, encrypting: readonly Subkey[]): Fault | null {
  for (const [name, one] of [
    ['primary key', key] as const,
    ...encrypting.map((subkey) => ['encryption key', subkey] as const),
  ]) {
    const bits = one.getAlgorithmInfo().bits ?? Infinity
    if (RSA.includes(one.keyPacket.algorithm) && bits < RSA_BITS_MIN) {
      return {
        reason: `Its ${name} is RSA of ${bits} bits, which is too short: ${RSA_BITS_MIN} are the least`,
        cure: NEW_KEY_CURE,
      }
    }
  }
  const signatures = [
    ...key.users
      .filter((user) => user.revocationSignatures.length === 0)
      .map((user) => newest(user.selfCertifications)),
    ...encrypting.map((subkey) => newest(subkey.bindingSignatures)),
  ]
  const weak = signatures
    .map((signature) => WEAK_HASHES[signature?.hashAlgorithm ?? 0])
    .find((name) => name !== undefined)
  if (weak === undefined) return null
  return {
    reason: `It signs itself with ${weak}, which can be forged and which current programs refuse`,
    cure: "Have its owner sign it anew: gpg --cert-digest-algo SHA512 --quick-set-expire <fingerprint> 2y, the same once more with a final '*' for its subkeys, then export it again",
  }
}

/** Whether a subkey is meant for encryption, and neither revoked nor for nothing else than signing. */
function canEncrypt(subkey: Subkey): boolean {
  const [flags] = newest(subkey.bindingSignatures)?.keyFlags ?? []
  const encrypts = flags === undefined || (flags & 0x0c) !== 0
  return subkey.revocationSignatures.length === 0 && encrypts
}

function newest(signatures: readonly SignaturePacket[]): SignaturePacket | undefined {
  return signatures.toSorted((a, b) => (b.created?.getTime() ?? 0) - (a.created?.getTime() ?? 0))[0]
}

function warningsOf(key: Key, { expires, fingerprint }: Certificate, now: Date): string[] {
  const warnings: string[] = []
  const days = expires === null ? Infinity : (expires.getTime() - now.getTime()) / DAY_MS
  if (expires !== null && days <= WARN_DAYS) {
    warnings.push(
      `It expires on ${expires.toISOString().slice(0, 10)}. Extend it: gpg --quick-set-expire ${fingerprint} 2y, and the same with a final '*' for its subkeys; then export it again and build`,
    )
  }
  const advertises = key.users
    .map((user) => newest(user.selfCertifications))
    .some(
      (signature) =>
        ((signature?.features?.[0] ?? 0) & AEAD_FEATURES) !== 0 ||
        (signature?.preferredAEADAlgorithms ?? []).length > 0,
    )
  if (advertises) {
    warnings.push(
      `It asks for AEAD encryption (SEIPDv2 or OCB). The form seals without it all the same, so that every program can open the tip; but who seals with a program of their own gets a tip that this server refuses. Turn it off: gpg --edit-key ${fingerprint}, then “setpref AES256 AES192 AES SHA512 SHA384 SHA256 ZLIB ZIP Uncompressed” and “save”, and export it again`,
    )
  }
  return warnings
}
