/**
 * Reads an OpenPGP certificate and says whether tips can be sealed to it in a form that every
 * current program opens: version 4, valid now, with an RSA or ECDH encryption key (RFC 9580;
 * GnuPG 2.2 and 2.4 and Thunderbird know neither version 6 nor the algorithms 25 to 28).
 */
import type { Key } from 'openpgp'
import type { OpenPgp } from './openpgp.ts'

export type Certificate = {
  /** 40 lower-case hex digits. */
  fingerprint: string
  userIds: string[]
  /** Key ids a tip may be sealed to, the preferred one first; 16 lower-case hex digits each. */
  encryptionKeyIds: string[]
  /** From then on nothing can be sealed to it; null when that never comes. */
  expires: Date | null
  /** The public certificate alone, armored. */
  armored: string
}

export type CertificateVerdict =
  | { ok: true; certificate: Certificate }
  | { ok: false; reason: string; cure: string }

/** RSA (1 and 2) and ECDH (18): what GnuPG 2.2, Thunderbird and sq all decrypt. */
const ENCRYPTION_ALGORITHMS: readonly number[] = [1, 2, 18]
/** RSA, ECDSA and EdDSA in its GnuPG form: what they all verify. */
const CERTIFYING_ALGORITHMS: readonly number[] = [1, 3, 19, 22]

const EXPORT_CURE = 'Export the public certificate: gpg --export --armor <fingerprint>'
const NEW_KEY_CURE =
  'Make a key for the inbox: gpg --quick-generate-key <address> default default 2y'

/**
 * The moment to check a certificate at: now, but not before its own newest signature, so that a
 * sender whose clock is behind can still use a new certificate.
 */
export function checkingMoment(key: Key, now: Date): Date {
  const signatures = [
    ...key.users.flatMap((user) => user.selfCertifications),
    ...key.subkeys.flatMap((subkey) => subkey.bindingSignatures),
  ]
  const made = signatures.map((signature) => signature.created?.getTime() ?? 0)
  return new Date(Math.max(now.getTime(), key.getCreationTime().getTime(), ...made))
}

type EncryptionKey = { id: string; expires: number }

/**
 * The usable encryption keys of a certificate, newest first, and the algorithms of unusable ones;
 * `problem` is the library's reason when none is usable.
 */
async function encryptionKeys(
  key: Key,
  date: Date,
): Promise<{ usable: EncryptionKey[]; unsupported: string[]; problem: string }> {
  const usable: EncryptionKey[] = []
  const unsupported: string[] = []
  let problem = ''
  const subkeys = key.subkeys.toSorted(
    (a, b) => b.getCreationTime().getTime() - a.getCreationTime().getTime(),
  )
  for (const candidate of [...subkeys, key]) {
    try {
      const found = await key.getEncryptionKey(candidate.getKeyID(), date)
      const { algorithm, version } = found.keyPacket
      if (version !== 4 || !ENCRYPTION_ALGORITHMS.includes(algorithm)) {
        unsupported.push(found.getAlgorithmInfo().algorithm)
        continue
      }
      const expires = found === key ? Infinity : await found.getExpirationTime()
      usable.push({
        id: found.getKeyID().toHex(),
        expires: expires === null ? 0 : expires.valueOf(),
      })
    } catch (error) {
      problem ||= error instanceof Error ? error.message : String(error)
    }
  }
  return { usable, unsupported, problem }
}

/**
 * Reads one armored certificate and checks that tips can be sealed to it.
 * @param openpgp OpenPGP.js, from openpgp.node.ts or openpgp.browser.ts
 * @param armored `-----BEGIN PGP PUBLIC KEY BLOCK-----` …
 * @param now the clock; a certificate that was valid once may have expired
 * @returns the certificate, or the reason why it cannot be used, with its cure
 */
export async function readCertificate(
  openpgp: OpenPgp,
  armored: string,
  now: Date = new Date(),
): Promise<CertificateVerdict> {
  const refuse = (reason: string, cure: string): CertificateVerdict => ({ ok: false, reason, cure })
  if (armored.includes('BEGIN PGP PRIVATE KEY')) {
    return refuse('It is a private key, which must never leave its owner', EXPORT_CURE)
  }
  let keys: Key[]
  try {
    keys = await openpgp.readKeys({ armoredKeys: armored })
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return refuse(`It is not an OpenPGP certificate that can be read (${detail})`, EXPORT_CURE)
  }
  const [key] = keys
  if (key === undefined) return refuse('It holds no certificate', EXPORT_CURE)
  if (keys.length > 1) {
    return refuse(
      `It holds ${keys.length} certificates`,
      'Put each certificate into a file of its own',
    )
  }
  if (key.isPrivate()) {
    return refuse('It is a private key, which must never leave its owner', EXPORT_CURE)
  }
  return checkKey(key, checkingMoment(key, now))
}

/** The checks of `readCertificate` once the certificate is parsed. */
async function checkKey(key: Key, date: Date): Promise<CertificateVerdict> {
  const refuse = (reason: string, cure: string): CertificateVerdict => ({ ok: false, reason, cure })
  if (key.keyPacket.version !== 4) {
    return refuse(
      `It is a version ${key.keyPacket.version} certificate, which GnuPG and Thunderbird cannot use`,
      NEW_KEY_CURE,
    )
  }
  if (!CERTIFYING_ALGORITHMS.includes(key.keyPacket.algorithm)) {
    return refuse(
      `Its primary key is of type ${key.getAlgorithmInfo().algorithm} (algorithm ${key.keyPacket.algorithm}), which GnuPG 2.2 or other current programs cannot use`,
      NEW_KEY_CURE,
    )
  }
  if (await key.isRevoked(undefined, undefined, date)) {
    return refuse('It has been revoked', NEW_KEY_CURE)
  }
  const expiry = await key.getExpirationTime()
  const primaryExpires = expiry === null ? null : expiry.valueOf()
  if (primaryExpires !== null && primaryExpires <= date.getTime()) {
    return refuse(
      `It expired on ${new Date(primaryExpires).toISOString().slice(0, 10)}`,
      'Extend it with gpg --quick-set-expire <fingerprint> 2y (and the same with its subkey at the end), then export it again. If it has not expired, correct the clock of this device',
    )
  }
  const { usable, unsupported, problem } = await encryptionKeys(key, date)
  if (usable.length === 0 || primaryExpires === null) {
    const why =
      unsupported.length > 0
        ? `only of type ${unsupported.join(', ')}, which GnuPG 2.2 or other current programs cannot use`
        : problem
    return refuse(`It has no encryption key that can be used (${why})`, NEW_KEY_CURE)
  }
  const expires = Math.min(primaryExpires, Math.max(...usable.map((one) => one.expires)))
  return {
    ok: true,
    certificate: {
      fingerprint: key.getFingerprint().toLowerCase(),
      userIds: key.getUserIDs(),
      encryptionKeyIds: usable.map((one) => one.id),
      expires: Number.isFinite(expires) ? new Date(expires) : null,
      armored: key.armor(),
    },
  }
}
