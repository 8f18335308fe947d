/** Forms against an intake that remembers what it was told, and certificates that gpg made. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { MadeFollowUp } from '#lib/follow-up/make-follow-up'
import { ensureDemoInbox } from '#lib/inboxes/demo-inbox'
import type { Inbox } from '#lib/inboxes/inbox'
import type { LocalIntake, LocalRefusal } from '#lib/intake/local'
import { CHUNK_BYTES } from '#lib/protocol/limits'
import * as openpgp from '#lib/sealing/openpgp.node'
import { createRepeats } from './repeats.ts'
import type { Taken } from './take-form.ts'
import { takeTip } from './take-tip.ts'
import type { Completed } from './upload.ts'

const MB = 1024 * 1024
let folder: string
let inbox: Inbox
let refuse: Partial<Record<keyof LocalIntake, LocalRefusal>>
let told: string[]
let parts: { tip: string; part: number; chunks: number[]; bytes: number | null }[]
let intake: LocalIntake
let repeats: ReturnType<typeof createRepeats<Completed>>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rhw-plain-'))
  inbox = await ensureDemoInbox({ dataDir: folder, openpgp })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

beforeEach(() => {
  refuse = {}
  told = []
  parts = []
  let tips = 0
  const part = (tip: string, number: number) => {
    const found = parts.find((one) => one.tip === tip && one.part === number)
    if (!found) throw new Error(`There is no part ${number}.`)
    return found
  }
  intake = {
    lookUp: async () => ({ ok: true, conversation: null }),
    end: async () => ({ ok: true, ended: false }),
    async open({ source, urgent, thread }) {
      if (refuse.open) return refuse.open
      tips += 1
      told.push(`open ${source} ${urgent}`)
      if (thread) told.push(`thread ${JSON.stringify(thread)}`)
      parts.push({ tip: `t${tips}`, part: 0, chunks: [], bytes: null })
      return { ok: true, tip: `t${tips}` }
    },
    async addPart(tip, number) {
      told.push(`part ${number}`)
      parts.push({ tip, part: number, chunks: [], bytes: null })
      return { ok: true }
    },
    async putChunk(tip, number, chunk, data) {
      if (refuse.putChunk) return refuse.putChunk
      expect(chunk).toBe(part(tip, number).chunks.length)
      part(tip, number).chunks.push(data.byteLength)
      return { ok: true }
    },
    async endPart(tip, number, bytes) {
      part(tip, number).bytes = bytes
      return { ok: true }
    },
    async complete(tip, sha256s) {
      if (refuse.complete) return refuse.complete
      told.push(`complete ${tip} ${sha256s.length}`)
      return {
        ok: true,
        receipt: {
          reference: `R-${tip}`,
          received: '2026-11-22T10:00Z',
          inbox: inbox.id,
          parts: [],
          key: '',
          signature: '',
        },
      }
    },
    async abandon(tip) {
      told.push(`abandon ${tip}`)
      parts = parts.filter((one) => one.tip !== tip)
    },
  }
  repeats = createRepeats<Completed>({
    key: randomBytes(32),
    clock: () => new Date(),
    keep: ({ ok }) => ok,
  })
})

type Entry = [name: string, value: string] | [name: string, file: File]
const required: Entry[] = [
  ['category', 'other'],
  ['now', 'ended'],
  ['story', 'It happened.\r\n<b>"Twice"</b>'],
]
const WORDS = ['zoo', 'zone', 'zero', 'youth', 'young', 'you', 'yellow', 'year', 'yard']
const MADE: MadeFollowUp = {
  words: WORDS,
  returnNumber: '7K3M-Q2ZZ-0123-ABCD-EFGH-JKMN',
  fields: {
    lookup: 'ab'.repeat(32),
    address: '0123456789abcdef',
    keyId: 'cd'.repeat(8),
    key: 'box',
  },
  tipKey: { address: 'tips+x@example.org', fingerprint: 'ef'.repeat(20), armored: 'the key' },
}
const fileOf = (bytes: number, name = 'a.bin') => new File([new Uint8Array(bytes)], name)

/** What was sealed last: the message, when the tip is complete. */
let lastSealed = ''

async function send(
  entries: Entry[],
  more: { fromHere?: boolean; cutAt?: number; limits?: Inbox['limits']; codes?: boolean } = {},
): Promise<Taken> {
  const form = new FormData()
  for (const [name, value] of entries) {
    if (typeof value === 'string') form.append(name, value)
    else form.append(name, value)
  }
  const request = new Request('http://localhost/', { method: 'POST', body: form })
  const bytes = Buffer.from(await request.arrayBuffer()).subarray(0, more.cutAt)
  return takeTip(
    {
      body: Readable.from([bytes]),
      headers: { 'content-type': request.headers.get('content-type') ?? '' },
      source: '203.0.113.7',
      fromHere: more.fromHere ?? true,
    },
    {
      inboxes: [{ ...inbox, limits: more.limits ?? null, partners: ['CERT'] }],
      openpgp,
      repeats,
      intake,
      language: 'en',
      signTitles: {},
      makeFollowUp: more.codes ? async () => MADE : null,
      clock: () => new Date(),
      randomBytes,
      onError: (error) => told.push(`error ${error}`),
      // What is sealed is tested with gpg in server/plain.test.ts.
      seal: async function* (_recipients, content) {
        for await (const piece of content) {
          lastSealed = Buffer.from(piece).toString()
          yield createHash('sha512').update(piece).digest()
        }
        yield Buffer.alloc(2 * CHUNK_BYTES)
      },
    },
  )
}
/** What the answer keeps and says when it is the form again. */
const again = (taken: Taken) =>
  taken.kind === 'again'
    ? {
        status: taken.status,
        fields: taken.errors.map(({ field }) => field),
        values: Object.fromEntries(taken.values),
        filesAgain: taken.filesAgain,
      }
    : expect.fail('It was received.')

describe('a form without scripts', () => {
  it('becomes a tip: files first, each in whole chunks, the message last', async () => {
    const taken = await send([
      ...required,
      ['files.0', fileOf(5)],
      ['note.0', 'late note'],
      ['files.1', fileOf(0, '')],
      ['files.2', fileOf(7)],
    ])
    expect(taken).toMatchObject({ kind: 'received', receipt: { reference: 'R-t1' } })
    expect(told).toEqual(['open 203.0.113.7 false', 'part 1', 'part 2', 'complete t1 3'])
    expect(parts.map(({ part, bytes }) => [part, bytes])).toEqual([
      [0, 2 * CHUNK_BYTES + 64],
      [1, 2 * CHUNK_BYTES + 64],
      [2, 2 * CHUNK_BYTES + 64],
    ])
    expect(parts.map(({ chunks }) => chunks)).toEqual(
      Array.from({ length: 3 }, () => [CHUNK_BYTES, CHUNK_BYTES, 64]),
    )
  })

  it('tells files of one name apart', async () => {
    const twice = (): [string, File][] => [['files.0', fileOf(5)]]
    await send([...required, ...twice(), ...twice()])
    const json = /\n\n([A-Za-z0-9+/=\r\n]+)\r?\n--/g
    const decoded = Array.from(lastSealed.replaceAll('\r', '').matchAll(json), ([, text = '']) =>
      Buffer.from(text, 'base64').toString(),
    ).join()
    expect(decoded).toContain('"name": "a.bin"')
    expect(decoded).toContain('"name": "a (2).bin"')
  })

  it('without files needs no part but the message', async () => {
    expect((await send(required)).kind).toBe('received')
    expect(told).toEqual(['open 203.0.113.7 false', 'complete t1 1'])
  })

  it('that is wrong is given back with every word, and nothing is begun', async () => {
    const taken = await send([
      ['category', 'other'],
      ['story', '\r\nLine two\r\n</textarea><script>'],
      ['firstNoticed', 'soon'],
      ['signs', 'one'],
      ['signs', 'two'],
      ['files.0', fileOf(200_000)],
    ])
    expect(again(taken)).toEqual({
      status: 422,
      fields: ['now', 'firstNoticed'],
      values: {
        category: ['other'],
        story: ['\nLine two\n</textarea><script>'],
        firstNoticed: ['soon'],
        signs: ['one', 'two'],
      },
      filesAgain: true,
    })
    expect(told).toEqual([])
  })

  it('of a person who filled the trap by accident is given back, not lost', async () => {
    const taken = again(await send([...required, ['homepage', 'me']]))
    expect(taken).toMatchObject({ status: 422, fields: ['homepage'] })
    expect(taken.values.story).toHaveLength(1)
    expect(told).toEqual([])
  })

  it.each<[string, Entry[], (string | null)[]]>([
    ['an unknown field', [['surprise', 'x']], [null]],
    ['an unknown partner', [['partners', 'Nobody']], ['partners']],
    ['text that is too long', [['note.1', 'n'.repeat(501)]], ['note.1']],
    ['text of enormous length', [['demand', 'd'.repeat(300_000)]], ['demand', 'demand']],
  ])('is refused for %s', async (_what, entries, fields) => {
    expect(again(await send([...required, ...entries])).fields).toEqual(fields)
    expect(told).toEqual([])
  })

  it('takes an empty unknown field and a known partner', async () => {
    const entries: Entry[] = [
      ['surprise', ''],
      ['partners', 'CERT'],
    ]
    expect((await send([...required, ...entries])).kind).toBe('received')
  })

  it('whose text comes after its files is given back', async () => {
    const taken = again(await send([...required, ['files', fileOf(3)], ['names', 'Late']]))
    expect(taken).toMatchObject({ status: 422, fields: [null], values: { names: ['Late'] } })
    expect(told.at(-1)).toBe('abandon t1')
  })

  it('whose late note is too long is given back', async () => {
    const note: Entry = ['note.0', 'n'.repeat(501)]
    expect(again(await send([...required, ['files.0', fileOf(3)], note])).fields).toEqual([
      'note.0',
    ])
    expect(told.at(-1)).toBe('abandon t1')
  })

  it('with too many bytes is given back, and what was stored is forgotten', async () => {
    const limits = { files: 20, bytes: MB }
    const files: Entry[] = [
      ['files.0', fileOf(MB)],
      ['files.1', fileOf(1)],
    ]
    const taken = again(await send([...required, ...files], { limits }))
    expect(taken).toMatchObject({ status: 413, fields: ['files.1'], filesAgain: true })
    expect(told.at(-1)).toBe('abandon t1')
    expect(parts).toEqual([])
    expect((await send([...required, ['files.0', fileOf(MB)]], { limits })).kind).toBe('received')
  })

  it('with too many files is given back', async () => {
    const files = Array.from({ length: 3 }, (): Entry => ['files.0', fileOf(1)])
    const taken = await send([...required, ...files], { limits: { files: 2, bytes: MB } })
    expect(again(taken)).toMatchObject({ status: 413, fields: ['files.0'] })
    expect(parts).toEqual([])
  })

  it('that breaks off leaves nothing', async () => {
    const taken = await send([...required, ['files.0', fileOf(500_000)]], { cutAt: 100_000 })
    expect(again(taken)).toMatchObject({ status: 400, filesAgain: true })
    expect(told).toEqual(['open 203.0.113.7 false', 'part 1', 'abandon t1'])
    expect(parts).toEqual([])
  })

  it('from another site is given back', async () => {
    expect(again(await send(required, { fromHere: false }))).toMatchObject({
      status: 403,
      values: { category: ['other'] },
    })
    expect(told).toEqual([])
  })

  it.each<[keyof LocalIntake, LocalRefusal, number]>([
    ['open', { ok: false, problem: 'too-many-requests', retryAfterMs: 90_000 }, 429],
    ['open', { ok: false, problem: 'storage-unavailable' }, 503],
    ['putChunk', { ok: false, problem: 'storage-unavailable' }, 503],
    ['complete', { ok: false, problem: 'internal-error' }, 503],
  ])('is kept when the intake refuses at %s', async (step, refusal, status) => {
    refuse[step] = refusal
    const taken = await send([...required, ['files.0', fileOf(3)]])
    expect(again(taken)).toMatchObject({ status, values: { now: ['ended'] } })
    expect(taken).toMatchObject({ retryAfterMs: refusal.retryAfterMs ?? 60_000 })
    expect(parts).toEqual([])
    refuse = {}
    expect((await send([...required, ['files.0', fileOf(3)]])).kind).toBe('received')
  })
})

describe('a form that meets a fault of ours', () => {
  it('is given back with every word, and nothing of it stays', async () => {
    intake.endPart = () => Promise.reject(new Error('disk'))
    const taken = again(await send([...required, ['files.0', fileOf(3)]]))
    expect(taken).toMatchObject({ status: 503, filesAgain: true, values: { now: ['ended'] } })
    expect(told.slice(-2)).toEqual(['abandon t1', 'error Error: disk'])
  })
})

describe('a form that is sent twice', () => {
  const withFile: Entry[] = [...required, ['files.0', fileOf(3)]]

  it('gives the same receipt, and the second tip is forgotten', async () => {
    const [first, second] = [await send(withFile), await send(withFile)]
    expect(second).toEqual(first)
    expect(told.filter((one) => !one.startsWith('part'))).toEqual([
      'open 203.0.113.7 false',
      'complete t1 2',
      'open 203.0.113.7 false',
      'abandon t2',
    ])
  })

  it('at the same time is completed once', async () => {
    const both = await Promise.all([send(withFile), send(withFile), send(required), send(required)])
    expect(both[0]).toEqual(both[1])
    expect(both[2]).toEqual(both[3])
    expect(told.filter((one) => one.startsWith('complete'))).toHaveLength(2)
  })

  it('with another word or another file is another tip', async () => {
    const others: Entry[][] = [
      required,
      [...required, ['names', 'x']],
      withFile,
      [...required, ['files.0', fileOf(4)]],
      [...required, ['files.0', fileOf(3, 'b.bin')]],
    ]
    const references = new Set<string>()
    for (const entries of others) {
      const taken = await send(entries)
      if (taken.kind === 'received') references.add(taken.receipt.reference)
    }
    expect(references.size).toBe(others.length)
  })
})

describe('a code to come back with', () => {
  const asking: Entry[] = [...required, ['wayBack', 'yes']]

  it('is made when the tip is begun, and held until it was shown', async () => {
    const taken = await send([...asking, ['files.0', fileOf(3)]], { codes: true })
    if (taken.kind !== 'received') return expect.fail('It was not received.')
    expect(told.filter((one) => one.startsWith('thread'))).toEqual([
      `thread ${JSON.stringify({ followUp: MADE.fields })}`,
    ])
    const { returnNumber } = MADE
    expect(taken.wayBack?.look()).toEqual({ words: WORDS, returnNumber })
    taken.wayBack?.forget()
    expect(taken.wayBack?.look()).toBeNull()
  })

  it('that was shown is not shown again to who sends the same form again', async () => {
    const [first, second] = [
      await send(asking, { codes: true }),
      await send(asking, { codes: true }),
    ]
    if (first.kind !== 'received' || second.kind !== 'received') return expect.fail('Not received.')
    expect(second.receipt).toEqual(first.receipt)
    first.wayBack?.forget()
    expect(second.wayBack?.look()).toBeNull()
  })

  it('is made for nobody who did not ask, and promised to nobody without a way back', async () => {
    const without = await send(required, { codes: true })
    expect(without).toMatchObject({ kind: 'received', wayBack: null })
    expect(told.filter((one) => one.startsWith('thread'))).toEqual([])
    expect(again(await send(asking))).toMatchObject({ status: 422, fields: ['wayBack'] })
  })
})
