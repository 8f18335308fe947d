/** Forms against an intake that remembers what it was told, and the certificate of a demo inbox. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import type { MadeFollowUp } from '#lib/follow-up/make-follow-up'
import { ensureDemoInbox } from '#lib/inboxes/demo-inbox'
import type { Inbox } from '#lib/inboxes/inbox'
import type { LocalIntake, LocalRefusal } from '#lib/intake/contract'
import { CHUNK_BYTES } from '#lib/protocol/limits'
import * as openpgp from '#lib/sealing/openpgp.node'
import { createRepeats } from './repeats.ts'
import type { Taken } from './take-form.ts'
import { takeTip } from './take-tip.ts'
import type { Completed } from './upload.ts'

/** A field of a form: text, or a file. */
export type Entry = [name: string, value: string] | [name: string, file: File]

/** What no form of a tip may be without. */
export const REQUIRED: Entry[] = [
  ['category', 'other'],
  ['now', 'ended'],
  ['story', 'It happened.\r\n<b>"Twice"</b>'],
]

/** The code that is made for who asks for one. */
export const MADE: MadeFollowUp = {
  words: ['zoo', 'zone', 'zero', 'youth', 'young', 'you', 'yellow', 'year', 'yard'],
  returnNumber: '7K3M-Q2ZZ-0123-ABCD-EFGH-JKMN',
  fields: {
    lookup: 'ab'.repeat(32),
    address: '0123456789abcdef',
    keyId: 'cd'.repeat(8),
    key: 'box',
  },
  tipKey: { address: 'tips+x@example.org', fingerprint: 'ef'.repeat(20), armored: 'the key' },
}

export const fileOf = (bytes: number, name = 'a.bin') => new File([new Uint8Array(bytes)], name)

type StoredPart = { tip: string; part: number; chunks: number[]; bytes: number | null }

export type TestForms = {
  /** What the intake was told, in order. */
  told: string[]
  /** What it refuses. */
  refuse: Partial<Record<keyof LocalIntake, LocalRefusal>>
  intake: LocalIntake
  /** The parts it holds. */
  parts(): readonly StoredPart[]
  /** What was sealed last: the message, when the tip is complete. */
  lastSealed(): string
  send(
    entries: readonly Entry[],
    more?: { fromHere?: boolean; cutAt?: number; limits?: Inbox['limits']; codes?: boolean },
  ): Promise<Taken>
}

/** Gives the forms of the test that runs: new ones for each, and a demo inbox for all. To be called once a file. */
export function formsOfTests(): () => TestForms {
  let folder: string
  let inbox: Inbox
  let forms: TestForms
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rhw-plain-'))
    inbox = await ensureDemoInbox({ dataDir: folder, openpgp })
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  beforeEach(() => {
    forms = createForms(inbox)
  })
  return () => forms
}

function createForms(inbox: Inbox): TestForms {
  const told: string[] = []
  const refuse: TestForms['refuse'] = {}
  let parts: StoredPart[] = []
  let tips = 0
  let lastSealed = ''
  const part = (tip: string, number: number) => {
    const found = parts.find((one) => one.tip === tip && one.part === number)
    if (!found) throw new Error(`There is no part ${number}.`)
    return found
  }
  const intake: LocalIntake = {
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
  const repeats = createRepeats<Completed>({
    key: randomBytes(32),
    clock: () => new Date(),
    keep: ({ ok }) => ok,
  })

  return {
    told,
    refuse,
    intake,
    parts: () => parts,
    lastSealed: () => lastSealed,
    async send(entries, more = {}) {
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
    },
  }
}

/** What the answer keeps and says when it is the form again. */
export const again = (taken: Taken) =>
  taken.kind === 'again'
    ? {
        status: taken.status,
        fields: taken.errors.map(({ field }) => field),
        values: Object.fromEntries(taken.values),
        filesAgain: taken.filesAgain,
      }
    : expect.fail('It was received.')
