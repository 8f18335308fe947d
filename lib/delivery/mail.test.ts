import { spawnSync } from 'node:child_process'
import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import type { Inbox } from '#lib/inboxes/inbox'
import type { Delivery } from '#lib/store/store'
import { readLinks } from './links.ts'
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
  recipient: 'first',
  sealedTo: [],
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
  limits: null,
  partners: [],
  replyFrom: [],
  archive: null,
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

async function mailOf(
  delivery = DELIVERY,
  more: {
    inbox?: Inbox
    from?: string
    to?: string
    links?: ReadonlyMap<number, string>
    replyPattern?: string
  } = {},
): Promise<string> {
  const chunks: Uint8Array[] = []
  const mail = composeMail({
    delivery,
    inbox: INBOX,
    from: 'tips@example.org',
    to: INBOX.address,
    links: new Map(),
    retentionDays: 14,
    readPart: part,
    ...more,
  })
  for await (const chunk of mail.content()) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** Addresses as the server gives them, 43 characters of base64url at their end. */
const linksTo = (parts: readonly number[]) =>
  new Map(
    parts.map((part) => [
      part,
      `https://tips.example.org/d/${String(part).repeat(20)}-_${'Z'.repeat(21)}`,
    ]),
  )

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
    const [, text = ''] = /\n\n(Tip [\s\S]*?)\n--rhw/.exec(await mailOf()) ?? []
    expect(text).toContain('AB'.repeat(20))
    expect(text).toContain('npm run inbox -- open 7K3M-Q2\n')
    expect(text).toContain('expires 14 days after')
  })

  it('names the certificates it was sealed to, not those that the inbox has by now', async () => {
    const text = await mailOf({ ...DELIVERY, sealedTo: ['cd'.repeat(20), 'ef'.repeat(20)] })
    expect(text).toContain(`\n  ${'CD'.repeat(20)}\n  ${'EF'.repeat(20)}\n`)
    expect(text).not.toContain('AB'.repeat(20))
  })

  it('goes to either address of the desk, and takes replies to both', async () => {
    const second = 'duty@example.org'
    const inbox = { ...INBOX, secondAddress: second }
    const mail = await PostalMime.parse(await mailOf(DELIVERY, { inbox, to: second }))
    expect(mail.to?.map(({ address }) => address)).toEqual([second])
    expect(mail.replyTo?.map(({ address }) => address)).toEqual([INBOX.address, second])
    const other = await PostalMime.parse(await mailOf())
    expect(other.replyTo?.map(({ address }) => address)).toEqual([INBOX.address])
  })

  it.each([
    ['alone', 1, []],
    ['with more parts', 3, []],
    ['with links', 3, [1, 2]],
    ['all by link', 2, [0, 1]],
  ])(
    'is ASCII in lines of at most 78 columns, and the same bytes when made again: %s',
    async (_, count, linked) => {
      const delivery = { ...DELIVERY, parts: Array(count).fill({ bytes: 3, sha256: '' }) }
      const links = linksTo(linked)
      const text = await mailOf(delivery, { links })
      expect(text).toMatch(/^[\n\x20-\x7e]*$/)
      expect(text.split('\n').filter((line) => line.length > 78)).toEqual([])
      expect(await mailOf(delivery, { links })).toBe(text)
    },
  )

  it('gives gpg the armoured message as it lies in the file', async () => {
    const read = spawnSync('gpg', ['--batch', '--dearmor'], { input: await mailOf() })
    if (read.error) return
    expect(read.stdout).toEqual(Buffer.from([0, 0, 0]))
  })

  it('names each part that goes by link, its size, and how to fetch and open it', async () => {
    const parts = [3, 3, 90_000_000].map((bytes) => ({ bytes, sha256: '' }))
    const source = await mailOf({ ...DELIVERY, parts }, { links: linksTo([2]) })
    const mail = await PostalMime.parse(source)
    expect(source).toContain('\nTip-Parts: 3,3,90000000\nTip-Linked: 2\n')
    expect(mail.attachments.map(({ filename }) => filename)).toEqual([
      null,
      'encrypted.asc',
      'file-1.pgp',
    ])
    const text = mail.text ?? ''
    expect(text).toMatch(/ {2}file-2\.pgp +90\.0 MB {2}by link/)
    expect(text).toContain(`  curl -fo file-2.pgp \\\n    ${linksTo([2]).get(2)}\n`)
    expect(text).toContain('gpg --output file-1 --decrypt file-1.pgp')
    expect(text).toContain('until 14 days after all was fetched whole')
    expect(readLinks(text)).toEqual(linksTo([2]))
  })

  it('is a text mail when the message itself goes by link, with what does fit attached', async () => {
    const parts = [{ bytes: 16_000_000, sha256: '' }]
    const alone = await PostalMime.parse(
      await mailOf({ ...DELIVERY, parts }, { links: linksTo([0]) }),
    )
    expect(alone.attachments).toEqual([])
    expect(readLinks(alone.text ?? '')).toEqual(linksTo([0]))
    expect(alone.text).toContain('fetch it on a machine')
    expect(alone.text).toContain('gpg --output tip.eml --decrypt tip.eml.pgp')
    const both = await PostalMime.parse(
      await mailOf(
        { ...DELIVERY, parts: [...parts, { bytes: 3, sha256: '' }] },
        { links: linksTo([0]) },
      ),
    )
    expect(both.attachments.map(({ filename }) => filename)).toEqual(['file-1.pgp'])
  })
})

describe('the mail of a tip whose sender can be answered', () => {
  const address = '0123456789abcdef'
  const thread = { address, number: 1, reference: '7K3M-Q2', firstMail: DELIVERY.id }
  const TIP: Delivery = { ...DELIVERY, thread }
  const LATER: Delivery = {
    ...DELIVERY,
    id: 'bGF0ZXI',
    reference: '7K3M-Q2-2',
    thread: { ...thread, number: 2 },
  }
  const PATTERN = 'tips+*@example.org'
  const BACK = `tips+${address}@example.org`
  const read = async (delivery: Delivery, more: Parameters<typeof mailOf>[1] = {}) => {
    const source = await mailOf(delivery, { replyPattern: PATTERN, ...more })
    const mail = await PostalMime.parse(source)
    const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value
    return { source, mail, header }
  }

  it('is from the reply address, for mail programs that offer the key of the author only', async () => {
    const { mail, header } = await read(TIP)
    expect(mail.from).toEqual({ name: 'Tip line', address: BACK })
    expect(header('sender')).toBe('tips@example.org')
    expect(mail.replyTo?.map((one) => one.address)).toEqual([BACK])
    expect(header('references')).toBeUndefined()
  })

  it('is from MAIL_FROM where the reply address is of another domain', async () => {
    const { mail, header } = await read(TIP, { replyPattern: '*@reply.example.net' })
    expect(mail.from?.address).toBe('tips@example.org')
    expect(header('sender')).toBeUndefined()
    expect(mail.replyTo?.map((one) => one.address)).toEqual([`${address}@reply.example.net`])
  })

  it('stands in the thread of the first one, under its subject', async () => {
    const { source: first } = await read(TIP)
    const { mail, header } = await read(LATER)
    const id = /^Message-ID: (.*)$/m.exec(first)?.[1]
    expect([mail.inReplyTo, mail.references]).toEqual([id, id])
    expect(mail.subject).toBe('Tip 7K3M-Q2 · message 2 · 1 kB')
    expect(header('tip-reference')).toBe('7K3M-Q2-2')
    expect(header('tip-conversation')).toBe('7K3M-Q2')
    expect(mail.from?.address).toBe(BACK)
  })

  it('says how to answer, in the same narrow lines', async () => {
    const { source } = await read(LATER)
    expect(source).toContain('\nTip 7K3M-Q2, message 2 of its sender (7K3M-Q2-2),\n')
    expect(source).toContain(`\n  ${BACK}\n`)
    expect(source).toContain('npm run inbox -- reply 7K3M-Q2-2 --eml reply.eml\n')
    expect(source).toMatch(/^[\n\x20-\x7e]*$/)
    expect(source.split('\n').filter((line) => line.length > 78)).toEqual([])
  })

  it('warns where Thunderbird would not encrypt by itself', async () => {
    const parts = [1, 2].map(() => ({ bytes: 3, sha256: '' }))
    const { source } = await read({ ...TIP, parts })
    expect(source).toContain('press "Encrypt".\n')
    expect(source.split('\n').filter((line) => line.length > 78)).toEqual([])
    expect((await read(TIP)).source).not.toContain('Thunderbird does not find')
  })

  it.each<[string, Delivery, string | undefined]>([
    ['its sender left none', DELIVERY, PATTERN],
    ['the site takes no replies', TIP, undefined],
    ['it is the copy of an archive', { ...TIP, recipient: 'archive' }, PATTERN],
  ])('offers no way back when %s', async (_, delivery, replyPattern) => {
    const source = await mailOf(delivery, replyPattern === undefined ? {} : { replyPattern })
    const mail = await PostalMime.parse(source)
    expect(source).not.toContain(address)
    expect(source).not.toContain('reply to this mail')
    expect(mail.from?.address).toBe('tips@example.org')
    expect(mail.replyTo?.map((one) => one.address)).toEqual([INBOX.address])
  })
})
