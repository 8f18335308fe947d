/** The form of a sender who comes back, against an intake that knows one conversation. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeCode } from '#lib/follow-up/code'
import { lookupSha256, readReturnNumber } from '#lib/follow-up/derive'
import { ensureDemoInbox } from '#lib/inboxes/demo-inbox'
import type { Inbox } from '#lib/inboxes/inbox'
import type { LocalIntake, LocalRefusal } from '#lib/intake/contract'
import * as openpgp from '#lib/sealing/openpgp.node'
import { createRepeats } from './repeats.ts'
import { type MessageTaken, takeMessage } from './take-message.ts'
import type { Completed } from './upload.ts'

const NUMBER = '7K3M-Q2ZZ-0123-ABCD-EFGH-JKMN'
const UNUSED = 'ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZ0'
let folder: string
let inbox: Inbox
let told: string[]
let sealed: string[]
let refuse: Partial<Record<'lookUp' | 'open', LocalRefusal>>
let intake: LocalIntake

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rhw-message-'))
  inbox = await ensureDemoInbox({ dataDir: folder, openpgp })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

beforeEach(() => {
  told = []
  sealed = []
  refuse = {}
  const known = readReturnNumber(NUMBER)
  const conversation = {
    id: 'c1',
    reference: '7K3M-Q2',
    inbox: inbox.id,
    expires: '2026-12-06T10:00Z' as const,
    keyId: '0123456789abcdef',
    box: 'the-box',
    messages: [{ number: 1, hour: '2026-11-22T10:00Z' as const, delivered: null }],
    replies: [
      { id: 'r1', number: 1, hour: '2026-11-23T09:00Z' as const, bytes: 4096, read: false },
    ],
  }
  intake = {
    async lookUp(lookup, source) {
      told.push(`look ${source}`)
      if (refuse.lookUp) return refuse.lookUp
      const found = known !== null && lookup === lookupSha256(known)
      return { ok: true, conversation: found ? conversation : null }
    },
    async end(lookup, source) {
      told.push(`end ${source}`)
      if (refuse.lookUp) return refuse.lookUp
      return { ok: true, ended: known !== null && lookup === lookupSha256(known) }
    },
    async open({ inbox: id, urgent, thread }) {
      if (refuse.open) return refuse.open
      told.push(`open ${id} ${urgent} ${JSON.stringify(thread)}`)
      return { ok: true, tip: 't1' }
    },
    addPart: async () => ({ ok: true }),
    putChunk: async () => ({ ok: true }),
    endPart: async () => ({ ok: true }),
    async complete(_tip, sha256s) {
      told.push(`complete ${sha256s.length}`)
      const receipt = {
        reference: '7K3M-Q2-2',
        received: '2026-11-24T10:00Z',
        inbox: inbox.id,
        parts: [],
        key: '',
        signature: '',
      }
      return { ok: true, receipt }
    },
    async abandon() {
      told.push('abandon')
    },
  }
})

async function send(
  fields: Record<string, string | File>,
  { fromHere = true, inboxes = [inbox] }: { fromHere?: boolean; inboxes?: Inbox[] } = {},
): Promise<MessageTaken> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  const request = new Request('http://localhost/', { method: 'POST', body: form })
  return takeMessage(
    {
      body: Readable.from([Buffer.from(await request.arrayBuffer())]),
      headers: { 'content-type': request.headers.get('content-type') ?? '' },
      source: '203.0.113.7',
      fromHere,
    },
    {
      inboxes,
      openpgp,
      intake,
      language: 'en',
      repeats: createRepeats<Completed>({
        key: randomBytes(32),
        clock: () => new Date(),
        keep: ({ ok }) => ok,
      }),
      clock: () => new Date('2026-11-24T10:20Z'),
      randomBytes,
      onError: (error) => told.push(`error ${error}`),
      // What is sealed is tested with gpg in server/plain-follow-up.test.ts.
      seal: async function* (_recipients, content) {
        let text = ''
        for await (const piece of content) text += Buffer.from(piece).toString()
        sealed.push(text)
        yield Buffer.alloc(100)
      },
    },
  )
}
const file = new File(['evidence'], 'a.txt')
/** What the answer is when nothing was sent. */
const refused = ({ taken, number, found }: MessageTaken) =>
  taken.kind === 'again'
    ? {
        status: taken.status,
        fields: taken.errors.map(({ field }) => field),
        story: taken.values.get('story')?.[0],
        filesAgain: taken.filesAgain,
        number,
        found: found !== null,
      }
    : expect.fail('It was received.')

describe('a sender who comes back without scripts', () => {
  it('asks before it ends a conversation, and looks nothing else up when it does', async () => {
    expect(await send({ number: NUMBER, step: 'end' })).toMatchObject({
      end: 'asked',
      found: { reference: '7K3M-Q2' },
    })
    expect(
      await send({ number: NUMBER, step: 'end-now', story: 'x', 'files.0': file }),
    ).toMatchObject({
      taken: { kind: 'again', status: 200, errors: [] },
      end: 'done',
      found: null,
    })
    expect(told).toEqual(['look 203.0.113.7', 'end 203.0.113.7'])
  })

  it('ends nothing from another website, for a wrong number, or when too much was asked', async () => {
    const away = await send({ number: NUMBER, step: 'end-now' }, { fromHere: false })
    expect([away.end, told]).toEqual([null, []])
    const wrong = await send({ number: UNUSED, step: 'end-now' })
    expect([wrong.end, refused(wrong)]).toEqual([
      null,
      refused(await send({ number: UNUSED, step: 'look' })),
    ])
    refuse = { lookUp: { ok: false, problem: 'too-many-requests', retryAfterMs: 1000 } }
    expect(await send({ number: NUMBER, step: 'end-now' })).toMatchObject({
      taken: { status: 429 },
      end: null,
    })
  })

  it('sees how it stands, and nothing that opens a reply; nothing is stored', async () => {
    const { taken, number, found } = await send({
      number: ` ${NUMBER.toLowerCase()}`,
      step: 'look',
    })
    expect(taken).toMatchObject({ kind: 'again', status: 200, errors: [] })
    expect(number).toBe(NUMBER)
    expect(found).toEqual({
      reference: '7K3M-Q2',
      inbox: inbox.id,
      expires: '2026-12-06T10:00Z',
      messages: [{ number: 1, hour: '2026-11-22T10:00Z', delivered: null }],
      replies: [{ id: 'r1', number: 1, hour: '2026-11-23T09:00Z', read: false }],
    })
    expect(told).toEqual(['look 203.0.113.7'])
  })

  it('writes again, with files, into the conversation, never urgent', async () => {
    const { taken, number } = await send({
      number: NUMBER,
      after: '1',
      story: ' Two\r\nlines ',
      'files.0': file,
      'note.0': 'A note',
    })
    expect(taken).toMatchObject({ kind: 'received', wayBack: null })
    expect(number).toBe(NUMBER)
    expect(told).toEqual([
      'look 203.0.113.7',
      `open ${inbox.id} false {"conversation":"c1"}`,
      'complete 2',
    ])
    expect(sealed[0]).toBe('evidence')
    const json = /name="message.json"[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(sealed[1] ?? '')?.[1]
    expect(JSON.parse(Buffer.from(json ?? '', 'base64').toString())).toMatchObject({
      reference: '7K3M-Q2',
      number: 2,
      sealed: '2026-11-24T10:00Z',
      story: 'Two\nlines',
      files: [{ name: 'a.txt', part: 1, note: 'A note' }],
    })
  })

  it('who types words is told so, before anything is looked up, and gets none of them back', async () => {
    const typed = makeCode(randomBytes).join(' ')
    const answer = await send({ number: typed, story: 'Mine.', 'files.0': file })
    expect(refused(answer)).toEqual({
      status: 422,
      fields: ['number'],
      story: 'Mine.',
      filesAgain: true,
      number: '',
      found: false,
    })
    expect(told).toEqual([])
  })

  it.each<[string, Record<string, string>, number, string[]]>([
    ['a number that nobody has', { number: NUMBER.replace('7', '8') }, 404, ['number']],
    ['no number', { number: '' }, 422, ['number']],
    ['half a number', { number: '7K3M-Q2' }, 422, ['number']],
    ['no message', { number: NUMBER, story: '  ' }, 422, ['story']],
    ['a message that is too long', { number: NUMBER, story: 'x'.repeat(20_001) }, 422, ['story']],
    ['a note that is too long', { number: NUMBER, 'note.0': 'x'.repeat(501) }, 422, ['note.0']],
  ])('%s gives everything back', async (_, fields, status, wrong) => {
    const form = { story: 'Mine.', ...fields }
    const said = refused(await send({ ...form, 'files.1': file }))
    expect(said).toMatchObject({ status, fields: wrong, story: form.story, filesAgain: true })
    expect(told.filter((one) => one.startsWith('open'))).toEqual([])
  })

  it('waits with everything written when too much is tried', async () => {
    refuse = { lookUp: { ok: false, problem: 'too-many-requests', retryAfterMs: 240_000 } }
    const { taken, number } = await send({ number: NUMBER, story: 'Mine.' })
    expect(taken).toMatchObject({
      status: 429,
      retryAfterMs: 240_000,
      errors: [{ field: null, message: expect.stringContaining('Wait 4 minutes') }],
    })
    expect(number).toBe(NUMBER)
  })

  it('is told when the desk has closed its inbox, and when another site sent the form', async () => {
    expect(refused(await send({ number: NUMBER, story: 'Mine.' }, { inboxes: [] }))).toMatchObject({
      status: 503,
      story: 'Mine.',
      found: true,
    })
    told = []
    const foreign = await send({ number: NUMBER, story: 'Mine.' }, { fromHere: false })
    expect(refused(foreign)).toMatchObject({ status: 403, story: 'Mine.', number: '' })
    expect(told).toEqual([])
  })
})
