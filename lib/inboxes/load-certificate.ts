/** Loads the certificates that inbox files name, the archive's with more patience than a reader's. */
import { readFile } from 'node:fs/promises'
import { readCertificate } from '#lib/sealing/certificate'
import { examineCertificate } from '#lib/sealing/examine-certificate'
import type { OpenPgp } from '#lib/sealing/openpgp'
import { textOf } from '#lib/sealing/packets'
import type { InboxCertificate } from './inbox.ts'

/** The certificate with sentences that warn of it, or what is wrong with its file and the cure. */
export type LoadedCertificate =
  | { ok: true; certificate: InboxCertificate; warnings: string[] }
  | { ok: false; error: string }

/**
 * Loads the archive's certificate, as `loadCertificate` does. That it has expired is a warning: a copy
 * is never worth a tip. Its time has then passed, and `expires` says so.
 */
export async function loadArchive(
  path: string,
  options: { openpgp: OpenPgp; now: Date },
): Promise<LoadedCertificate> {
  const loaded = await loadCertificate(path, options)
  if (loaded.ok) return loaded
  const expires = await endOfCertificate(path, options.openpgp)
  if (expires === null || expires > options.now) return loaded
  // As it was while it held; so that build and server go on agreeing on what stands in the page.
  const before = await loadCertificate(path, { ...options, now: new Date(expires.getTime() - 1) })
  if (!before.ok) return loaded
  return {
    ...before,
    warnings: [
      `${loaded.error} Until then tips are sealed without the archive's certificate, and their copies are opened by the desk alone.`,
    ],
  }
}

/** When nothing can be sealed to it any more; null when it cannot be read, or never ends. */
async function endOfCertificate(path: string, openpgp: OpenPgp): Promise<Date | null> {
  const text = await readFile(path).then(textOf, () => '')
  // At the beginning of time it has not expired: it is looked at when it was made.
  const read = await readCertificate(openpgp, text, new Date(0))
  return read.ok ? read.certificate.expires : null
}

/**
 * Loads an `.asc` file and examines what it holds.
 * @param path of the file @param options.openpgp the openpgp module @param options.now the clock
 */
export async function loadCertificate(
  path: string,
  { openpgp, now }: { openpgp: OpenPgp; now: Date },
): Promise<LoadedCertificate> {
  let content: Uint8Array
  try {
    content = await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return {
      ok: false,
      error: `${path} does not exist. Export it with: gpg --armor --export FINGERPRINT > ${path}`,
    }
  }
  const examined = await examineCertificate(openpgp, content, now)
  if (!examined.ok) return { ok: false, error: `${path}: ${examined.reason}. ${examined.cure}.` }
  const { fingerprint, armored, encryptionKeyIds, expires } = examined.certificate
  return {
    ok: true,
    certificate: { fingerprint, armored, encryptionKeyIds, expires },
    warnings: examined.warnings.map((warning) => `${path}: ${warning}.`),
  }
}
