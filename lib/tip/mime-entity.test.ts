import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { mimeEntity } from './mime-entity.ts'

const random = new Uint8Array(16).fill(9)
const all256 = new Uint8Array(5000).map((_, index) => index & 0xff)
const names = [
  'plain.pdf',
  'with spaces and "quotes".txt',
  '증거 자료.pdf',
  `${'긴이름'.repeat(27)}.jpeg`,
  `${'long-'.repeat(40)}.bin`,
  "it's 100% fine; really.txt",
  '😀.png',
  'file',
]
const entity = mimeEntity(
  {
    subject: '누군가 지금 일합니다 · Someone who works for us now',
    report: 'Line one\nFrom a line that old mail programs would change\n.\nZürich 두 번\n',
    json: '{"story":"두 번"}\n',
    files: names.map((name, index) => ({ name, content: all256.slice(0, index * 700) })),
  },
  random,
)
const text = new TextDecoder().decode(entity)

describe('the MIME entity', () => {
  it('is 7-bit, in lines of at most 78 characters ended by CRLF', () => {
    expect(entity.every((byte) => byte < 0x80)).toBe(true)
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(78)
  })

  it('is the same for the same randomness and content', () => {
    const content = { subject: 'a', report: 'b', files: [] }
    expect(mimeEntity(content, random)).toEqual(mimeEntity(content, random))
    expect(mimeEntity(content, random)).not.toEqual(mimeEntity(content, new Uint8Array(16)))
  })

  it('protects its subject in the form Thunderbird reads', () => {
    expect(text).toMatch(
      /^Content-Type: multipart\/mixed;\r\n boundary="[^"]+";\r\n protected-headers="v1"; hp="cipher"\r\nSubject: /,
    )
  })

  it('makes every file a download of no type', () => {
    expect(
      text.match(
        /Content-Type: application\/octet-stream;\r\n name="[^"]+"\r\nContent-Disposition: attachment/g,
      ),
    ).toHaveLength(names.length)
  })

  it('is read back byte for byte by postal-mime', async () => {
    const mail = await PostalMime.parse(entity)
    expect(mail.subject).toBe('누군가 지금 일합니다 · Someone who works for us now')
    expect(mail.text?.replace(/\r\n/g, '\n').trimEnd()).toBe(
      'Line one\nFrom a line that old mail programs would change\n.\nZürich 두 번',
    )
    expect(mail.attachments[0]).toMatchObject({
      filename: 'tip.json',
      mimeType: 'application/json',
    })
    mail.attachments.slice(1).forEach((attachment, index) => {
      expect(new Uint8Array(attachment.content as ArrayBuffer)).toEqual(
        all256.slice(0, index * 700),
      )
    })
    expect(mail.attachments.slice(1).map(({ filename }) => filename)).toEqual(names)
  })

  it('is the same as ever where the sender made no way back', () => {
    const plain = mimeEntity({ subject: 'a', report: 'b', json: '{}', files: [] }, random)
    expect(createHash('sha256').update(plain).digest('hex')).toBe(
      '8eee6fab02847ae68b808dfd706af3a37e7cff792b8d35e8472cd8db3866c38a',
    )
  })

  it('carries the key for replies as an attachment of its own type, and as Autocrypt', async () => {
    const armored = `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${'QUJD'.repeat(15)}\n${'QUJD'.repeat(7)}\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n`
    const tipKey = { address: 'tips+0123456789abcdef@example.org', armored }
    const withKey = mimeEntity({ subject: 'a', report: 'b', files: [], tipKey }, random)
    expect(
      Math.max(
        ...new TextDecoder()
          .decode(withKey)
          .split('\r\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(78)
    const mail = await PostalMime.parse(withKey)
    expect(mail.attachments).toMatchObject([
      { filename: 'tip-key.asc', mimeType: 'application/pgp-keys', disposition: 'attachment' },
    ])
    const content = new TextDecoder().decode(mail.attachments[0]?.content as ArrayBuffer)
    expect(content.replaceAll('\r\n', '\n').trimEnd()).toBe(armored.trimEnd())
    const autocrypt = mail.headers.find(({ key }) => key === 'autocrypt')?.value ?? ''
    expect(autocrypt.replace(/\s/g, '')).toBe(
      `addr=${tipKey.address};prefer-encrypt=mutual;keydata=${'QUJD'.repeat(22)}`,
    )
  })

  const python = spawnSync('python3', ['--version']).status === 0
  it.skipIf(!python)('is read back byte for byte by Python’s email package', () => {
    const program = `
import sys, json, email, base64
from email import policy
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=policy.default)
parts = [p for p in m.iter_attachments()]
print(json.dumps({
  'subject': m['subject'],
  'text': m.get_body(('plain',)).get_content(),
  'defects': [str(d) for p in m.walk() for d in p.defects],
  'files': [[p.get_filename(), base64.b64encode(p.get_payload(decode=True)).decode()] for p in parts],
}))`
    const done = spawnSync('python3', ['-c', program], {
      input: entity,
      env: { ...process.env, PYTHONIOENCODING: 'utf8' },
    })
    expect(done.stderr.toString()).toBe('')
    const mail = JSON.parse(done.stdout.toString())
    expect(mail.defects).toEqual([])
    expect(mail.subject).toBe('누군가 지금 일합니다 · Someone who works for us now')
    expect(mail.text.replace(/\r\n/g, '\n')).toContain('Zürich 두 번\n')
    expect(mail.files).toEqual([
      ['tip.json', Buffer.from('{"story":"두 번"}\n').toString('base64')],
      ...names.map((name, index) => [
        name,
        Buffer.from(all256.slice(0, index * 700)).toString('base64'),
      ]),
    ])
  })
})
