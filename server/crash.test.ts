/**
 * The server is killed with SIGKILL at random moments while tips come in. Set CRASH_SEED to repeat
 * a run's moments.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDelivery } from '#lib/delivery/delivery'
import { maildirTransport } from '#lib/delivery/maildir'
import { ensureDemoInbox } from '#lib/inboxes/demo-inbox'
import type { Inbox } from '#lib/inboxes/inbox'
import { chunkRange } from '#lib/protocol/chunks'
import { CHUNK_BYTES } from '#lib/protocol/limits'
import { type Receipt, receiptSchema } from '#lib/protocol/shapes'
import * as openpgp from '#lib/sealing/openpgp.node'
import { openSqliteStore } from '#lib/store/sqlite'
import { listTips } from '#scripts/inbox/mails'
import { type ApiServer, startApiServer } from './api-server.fixture.ts'
import { partsOf } from './sealed-mail.fixture.ts'

const TIPS = 200
const SENDERS = 6
/** A life of the server ends after at most so many answers, so that a slow machine gets on as well… */
const ANSWERS_MAX = 80
/** …and at most so many milliseconds later, in the middle of others. */
const DELAY_MS = 25

const seed = Number(process.env.CRASH_SEED ?? randomInt(2 ** 31))
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')

/** Mulberry32: a small generator that gives the same numbers for the same seed. */
function seeded(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Answered = { tip: string; token: string; sealed: Uint8Array; receipt: Receipt }

let dataDir: string
let inbox: Inbox
let server: ApiServer
/** Answers of the present life. */
let answers = 0

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rhw-crash-'))
  inbox = await ensureDemoInbox({ dataDir, openpgp })
})
afterAll(async () => {
  await server?.kill()
  await rm(dataDir, { recursive: true, force: true })
})

/** A request; null when the server was killed before its answer came. */
async function call(method: string, path: string, token: string, body: BodyInit | null) {
  const headers: Record<string, string> = { Authorization: `Bearer ${token}` }
  headers['Content-Type'] =
    typeof body === 'string' ? 'application/json' : 'application/octet-stream'
  try {
    const response = await fetch(server.origin + path, { method, headers, body })
    const answer = { status: response.status, text: await response.text() }
    answers += 1
    return answer
  } catch {
    await wait(20)
    return null
  }
}

/** Sends one tip as a patient sender does: asks again for whatever was not answered. */
async function sendTip(sealed: Uint8Array<ArrayBuffer>): Promise<Answered> {
  let opened: { tip: string; token: string } | null = null
  while (opened === null) {
    const body = JSON.stringify({ inbox: 'demo', parts: [{ bytes: sealed.length }], proof: null })
    const answer = await call('POST', '/api/tips', '', body)
    if (answer?.status === 201) opened = JSON.parse(answer.text)
  }
  const { tip, token } = opened
  for (let chunk = 0, stored = 0; ; chunk += 1, stored = 0) {
    const range = chunkRange(sealed.length, CHUNK_BYTES, chunk)
    if (range === null) break
    while (stored !== 204) {
      const data = sealed.subarray(range.start, range.end)
      const answer = await call('PUT', `/api/tips/${tip}/parts/0/chunks/${chunk}`, token, data)
      stored = answer?.status ?? 0
      if (answer !== null && stored !== 204) throw new Error(answer.text)
    }
  }
  for (;;) {
    const body = JSON.stringify({ parts: [{ sha256: sha256(sealed) }] })
    const answer = await call('POST', `/api/tips/${tip}/complete`, token, body)
    if (answer?.status === 201) {
      return { tip, token, sealed, receipt: receiptSchema.parse(JSON.parse(answer.text)) }
    }
    if (answer !== null && answer.status !== 202) throw new Error(answer.text)
  }
}

/** A sealed message of at least `bytes`. Its end is replaced later, to make many different ones of it. */
async function seal(bytes: number): Promise<Uint8Array> {
  const message = await openpgp.createMessage({ binary: randomBytes(bytes) })
  const encryptionKeys = await openpgp.readKeys({
    armoredKeys: inbox.certificates[0]?.armored ?? '',
  })
  return openpgp.encrypt({ message, encryptionKeys, format: 'binary' })
}

function another(sealed: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(sealed)
  copy.set(randomBytes(64), copy.length - 64)
  return copy
}

/** The sealed bytes of an armoured part. */
function dearmored(armored: Uint8Array): Buffer {
  const lines = Buffer.from(armored).toString().split('\n')
  const base64 = lines.filter((line) => line !== '' && !/^[-=]/.test(line)).join('')
  return Buffer.from(base64, 'base64')
}

describe('a server that is killed while tips come in', () => {
  it('has every tip it answered 201, whole, and each once in the Maildir', async () => {
    console.log(`CRASH_SEED=${seed}`)
    const chance = seeded(seed)
    const models = [await seal(65_000), await seal(65_000), await seal(1_400_000)]
    const waiting = Array.from({ length: TIPS }, (_, tip) =>
      another(models[tip % 10 === 9 ? 2 : tip % 2] ?? new Uint8Array()),
    )

    const start = () =>
      startApiServer(dataDir, { POW_COST: '0', RATE_LIMITS: 'off', LOG_LEVEL: 'warn' })
    server = await start()
    let sending = true
    let kills = 0
    const answered: Answered[] = []
    const senders = Promise.all(
      Array.from({ length: SENDERS }, async () => {
        for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
          answered.push(await sendTip(next))
        }
      }),
    ).finally(() => {
      sending = false
    })
    while (sending) {
      const enough = 1 + Math.floor(chance() * ANSWERS_MAX)
      while (sending && answers < enough) await wait(2)
      await wait(chance() * DELAY_MS)
      await server.kill()
      kills += 1
      expect(server.output().trim()).toMatch(/^listening \d+$/)
      answers = 0
      server = await start()
    }
    await senders
    await server.kill()

    expect(answered).toHaveLength(TIPS)
    expect(kills).toBeGreaterThan(3)
    const store = await openSqliteStore({ file: join(dataDir, 'store.sqlite') })
    try {
      // What the last life had leased is due again a minute from now; nobody need wait for it here.
      await createDelivery({
        store: store.delivery,
        transports: [maildirTransport({ root: join(dataDir, 'maildir') })],
        siteUrl: 'http://localhost:3000',
        capabilitySecret: () => Promise.reject(new Error('nothing goes by link here')),
        inboxes: [inbox],
        from: 'tips@localhost.invalid',
        retentionDays: 14,
        clock: () => new Date(Date.now() + 60_000),
        randomBytes,
        log: (event) => expect.fail(JSON.stringify(event)),
      }).runOnce()
      for (const { tip, token, sealed, receipt } of answered) {
        const found = await store.tips.find(tip, sha256(token))
        expect(found).toMatchObject({ state: 'received', receipt })
        const chunks: Uint8Array[] = []
        for await (const chunk of store.tips.readPart(tip, 0)) chunks.push(chunk)
        expect(sha256(Buffer.concat(chunks))).toBe(sha256(sealed))
      }
      expect((await store.delivery.pendingDeliveries()).count).toBe(0)
    } finally {
      await store.close()
    }

    const mails = await listTips(join(dataDir, 'maildir'))
    const references = (list: { reference: string }[]) => list.map((one) => one.reference).sort()
    expect(references(mails)).toEqual(references(answered.map(({ receipt }) => receipt)))
    const sealedBy = new Map(answered.map((one) => [one.receipt.reference, sha256(one.sealed)]))
    for (const mail of mails) {
      const [message = Buffer.alloc(0)] = await partsOf(mail)
      expect(sha256(dearmored(message))).toBe(sealedBy.get(mail.reference))
      expect((await readFile(mail.path)).subarray(-3).toString()).toBe('--\n')
    }
  }, 300_000)
})
