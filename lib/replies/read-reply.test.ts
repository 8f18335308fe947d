import * as openpgp from 'openpgp'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeTipKey, type TipKey } from '#lib/follow-up/tip-key'
import { replyAddress } from '#lib/protocol/reply-address'
import { dearmor } from '#lib/sealing/packets'
import { readHead } from './read-reply.ts'
import { readReply } from './whole-reply.fixture.ts'

const PATTERN = 'tips+*@example.org'
const ID = '0123456789abcdef'
const OTHER_ID = 'fedcba9876543210'
const TO = replyAddress(PATTERN, ID)
const WORDS = 'Which month was it?'

let key: TipKey
let armored: string
let binary: Uint8Array

beforeAll(async () => {
  key = await makeTipKey(openpgp, TO, '2026-11-22T10:00Z')
  const encryptionKeys = key.secret.toPublic()
  const message = await openpgp.createMessage({ text: WORDS })
  armored = await openpgp.encrypt({ message, encryptionKeys })
  const [block] = dearmor(armored)
  binary = block?.bytes ?? new Uint8Array()
})

type Fields = Record<string, string>
const mail = (fields: Fields, body: string): Uint8Array => {
  const head = { From: 'Desk <desk@example.org>', To: TO, 'Message-ID': '<a@desk>', ...fields }
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`)
  return Buffer.from(
    `${lines.join('\r\n')}\r\nMIME-Version: 1.0\r\n\r\n${body.replace(/\r?\n/g, '\r\n')}`,
  )
}
const read = async (raw: Uint8Array, envelopeTo: string[] = []) => {
  const reading = await readReply(raw, { pattern: PATTERN, envelopeTo })
  if (reading.kind !== 'message') return reading
  return { ...reading, message: Buffer.from(reading.message).toString('hex') }
}
const multipart = (type: string, ...parts: string[]) => ({
  fields: { 'Content-Type': `${type}; boundary="b"` },
  body: `${parts.map((part) => `--b\n${part}\n`).join('')}--b--\n`,
})
const pgpMime = () =>
  multipart(
    'multipart/encrypted; protocol="application/pgp-encrypted"',
    'Content-Type: application/pgp-encrypted\n\nVersion: 1\n',
    `Content-Type: application/octet-stream; name="encrypted.asc"\n\n${armored}`,
  )
const taken = () => ({
  kind: 'message',
  addressId: ID,
  from: 'desk@example.org',
  messageId: '<a@desk>',
  severalTips: false,
  keyIds: [key.keyId],
  message: Buffer.from(binary).toString('hex'),
  sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
})
const refused = (reason: string) => expect.objectContaining({ kind: 'refused', reason })
const plain = { 'Content-Type': 'text/plain; charset=utf-8' }
const html = { 'Content-Type': 'text/html; charset=utf-8' }

describe('a reply that is taken', () => {
  it('is PGP/MIME, as Thunderbird, mutt, GPGMail and Proton compose it', async () => {
    const { fields, body } = pgpMime()
    expect(await read(mail(fields, body))).toEqual(taken())
  })

  it('is PGP/MIME that a mail server took apart or put a footer under', async () => {
    const { body } = pgpMime()
    const footer = '--b\nContent-Type: text/plain\n\nThis mail was scanned.\n--b--\n'
    const changed = body.replace('--b--\n', footer)
    expect(await read(mail({ 'Content-Type': 'multipart/mixed; boundary="b"' }, changed))).toEqual(
      taken(),
    )
  })

  it.each(['reply.asc', 'reply.pgp', 'encrypted.gpg'])('is attached as %s', async (name) => {
    const content = name.endsWith('asc') ? armored : Buffer.from(binary).toString('base64')
    const encoding = name.endsWith('asc') ? '7bit' : 'base64'
    const { fields, body } = multipart(
      'multipart/mixed',
      'Content-Type: text/plain\n\nSee the attachment.\n',
      `Content-Type: application/octet-stream; name="${name}"\nContent-Disposition: attachment; filename="${name}"\nContent-Transfer-Encoding: ${encoding}\n\n${content}\n`,
    )
    expect(await read(mail(fields, body))).toEqual(taken())
  })

  it('is in armour in the text, with a quoted tip and a footer below', async () => {
    const quoted = armored.replace(/^/gm, '> ')
    expect(await read(mail(plain, `${armored}\n${quoted}\n-- \nThe desk\n`))).toEqual(taken())
  })

  it('is in armour in a web page that a mail program made of the text', async () => {
    const page = `<html><body><div>${armored.trim().replaceAll('\n', '<br>\n')}</div></body></html>`
    expect(await read(mail(html, page))).toEqual(taken())
  })

  it('is found by what mail servers wrote, when To names somebody else', async () => {
    const { fields, body } = pgpMime()
    const hidden = { ...fields, To: 'undisclosed-recipients:;' }
    expect(await read(mail({ ...hidden, 'Delivered-To': TO.toUpperCase() }, body))).toEqual(taken())
    expect(await read(mail(hidden, body), [TO])).toEqual(taken())
    expect(await read(mail(hidden, body))).toEqual({ kind: 'ignored', why: 'not-ours' })
  })

  it('is also sealed to the desk itself', async () => {
    const desk = await makeTipKey(openpgp, 'desk@example.org', '2026-11-22T10:00Z')
    const both = await openpgp.encrypt({
      message: await openpgp.createMessage({ text: WORDS }),
      encryptionKeys: [desk.secret.toPublic(), key.secret.toPublic()],
    })
    expect(await read(mail(plain, both))).toMatchObject({
      kind: 'message',
      keyIds: [desk.keyId, key.keyId],
    })
  })
})

describe('a reply that is refused', () => {
  it.each([
    ['not-encrypted', plain, WORDS],
    ['html-only', html, `<p>${WORDS}</p>`],
  ])('is %s', async (reason, fields, body) => {
    const reading = await read(mail(fields, body))
    expect(reading).toEqual(refused(reason))
    expect(JSON.stringify(reading)).not.toContain(WORDS)
  })

  it('is only signed', async () => {
    const { fields, body } = multipart(
      'multipart/signed; protocol="application/pgp-signature"',
      `Content-Type: text/plain\n\n${WORDS}\n`,
      'Content-Type: application/pgp-signature; name="signature.asc"\n\n-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n',
    )
    expect(await read(mail(fields, body))).toEqual(refused('not-encrypted'))
  })

  it('is S/MIME', async () => {
    const fields = {
      'Content-Type': 'application/pkcs7-mime; name=smime.p7m; smime-type=enveloped-data',
    }
    expect(await read(mail(fields, 'AAAA'))).toEqual(refused('s-mime'))
  })

  it('has words above the encrypted text, which would be lost', async () => {
    expect(await read(mail(plain, `Dear sender,\n\n${armored}`))).toEqual(refused('text-outside'))
  })

  it('holds two encrypted messages', async () => {
    const other = await openpgp.encrypt({
      message: await openpgp.createMessage({ text: 'A second one' }),
      encryptionKeys: key.secret.toPublic(),
    })
    expect(await read(mail(plain, `${armored}\n${other}`))).toEqual(refused('several-messages'))
  })

  it('is for two tips at once, as its head says', async () => {
    const { fields, body } = pgpMime()
    const both = { ...fields, Cc: replyAddress(PATTERN, OTHER_ID) }
    expect(await readHead(mail(both, body), { pattern: PATTERN })).toMatchObject({
      addressId: ID,
      severalTips: true,
    })
  })

  it('hides its recipients, or can be opened by a password', async () => {
    const encryptionKeys = key.secret.toPublic()
    const message = await openpgp.createMessage({ text: WORDS })
    const hidden = await openpgp.encrypt({ message, encryptionKeys, wildcard: true })
    const secret = await openpgp.encrypt({ message, passwords: ['x'] })
    expect(await read(mail(plain, hidden))).toEqual(refused('hidden-recipients'))
    expect(await read(mail(plain, secret))).toEqual(refused('sealed-to-other'))
  })

  it('is cut, or has something behind its end', async () => {
    const cut = await openpgp.armor(openpgp.enums.armor.message, binary.slice(0, -30))
    const longer = await openpgp.armor(
      openpgp.enums.armor.message,
      Buffer.concat([binary, Buffer.from('cleartext')]),
    )
    expect(await read(mail(plain, cut))).toEqual(refused('damaged'))
    expect(await read(mail(plain, longer))).toEqual(refused('damaged'))
  })
})

describe('a mail that no person wrote', () => {
  it.each<[string, Fields]>([
    ['auto-reply', { 'Auto-Submitted': 'auto-replied' }],
    ['auto-reply', { 'X-Autoreply': 'yes' }],
    ['bounce', { 'Return-Path': '<>' }],
    ['bounce', { From: 'Mail Delivery System <MAILER-DAEMON@example.org>' }],
    ['bounce', { 'Content-Type': 'multipart/report; report-type=delivery-status; boundary="b"' }],
    ['list', { 'List-Id': '<staff.example.org>' }],
    ['list', { Precedence: 'bulk' }],
    ['loop', { 'Tip-Reference': '7K3M-Q2' }],
    ['loop', { 'Tip-Refusal': 'not-encrypted' }],
  ])('is dropped as %s: %j', async (why, fields) => {
    expect(await read(mail({ ...plain, ...fields }, armored))).toEqual({ kind: 'ignored', why })
  })

  it('is told from one that says that a person did', async () => {
    expect(await read(mail({ ...plain, 'Auto-Submitted': 'no' }, armored))).toEqual(taken())
  })
})

it('reads hostile mails without an error and without hanging', async () => {
  const flowed = { 'Content-Type': 'text/plain; format=flowed' }
  const nested = `${'Content-Type: multipart/mixed; boundary="b"\n\n--b\n'.repeat(3_000)}`
  expect(await read(mail(flowed, 'word \n'.repeat(500_000)))).toEqual(refused('not-encrypted'))
  const mixed = { 'Content-Type': 'multipart/mixed; boundary="b"' }
  expect(await read(mail(mixed, nested))).toEqual(refused('damaged'))
  expect(await read(Buffer.from('\0\xff\xfe'))).toEqual({ kind: 'ignored', why: 'not-ours' })
})
