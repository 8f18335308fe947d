import { spawnSync } from 'node:child_process'
import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import type { Inbox } from '#lib/inboxes/inbox'
import type { Delivery } from '#lib/store/store'
import { composeMail, subjectOf } from './mail.ts'

const DELIVERY: Delivery = {
  id: 'Zm9vYmFyYmF6cXV4',
  tip: 'tip',
  reference: '7K3M-Q2',
  inbox: 'desk',
  hour: '2026-11-22T10:00Z',
  parts: [{ bytes: 3, sha256: '' }],
  attempts: 0,
  urgent: false,
}
const INBOX: Inbox = {
  id: 'desk',
  name: 'Betrugsstelle “Süd”',
  address: 'desk@example.org',
  secondAddress: null,
  mailBytes: null,
  categories: [],
  countries: [],
  languages: [],
  leavingNow: false,
  distrusted: [],
  certificates: [
    {
      fingerprint: 'ab'.repeat(20),
      armored: '',
      encryptionKeyIds: ['cd'.repeat(8)],
      expires: null,
    },
  ],
  demo: false,
}

async function* part(index: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from([index])
  yield Buffer.from([index, index])
}

async function mailOf(delivery = DELIVERY, from = 'tips@example.org'): Promise<string> {
  const chunks: Uint8Array[] = []
  const mail = composeMail({ delivery, inbox: INBOX, from, retentionDays: 14, readPart: part })
  for await (const chunk of mail.content()) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

describe('the mail of a tip', () => {
  it('says that it is urgent only when the sender allowed it', () => {
    expect(subjectOf(DELIVERY)).not.toContain('urgent')
    expect(subjectOf({ ...DELIVERY, urgent: true })).toBe(`${subjectOf(DELIVERY)} · urgent`)
  })

  it('is PGP/MIME with nothing but the two parts of RFC 3156', async () => {
    const text = await mailOf()
    expect(text).toMatch(
      /^Content-Type: multipart\/encrypted; protocol="application\/pgp-encrypted";$/m,
    )
    const mail = await PostalMime.parse(text)
    expect(mail.text).toBeUndefined()
    expect(mail.attachments.map(({ mimeType }) => mimeType)).toEqual([
      'application/pgp-encrypted',
      'application/octet-stream',
    ])
    const [control] = mail.attachments
    expect(Buffer.from(control?.content as ArrayBuffer).toString()).toMatch(/^Version: 1\n/)
  })

  it('carries further parts beside the encrypted message', async () => {
    const parts = [1, 2, 3].map(() => ({ bytes: 3, sha256: '' }))
    const mail = await PostalMime.parse(await mailOf({ ...DELIVERY, parts }))
    expect(mail.attachments.map(({ filename }) => filename)).toEqual([
      null,
      'encrypted.asc',
      'file-1.pgp',
      'file-2.pgp',
    ])
    expect(Buffer.from(mail.attachments[3]?.content as ArrayBuffer)).toEqual(Buffer.from([2, 2, 2]))
  })

  it('says reference and size in its subject, and who it is for, in any script', async () => {
    const mail = await PostalMime.parse(await mailOf())
    expect(mail.subject).toBe('Tip 7K3M-Q2 · 1 kB')
    expect(mail.to).toEqual([{ name: 'Betrugsstelle “Süd”', address: 'desk@example.org' }])
    expect(subjectOf({ ...DELIVERY, parts: [{ bytes: 4_100_000, sha256: '' }] })).toBe(
      'Tip 7K3M-Q2 · 4.1 MB',
    )
  })

  it('knows no time finer than the hour, and no host but that of MAIL_FROM', async () => {
    const text = await mailOf()
    expect(text).toContain('\nDate: Sun, 22 Nov 2026 10:00:00 +0000\n')
    expect(text).toContain('\nMessage-ID: <Zm9vYmFyYmF6cXV4@example.org>\n')
    expect(text).toContain('\nAuto-Submitted: auto-generated\n')
  })

  it('tells whoever looks at the raw mail what it is and how to open it', async () => {
    const preamble = (await mailOf()).split('\n\n')[1]
    expect(preamble).toContain('AB'.repeat(20))
    expect(preamble).toContain('npm run inbox -- open 7K3M-Q2')
    expect(preamble).toContain('forgets it 14 days after delivery')
    expect(preamble?.split('\n').every((line) => line.length <= 78)).toBe(true)
  })

  it('is ASCII in lines of at most 78 columns, and the same bytes when made again', async () => {
    const text = await mailOf()
    expect(text).toMatch(/^[\n\x20-\x7e]*$/)
    expect(text.split('\n').every((line) => line.length <= 78)).toBe(true)
    expect(await mailOf()).toBe(text)
  })

  it('gives gpg the armoured message as it lies in the file', async () => {
    const read = spawnSync('gpg', ['--batch', '--dearmor'], { input: await mailOf() })
    if (read.error) return
    expect(read.stdout).toEqual(Buffer.from([0, 0, 0]))
  })
})
