/** Tips are opened with keys that the real GnuPG made and exported, from what GnuPG and the form sealed. */
import { randomBytes } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import * as openpgp from '#lib/sealing/openpgp.node'
import { readRecipients } from '#lib/sealing/recipients'
import { sealPart } from '#lib/sealing/seal-part'
import { decryptPart, type GatheredPart } from './decrypt-part.ts'
import { hasGpg, openingKeys } from './opening-keys.fixture.ts'
import { readSecretKeys } from './secret-keys.ts'

const LIMIT = 8 * 1024 * 1024

async function open(sealed: Uint8Array, keyFile: Uint8Array, passphrase: string, bytesMax = LIMIT) {
  const keys = await readSecretKeys(openpgp, keyFile)
  if (!keys.ok) throw new Error(keys.problem)
  const blob = new Blob([new Uint8Array(sealed)])
  return decryptPart(openpgp, blob, keys.keys, { passphrase, bytesMax })
}
const textOf = async (opened: GatheredPart) =>
  opened.ok ? opened.content.text() : `refused: ${opened.problem}`

describe.skipIf(!hasGpg)('a tip (needs gpg)', () => {
  const gpg = openingKeys()
  afterAll(() => gpg.close())

  // Brainpool curves are in the library's build for browsers only: e2e/opener.spec.ts has one.
  it.each(['rsa2048', 'cv25519', 'nistp384'])(
    'is opened with a key of the kind %s, as exported armored or binary',
    async (kind) => {
      const key = gpg.make(kind, 'correct horse')
      const verdict = await readRecipients(openpgp, [key], new Date())
      if (!verdict.ok) throw new Error(verdict.reason)
      const content = randomBytes(300_000)
      const ofForm = await sealPart(openpgp, verdict.recipients, content)
      for (const exported of [key.secret(true), key.secret(false)]) {
        const opened = await open(ofForm, exported, 'correct horse')
        expect(opened).toMatchObject({ ok: true, fingerprint: key.fingerprint, signed: false })
        if (opened.ok) expect(Buffer.from(await opened.content.arrayBuffer())).toEqual(content)
      }
      for (const sealed of [gpg.seal(key, 'by gpg'), gpg.seal(key, 'by gpg', ['--armor'])]) {
        expect(await textOf(await open(sealed, key.secret(true), 'correct horse'))).toBe('by gpg')
      }
    },
    60_000,
  )

  it('is opened with the subkeys alone, and with a key without a passphrase', async () => {
    const key = gpg.make('cv25519', 'correct horse')
    const sealed = gpg.seal(key, 'text')
    expect(await textOf(await open(sealed, key.subkeys(), 'correct horse'))).toBe('text')
    const bare = gpg.make('cv25519', '')
    expect(await textOf(await open(gpg.seal(bare, 'text'), bare.secret(true), ''))).toBe('text')
  })

  it('is opened when other keys and other recipients stand beside the right one', async () => {
    const [one, other] = [gpg.make('cv25519', 'a'), gpg.make('cv25519', 'b')]
    const sealed = gpg.seal(one, 'text', ['--recipient-file', other.publicFile])
    const both = Buffer.concat([one.secret(true), Buffer.from('\n'), other.secret(true)])
    expect(await textOf(await open(sealed, both, 'b'))).toBe('text')
    expect(await textOf(await open(sealed, both, 'a'))).toBe('text')
  })

  it('stays closed, with what is wrong named', async () => {
    const key = gpg.make('cv25519', 'correct horse')
    const stranger = gpg.make('cv25519', 'correct horse')
    const sealed = gpg.seal(key, randomBytes(5_000))
    const problem = async (bytes: Uint8Array, file: Uint8Array, passphrase: string) => {
      const opened = await open(bytes, file, passphrase)
      return opened.ok ? 'opened' : opened.problem
    }
    const secret = key.secret(true)
    expect(await problem(sealed, secret, '')).toBe('passphrase-missing')
    expect(await problem(sealed, secret, 'Correct horse')).toBe('wrong-passphrase')
    expect(await problem(sealed, stranger.secret(true), 'correct horse')).toBe('wrong-key')
    expect(await problem(Buffer.from('no tip'), secret, 'correct horse')).toBe('not-sealed')
    expect(await problem(gpg.notSealed('text'), secret, 'correct horse')).toBe('not-sealed')
    for (const at of [sealed.length - 5, sealed.length - 200]) {
      const changed = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ 1 : byte))
      expect(await problem(changed, secret, 'correct horse')).toBe('damaged')
    }
    expect(await problem(sealed.subarray(0, -30), secret, 'correct horse')).toBe('damaged')
    expect(await open(sealed, stranger.secret(true), 'x')).toMatchObject({
      sealedTo: [key.encryptionKeyId],
    })
  })

  it('that unfolds without end is stopped', async () => {
    const key = gpg.make('cv25519', '')
    const bomb = gpg.seal(key, Buffer.alloc(200 * 1024 * 1024), ['-z', '9'])
    expect(bomb.length).toBeLessThan(1024 * 1024)
    expect(await open(bomb, key.secret(true), '')).toMatchObject({ problem: 'too-large' })
  }, 60_000)

  it('says that it is signed, and makes nothing of it', async () => {
    const key = gpg.make('cv25519', '')
    expect(await open(gpg.sealSigned(key, 'text'), key.secret(true), '')).toMatchObject({
      ok: true,
      signed: true,
    })
  })

  it('needs the secret key: a public one, and what is none, are called so', async () => {
    const key = gpg.make('cv25519', '')
    const read = (bytes: Uint8Array) => readSecretKeys(openpgp, bytes)
    expect(await read(Buffer.from(key.armored))).toEqual({ ok: false, problem: 'public-key-only' })
    expect(await read(Buffer.from('hello'))).toEqual({ ok: false, problem: 'no-key' })
    expect(await read(new Uint8Array())).toEqual({ ok: false, problem: 'no-key' })
  })
})
