import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { maildirTransport } from '#lib/delivery/maildir'
import { composeNotice } from '#lib/delivery/notice'
import type { Notice, Transport, TransportResult } from '#lib/delivery/transport'
import { createMemoryLimits } from '#lib/store/limits'
import { refusalText } from './refusal-text.ts'
import { createRefusals, type Refusals } from './refusals.ts'
import { DESK, NOW } from './replies.fixture.ts'
import type { NotKept, RefusedReply } from './take-reply.ts'

const REASONS: readonly NotKept[] = [
  'not-encrypted',
  'html-only',
  's-mime',
  'text-outside',
  'several-messages',
  'several-tips',
  'sealed-to-other',
  'hidden-recipients',
  'damaged',
  'too-large',
  'full',
]
const UNENDING = new AbortController().signal
const refusal = (more: Partial<RefusedReply> = {}): RefusedReply => ({
  kind: 'refused',
  reason: 'not-encrypted',
  inbox: DESK,
  conversation: 'tip-1',
  reference: '7K3M-Q2',
  messageId: '<a.1@mail.example.org>',
  sha256: 'ab'.repeat(32),
  ...more,
})

let sent: Notice[]
let result: TransportResult
let time: { now: Date }
let refusals: Refusals
const transport: Transport = {
  name: 'smtp',
  longestMs: 0,
  parallel: 1,
  wireBytes: null,
  deliver: () => Promise.reject(new Error('No tip goes out here.')),
  notify: async (notice) => {
    sent.push(notice)
    return result
  },
}
beforeEach(() => {
  sent = []
  result = { ok: true, confirmed: true }
  time = { now: NOW }
  refusals = make()
})
const make = (transports: readonly Transport[] = [transport]) =>
  createRefusals({
    limits: createMemoryLimits(),
    transports,
    from: 'tips@example.org',
    clock: () => time.now,
  })
const tell = (more: Partial<RefusedReply> = {}) => refusals.tell(refusal(more), UNENDING)
const numbered = (n: number) => ({ sha256: `${n}`.padStart(64, '0'), messageId: `<${n}@x>` })

describe('the words of a refusal', () => {
  it.each(REASONS)('name the tip, the reason and a cure: %s', (reason) => {
    const { subject, text } = refusalText(reason, '7K3M-Q2')
    expect(subject).toBe('Your reply about tip 7K3M-Q2 was not kept')
    expect(text).toMatch(/^Your reply about tip 7K3M-Q2 \S/)
    expect(text).toMatch(/\nWhat to do: \S/)
    expect(text.split('\n').every((line) => line.length <= 72)).toBe(true)
  })
})

describe('a refusal', () => {
  it('goes to the inbox’s own address, as a program’s answer to the mail', async () => {
    expect(await tell()).toEqual({ ok: true, how: 'sent' })
    const mail = composeNotice(sent[0] as Notice)
    expect(mail).toContain('To: desk@example.org\n')
    expect(mail).toContain('From: tips@example.org\n')
    expect(mail.match(/^Auto-Submitted: .*/gm)).toEqual(['Auto-Submitted: auto-replied'])
    expect(mail).toContain('Tip-Refusal: not-encrypted\n')
    expect(mail).toContain('In-Reply-To: <a.1@mail.example.org>\n')
    expect(mail).toContain('Date: Mon, 23 Nov 2026 09:00:00 +0000\n')
  })

  it.each([
    null,
    '<a@b>\r\nBcc: victim@example.org',
    '<a b@c>',
    'a@b',
    `<${'a'.repeat(300)}@b>`,
    '<ä@b>',
  ])('repeats no Message-ID that could be anything else: %j', async (messageId) => {
    await tell({ messageId })
    const mail = composeNotice(sent[0] as Notice)
    expect(mail).not.toMatch(/In-Reply-To|References|Bcc/)
  })

  it('is sent three times an hour for one conversation, and no more', async () => {
    const told = []
    for (let n = 0; n < 5; n += 1) told.push(await tell(numbered(n)))
    expect(told.map((one) => (one.ok ? one.how : ''))).toEqual([
      'sent',
      'sent',
      'sent',
      'limited',
      'limited',
    ])
    expect(await tell({ ...numbered(7), conversation: 'tip-2' })).toMatchObject({ how: 'sent' })
    time.now = new Date(NOW.getTime() + 20 * 60_000)
    expect(await tell(numbered(8))).toMatchObject({ how: 'sent' })
    expect(await tell(numbered(9))).toMatchObject({ how: 'limited' })
  })

  it('is told once for a mail that comes again', async () => {
    await tell()
    expect(await tell()).toEqual({ ok: true, how: 'repeated' })
    expect(sent).toHaveLength(1)
  })

  it('that did not go is offered again, the very same, and counts once', async () => {
    result = { ok: false, retry: 'later', reason: 'The mail server cannot be reached.' }
    for (let n = 0; n < 5; n += 1) {
      expect(await tell()).toEqual({ ok: false, reason: expect.stringContaining('smtp') })
    }
    time.now = new Date(NOW.getTime() + 3 * 3_600_000)
    result = { ok: true, confirmed: true }
    expect(await tell()).toMatchObject({ how: 'sent' })
    expect(new Set(sent.map((notice) => JSON.stringify(notice))).size).toBe(1)
  })

  it('has the same name after a restart, so that mail programs fold the two', async () => {
    await tell()
    refusals = make()
    time.now = new Date(NOW.getTime() + 60_000)
    await tell()
    expect(new Set(sent.map((notice) => composeNotice(notice))).size).toBe(1)
  })
})

describe('a refusal in a Maildir', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'rhw-refusals-'))
  })
  afterEach(() => rmSync(root, { recursive: true, force: true }))

  it('lies among the tips of its inbox, once also after a crash', async () => {
    for (let lives = 0; lives < 2; lives += 1) {
      refusals = make([maildirTransport({ root })])
      await tell()
    }
    const names = readdirSync(join(root, 'desk/new'))
    expect(names).toHaveLength(1)
    const mail = readFileSync(join(root, 'desk/new', names[0] ?? ''), 'utf8')
    expect(mail).toContain('Tip-Refusal: not-encrypted')
  })
})
