import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installed, type KeyRing, keyRing, run, sqKey } from './gnupg.fixture.ts'
import * as openpgp from './openpgp.node.ts'
import { MESSAGE_MINIMUM } from './padding.ts'
import { type Recipient, readRecipients } from './recipients.ts'
import { sealPart } from './seal-part.ts'
import { sealedLength } from './sealed-length.ts'
import { walkSealedPart } from './walk-packets.ts'

const now = new Date()

/** Recipients of armored certificates, which must be good. */
async function recipientsOf(...armored: string[]): Promise<Recipient[]> {
  const keys = await Promise.all(armored.map((one) => openpgp.readKey({ armoredKey: one })))
  const certificates = keys.map((key) => ({
    fingerprint: key.getFingerprint(),
    armored: key.armor(),
  }))
  const verdict = await readRecipients(openpgp, certificates, now)
  if (!verdict.ok) throw new Error(verdict.reason)
  return verdict.recipients
}

/** Bytes that do not repeat, in which every line ending and zero occurs. */
function sample(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length).map((_, index) => (index * 31 + (index >> 8)) & 0xff)
}

const sizes = [0, 1, 1000, 65_300, 65_535, 65_600, 131_070, 300_001, 9 * 2 ** 20]

describe.skipIf(!installed('gpg'))('a sealed part, opened by GnuPG', () => {
  let ring: KeyRing
  beforeAll(() => {
    ring = keyRing()
    ring.generate('rsa@example.org', 'rsa3072')
    ring.generate('curve@example.org', 'future-default')
    ring.generate('nist@example.org', 'nistp256')
  })
  afterAll(() => ring.remove())

  it.each(['rsa@example.org', 'curve@example.org', 'nist@example.org'])(
    'comes out byte for byte at every size with %s, and has the size foretold',
    async (user) => {
      const recipients = await recipientsOf(ring.certificate(user))
      for (const size of sizes) {
        const content = sample(size)
        const sealed = await sealPart(openpgp, recipients, content)
        expect(sealed.length).toBe(sealedLength(size, recipients))
        expect(Buffer.compare(ring.decrypt(sealed), content)).toBe(0)
      }
    },
  )

  it('can be opened by each of several recipients alone', async () => {
    const users = ['rsa@example.org', 'curve@example.org', 'nist@example.org']
    const recipients = await recipientsOf(...users.map((user) => ring.certificate(user)))
    const content = sample(70_000)
    const sealed = await sealPart(openpgp, recipients, content)
    for (const user of users) {
      const alone = keyRing()
      alone.gpg(['--import'], ring.gpg(['--export-secret-keys', user]))
      expect(Buffer.compare(alone.decrypt(sealed), content)).toBe(0)
      alone.remove()
    }
  })

  it('carries no file name and no date, is not recompressed, and uses AES-256 with SEIPDv1', async () => {
    const recipients = await recipientsOf(ring.certificate('rsa@example.org'))
    const sealed = await sealPart(openpgp, recipients, sample(10))
    const listing = new TextDecoder().decode(
      run('gpg', ['--homedir', ring.folder, '--batch', '--list-packets'], sealed),
    )
    expect(listing).toMatch(/:encrypted data packet:\n\s+length: \d+\n\s+mdc_method: 2/)
    expect(listing).toMatch(/:compressed packet: algo=1/)
    expect(listing).toMatch(
      /:literal data packet:\n\s+mode b \(62\), created 0, name="",\n\s+raw data: 10 bytes/,
    )
  })

  it('always hits its size, although RSA session keys are now and then a byte shorter', async () => {
    const recipients = await recipientsOf(ring.certificate('rsa@example.org'))
    const length = sealedLength(5, recipients)
    for (let round = 0; round < 600; round += 1) {
      expect((await sealPart(openpgp, recipients, sample(5))).length).toBe(length)
    }
  })

  it('stays SEIPDv1 and PKESKv3 for a certificate that advertises AEAD', async () => {
    const { publicKey } = await openpgp.generateKey({
      type: 'ecc',
      curve: 'curve25519Legacy',
      userIDs: { email: 'aead@example.org' },
      config: { aeadProtect: true },
    })
    const recipients = await recipientsOf(publicKey)
    const sealed = await sealPart(openpgp, recipients, sample(100))
    const keyIds = new Set(recipients.flatMap((one) => one.certificate.encryptionKeyIds))
    expect(await walkSealedPart([sealed], { bytes: sealed.length, keyIds })).toMatchObject({
      ok: true,
    })
  })
})

describe.skipIf(!installed('sq') || !installed('gpg'))('a sealed part, opened by sq', () => {
  it.each(['cv25519', 'rsa3k'] as const)('comes out byte for byte with %s', async (suite) => {
    const ring = keyRing()
    const key = sqKey(ring.folder, suite)
    const recipients = await recipientsOf(key.certificate)
    for (const size of sizes) {
      const content = sample(size)
      const sealed = await sealPart(openpgp, recipients, content)
      expect(Buffer.compare(key.decrypt(sealed), content)).toBe(0)
    }
    ring.remove()
  })
})

describe('sealing', () => {
  it('gives every short message the same size', async () => {
    const { publicKey } = await openpgp.generateKey({
      type: 'ecc',
      userIDs: { email: 'a@example.org' },
    })
    const recipients = await recipientsOf(publicKey)
    expect(sealedLength(0, recipients)).toBe(MESSAGE_MINIMUM)
    expect(sealedLength(60_000, recipients)).toBe(MESSAGE_MINIMUM)
  })

  it('refuses a certificate that is not the one whose fingerprint was announced', async () => {
    const { publicKey } = await openpgp.generateKey({
      type: 'ecc',
      userIDs: { email: 'a@example.org' },
    })
    const verdict = await readRecipients(
      openpgp,
      [{ fingerprint: '0'.repeat(40), armored: publicKey }],
      now,
    )
    expect(verdict).toMatchObject({ ok: false, reason: expect.stringContaining('not 0000') })
  })

  it('seals to all certificates or to none', async () => {
    const good = await openpgp.generateKey({
      type: 'ecc',
      userIDs: { email: 'a@example.org' },
      format: 'object',
    })
    const verdict = await readRecipients(
      openpgp,
      [
        { fingerprint: good.publicKey.getFingerprint(), armored: good.publicKey.armor() },
        { fingerprint: '1'.repeat(40), armored: 'no certificate' },
      ],
      now,
    )
    expect(verdict.ok).toBe(false)
  })

  it('has no recipients, no sealing', async () => {
    expect(await readRecipients(openpgp, [], now)).toMatchObject({ ok: false })
  })
})
