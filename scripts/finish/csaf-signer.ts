/**
 * The key that signs CSAF documents, read from the file that CSAF_SIGNING_KEY_FILE names. Signatures are
 * dated by the documents, so two builds with an Ed25519 or RSA key are equal byte for byte.
 */
import { readFile } from 'node:fs/promises'
import type { CsafSigner } from '#lib/publishing/csaf/files'
import * as openpgp from '#lib/sealing/openpgp.node'

const VARIABLE = 'CSAF_SIGNING_KEY_FILE'
const EXPORT =
  'gpg --export-options export-minimal --armor --export-secret-keys <fingerprint> > csaf-key.asc'

/**
 * Reads the secret key in `file`; null when no file is configured.
 * @param now an expired key is refused, although documents are older
 * @throws naming the variable and the cure when the file holds no usable key
 */
export async function readCsafSigner(file: string | null, now: Date): Promise<CsafSigner | null> {
  if (file === null) return null
  const key = await readKey(file)
  if (!key.isDecrypted()) {
    throw new Error(
      `${VARIABLE}: the key in ${file} is protected by a passphrase, which a build cannot type. Take the passphrase off a copy of the key (gpg --edit-key, passwd) and export it again: ${EXPORT}`,
    )
  }
  try {
    await key.getSigningKey(undefined, now)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(
      `${VARIABLE}: the key in ${file} cannot sign today (${why}). Prolong it or name another one.`,
      { cause },
    )
  }
  const made = key.getCreationTime()
  return {
    fingerprint: key.getFingerprint(),
    publicKey: key.toPublic().armor(),
    sign: async (text, date) =>
      await openpgp.sign({
        message: await openpgp.createMessage({ binary: new TextEncoder().encode(text) }),
        signingKeys: key,
        detached: true,
        // A document may be older than the key; no signature can be.
        date: date < made ? made : date,
        // Random notations would make every build differ.
        config: { nonDeterministicSignaturesViaNotation: false },
      }),
  }
}

async function readKey(file: string) {
  let armored: string
  try {
    armored = await readFile(file, 'utf8')
  } catch (cause) {
    throw new Error(
      `${VARIABLE}: ${file} cannot be read. Write the path of an armoured OpenPGP secret key that the build's user may read, or leave the variable out.`,
      { cause },
    )
  }
  try {
    return await openpgp.readPrivateKey({ armoredKey: armored })
  } catch (cause) {
    throw new Error(`${VARIABLE}: ${file} holds no OpenPGP secret key. Export one: ${EXPORT}`, {
      cause,
    })
  }
}
