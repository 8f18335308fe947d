/** Mails as they lie on desks' disks: saved, renamed, forwarded, from each transport. */
import { createTransport } from 'nodemailer'
import { describe, expect, it } from 'vitest'
import { readSource } from './sources.ts'

/** The beginning of a sealed part: a packet for one key, then nobody reads on here. */
const SEALED = Buffer.from([0x84, 0x5e, 3, 1, 2, 3, 4, 5, 6, 7, 8, 18, 255, 254])
const ARMORED = '-----BEGIN PGP MESSAGE-----\n\nhF4D\n=abcd\n-----END PGP MESSAGE-----\n'
const HEADERS = {
  'Tip-Reference': '7K3M-Q2',
  'Tip-Received': '2026-11-22T10:00Z',
  'Tip-Inbox': 'desk',
  'Tip-Parts': '65536,131072',
}

async function mail(
  attachments: { filename: string | false; content: Buffer | string; contentType?: string }[],
  text = 'See attachments',
): Promise<Buffer> {
  const transport = createTransport({ streamTransport: true, buffer: true })
  const message = {
    from: 'a@example.org',
    to: 'b@example.org',
    headers: HEADERS,
    text,
    attachments,
  }
  return (await transport.sendMail(message)).message as Buffer
}
const read = (content: Buffer | string, name = 'mail.eml') =>
  readSource(new Blob([new Uint8Array(Buffer.from(content))]), name)
const partsOf = (source: Awaited<ReturnType<typeof read>>) =>
  source.kind === 'mail' ? [...source.parts.keys()] : source.kind

describe('a mail', () => {
  it('gives its sealed parts by their numbers, in whatever order they stand', async () => {
    const source = await read(
      await mail([
        { filename: 'file-2.pgp', content: SEALED },
        { filename: 'tip.eml.pgp', content: SEALED },
        { filename: 'logo.png', content: Buffer.from('89504e47', 'hex') },
      ]),
    )
    expect(partsOf(source)).toEqual([2, 0])
    expect(source).toMatchObject({
      facts: { reference: '7K3M-Q2', inbox: 'desk', sizes: [65_536, 131_072] },
    })
  })

  it('gives them too when a mail program has renamed them', async () => {
    const attachments = ['one.dat', 'two.dat'].map((filename) => ({ filename, content: SEALED }))
    expect(partsOf(await read(await mail(attachments)))).toEqual([0, 1])
  })

  it('is read with the line of an mbox before it, and with the message in its text', async () => {
    const saved = await mail([{ filename: 'tip.eml.pgp', content: SEALED }])
    const mbox = Buffer.concat([
      Buffer.from('From a@example.org Sun Nov 22 10:00:00 2026\n'),
      saved,
    ])
    expect(partsOf(await read(mbox, '1795341600.host'))).toEqual([0])
    expect(partsOf(await read(await mail([], `Hello\n\n${ARMORED}`)))).toEqual([0])
  })

  it('names where parts that went by link can be fetched', async () => {
    const address = 'https://tips.example.org/d/abc'
    const source = await read(await mail([], `  curl -fo tip.eml.pgp \\\n    ${address}\n`))
    expect(source.kind === 'mail' && [...source.links]).toEqual([[0, address]])
  })

  it('without a tip, or that hides in its depth, is called so', async () => {
    expect(await read(await mail([]))).toEqual({ kind: 'mail-without-tip' })
    let nested = 'Content-Type: text/plain\r\n\r\ndeep\r\n'
    for (let depth = 0; depth < 1_000; depth += 1) {
      nested = `Content-Type: multipart/mixed; boundary="b${depth}"\r\n\r\n--b${depth}\r\n${nested}\r\n--b${depth}--\r\n`
    }
    expect(await read(nested)).toEqual({ kind: 'mail-without-tip' })
  })
})

describe('another file', () => {
  it.each([
    ['file-3.pgp', SEALED, { kind: 'part', part: 3 }],
    ['file-3 (1).pgp', SEALED, { kind: 'part', part: 3 }],
    ['tip.eml.pgp', SEALED, { kind: 'part', part: 0 }],
    ['saved.asc', ARMORED, { kind: 'part', part: null }],
    ['secret.asc', '-----BEGIN PGP PRIVATE KEY BLOCK-----\n', { kind: 'key' }],
    ['secret.gpg', Buffer.from([0x95, 1, 2]), { kind: 'key' }],
    ['mail.msg', Buffer.from('d0cf11e0a1b11ae1', 'hex'), { kind: 'outlook' }],
    ['empty', '', { kind: 'empty' }],
    ['cat.png', Buffer.from('89504e470d0a1a0a', 'hex'), { kind: 'unknown' }],
    ['notes.txt', 'Dear all, see below', { kind: 'unknown' }],
  ])('%s is recognised', async (name, content, kind) => {
    expect(await read(content, name)).toMatchObject(kind)
  })
})
