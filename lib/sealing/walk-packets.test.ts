import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installed, type KeyRing, keyRing, run, sqKey } from './gnupg.fixture.ts'
import * as openpgp from './openpgp.node.ts'
import { readRecipients } from './recipients.ts'
import { sealPart } from './seal-part.ts'
import { walkSealedPart } from './walk-packets.ts'

const encoder = new TextEncoder()

/** Walks a part that announces its own size. */
function walk(sealed: Uint8Array, keyIds: Iterable<string>, bytes = sealed.length) {
  return walkSealedPart([sealed], { bytes, keyIds: new Set(keyIds) })
}

/** Feeds `bytes` in pieces of `size`. */
async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

function concat(...parts: (Uint8Array | number[])[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parts.flatMap((part) => [...part]))
}

async function makeKey(type: 'rsa' | 'ecc') {
  const { publicKey, privateKey } = await openpgp.generateKey({
    type,
    ...(type === 'rsa' ? { rsaBits: 2048 } : {}),
    userIDs: { email: `${type}@example.org` },
    format: 'object',
  })
  const verdict = await readRecipients(
    openpgp,
    [{ fingerprint: publicKey.getFingerprint(), armored: publicKey.armor() }],
    new Date(),
  )
  if (!verdict.ok) throw new Error(verdict.reason)
  const { recipients } = verdict
  return {
    publicKey,
    privateKey,
    recipients,
    ids: recipients.flatMap((one) => one.certificate.encryptionKeyIds),
  }
}

const inbox = await makeKey('ecc')
const second = await makeKey('rsa')
const stranger = await makeKey('ecc')
const content = encoder.encode('what happened')
const sealed = await sealPart(openpgp, inbox.recipients, content)
const both = [...inbox.ids, ...second.ids]

/** What OpenPGP.js makes of a message when it is left to itself. */
async function encryptPlainly(
  keys: openpgp.PublicKey[],
  more: Partial<Parameters<typeof openpgp.encrypt>[0]> = {},
): Promise<Uint8Array> {
  const message = await openpgp.createMessage({ binary: content })
  return (await openpgp.encrypt({
    message,
    encryptionKeys: keys,
    ...more,
    format: 'binary',
  })) as Uint8Array
}

describe('the packet walker', () => {
  it('accepts a sealed part and gives its SHA-256 and keys, in pieces of any size', async () => {
    const sha256 = createHash('sha256').update(sealed).digest('hex')
    for (const size of [1, 7, 512, 65_536, sealed.length]) {
      const options = { bytes: sealed.length, keyIds: new Set(inbox.ids) }
      expect(await walkSealedPart(inPieces(sealed, size), options)).toEqual({
        ok: true,
        sha256,
        keyIds: inbox.ids,
      })
    }
  })

  it('accepts a part for several certificates, and for some of them', async () => {
    const forBoth = await sealPart(openpgp, [...inbox.recipients, ...second.recipients], content)
    expect(await walk(forBoth, both)).toMatchObject({ ok: true, keyIds: both })
    expect(await walk(sealed, both)).toMatchObject({ ok: true })
  })

  it('accepts what OpenPGP.js makes for a certificate without AEAD', async () => {
    expect(await walk(await encryptPlainly([inbox.publicKey]), inbox.ids)).toMatchObject({
      ok: true,
    })
  })

  const refusals: [string, () => Promise<Uint8Array>, RegExp][] = [
    ['nothing', async () => new Uint8Array(), /empty/],
    ['plain text', async () => encoder.encode('what happened'), /not binary OpenPGP/],
    [
      'an armored part',
      async () =>
        encoder.encode(
          (await openpgp.encrypt({
            message: await openpgp.createMessage({ binary: content }),
            encryptionKeys: inbox.publicKey,
          })) as string,
        ),
      /remove the armor/,
    ],
    [
      'a part sealed to a stranger',
      () => sealPart(openpgp, stranger.recipients, content),
      /not this inbox/,
    ],
    [
      'a part sealed to a stranger as well',
      () => sealPart(openpgp, [...inbox.recipients, ...stranger.recipients], content),
      /not this inbox/,
    ],
    ['a hidden recipient', () => encryptPlainly([inbox.publicKey], { wildcard: true }), /key id 0/],
    [
      'a password beside the key',
      () => encryptPlainly([inbox.publicKey], { passwords: 'x' }),
      /password/,
    ],
    ['a password alone', () => encryptPlainly([], { passwords: 'x' }), /password/],
    [
      'SEIPDv2 with PKESKv6',
      () =>
        encryptPlainly([inbox.publicKey], {
          sessionKey: { data: new Uint8Array(32), algorithm: 'aes256', aeadAlgorithm: 'ocb' },
        }),
      /version 6/,
    ],
    [
      'a literal packet',
      async () => (await openpgp.createMessage({ binary: content })).write() as Uint8Array,
      /not encrypted/,
    ],
    [
      'a signed message',
      async () =>
        (await openpgp.sign({
          message: await openpgp.createMessage({ binary: content }),
          signingKeys: inbox.privateKey,
          format: 'binary',
        })) as Uint8Array,
      /signed/,
    ],
    ['a certificate', async () => inbox.publicKey.write(), /public key/],
    ['a private key', async () => inbox.privateKey.write(), /private key/],
    ['trailing bytes', async () => concat(sealed, [0]), /follows/],
    ['two parts in one', async () => concat(sealed, sealed), /follows/],
    ['the same key twice', async () => concat(sealed.subarray(0, pkeskEnd), sealed), /twice/],
    ['encrypted data without a key', async () => sealed.slice(pkeskEnd), /names no key/],
    [
      'packet 9, which has no integrity protection',
      async () => concat(sealed.subarray(0, pkeskEnd), [0xc9, 50], new Uint8Array(50)),
      /integrity/,
    ],
    [
      'packet 20, the AEAD of older drafts',
      async () => concat(sealed.subarray(0, pkeskEnd), [0xd4, 50], new Uint8Array(50)),
      /packet 20/,
    ],
    [
      'a marker packet before the data',
      async () =>
        concat(sealed.subarray(0, pkeskEnd), [0xca, 3, 80, 71, 80], sealed.subarray(pkeskEnd)),
      /type 10/,
    ],
    ['a session key alone', async () => sealed.slice(0, pkeskEnd), /ends/],
  ]
  const pkeskEnd = 2 + (sealed[1] ?? 0)
  it.each(refusals)('refuses %s', async (_, make, reason) => {
    expect(await walk(await make(), inbox.ids)).toEqual({
      ok: false,
      reason: expect.stringMatching(reason),
    })
  })

  it('refuses a part that is shorter or longer than announced', async () => {
    expect(await walk(sealed.subarray(0, -1), inbox.ids, sealed.length)).toMatchObject({
      ok: false,
    })
    expect(await walk(sealed.subarray(0, -1), inbox.ids)).toMatchObject({ ok: false })
    expect(await walk(sealed, inbox.ids, sealed.length + 1)).toMatchObject({ ok: false })
    expect(await walk(sealed, inbox.ids, sealed.length - 1)).toMatchObject({ ok: false })
  })

  it('refuses every truncation of the headers', async () => {
    for (let length = 0; length < 200; length += 1) {
      expect(await walk(sealed.subarray(0, length), inbox.ids)).toMatchObject({ ok: false })
    }
  })

  it('refuses any change of a byte that says what, for whom and how long', async () => {
    const header = pkeskEnd + 7
    const checked = [
      0,
      1,
      ...Array.from({ length: 10 }, (_, n) => n + 2),
      ...Array.from({ length: 7 }, (_, n) => n + pkeskEnd),
    ]
    for (const at of checked) {
      for (let bit = 0; bit < 8; bit += 1) {
        const changed = sealed.slice()
        changed[at] = (changed[at] ?? 0) ^ (1 << bit)
        // A changed byte may turn a header into its old-format twin only if the lengths still fit.
        expect(await walk(changed, inbox.ids), `byte ${at} of ${header}, bit ${bit}`).toMatchObject(
          { ok: false },
        )
      }
    }
  })

  it('never throws on noise', async () => {
    for (let round = 0; round < 500; round += 1) {
      const noise = crypto.getRandomValues(new Uint8Array(200))
      noise[0] = (noise[0] ?? 0) | 0x80
      expect(await walk(noise, inbox.ids)).toMatchObject({ ok: false })
    }
  })

  it('refuses bytes hidden behind the session key', async () => {
    const body = sealed.subarray(2, pkeskEnd)
    const longer = concat([0xc1, body.length + 3], body, [1, 2, 3], sealed.subarray(pkeskEnd))
    expect(await walk(longer, inbox.ids)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('malformed'),
    })
  })

  it('accepts partial lengths of the encrypted data, but no small first one and no indeterminate ones', async () => {
    const body = sealed.subarray(pkeskEnd + 6)
    const rest = body.length - 512 - 1024
    const five = [0xff, rest >>> 24, (rest >> 16) & 255, (rest >> 8) & 255, rest & 255]
    const key = sealed.subarray(0, pkeskEnd)
    const partial = (first: number) => [0xe0 + Math.log2(first)]
    const good = concat(
      key,
      [0xd2],
      partial(512),
      body.subarray(0, 512),
      partial(1024),
      body.subarray(512, 1536),
      five,
      body.subarray(1536),
    )
    expect(await walk(good, inbox.ids)).toMatchObject({ ok: true })
    const small = concat(
      key,
      [0xd2],
      partial(256),
      body.subarray(0, 256),
      [0xff, 0, 0, (body.length - 256) >> 8, (body.length - 256) & 255],
      body.subarray(256),
    )
    expect(await walk(small, inbox.ids)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('512'),
    })
    const indeterminate = concat(key, [0x80 | (18 << 2) | 3], body)
    expect(await walk(indeterminate, inbox.ids)).toMatchObject({ ok: false })
    const oldFormatSession = concat([0x84 | 3], sealed.subarray(2))
    expect(await walk(oldFormatSession, inbox.ids)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('indeterminate'),
    })
  })

  it('lets its source go when it refuses early', async () => {
    let closed = false
    async function* source() {
      try {
        yield encoder.encode('plain')
        yield encoder.encode('never asked for')
      } finally {
        closed = true
      }
    }
    await walkSealedPart(source(), { bytes: 100, keyIds: new Set() })
    expect(closed).toBe(true)
  })

  it('passes on what its source throws', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield sealed.subarray(0, 10)
      throw new Error('disk')
    }
    await expect(
      walkSealedPart(broken(), { bytes: 100, keyIds: new Set(inbox.ids) }),
    ).rejects.toThrow('disk')
  })
})

describe.skipIf(!installed('gpg'))('the packet walker on parts made by GnuPG', () => {
  let ring: KeyRing
  let ids: string[]
  let certificate: string
  let message: string
  beforeAll(async () => {
    ring = keyRing()
    ring.generate('inbox@example.org', 'rsa3072')
    ring.generate('stranger@example.org', 'future-default')
    certificate = ring.file('inbox.asc', ring.certificate('inbox@example.org'))
    message = ring.file('message', 'x'.repeat(100_000))
    const key = await openpgp.readKey({ armoredKey: ring.certificate('inbox@example.org') })
    ids = key.subkeys.map((subkey) => subkey.getKeyID().toHex())
  })
  afterAll(() => ring.remove())
  const documented = ['--no-options', '--no-encrypt-to', '--trust-model', 'always']
  const encrypt = (...args: string[]) =>
    ring.gpg([
      ...documented,
      '--recipient-file',
      certificate,
      ...args,
      '--output',
      '-',
      '--encrypt',
      message,
    ])

  it('accepts a file encrypted as the documentation says, and one from a pipe', async () => {
    expect(await walk(encrypt(), ids)).toMatchObject({ ok: true })
    expect(await walk(encrypt('-z', '0'), ids)).toMatchObject({ ok: true })
    const piped = ring.gpg(
      [...documented, '--recipient-file', certificate, '--encrypt'],
      'y'.repeat(70_000),
    )
    expect(await walk(piped, ids)).toMatchObject({ ok: true })
  })

  it('accepts a signature inside the encryption', async () => {
    expect(
      await walk(encrypt('--sign', '--local-user', 'stranger@example.org'), ids),
    ).toMatchObject({ ok: true })
  })

  it.each([
    ['a hidden recipient', ['--throw-keyids'], /key id 0/],
    [
      'a second, hidden recipient',
      ['--hidden-recipient', 'stranger@example.org'],
      /key id 0|not this inbox/,
    ],
    [
      'a sender who encrypts to themselves',
      ['--recipient', 'stranger@example.org'],
      /not this inbox/,
    ],
    [
      'a password as well',
      ['--symmetric', '--pinentry-mode', 'loopback', '--passphrase', 'x'],
      /password/,
    ],
    ['armor', ['--armor'], /remove the armor/],
  ])('refuses %s', async (_, args, reason) => {
    expect(await walk(encrypt(...args), ids)).toEqual({
      ok: false,
      reason: expect.stringMatching(reason),
    })
  })
})

describe.skipIf(!installed('sq') || !installed('gpg'))(
  'the packet walker on parts made by sq',
  () => {
    it.each(['cv25519', 'rsa3k'] as const)('accepts %s', async (suite) => {
      const ring = keyRing()
      const key = sqKey(ring.folder, suite)
      const parsed = await openpgp.readKey({ armoredKey: key.certificate })
      const certificate = ring.file('cert.asc', key.certificate)
      const out = run(
        'sq',
        ['encrypt', '--binary', '--recipient-cert', certificate],
        'z'.repeat(50_000),
      )
      const ids = parsed.subkeys.map((subkey) => subkey.getKeyID().toHex())
      expect(await walk(out, ids)).toMatchObject({ ok: true })
      ring.remove()
    })
  },
)
