import type { KeyOptions } from 'openpgp'
import { describe, expect, it } from 'vitest'
import { readCertificate } from './certificate.ts'
import { installed, keyRing, sqKey } from './gnupg.fixture.ts'
import * as openpgp from './openpgp.node.ts'

const now = new Date('2026-11-22T12:00:00Z')
const yearAgo = new Date('2025-11-22T12:00:00Z')
const day = 24 * 60 * 60

async function make(options: Partial<KeyOptions> = {}) {
  return openpgp.generateKey({
    type: 'ecc',
    userIDs: { name: 'Tip desk', email: 'desk@example.org' },
    date: yearAgo,
    ...options,
    format: 'object',
  })
}
/** The verdict on a freshly made certificate. */
const verdictOn = async (options: Partial<KeyOptions> = {}) =>
  readCertificate(openpgp, (await make(options)).publicKey.armor(), now)

describe('reading a certificate', () => {
  it('gives fingerprint, user ids, encryption key ids, expiry and the public certificate', async () => {
    const { publicKey } = await make({ keyExpirationTime: 400 * day })
    const verdict = await readCertificate(openpgp, publicKey.armor(), now)
    expect(verdict).toEqual({
      ok: true,
      certificate: {
        fingerprint: publicKey.getFingerprint(),
        userIds: ['Tip desk <desk@example.org>'],
        encryptionKeyIds: publicKey.subkeys.map((subkey) => subkey.getKeyID().toHex()),
        expires: new Date(yearAgo.getTime() + 400 * day * 1000),
        armored: expect.stringContaining('BEGIN PGP PUBLIC KEY BLOCK'),
      },
    })
  })

  it('says null when it never expires', async () => {
    expect(await verdictOn()).toMatchObject({ ok: true, certificate: { expires: null } })
  })

  it('names every usable encryption key, the newest first', async () => {
    const { privateKey } = await make()
    const withTwo = await privateKey.addSubkey({ type: 'ecc', date: now })
    const verdict = await readCertificate(openpgp, withTwo.toPublic().armor(), now)
    const [old, young] = withTwo.subkeys.map((subkey) => subkey.getKeyID().toHex())
    expect(verdict).toMatchObject({ ok: true, certificate: { encryptionKeyIds: [young, old] } })
  })

  it('prefers the key that every program can use over a newer one of algorithm 25', async () => {
    const { privateKey } = await make()
    const withTwo = await privateKey.addSubkey({ type: 'curve25519', date: now })
    const verdict = await readCertificate(openpgp, withTwo.toPublic().armor(), now)
    const [usable] = withTwo.subkeys.map((subkey) => subkey.getKeyID().toHex())
    expect(verdict).toMatchObject({ ok: true, certificate: { encryptionKeyIds: [usable] } })
  })

  it('expires with its last encryption key', async () => {
    const verdict = await verdictOn({ subkeys: [{ keyExpirationTime: 500 * day }] })
    expect(verdict).toMatchObject({
      ok: true,
      certificate: { expires: new Date(yearAgo.getTime() + 500 * day * 1000) },
    })
  })

  it('accepts a certificate newer than the sender’s clock', async () => {
    const { publicKey } = await make({ date: new Date(now.getTime() + 3_600_000) })
    expect(await readCertificate(openpgp, publicKey.armor(), now)).toMatchObject({ ok: true })
  })

  const refusals: [string, () => Promise<string>, RegExp, RegExp][] = [
    ['text', async () => 'hello', /not an OpenPGP certificate/, /--export/],
    ['a private key', async () => (await make()).privateKey.armor(), /private key/, /--export/],
    [
      'two certificates in one file',
      async () => {
        const list = new openpgp.PacketList<openpgp.AnyPacket>()
        for (const { publicKey } of [await make(), await make()])
          list.push(...publicKey.toPacketList())
        return openpgp.armor(openpgp.enums.armor.publicKey, list.write())
      },
      /2 certificates/,
      /file of its own/,
    ],
    [
      'version 6',
      async () => (await make({ type: 'curve25519', config: { v6Keys: true } })).publicKey.armor(),
      /version 6/,
      /gpg --quick-generate-key/,
    ],
    [
      'an Ed25519 primary key of algorithm 27',
      async () => (await make({ type: 'curve25519' })).publicKey.armor(),
      /algorithm 27/,
      /gpg --quick-generate-key/,
    ],
    [
      'an encryption key of algorithm 25 only',
      async () => (await make({ subkeys: [{ type: 'curve25519' }] })).publicKey.armor(),
      /x25519/,
      /gpg --quick-generate-key/,
    ],
    [
      'no encryption key',
      async () => (await make({ subkeys: [] })).publicKey.armor(),
      /no encryption key/,
      /gpg/,
    ],
    [
      'a signing subkey only',
      async () => (await make({ subkeys: [{ sign: true }] })).publicKey.armor(),
      /no encryption key/,
      /gpg/,
    ],
    [
      'an expired certificate',
      async () => (await make({ keyExpirationTime: 10 * day })).publicKey.armor(),
      /expired on 2025-12-02/,
      /--quick-set-expire/,
    ],
    [
      'an expired encryption key',
      async () => (await make({ subkeys: [{ keyExpirationTime: 10 * day }] })).publicKey.armor(),
      /no encryption key .*expired/,
      /gpg/,
    ],
    [
      'a revoked certificate',
      async () => {
        const { privateKey } = await make()
        return (
          await openpgp.revokeKey({ key: privateKey, date: yearAgo, format: 'object' })
        ).publicKey.armor()
      },
      /revoked/,
      /gpg --quick-generate-key/,
    ],
    [
      'a revoked encryption key',
      async () => {
        const { privateKey } = await make()
        const [subkey] = privateKey.subkeys
        if (!subkey) throw new Error('no subkey')
        const revoked = await subkey.revoke(
          privateKey.keyPacket as openpgp.SecretKeyPacket,
          {},
          yearAgo,
        )
        privateKey.subkeys = [revoked]
        return privateKey.toPublic().armor()
      },
      /no encryption key .*revoked/,
      /gpg/,
    ],
    [
      'an RSA key of 1024 bits',
      async () =>
        (
          await make({ type: 'rsa', rsaBits: 1024, config: { minRSABits: 1024 } })
        ).publicKey.armor(),
      /RSA/,
      /gpg/,
    ],
  ]
  it.each(refusals)('refuses %s, with the cure', async (_, armored, reason, cure) => {
    expect(await readCertificate(openpgp, await armored(), now)).toEqual({
      ok: false,
      reason: expect.stringMatching(reason),
      cure: expect.stringMatching(cure),
    })
  })
})

describe.skipIf(!installed('gpg') || !installed('sq'))('certificates of other programs', () => {
  it('are read from GnuPG and sq, and refused when GnuPG exported a private key', async () => {
    const ring = keyRing()
    const fingerprint = ring.generate('desk@example.org', 'rsa3072')
    const current = new Date()
    expect(
      await readCertificate(openpgp, ring.certificate('desk@example.org'), current),
    ).toMatchObject({
      ok: true,
      certificate: { fingerprint },
    })
    expect(
      await readCertificate(openpgp, sqKey(ring.folder, 'cv25519').certificate, current),
    ).toMatchObject({ ok: true })
    const secret = new TextDecoder().decode(ring.gpg(['--armor', '--export-secret-keys']))
    expect(await readCertificate(openpgp, secret, current)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('private key'),
    })
    ring.remove()
  })
})
