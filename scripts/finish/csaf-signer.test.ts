import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installed, keyRing } from '#lib/sealing/gnupg.fixture'
import * as openpgp from '#lib/sealing/openpgp.node'
import { readCsafSigner } from './csaf-signer.ts'

const NOW = new Date('2026-11-22T12:00:00Z')
const MADE = new Date('2026-11-01T00:00:00Z')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rhw-signer-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A file with a fresh key and its path. */
async function keyFile(options: { passphrase?: string; keyExpirationTime?: number } = {}) {
  const { privateKey } = await openpgp.generateKey({
    userIDs: [{ name: 'CSAF', email: 'csaf@example.org' }],
    date: MADE,
    ...options,
  })
  const path = join(folder, 'key.asc')
  await writeFile(path, privateKey)
  return path
}

async function signer() {
  const made = await readCsafSigner(await keyFile(), NOW)
  if (!made) throw new Error('no signer')
  return made
}

describe('the signing key of CSAF documents', () => {
  it('is no duty: without a file nothing is signed', async () => {
    expect(await readCsafSigner(null, NOW)).toBeNull()
  })

  it('makes signatures that another OpenPGP program finds good', async () => {
    const { sign, publicKey } = await signer()
    const verified = await openpgp.verify({
      message: await openpgp.createMessage({ binary: new TextEncoder().encode('{"a":"ü"}\n') }),
      signature: await openpgp.readSignature({
        armoredSignature: await sign('{"a":"ü"}\n', new Date('2026-11-20T00:00:00Z')),
      }),
      verificationKeys: await openpgp.readKey({ armoredKey: publicKey }),
    })
    expect(await verified.signatures[0]?.verified).toBe(true)
  })

  it.skipIf(!installed('gpg'))('makes signatures that GnuPG finds good', async () => {
    const { sign, publicKey } = await signer()
    const ring = keyRing()
    try {
      ring.gpg(['--import'], publicKey)
      const document = ring.file('document.json', '{"a":1}\n')
      const signature = ring.file(
        'document.json.asc',
        await sign('{"a":1}\n', new Date('2026-11-20T00:00:00Z')),
      )
      // Throws when the signature is bad.
      ring.gpg(['--verify', signature, document])
    } finally {
      ring.remove()
    }
  })

  it('signs the same bytes equally, so that two builds are equal', async () => {
    const { sign } = await signer()
    const date = new Date('2026-11-20T00:00:00Z')
    expect(await sign('text', date)).toBe(await sign('text', date))
  })

  it('dates no signature before the key was made', async () => {
    const { sign } = await signer()
    const signature = await openpgp.readSignature({
      armoredSignature: await sign('text', new Date('2020-01-01T00:00:00Z')),
    })
    expect(signature.packets[0]?.created).toEqual(MADE)
  })

  it('never lets its secret part out', async () => {
    expect((await signer()).publicKey).toContain('BEGIN PGP PUBLIC KEY BLOCK')
  })

  it('is refused with the cure when it cannot be read, is none, has a passphrase or expired', async () => {
    await expect(readCsafSigner(join(folder, 'nothing'), NOW)).rejects.toThrow(
      /CSAF_SIGNING_KEY_FILE: .*nothing cannot be read\. Write the path/,
    )
    const text = join(folder, 'text')
    await writeFile(text, 'hello')
    await expect(readCsafSigner(text, NOW)).rejects.toThrow(
      /holds no OpenPGP secret key\. Export one/,
    )
    await expect(readCsafSigner(await keyFile({ passphrase: 'x' }), NOW)).rejects.toThrow(
      /protected by a passphrase, which a build cannot type/,
    )
    await expect(readCsafSigner(await keyFile({ keyExpirationTime: 60 }), NOW)).rejects.toThrow(
      /cannot sign today .* Prolong it/,
    )
  })
})
