/** Who a tip is sealed to: the certificates of an inbox, read, checked and measured. */
import type { AlgorithmInfo, Key, KeyID } from 'openpgp'
import { type Certificate, checkingMoment, readCertificate } from './certificate.ts'
import type { OpenPgp } from './openpgp.ts'
import { withHeader } from './sealed-length.ts'

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
