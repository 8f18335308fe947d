import { createHash } from 'node:crypto'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installed, type KeyRing, keyRing } from '#lib/sealing/gnupg.fixture'
import * as openpgp from '#lib/sealing/openpgp.node'
import { MESSAGE_MINIMUM } from '#lib/sealing/padding'
import { walkSealedPart } from '#lib/sealing/walk-packets'
import { tipSchema } from '#lib/tip/schema'
import type { Surroundings } from './course.ts'
import { type FakeIntake, fakeIntake } from './fake-intake.fixture.ts'
import { sendTip } from './send-tip.ts'
import type { JobFile, SendJob, SendPhase, TipJob } from './worker-messages.ts'

const now = new Date()

function surroundings(intake: FakeIntake, more: Partial<Surroundings> = {}): Surroundings {
  return {
    loadOpenPgp: async () => openpgp,
    line: intake.line,
    now: () => now,
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    ...more,
  }
}

const answers: TipJob['answers'] = {
  category: 'works-now',
  now: 'has-access',
  story: '두 번 전화했다',
  sharing: 'red',
  urgentSubject: false,
  identifiers: [{ type: 'domain', value: 'example.com' }],
  signs: ['vpn-login'],
}

/** A job for a certificate, with the files given. */
function jobFor(
  certificate: { fingerprint: string; armored: string },
  files: Omit<JobFile, 'id'>[] = [],
): SendJob {
  return {
    answers,
    files: files.map((file, index) => ({ id: String(index), ...file })),
    inbox: { id: 'desk', certificates: [certificate] },
    signTitles: { 'vpn-login': 'Logs in through a VPN' },
    origin: 'https://example.org',
  }
}

async function send(job: SendJob, intake: FakeIntake, more: Partial<Surroundings> = {}) {
  const phases: SendPhase[] = []
  const { signal } = new AbortController()
  const sending = sendTip(job, surroundings(intake, more), signal, ({ phase }) =>
    phases.push(phase),
  )
  const outcome = await sending.outcome
  return { outcome, phases: [...new Set(phases)] }
}

const { publicKey } = await openpgp.generateKey({
  type: 'ecc',
  userIDs: { email: 'desk@example.org' },
  format: 'object',
})
const certificate = { fingerprint: publicKey.getFingerprint(), armored: publicKey.armor() }

describe.skipIf(!installed('gpg'))('a tip sent by the worker and opened by GnuPG', () => {
  let ring: KeyRing
  let job: SendJob
  const bytes = new Uint8Array(300_000).map((_, index) => (index * 7) & 0xff)
  beforeAll(() => {
    ring = keyRing()
    const fingerprint = ring.generate('desk@example.org', 'rsa3072')
    job = jobFor({ fingerprint, armored: ring.certificate('desk@example.org') }, [
      {
        file: new File([bytes], '증거 자료.pdf', { type: 'application/pdf' }),
        note: ' the contract ',
      },
      { file: new File([], '../con.txt') },
    ])
  })
  afterAll(() => ring.remove())

  it('arrives whole: report, a valid tip.json, and every file byte for byte', async () => {
    const intake = fakeIntake({ chunkBytes: 100_000 })
    const { outcome, phases } = await send(job, intake)
    expect(outcome).toMatchObject({ ok: true })
    expect(phases).toEqual(['encrypting', 'proving', 'sending', 'checking'])
    const [sealed = new Uint8Array()] = intake.received()
    const mail = await PostalMime.parse(ring.decrypt(sealed))
    expect(mail.subject).toBe('Someone who works for us now')
    expect(mail.text).toContain('example[.]com')
    expect(mail.text).toContain('Logs in through a VPN')
    const [json, pdf, empty] = mail.attachments
    const tip = tipSchema.parse(JSON.parse(new TextDecoder().decode(json?.content as ArrayBuffer)))
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(tip).toMatchObject({ ...answers, inbox: 'desk', format: 'rhw-tip-v1' })
    expect(tip.files).toEqual([
      {
        name: '증거 자료.pdf',
        type: 'application/pdf',
        bytes: 300_000,
        sha256,
        note: 'the contract',
      },
      { name: '_con.txt', type: '', bytes: 0, sha256: createHash('sha256').digest('hex') },
    ])
    expect(Buffer.compare(new Uint8Array(pdf?.content as ArrayBuffer), bytes)).toBe(0)
    expect(empty?.content).toEqual(new ArrayBuffer(0))
  })
})

describe('sending a tip', () => {
  it('sends nothing but padded, sealed bytes: no answer, name or file is readable', async () => {
    const marker = 'marker-7f3a'
    const intake = fakeIntake({ chunkBytes: 100_000 })
    const job = jobFor(certificate, [{ file: new File([marker], `${marker}.txt`), note: marker }])
    await send({ ...job, answers: { ...answers, story: marker } }, intake)
    const [sealed = new Uint8Array()] = intake.received()
    expect(sealed.length).toBe(MESSAGE_MINIMUM)
    expect(Buffer.from(sealed).includes(marker)).toBe(false)
    const keyIds = new Set(publicKey.subkeys.map((one) => one.getKeyID().toHex()))
    expect(await walkSealedPart([sealed], { bytes: sealed.length, keyIds })).toMatchObject({
      ok: true,
    })
  })

  const failures: [string, SendJob, Partial<Surroundings>, object][] = [
    [
      'a certificate that is not the announced one',
      jobFor({ ...certificate, fingerprint: '0'.repeat(40) }),
      {},
      { code: 'bad-certificate' },
    ],
    [
      'text for a certificate',
      jobFor({ ...certificate, armored: 'x' }),
      {},
      { code: 'bad-certificate' },
    ],
    [
      'an inbox without certificates',
      { ...jobFor(certificate), inbox: { id: 'desk', certificates: [] } },
      {},
      { code: 'bad-certificate' },
    ],
    [
      'too many files',
      jobFor(
        certificate,
        Array.from({ length: 21 }, () => ({ file: new File(['x'], 'a') })),
      ),
      {},
      { code: 'too-large' },
    ],
    [
      'a library that cannot be loaded',
      jobFor(certificate),
      { loadOpenPgp: () => Promise.reject(new Error('x')) },
      { code: 'offline', retryable: true },
    ],
    [
      'randomness that fails',
      jobFor(certificate),
      {
        randomBytes: () => {
          throw new Error('x')
        },
      },
      { code: 'internal' },
    ],
  ]
  it.each(failures)('makes no request at all with %s', async (_, job, more, failure) => {
    const intake = fakeIntake()
    const { outcome } = await send(job, intake, more)
    expect(outcome).toEqual({ ok: false, failure: expect.objectContaining(failure) })
    expect(intake.seen).toEqual([])
  })
})
