import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { headOf, sealedIn, textOf } from './split-mail.ts'

const ARMORED = '-----BEGIN PGP MESSAGE-----\r\n\r\nwcBM\r\n=abcd\r\n-----END PGP MESSAGE-----'
const FILES = [randomBytes(100_000), randomBytes(1), randomBytes(70_001)]

const lines = (content: Buffer) => content.toString('base64').replace(/.{76}/g, '$&\r\n')
/** A tip's mail as delivery composes it: our words, the message, files beside it. */
const MAIL = Buffer.from(
  [
    'From: tips@example.org',
    'Content-Type: multipart/mixed; boundary="out"',
    '',
    '--out',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'file-2.pgp https://tips.example.org/d/a=3Db =E2=80=93 for you',
    '--out',
    'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="in"',
    '',
    '--in',
    'Content-Type: application/pgp-encrypted',
    '',
    'Version: 1',
    '--in',
    'Content-Type: application/octet-stream; name="encrypted.asc"',
    '',
    ARMORED,
    '--in--',
    ...FILES.flatMap((file, index) => [
      '--out',
      `Content-Type: APPLICATION/OCTET-STREAM; name="file-${index + 1}.pgp"`,
      'Content-Transfer-Encoding: base64',
      '',
      lines(file),
    ]),
    '--out--',
    '',
  ].join('\r\n'),
)

/** The mail in pieces of `bytes`, as a disk or a line gives it. */
const inPieces = (bytes: number, mail = MAIL) =>
  Readable.from(
    Array.from({ length: Math.ceil(mail.length / bytes) }, (_, index) =>
      mail.subarray(index * bytes, (index + 1) * bytes),
    ),
  )

async function allOf(mail: Readable): Promise<Buffer[]> {
  const parts: Buffer[] = []
  for await (const part of sealedIn(mail)) parts.push(await buffer(part))
  return parts
}

describe('the sealed parts of a mail', () => {
  it.each([1, 2, 7, 77, 79, 1000, 65_536, MAIL.length])(
    'come whole and in order, in pieces of %i bytes',
    async (bytes) => {
      const [message, ...files] = await allOf(inPieces(bytes))
      expect(message?.toString().trim()).toBe(ARMORED)
      expect(files).toEqual(FILES)
    },
  )

  it('are passed over when nobody reads them, or only their beginning', async () => {
    const kept: Buffer[] = []
    let index = 0
    for await (const part of sealedIn(inPieces(1000))) {
      if (index === 1) for await (const _ of part) break
      if (index === 3) kept.push(await buffer(part))
      index += 1
    }
    expect(index).toBe(4)
    expect(kept).toEqual([FILES[2]])
  })

  it('are read no faster than they are wanted, and not at all when no more are', async () => {
    let asked = 0
    const endless = async function* () {
      yield MAIL.subarray(0, MAIL.length - 20)
      for (;;) {
        asked += 57_000
        yield Buffer.from(lines(Buffer.alloc(57_000)))
      }
    }
    const source = Readable.from(endless())
    const parts = sealedIn(source)
    for (let skipped = 0; skipped < 3; skipped += 1) await parts.next()
    const { value } = await parts.next()
    const reading = value?.[Symbol.asyncIterator]()
    await reading?.next()
    const before = asked
    for (let turn = 0; turn < 50; turn += 1) await wait(1)
    // What streams hold on the way, and no more.
    expect(asked - before).toBeLessThan(4_000_000)
    await parts.return(undefined)
    expect(source.destroyed).toBe(true)
  })

  it('fail when the mail cannot be read to its end', async () => {
    const broken = Readable.from(
      (async function* () {
        yield MAIL.subarray(0, 90_000)
        throw new Error('The disk is gone.')
      })(),
    )
    await expect(allOf(broken)).rejects.toThrow('The disk is gone.')
  })

  it('are none in what is no mail', async () => {
    expect(await allOf(Readable.from([Buffer.from('hello\r\n')]))).toEqual([])
    expect(await allOf(Readable.from([]))).toEqual([])
  })
})

it('the head of a mail, and a text without end, are read as far as they may be needed', async () => {
  let asked = 0
  const endless = (head: string) =>
    Readable.from(
      (async function* () {
        yield Buffer.from(head)
        for (;;) {
          asked += 78_000
          yield Buffer.alloc(78_000, `${'a'.repeat(76)}\r\n`)
        }
      })(),
    )
  const source = endless('From: a@example.org\r\n\r\n')
  expect((await headOf(source)).toString()).toMatch(/^From: a@example\.org\r\n\r\na/)
  expect(source.destroyed).toBe(true)
  expect(await textOf(endless('Content-Type: text/plain\r\n\r\n'))).toHaveLength(1024 * 1024)
  expect(asked).toBeLessThan(4_000_000)
})

it('the first text of a mail is read without the rest', async () => {
  const source = inPieces(1000)
  expect((await textOf(source)).trim()).toBe('file-2.pgp https://tips.example.org/d/a=b – for you')
  expect(source.destroyed).toBe(true)
})
