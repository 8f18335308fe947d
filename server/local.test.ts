/** The inner door, for tips that the server seals while they arrive: sizes at the end, no proof, its own share. */
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { LocalIntake } from '#lib/intake/contract'
import {
  KEY_ID,
  LIMITS,
  sealedTo,
  sha256,
  startTestServer,
  type TestServer,
} from './api.fixture.ts'

let server: TestServer
afterEach(async () => {
  expect(server.errors).toEqual([])
  await server.close()
})

const CHUNK = LIMITS.chunkBytes
const begin = (source: string | null = null) =>
  server.intake.local.open({ inbox: 'desk', urgent: false, source })

async function opened(source: string | null = null): Promise<string> {
  const tip = await begin(source)
  if (!tip.ok) throw new Error(tip.problem)
  return tip.tip
}

/** Stores a part chunk by chunk and ends it. */
async function store(local: LocalIntake, tip: string, part: number, bytes: Buffer) {
  expect(await local.addPart(tip, part)).toEqual({ ok: true })
  for (let chunk = 0; chunk * CHUNK < bytes.byteLength; chunk += 1) {
    const data = bytes.subarray(chunk * CHUNK, (chunk + 1) * CHUNK)
    expect(await local.putChunk(tip, part, chunk, data)).toEqual({ ok: true })
  }
  expect(await local.endPart(tip, part, bytes.byteLength)).toEqual({ ok: true })
}

describe('a tip whose sizes are known only at the end', () => {
  it('is received like any other', async () => {
    server = await startTestServer({ rateLimits: true, powCost: 10 })
    const { local } = server.intake
    const [message, file] = [sealedTo(KEY_ID, 2_500), sealedTo(KEY_ID, 1_024)]
    const tip = await opened('192.0.2.1')
    await store(local, tip, 1, file)
    await store(local, tip, 0, message)
    const done = await local.complete(tip, [sha256(message), sha256(file)])
    expect(done).toMatchObject({
      ok: true,
      receipt: { inbox: 'desk', parts: [{ bytes: 2_500 }, { bytes: 1_024 }] },
    })
    expect(server.received).toHaveLength(1)
    expect(await server.intake.standing()).toMatchObject({ tips: 0, bytes: 0 })
    expect(await local.complete(tip, [])).toEqual({ ok: false, problem: 'unknown-tip' })
  })

  it('is refused when it is not sealed, or its hashes are others', async () => {
    server = await startTestServer()
    const { local } = server.intake
    const [tip, plain] = [await opened(), await opened()]
    const message = sealedTo(KEY_ID, 300)
    await store(local, tip, 0, message)
    const wrong = await local.complete(tip, [sha256(Buffer.alloc(1))])
    expect(wrong).toEqual({ ok: false, problem: 'hash-mismatch' })
    expect(await local.complete(tip, [])).toEqual({ ok: false, problem: 'invalid-values' })
    await store(local, plain, 0, Buffer.alloc(300, 65))
    const clear = await local.complete(plain, [sha256(Buffer.alloc(300, 65))])
    expect(clear).toEqual({ ok: false, problem: 'not-sealed' })
  })

  it('keeps to the limits of its inbox, to the order of chunks, and to what was stored', async () => {
    server = await startTestServer()
    const { local } = server.intake
    const tip = await opened()
    const chunk = Buffer.alloc(CHUNK)
    expect(await local.addPart(tip, 2)).toMatchObject({ problem: 'invalid-values' })
    expect(await local.putChunk(tip, 1, 0, chunk)).toMatchObject({ problem: 'unknown-tip' })
    expect(await local.putChunk(tip, 0, 1, chunk)).toMatchObject({ problem: 'chunk-out-of-range' })
    expect(await local.putChunk(tip, 0, 0, Buffer.alloc(CHUNK + 1))).toMatchObject({
      problem: 'chunk-out-of-range',
    })
    for (let at = 0; at < 4; at += 1) {
      expect(await local.putChunk(tip, 0, at, chunk)).toEqual({ ok: true })
    }
    expect(await local.putChunk(tip, 0, 4, chunk)).toMatchObject({ problem: 'too-large' })
    expect(await local.endPart(tip, 0, 1)).toMatchObject({ problem: 'invalid-values' })
    expect(await local.addPart(tip, 1)).toEqual({ ok: true })
    expect(await local.addPart(tip, 2)).toEqual({ ok: true })
    expect(await local.addPart(tip, 3)).toMatchObject({ problem: 'invalid-values' })
    expect(await local.open({ inbox: 'x', urgent: false, source: null })).toMatchObject({
      problem: 'unknown-inbox',
    })
  })

  it('leaves nothing when its sender goes away', async () => {
    server = await startTestServer()
    const { local } = server.intake
    const tip = await opened()
    await local.putChunk(tip, 0, 0, Buffer.alloc(CHUNK))
    await local.abandon(tip)
    await local.abandon(tip)
    expect(await server.intake.standing()).toMatchObject({ tips: 0, bytes: 0 })
    expect(await server.store.tips.halfOpenTotals()).toEqual({ tips: 0, bytes: 0 })
    expect(await local.putChunk(tip, 0, 1, Buffer.alloc(1))).toMatchObject({
      problem: 'unknown-tip',
    })
  })

  it('cannot be reached from outside', async () => {
    server = await startTestServer()
    const tip = await opened()
    const answer = await fetch(`${server.origin}/api/tips/${tip}`, {
      headers: { Authorization: `Bearer ${'A'.repeat(43)}` },
    })
    expect(answer.status).toBe(404)
  })
})

describe('a flood of tips without proof', () => {
  it('slows everybody and lets somebody else pass before whoever floods', async () => {
    const rates = {
      localOpenings: { burst: 2, perHour: 1 },
      localSite: { burst: 4, perHour: 36_000 },
    }
    server = await startTestServer({ rateLimits: true, rates, clock: () => new Date() })
    const order: string[] = []
    const ask = async (source: string) => {
      const tip = await begin(source)
      if (!tip.ok) throw new Error(tip.problem)
      order.push(source)
      await server.intake.local.abandon(tip.tip)
    }
    const flood = Array.from({ length: 12 }, () => ask('192.0.2.1'))
    await Promise.all(flood.slice(0, 4))
    await Promise.all([...flood, ask('192.0.2.2')])
    expect(order).toHaveLength(13)
    expect(order.indexOf('192.0.2.2')).toBeLessThan(12)
    expect(order.slice(-3)).toEqual(Array(3).fill('192.0.2.1'))
  })

  it('lets twenty tips from one office pass at once', async () => {
    server = await startTestServer({ rateLimits: true })
    for (let tips = 0; tips < 20; tips += 1) {
      const tip = await opened('192.0.2.1')
      const message = sealedTo(KEY_ID, 300)
      await store(server.intake.local, tip, 0, message)
      const done = await server.intake.local.complete(tip, [sha256(message)])
      expect(done.ok).toBe(true)
    }
  })

  it('of tips that come to a stop gives their places to others', async () => {
    server = await startTestServer({ rateLimits: true })
    const { local } = server.intake
    const stopped = await opened('192.0.2.1')
    for (let tips = 1; tips < 16; tips += 1) await opened('192.0.2.1')
    expect(await begin('192.0.2.1')).toEqual({
      ok: false,
      problem: 'too-much-half-open',
      retryAfterMs: 15_000,
    })
    await opened('192.0.2.2')
    server.time.now = new Date(server.time.now.getTime() + 15_000)
    await opened('192.0.2.1')
    expect(await local.addPart(stopped, 1)).toMatchObject({ problem: 'unknown-tip' })
  })

  it('takes no place from one that waits for its share of the bytes', async () => {
    const localBytes = { burst: CHUNK, perHour: CHUNK * 10 * 3_600 }
    server = await startTestServer({ rateLimits: true, rates: { localBytes } })
    const { local } = server.intake
    const waiting = await opened('192.0.2.1')
    const idle = await opened('192.0.2.1')
    for (let tips = 2; tips < 16; tips += 1) await opened('192.0.2.1')
    const other = await opened('192.0.2.2')
    expect(await local.putChunk(other, 0, 0, Buffer.alloc(CHUNK))).toEqual({ ok: true })
    const stored = local.putChunk(waiting, 0, 0, Buffer.alloc(CHUNK))
    await wait(50)
    server.time.now = new Date(server.time.now.getTime() + 15_000)
    await opened('192.0.2.1')
    expect(await stored).toEqual({ ok: true })
    expect(await local.addPart(idle, 1)).toMatchObject({ problem: 'unknown-tip' })
  })

  it('finds no room on a full disk, and is told so', async () => {
    const space = { free: 1, total: 100 * 1024 ** 3 }
    server = await startTestServer({ diskSpace: async () => space })
    expect(await begin()).toEqual({
      ok: false,
      problem: 'storage-unavailable',
      retryAfterMs: 300_000,
    })
  })
})
