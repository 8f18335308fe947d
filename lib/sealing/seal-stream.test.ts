import { spawn } from 'node:child_process'
import { createDecipheriv, createHash } from 'node:crypto'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encryptedData } from './encrypted-data.ts'
import { installed, type KeyRing, keyRing, sqKey } from './gnupg.fixture.ts'
import * as openpgp from './openpgp.node.ts'
import { MESSAGE_MINIMUM, padmeSize } from './padding.ts'
import { type Recipient, readRecipients } from './recipients.ts'
import { type SealOptions, sealStream } from './seal-stream.ts'
import { sealedLength } from './sealed-length.ts'
import { walkSealedPart } from './walk-packets.ts'

async function recipientsOf(...armored: string[]): Promise<Recipient[]> {
  const keys = await Promise.all(armored.map((one) => openpgp.readKey({ armoredKey: one })))
  const certificates = keys.map((key) => ({
    fingerprint: key.getFingerprint(),
    armored: key.armor(),
  }))
  const verdict = await readRecipients(openpgp, certificates, new Date())
  if (!verdict.ok) throw new Error(verdict.reason)
  return verdict.recipients
}

/** Bytes that do not repeat soon. */
const sample = (length: number) =>
  new Uint8Array(length).map((_, index) => (index * 31 + (index >> 8) + (index >> 17)) & 0xff)

/** Content in pieces of one size. */
async function* pieces(content: Uint8Array, size = 50_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size)
}

async function allOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = []
  for await (const piece of stream) all.push(piece)
  return all
}

async function sealed(
  recipients: readonly Recipient[],
  content: Uint8Array,
  options: SealOptions,
  size?: number,
): Promise<Buffer> {
  return Buffer.concat(await allOf(sealStream(openpgp, recipients, pieces(content, size), options)))
}

const keyIdsOf = (recipients: readonly Recipient[]) =>
  new Set(recipients.flatMap((one) => one.certificate.encryptionKeyIds))

const MIB = 2 ** 20
/** Around one literal length, one stored block, one piece of encryption, and several of each. */
const KNOWN = [0, 1, 185, 186, 8377, 8378, 65_000, 65_528, 65_529, 65_535, MIB - 8400]
const LARGER = [MIB - 8000, MIB, MIB + 1, 2 * MIB - 19_000, 3_333_333]
/** Around one literal piece and one partial length of the data packet. */
const UNKNOWN = [0, 1, 32_761, 32_762, 32_763, 65_477, 65_530, 131_000, MIB, 3_333_333]

describe.skipIf(!installed('gpg') || !installed('sq'))('a sealed stream', () => {
  let ring: KeyRing
  let sq: ReturnType<typeof sqKey>
  let openPgpKey: openpgp.PrivateKey
  let recipients: Recipient[]
  beforeAll(async () => {
    ring = keyRing()
    ring.generate('rsa@example.org', 'rsa3072')
    ring.generate('curve@example.org', 'future-default')
    sq = sqKey(ring.folder, 'cv25519')
    const made = await openpgp.generateKey({
      type: 'ecc',
      curve: 'curve25519Legacy',
      userIDs: { email: 'js@example.org' },
      format: 'object',
    })
    openPgpKey = made.privateKey
    recipients = await recipientsOf(
      ring.certificate('rsa@example.org'),
      ring.certificate('curve@example.org'),
      sq.certificate,
      made.publicKey.armor(),
    )
  })
  afterAll(() => ring.remove())

  /** Opens it with all three programs, and lets the server's own walker look at it. */
  async function expectToOpen(part: Buffer, content: Uint8Array): Promise<void> {
    expect(Buffer.compare(ring.decrypt(part), content)).toBe(0)
    expect(Buffer.compare(sq.decrypt(part), content)).toBe(0)
    const message = await openpgp.readMessage({ binaryMessage: part })
    const opened = await openpgp.decrypt({ message, decryptionKeys: openPgpKey, format: 'binary' })
    expect(Buffer.compare(opened.data as Uint8Array, content)).toBe(0)
    const walked = await walkSealedPart([part], {
      bytes: part.length,
      keyIds: keyIdsOf(recipients),
    })
    expect(walked).toMatchObject({ ok: true })
  }

  it.each([...KNOWN, ...LARGER])(
    'of %d bytes is opened by gpg, sq and OpenPGP.js',
    async (size) => {
      const content = sample(size)
      const part = await sealed(recipients, content, { bytes: size })
      expect(part.length).toBe(sealedLength(size, recipients))
      await expectToOpen(part, content)
    },
  )

  it.each(UNKNOWN)('of %d bytes, not known before, is opened as well', async (size) => {
    const content = sample(size)
    const part = await sealed(recipients, content, { bytes: null })
    expect(padmeSize(part.length)).toBe(part.length)
    await expectToOpen(part, content)
  })

  it('meets its size wherever the last partial length falls', async () => {
    const [, curve] = recipients
    const alone = curve ? [curve] : []
    // Each size is reached by minimum alone, so that the encrypted bytes take every length there.
    for (let minimum = 131_072; minimum <= 196_608; minimum += 1024) {
      const size = padmeSize(minimum)
      const part = await sealed(alone, sample(20_000), { bytes: null, minimum })
      expect(part.length).toBe(size)
      const walked = await walkSealedPart([part], { bytes: size, keyIds: keyIdsOf(alone) })
      expect(walked).toMatchObject({ ok: true })
      if (minimum % 8192 === 0) expect(ring.decrypt(part).length).toBe(20_000)
    }
  })

  it('is the same whatever pieces it came in', async () => {
    const content = sample(200_000)
    for (const size of [1, 7, 65_535, 65_536, 200_000]) {
      for (const bytes of [content.length, null]) {
        const part = await sealed(recipients, content, { bytes }, size)
        expect(Buffer.compare(ring.decrypt(part), content)).toBe(0)
      }
    }
  })

  it.each([
    ['known', 220 * 10 ** 6],
    ['not known', null],
  ])(
    'of 220 MB is opened by gpg and sq when its length is %s',
    async (_, bytes) => {
      const block = sample(MIB)
      const total = 220 * 10 ** 6
      async function* content(): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < total; at += MIB) {
          // No two blocks are equal, so that none can take another's place.
          new DataView(block.buffer).setUint32(0, at)
          yield block.subarray(0, Math.min(MIB, total - at))
        }
      }
      const hash = createHash('sha256')
      for await (const piece of content()) hash.update(piece)
      const expected = hash.digest('hex')
      for (const [program, args] of [
        ['gpg', ['--homedir', ring.folder, '--batch', '--quiet', '--decrypt']],
        ['sq', ['decrypt', '--recipient-key', `${ring.folder}/sq-cv25519.key`]],
      ] as const) {
        const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] })
        const opened = createHash('sha256')
        child.stdout.on('data', (data) => opened.update(data))
        const ended = once(child, 'close')
        const part = sealStream(openpgp, recipients, content(), { bytes })
        await pipeline(Readable.from(part), child.stdin)
        expect((await ended)[0]).toBe(0)
        expect(opened.digest('hex')).toBe(expected)
      }
    },
    120_000,
  )

  it('fails when the content is longer or shorter than it was said to be', async () => {
    for (const bytes of [99_999, 100_001, 1_000_000]) {
      await expect(sealed(recipients, sample(100_000), { bytes })).rejects.toThrow(RangeError)
    }
  })

  it('fails with what its content fails with', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield sample(100)
      throw new Error('the file has gone')
    }
    const part = sealStream(openpgp, recipients, broken(), { bytes: 1000 })
    await expect(allOf(part)).rejects.toThrow('the file has gone')
  })

  it('pads small content to the least size that is asked for', async () => {
    const part = await sealed(recipients, sample(10), { bytes: 10 })
    expect(part.length).toBe(MESSAGE_MINIMUM)
    const low = await sealed(recipients, sample(10), { bytes: 10, minimum: 16_384 })
    expect(low.length).toBe(16_384)
    await expect(sealed(recipients, sample(1), { bytes: 1, minimum: 100 })).rejects.toThrow(
      RangeError,
    )
  })
})

describe('the encrypted data', () => {
  it.each([0, 15, 16, 1000, MIB - 40, MIB - 30, MIB - 20, 2 * MIB + 5])(
    'of %d bytes is what another implementation of AES-CFB decrypts, with the code of RFC 9580',
    async (size) => {
      const key = crypto.getRandomValues(new Uint8Array(32))
      const content = sample(size)
      for (const bytes of [size, null]) {
        const out = await allOf(encryptedData(key, pieces(content), bytes))
        const cipher = createDecipheriv('aes-256-cfb', key, new Uint8Array(16))
        const plain = Buffer.concat([cipher.update(Buffer.concat(out)), cipher.final()])
        expect(plain.subarray(14, 16)).toEqual(plain.subarray(16, 18))
        expect(Buffer.compare(plain.subarray(18, -22), content)).toBe(0)
        expect(plain.subarray(-22, -20).toString('hex')).toBe('d314')
        const code = createHash('sha1').update(plain.subarray(0, -20)).digest()
        expect(plain.subarray(-20)).toEqual(code)
      }
    },
  )
})
