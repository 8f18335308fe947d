import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeFollowUp } from '#lib/follow-up/make-follow-up'
import { stretch } from '#lib/follow-up/stretch.node'
import { fromBase64url, toBase64url } from '#lib/protocol/base64url'
import { followUpAnswer } from '#lib/protocol/shapes'
import { installed, type KeyRing, keyRing } from '#lib/sealing/gnupg.fixture'
import * as openpgp from '#lib/sealing/openpgp.node'
import { messageSchema } from '#lib/tip/message-schema'
import { tipSchema } from '#lib/tip/schema'
import { createConversation, type OpenConversation } from './conversation.ts'
import { readFollowUp } from './conversation-answers.ts'
import { type FakeIntake, fakeIntake } from './fake-intake.fixture.ts'
import { sendTip } from './send-tip.ts'
import { jobWith } from './sending.fixture.ts'
import type { ConversationAsk, SendJob } from './worker-messages.ts'

const PATTERN = 'tips+*@example.org'
const ORIGIN = 'https://example.org'
const DESK = 'desk@example.org'
const random = (count: number) => crypto.getRandomValues(new Uint8Array(count))

function world(intake: FakeIntake, conversation?: OpenConversation) {
  return {
    loadOpenPgp: async () => openpgp,
    line: intake.line,
    now: () => new Date(),
    randomBytes: random,
    loadFollowUp: async () => (pattern: string, hour: Parameters<typeof makeFollowUp>[3]) =>
      makeFollowUp(openpgp, stretch, pattern, hour, random),
    openThread: () => conversation?.thread() ?? null,
  }
}

async function send(job: SendJob, intake: FakeIntake, conversation?: OpenConversation) {
  const { signal } = new AbortController()
  const outcome = await sendTip(job, world(intake, conversation), signal, () => {}).outcome
  if (!outcome.ok) throw new Error(outcome.failure.message)
  return outcome
}

const conversationOf = ({ line }: Pick<FakeIntake, 'line'>) =>
  createConversation({ loadOpenPgp: async () => openpgp, line, stretch })

/** The last thing that was received, as gpg opens it. */
function lastMail(intake: FakeIntake, ring: KeyRing) {
  const tip = [...intake.tips.values()].findLast(({ receipt }) => receipt !== null)
  const sealed = Buffer.concat([...(tip?.parts[0]?.chunks.values() ?? [])])
  return PostalMime.parse(ring.decrypt(sealed))
}

describe.skipIf(!installed('gpg'))('a tip with a way back', () => {
  let ring: KeyRing
  let intake: FakeIntake
  let job: SendJob
  beforeAll(() => {
    ring = keyRing()
    const fingerprint = ring.generate(DESK, 'rsa3072')
    const certificates = [{ fingerprint, armored: ring.certificate(DESK) }]
    intake = fakeIntake({
      pow: false,
      chunkBytes: 2 ** 20,
      inboxes: [{ id: 'desk', certificates }],
    })
    const { answers } = jobWith([])
    job = { ...jobWith([]), inbox: { id: 'desk', certificates }, answers } as SendJob
  })
  afterAll(() => ring.remove())

  let code: string[] = []
  it('gives nine words, and the desk a key that gpg takes and can encrypt to', async () => {
    const outcome = await send({ ...job, followUp: { pattern: PATTERN } } as SendJob, intake)
    code = outcome.code ?? []
    expect(code).toHaveLength(9)
    expect(outcome.returnNumber).toMatch(/^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/)
    expect(outcome.report).toContain('You can write back: reply to this mail')
    const mail = await lastMail(intake, ring)
    const key = mail.attachments.find(({ mimeType }) => mimeType === 'application/pgp-keys')
    const json = mail.attachments.find(({ filename }) => filename === 'tip.json')
    const text = (content: unknown) => new TextDecoder().decode(content as ArrayBuffer)
    const { followUp } = tipSchema.parse(JSON.parse(text(json?.content)))
    expect(followUp?.address).toMatch(/^tips\+[0-9a-z]{16}@example\.org$/)
    ring.gpg(['--import'], text(key?.content))
    const shown = new TextDecoder().decode(
      ring.gpg(['--with-colons', '--list-keys', followUp?.address ?? '']),
    )
    expect(shown).toContain(`fpr:::::::::${followUp?.fingerprint.toUpperCase()}:`)
    // For mail programs that go by Autocrypt, the same key once more.
    const header = mail.headers.find((one) => one.key === 'autocrypt')?.value ?? ''
    expect(header).toContain(`addr=${followUp?.address}`)
    const keydata = Buffer.from(header.split('keydata=')[1]?.replace(/\s/g, '') ?? '', 'base64')
    const read = await openpgp.readKey({ binaryKey: new Uint8Array(keydata) })
    expect(read.getFingerprint()).toBe(followUp?.fingerprint)
  })

  it('tells the server only what is derived, and no word of the code', () => {
    const said = intake.said.join('\n')
    const { asked } = [...intake.tips.values()][0] ?? {}
    expect(asked?.followUp).toMatchObject({ keyId: expect.stringMatching(/^[0-9a-f]{16}$/) })
    // Two in a row: one alone may be a word of the protocol.
    for (const [at, word] of code.slice(0, -1).entries()) {
      expect(said).not.toMatch(new RegExp(`${word}[^a-z]{1,3}${code[at + 1]}`, 'i'))
    }
  })

  it('is opened with the code, and its replies are read, told as read, and answered', async () => {
    const conversation = conversationOf(intake)
    const ask = (question: ConversationAsk) => conversation.ask(question)
    expect(await ask({ what: 'open', words: code, origin: ORIGIN })).toMatchObject({
      outcome: { ok: true, state: { reference: '7K3M-Q2', inbox: 'desk', replies: [] } },
    })
    const address = tipAddress(intake)
    const seal = ['--trust-model', 'always', '-r', address, '-r', DESK, '-u', DESK, '--sign']
    const id = intake.conversations.reply(ring.gpg([...seal, '--encrypt'], 'Which month?\n'))
    expect(await ask({ what: 'refresh' })).toMatchObject({
      outcome: { ok: true, state: { replies: [{ id, read: false }] } },
    })
    expect(await ask({ what: 'read', reply: id })).toMatchObject({
      what: 'read',
      outcome: { ok: true, reply: { text: 'Which month?\n', files: [], signed: 'desk' } },
    })
    expect(await ask({ what: 'mark-read', replies: [id] })).toMatchObject({ done: true })
    expect(await ask({ what: 'refresh' })).toMatchObject({
      outcome: { state: { replies: [{ read: true }] } },
    })

    const file = { id: 'f', file: new File(['proof'], 'proof.txt') }
    const answer: SendJob = {
      message: true,
      answers: { story: 'It was October.' },
      files: [file],
      inbox: job.inbox,
      origin: ORIGIN,
    }
    const outcome = await send(answer, intake, conversation)
    expect(outcome.receipt.reference).toBe('7K3M-Q2-2')
    expect(outcome.code).toBeUndefined()
    expect(outcome.report).toMatch(/^Message 2 on tip 7K3M-Q2\n/)
    expect(outcome.report).toContain('  It was October.')
    expect(outcome.report).not.toContain('NOT ANSWERED')
    const mail = await lastMail(intake, ring)
    expect(mail.subject).toBe('Message 2 on tip 7K3M-Q2')
    expect(mail.attachments.map(({ filename }) => filename)).toEqual([
      'message.json',
      'proof.txt',
      'tip-key.asc',
    ])
    const key = new TextDecoder().decode(mail.attachments[2]?.content as ArrayBuffer)
    const again = await openpgp.readKey({ armoredKey: key })
    const asked = intake.tips.values().next().value?.asked.followUp
    expect(again.isPrivate()).toBe(false)
    expect(again.users[0]?.userID?.email).toBe(address)
    expect(again.getSubkeys()[0]?.getKeyID().toHex()).toBe(asked?.keyId)
    expect(mail.headers.find((one) => one.key === 'autocrypt')?.value).toContain(`addr=${address};`)
    const json = new TextDecoder().decode(mail.attachments[0]?.content as ArrayBuffer)
    expect(messageSchema.parse(JSON.parse(json))).toMatchObject({
      reference: '7K3M-Q2',
      number: 2,
      story: 'It was October.',
      files: [{ name: 'proof.txt', bytes: 5 }],
    })
    // The next one counts on, also before the state was asked for again.
    conversation.sent()
    expect(conversation.thread()).toMatchObject({ reference: '7K3M-Q2', number: 3 })

    expect(await ask({ what: 'end' })).toMatchObject({ done: true })
    expect(intake.conversations.all.size).toBe(0)
    expect(conversation.thread()).toBeNull()
    expect(await ask({ what: 'open', words: code, origin: ORIGIN })).toMatchObject({
      outcome: { ok: false, reason: 'unknown' },
    })
  })
})

/** Where the desk replies to in the first conversation. */
function tipAddress(intake: FakeIntake): string {
  const [tip] = intake.tips.values()
  return PATTERN.replace('*', tip?.asked.followUp?.address ?? '')
}

describe('a way back', () => {
  it('stays the same when the tip has to begin again', async () => {
    let intake: FakeIntake | undefined
    intake = fakeIntake({
      pow: false,
      chunkBytes: 2 ** 20,
      fault: (request, times) => {
        if (request.endsWith('/complete') && times === 1) intake?.forget('tip-0')
        return 'none'
      },
    })
    const outcome = await send(
      { ...jobWith([]), followUp: { pattern: PATTERN } } as SendJob,
      intake,
    )
    const openings = intake.said.filter((one) => one.includes('/api/tips"')).length
    expect(openings).toBe(2)
    const made = new Set(intake.said.join('\n').match(/lookup\\":\\"[0-9a-f]{64}/g))
    expect(made.size).toBe(1)
    expect(outcome.code).toHaveLength(9)
  })

  it('is not made when nobody asks for it', async () => {
    const intake = fakeIntake({ pow: false, chunkBytes: 2 ** 20 })
    const outcome = await send(jobWith([]), intake)
    expect(outcome.code).toBeUndefined()
    expect(intake.said.join()).not.toContain('followUp')
    expect(outcome.report).not.toContain('write back')
  })
})

describe('a conversation that does not open', () => {
  const WORDS = ['legal', 'winner', 'thank', 'year', 'wave', 'sausage', 'worth', 'useful', 'legal']
  const open = (intake: FakeIntake) =>
    conversationOf(intake).ask({ what: 'open', words: WORDS, origin: ORIGIN })

  it('because there is none says the same for a wrong and for an unused code', async () => {
    expect(await open(fakeIntake())).toMatchObject({ outcome: { ok: false, reason: 'unknown' } })
  })

  it('because of too many questions says how long to wait', async () => {
    const fault = () => ({
      status: 429,
      slug: 'too-many-requests' as const,
      headers: { 'retry-after': '120' },
    })
    expect(await open(fakeIntake({ fault }))).toMatchObject({
      outcome: { reason: 'busy', retryAfterMs: 120_000, message: expect.stringContaining('2 min') },
    })
  })

  it('because the line is lost, or a proxy answers, says so', async () => {
    expect(await open(fakeIntake({ fault: () => 'lost-request' }))).toMatchObject({
      outcome: { reason: 'offline' },
    })
    expect(await open(fakeIntake({ fault: () => ({ status: 404 }) }))).toMatchObject({
      outcome: { reason: 'internal' },
    })
  })

  it('because its box holds something else is told, and nothing is kept', async () => {
    const intake = fakeIntake()
    const made = await makeFollowUp(openpgp, stretch, PATTERN, '2026-11-22T10:00Z', random)
    const box = fromBase64url(made.fields.key) ?? new Uint8Array()
    box[100] = (box[100] ?? 0) ^ 1
    const followUp = { ...made.fields, key: toBase64url(box) }
    intake.conversations.received(null, { inbox: 'desk', parts: [], proof: null, followUp })
    const conversation = conversationOf(intake)
    const answer = await conversation.ask({ what: 'open', words: made.words, origin: ORIGIN })
    expect(answer).toMatchObject({ outcome: { ok: false, reason: 'internal' } })
    expect(conversation.thread()).toBeNull()
  })

  it('answers every further question without one', async () => {
    const conversation = conversationOf(fakeIntake())
    expect(await conversation.ask({ what: 'refresh' })).toMatchObject({ outcome: { ok: false } })
    expect(await conversation.ask({ what: 'read', reply: 'x' })).toMatchObject({
      outcome: { ok: false },
    })
    expect(await conversation.ask({ what: 'end' })).toMatchObject({ done: false })
    expect(await conversation.ask({ what: 'forget' })).toMatchObject({ done: true })
  })

  it('forgets what was being opened when it is told to', async () => {
    const intake = fakeIntake()
    const made = await makeFollowUp(openpgp, stretch, PATTERN, '2026-11-22T10:00Z', random)
    const asked = { inbox: 'desk', parts: [], proof: null, followUp: made.fields }
    intake.conversations.received(null, asked)
    const conversation = conversationOf(intake)
    const opening = conversation.ask({ what: 'open', words: made.words, origin: ORIGIN })
    await conversation.ask({ what: 'forget' })
    await opening
    expect(conversation.thread()).toBeNull()
  })
})

describe('the reader of the answer about a conversation', () => {
  const hour = '2026-11-22T10:00Z'
  const whole = {
    reference: '7K3M-Q2',
    inbox: 'desk',
    expires: hour,
    key: 'box',
    keyId: '0'.repeat(16),
    messages: [{ number: 1, hour, delivered: null }],
    replies: [{ id: 'r', number: 1, hour, bytes: 4096, read: false }],
    padding: '   ',
  }
  it.each([
    ['whole', whole],
    ['delivered', { ...whole, messages: [{ number: 1, hour, delivered: hour }] }],
    ['with a minute', { ...whole, expires: '2026-11-22T10:01Z' }],
    ['with a field more', { ...whole, more: 1 }],
    ['without padding', { ...whole, padding: undefined }],
    ['with a reply of no size', { ...whole, replies: [{ id: 'r', hour, read: true }] }],
    ['with messages that are none', { ...whole, messages: ['x'] }],
    ['that is null', null],
  ])('judges one %s as the protocol’s schema does', (_, body) => {
    const parsed = followUpAnswer.safeParse(body)
    const { padding: _padding, ...expected } = parsed.success ? parsed.data : { padding: '' }
    expect(readFollowUp(body)).toEqual(parsed.success ? expected : null)
  })
})
