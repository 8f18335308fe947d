import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KeyOptions } from 'openpgp'
import { afterAll, describe, expect, it } from 'vitest'
import { examineCertificate } from './examine-certificate.ts'
import { installed, type KeyRing, keyRing, run, sqKey } from './gnupg.fixture.ts'
import * as openpgp from './openpgp.node.ts'

const now = new Date()
const DAY_S = 24 * 60 * 60
const bytes = (text: string) => new TextEncoder().encode(text)
const examine = (file: Uint8Array | string, at = now) =>
  examineCertificate(openpgp, typeof file === 'string' ? bytes(file) : file, at)

const make = (options: Partial<KeyOptions> = {}) =>
  openpgp.generateKey({
    type: 'ecc',
    curve: 'ed25519Legacy',
    userIDs: { name: 'Tip desk', email: 'desk@example.org' },
    date: new Date(now.getTime() - 100 * DAY_S * 1000),
    ...options,
    format: 'object',
  })
const publicArmor = async (options: Partial<KeyOptions> = {}) =>
  (await make(options)).publicKey.armor()

describe('examining a certificate file', () => {
  it('takes an armoured certificate with any line ends, a byte order mark, words around it, or in UTF-16', async () => {
    const armored = await publicArmor()
    const windows = armored.replaceAll(/\r?\n/g, '\r\n')
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(windows, 'utf16le')])
    for (const file of [armored, windows, `\ufeff${armored}`, `Our key:\n${armored}`, utf16]) {
      expect(await examine(file)).toMatchObject({ ok: true, warnings: [] })
    }
  })

  it('warns of an end within thirty days, and not before', async () => {
    const soon = await publicArmor({ keyExpirationTime: 129 * DAY_S })
    const later = await publicArmor({ keyExpirationTime: 140 * DAY_S })
    expect(await examine(soon)).toMatchObject({
      ok: true,
      warnings: [expect.stringMatching(/^It expires on 20.*--quick-set-expire/)],
    })
    expect(await examine(later)).toMatchObject({ ok: true, warnings: [] })
  })

  it('warns of advertised AEAD, with its meaning and cure', async () => {
    expect(await examine(await publicArmor({ config: { aeadProtect: true } }))).toMatchObject({
      ok: true,
      warnings: [expect.stringMatching(/AEAD.*SEIPDv2.*refuses.*setpref/)],
    })
  })

  /** The packets of two keys in one armour of a chosen title. */
  const together = (title: openpgp.enums.armor, ...keys: openpgp.Key[]) => {
    const list = new openpgp.PacketList<openpgp.AnyPacket>()
    for (const key of keys) list.push(...key.toPacketList())
    return openpgp.armor(title, list.write())
  }
  const { publicKey: title } = openpgp.enums.armor
  const PRIVATE: [string, () => Promise<string | Uint8Array>][] = [
    ['armoured', async () => (await make()).privateKey.armor()],
    ['binary', async () => (await make()).privateKey.write()],
    ['in UTF-16', async () => Buffer.from(`\ufeff${(await make()).privateKey.armor()}`, 'utf16le')],
    [
      'behind its own certificate',
      async () => `${await publicArmor()}\n${(await make()).privateKey.armor()}`,
    ],
    ['titled as a certificate', async () => together(title, (await make()).privateKey)],
    [
      'behind a certificate in one armour',
      async () => together(title, (await make()).publicKey, (await make()).privateKey),
    ],
    [
      'behind a certificate, binary',
      async () =>
        Buffer.concat([(await make()).publicKey.write(), (await make()).privateKey.write()]),
    ],
    [
      'quoted in a mail',
      async () => `Here it is:\n${(await make()).privateKey.armor().replaceAll(/^/gm, '> ')}`,
    ],
    [
      'of version 6',
      async () => (await make({ type: 'curve25519', config: { v6Keys: true } })).privateKey.write(),
    ],
    ['of OpenSSH', async () => '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n'],
    [
      'of GnuPG’s own folder',
      async () => 'Created: 20261122T000000\nKey: (private-key (ecc (curve',
    ],
  ]
  it.each(PRIVATE)('refuses a private key loudly: %s', async (_, file) => {
    expect(await examine(await file())).toEqual({
      ok: false,
      reason: expect.stringContaining('PRIVATE KEY'),
      cure: expect.stringMatching(/history of git.*revoke/),
    })
  })

  const REFUSED: [string, () => Promise<string | Uint8Array>, RegExp, RegExp][] = [
    ['nothing', async () => '', /empty/, /--export/],
    ['blank lines', async () => '\r\n \n', /empty/, /--export/],
    ['text', async () => 'hello', /not an OpenPGP certificate/, /--export/],
    ['a binary one', async () => (await make()).publicKey.write(), /binary/, /--armor/],
    [
      'two in one file',
      async () => (await publicArmor()) + (await publicArmor()),
      /2 armoured blocks/,
      /file of its own/,
    ],
    [
      'two in one armour',
      async () => together(title, (await make()).publicKey, (await make()).publicKey),
      /2 certificates/,
      /file of its own/,
    ],
    [
      'version 6',
      async () => publicArmor({ type: 'curve25519', config: { v6Keys: true } }),
      /version 6/,
      /quick-generate-key/,
    ],
    [
      'algorithm 27',
      async () => publicArmor({ type: 'curve25519' }),
      /algorithm 27/,
      /quick-generate-key/,
    ],
    [
      'algorithm 25',
      async () => publicArmor({ subkeys: [{ type: 'curve25519' }] }),
      /x25519/,
      /quick-generate-key/,
    ],
    [
      'RSA of 1024 bits',
      async () => publicArmor({ type: 'rsa', rsaBits: 1024, config: { minRSABits: 1024 } }),
      /primary key is RSA of 1024 bits/,
      /quick-generate-key/,
    ],
    [
      'an RSA encryption key of 1024 bits',
      async () =>
        publicArmor({ subkeys: [{ type: 'rsa', rsaBits: 1024 }], config: { minRSABits: 1024 } }),
      /encryption key is RSA of 1024 bits/,
      /quick-generate-key/,
    ],
    [
      'one that cannot encrypt',
      async () => publicArmor({ subkeys: [] }),
      /no encryption key/,
      /gpg/,
    ],
    [
      'an expired one',
      async () => publicArmor({ keyExpirationTime: 10 * DAY_S }),
      /expired on/,
      /--quick-set-expire/,
    ],
    [
      'one whose encryption key expired',
      async () => publicArmor({ subkeys: [{ keyExpirationTime: 10 * DAY_S }] }),
      /Its encryption key expired on/,
      /--quick-set-expire [0-9a-f]{40} 2y [0-9a-f]{40}\)/,
    ],
  ]
  it.each(REFUSED)('refuses %s, with reason and cure', async (_, file, reason, cure) => {
    expect(await examine(await file())).toEqual({
      ok: false,
      reason: expect.stringMatching(reason),
      cure: expect.stringMatching(cure),
    })
  })
})

const NO_GPG = installed('gpg') ? '' : ' (skipped: gpg is not installed)'
describe.skipIf(NO_GPG !== '')(`certificates made with GnuPG${NO_GPG}`, () => {
  const ring = NO_GPG === '' ? keyRing() : ({} as KeyRing)
  afterAll(() => ring.remove())

  /** Makes a key with gpg's own options and gives its fingerprint. */
  function generate(name: string, lines: string[], options: string[] = []): string {
    const parameters = ['%no-protection', ...lines, `Name-Email: ${name}@example.org`, '%commit']
    ring.gpg([...options, '--generate-key'], `${parameters.join('\n')}\n`)
    const list = ring.gpg([...options, '--with-colons', '--list-keys', `${name}@example.org`])
    return /^fpr:+([0-9A-F]{40}):/m.exec(new TextDecoder().decode(list))?.[1] ?? ''
  }
  const exported = (fingerprint: string) => ring.gpg(['--armor', '--export', fingerprint])
  const CURVE = ['Key-Type: EDDSA', 'Key-Curve: ed25519', 'Key-Usage: sign,cert']
  const SUBKEY = ['Subkey-Type: ECDH', 'Subkey-Curve: cv25519', 'Subkey-Usage: encrypt']
  const RSA = (key: number, subkey: number) => [
    `Key-Type: RSA\nKey-Length: ${key}\nKey-Usage: sign,cert`,
    `Subkey-Type: RSA\nSubkey-Length: ${subkey}\nSubkey-Usage: encrypt`,
  ]
  /** Two years ago, for certificates that have expired since. */
  const PAST = ['--faked-system-time', '20240101T000000!']

  it.each([
    ['Curve25519', [...CURVE, ...SUBKEY]],
    ['RSA of 2048 bits', RSA(2048, 2048)],
  ])('are taken: %s', async (name, lines) => {
    const fingerprint = generate(name.replaceAll(' ', ''), [...lines, 'Expire-Date: 2y'])
    expect(await examine(exported(fingerprint))).toMatchObject({
      ok: true,
      certificate: { fingerprint: fingerprint.toLowerCase() },
      warnings: [],
    })
  })

  it('are refused with an RSA key under 2048 bits, primary or not', async () => {
    expect(await examine(exported(generate('rsa1024', RSA(1024, 2048))))).toMatchObject({
      ok: false,
      reason: expect.stringContaining('primary key is RSA of 1024 bits'),
    })
    expect(await examine(exported(generate('sub1024', RSA(2048, 1024))))).toMatchObject({
      ok: false,
      reason: expect.stringContaining('encryption key is RSA of 1024 bits'),
    })
  })

  it('are refused as several in one file, whatever else is wrong with one of them', async () => {
    const all = [generate('small', RSA(1024, 1024)), generate('large', [...CURVE, ...SUBKEY])]
    expect(await examine(ring.gpg(['--armor', '--export', ...all]))).toMatchObject({
      ok: false,
      reason: expect.stringContaining('It holds 2 certificates'),
    })
  })

  it('are refused when they sign only, and as a private key, armoured or binary', async () => {
    const fingerprint = generate('signer', CURVE)
    expect(await examine(exported(fingerprint))).toMatchObject({
      ok: false,
      reason: expect.stringContaining('no encryption key'),
    })
    for (const armor of [['--armor'], []]) {
      expect(
        await examine(ring.gpg([...armor, '--export-secret-keys', fingerprint])),
      ).toMatchObject({ ok: false, reason: expect.stringContaining('PRIVATE KEY') })
    }
    expect(await examine(ring.gpg(['--export', fingerprint]))).toMatchObject({
      ok: false,
      reason: expect.stringContaining('binary'),
    })
    const [file = ''] = readdirSync(join(ring.folder, 'private-keys-v1.d'))
    expect(await examine(readFileSync(join(ring.folder, 'private-keys-v1.d', file)))).toMatchObject(
      { ok: false, reason: expect.stringContaining('PRIVATE KEY') },
    )
  })

  it('are refused when SHA-1 signed them, until the cure has been done', async () => {
    const weak = ['--cert-digest-algo', 'SHA1']
    const fingerprint = generate('sha1', [...CURVE, ...SUBKEY], [...weak, ...PAST])
    const refused = { ok: false, reason: expect.stringContaining('signs itself with SHA-1') }
    expect(await examine(exported(fingerprint))).toMatchObject(refused)
    const cure = ['--cert-digest-algo', 'SHA512', '--quick-set-expire', fingerprint, '2y']
    ring.gpg(cure)
    // Its user id is signed anew, its encryption key is not yet.
    expect(await examine(exported(fingerprint))).toMatchObject(refused)
    ring.gpg([...cure, '*'])
    expect(await examine(exported(fingerprint))).toMatchObject({ ok: true })
  })

  it('are refused once they have expired, until the cure has been done', async () => {
    const lines = [...CURVE, ...SUBKEY, 'Expire-Date: 1y']
    const fingerprint = generate('expired', lines, PAST)
    for (const reason of ['It expired on 2024-12-31', 'Its encryption key expired on 2024-12-31']) {
      const verdict = await examine(exported(fingerprint))
      expect(verdict).toMatchObject({ ok: false, reason })
      // As an operator would: the first command that the cure names.
      const [, command = ''] =
        /gpg (--quick-set-expire [0-9a-z ]+)/.exec(verdict.ok ? '' : verdict.cure) ?? []
      ring.gpg(command.split(' '))
    }
    expect(await examine(exported(fingerprint))).toMatchObject({ ok: true })
  })

  it('are refused once they have been revoked, the whole or its encryption key', async () => {
    const subkey = generate('subkey', [...CURVE, ...SUBKEY])
    const edit = ['--command-fd', '0', '--no-batch', '--edit-key', subkey]
    ring.gpg(edit, 'key 1\nrevkey\ny\n0\n\ny\nsave\n')
    expect(await examine(exported(subkey))).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/no encryption key .*revoked/),
    })
    const whole = generate('whole', [...CURVE, ...SUBKEY])
    const revocation = readFileSync(join(ring.folder, 'openpgp-revocs.d', `${whole}.rev`), 'utf8')
    ring.gpg(['--import'], revocation.replace(':-----BEGIN', '-----BEGIN'))
    expect(await examine(exported(whole))).toMatchObject({
      ok: false,
      reason: 'It has been revoked',
    })
  })
})

const NO_SQ = installed('sq') && NO_GPG === '' ? '' : ' (skipped: sq is not installed)'
describe.skipIf(NO_SQ !== '')(`certificates made with sq${NO_SQ}`, () => {
  const ring = NO_SQ === '' ? keyRing() : ({} as KeyRing)
  afterAll(() => ring.remove())

  const generate = (name: string, ...options: string[]) => {
    const key = join(ring.folder, name)
    run('sq', ['key', 'generate', '--userid', `${name}@example.org`, '--export', key, ...options])
    return { key, certificate: run('sq', ['key', 'extract-cert', key]) }
  }

  it('are taken: Curve25519 and RSA', async () => {
    for (const suite of ['cv25519', 'rsa3k'] as const) {
      const { certificate, secret } = sqKey(ring.folder, suite)
      expect(await examine(certificate)).toMatchObject({ ok: true })
      expect(await examine(secret())).toMatchObject({
        ok: false,
        reason: expect.stringContaining('PRIVATE KEY'),
      })
    }
  })

  it('are refused when they cannot encrypt, have expired or are revoked', async () => {
    const past = ['--creation-time', '20240101', '--expires', '20250101']
    expect(await examine(generate('signer', '--cannot-encrypt').certificate)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('no encryption key'),
    })
    expect(await examine(generate('expired', ...past).certificate)).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/expired on 202[45]/),
    })
    const { key, certificate } = generate('revoked')
    const revocation = run('sq', [
      ...['revoke', 'certificate', '--certificate', key, 'compromised', 'stolen'],
    ])
    expect(await examine(revocation)).toMatchObject({ ok: false })
    ring.gpg(['--import'], certificate)
    ring.gpg(['--import'], revocation)
    expect(await examine(ring.gpg(['--armor', '--export', 'revoked@example.org']))).toMatchObject({
      ok: false,
      reason: 'It has been revoked',
    })
  })
})
