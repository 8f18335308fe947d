/** Reads the secret keys of an analyst and unlocks the one that opens a message. */
import type { KeyID, PrivateKey, SecretKeyPacket, SecretSubkeyPacket, Subkey } from 'openpgp'
import type { OpeningPgp } from './openpgp.ts'

export type SecretKeys =
  | { ok: true; keys: PrivateKey[] }
  | { ok: false; problem: 'no-key' | 'public-key-only' }

/** A key file has some kilobytes; far larger ones are something else. */
export const KEY_BYTES_MAX = 4 * 1024 * 1024

const SECRET_BLOCK =
  /-----BEGIN PGP PRIVATE KEY BLOCK-----[\s\S]*?-----END PGP PRIVATE KEY BLOCK-----/g

/**
 * Every secret key in a file, armored or binary, as `gpg --export-secret-keys`, Kleopatra and
 * Thunderbird write it; what else stands in the file is passed over.
 */
export async function readSecretKeys(openpgp: OpeningPgp, file: Uint8Array): Promise<SecretKeys> {
  const text = new TextDecoder('latin1').decode(file)
  const armored = text.includes('-----BEGIN PGP')
  const blocks = armored ? (text.match(SECRET_BLOCK) ?? []) : []
  const keys: PrivateKey[] = []
  for (const armoredKeys of blocks) {
    keys.push(...(await openpgp.readPrivateKeys({ armoredKeys }).catch(() => [])))
  }
  if (!armored) keys.push(...(await openpgp.readPrivateKeys({ binaryKeys: file }).catch(() => [])))
  if (keys.length > 0) return { ok: true, keys }
  if (armored) {
    return { ok: false, problem: /PUBLIC KEY BLOCK/.test(text) ? 'public-key-only' : 'no-key' }
  }
  const publicKeys = await openpgp.readKeys({ binaryKeys: file }).catch(() => [])
  return { ok: false, problem: publicKeys.length > 0 ? 'public-key-only' : 'no-key' }
}

type SecretPacket = SecretKeyPacket | SecretSubkeyPacket

export type Unlocked =
  | {
      ok: true
      key: PrivateKey
      /** Of the certificate, upper-case hex. */
      fingerprint: string
    }
  | {
      ok: false
      problem:
        | 'wrong-key'
        | 'secret-part-missing'
        | 'passphrase-missing'
        | 'wrong-passphrase'
        | 'unsupported-key'
    }

/**
 * Unlocks the key that opens a message for `recipients`. Expired and revoked keys open what was sealed
 * before. The passphrase is used and not kept.
 */
export async function unlockFor(
  recipients: readonly KeyID[],
  keys: readonly PrivateKey[],
  passphrase: string,
): Promise<Unlocked> {
  let problem: (Unlocked & { ok: false })['problem'] = 'wrong-key'
  for (const key of keys) {
    for (const one of key.getKeys() as (PrivateKey | Subkey)[]) {
      if (!recipients.some((id) => id.equals(one.getKeyID(), true))) continue
      const outcome = await unlock(one.keyPacket as SecretPacket, passphrase)
      if (outcome === null) {
        return { ok: true, key, fingerprint: key.getFingerprint().toUpperCase() }
      }
      problem = outcome
    }
  }
  return { ok: false, problem }
}

/** Unlocks one key packet; null when it is open. */
async function unlock(
  packet: SecretPacket,
  passphrase: string,
): Promise<(Unlocked & { ok: false })['problem'] | null> {
  if (packet.isDummy() || packet.isMissingSecretKeyMaterial()) return 'secret-part-missing'
  if (!packet.isDecrypted()) {
    if (passphrase === '') return 'passphrase-missing'
    try {
      await packet.decrypt(passphrase)
    } catch (error) {
      return /incorrect key passphrase/i.test(String(error))
        ? 'wrong-passphrase'
        : 'unsupported-key'
    }
  }
  try {
    // A key whose public half was exchanged could leak the secret one.
    await packet.validate()
    return null
  } catch {
    return 'unsupported-key'
  }
}
