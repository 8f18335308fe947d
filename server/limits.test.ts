/** Proof of work, limits per source, and expiry, through real HTTP. */
import { randomBytes } from 'node:crypto'
import { type Challenge, solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { afterEach, describe, expect, it } from 'vitest'
import type { Intake } from '#lib/intake/contract'
import { KEY_ID, sealedTo, startTestServer, type TestServer } from './api.fixture.ts'

let server: TestServer
afterEach(async () => {
  expect(server.errors).toEqual([])
  await server.close()
})

const post = (body: object) =>
  fetch(`${server.origin}/api/tips`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
const openWith = (proof: unknown) => post({ inbox: 'desk', parts: [{ bytes: 300 }], proof })

async function outcome(answer: Promise<Response>): Promise<string> {
  const got = await answer
  const body = await got.json()
  return got.ok ? String(got.status) : `${got.status} ${body.type} ${body.detail}`
}

async function solved(): Promise<{ challenge: Challenge; solution: object }> {
  const challenge = (await (await fetch(`${server.origin}/api/challenge`)).json()) as Challenge
  const solution = await solveChallenge({ challenge, deriveKey })
  if (solution === null) throw new Error('The challenge was not solved.')
  return { challenge, solution }
}

describe('proof of work', () => {
  it('is not asked for when it is off, and then refused', async () => {
    server = await startTestServer({ powCost: 0 })
    expect(await (await fetch(`${server.origin}/api/challenge`)).json()).toEqual({ off: true })
    expect(await outcome(openWith(null))).toBe('201')
    expect(await outcome(openWith({ challenge: {}, solution: {} }))).toContain('422')
  })

  it('opens one tip with one proof', async () => {
    server = await startTestServer({ powCost: 10 })
    server.time.now = new Date()
    const proof = await solved()
    const twice = await Promise.all([outcome(openWith(proof)), outcome(openWith(proof))])
    expect(twice.sort()).toEqual(['201', expect.stringContaining('403 /problems/proof-refused')])
    expect(await outcome(openWith(proof))).toContain('used before')
  })

  it('refuses no proof, a foreign one, a changed one and an expired one', async () => {
    server = await startTestServer({ powCost: 10 })
    server.time.now = new Date()
    const { challenge, solution } = await solved()
    const { parameters } = challenge
    const refused = (detail: string) =>
      expect.stringMatching(new RegExp(`403 /problems/proof-refused .*${detail}`))
    expect(await outcome(openWith(null))).toEqual(refused('needed'))
    expect(await outcome(post({ inbox: 'desk', parts: [{ bytes: 300 }] }))).toEqual(
      refused('needed'),
    )
    expect(await outcome(openWith({ challenge: {}, solution: {} }))).toEqual(refused('form'))
    const deep = { challenge: { ...challenge, parameters: { ...parameters, data: {} } }, solution }
    expect(await outcome(openWith(deep))).toEqual(refused('form'))
    const cheaper = { ...challenge, parameters: { ...parameters, cost: 1 } }
    expect(await outcome(openWith({ challenge: cheaper, solution }))).toEqual(refused('wrong'))
    const wrong = { ...solution, derivedKey: '00'.repeat(32) }
    expect(await outcome(openWith({ challenge, solution: wrong }))).toEqual(refused('wrong'))
    server.time.now = new Date(Date.now() + 21 * 60_000)
    expect(await outcome(openWith({ challenge, solution }))).toEqual(refused('expired'))
    server.time.now = new Date()
    expect(await outcome(openWith({ challenge, solution }))).toBe('201')
  })

  it('keeps its secret over a restart, so that a challenge given before still counts', async () => {
    const first = await startTestServer({ powCost: 10 })
    first.time.now = new Date()
    server = first
    const proof = await solved()
    server = await startTestServer({ powCost: 10, store: first.store })
    server.time.now = new Date()
    expect(await outcome(openWith(proof))).toBe('201')
    await server.close()
    server = first
  })
})

describe('limits per source', () => {
  const from = (intake: Intake, source: string | null) =>
    intake.handle(
      new Request('http://localhost/api/tips', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ inbox: 'desk', parts: [{ bytes: 300 }], proof: null }),
      }),
      { source },
    )

  it('let twenty honest tips an hour pass, hour after hour', async () => {
    server = await startTestServer({ rateLimits: true })
    const part = sealedTo(KEY_ID, 300)
    for (let hour = 0; hour < 3; hour += 1) {
      for (let tips = 0; tips < 20; tips += 1) {
        const tip = await server.open([part])
        await server.sendAll(tip, [part])
        expect((await server.complete(tip, [part])).status).toBe(201)
      }
      server.time.now = new Date(server.time.now.getTime() + 3_600_000)
    }
  })

  const rates = {
    openings: { burst: 60, perHour: 60 },
    requests: { burst: 3, perHour: 3600 },
  }

  it('stop a flood with 429 and Retry-After, and leave others alone', async () => {
    server = await startTestServer({ rateLimits: true, rates })
    const { intake } = server
    const statuses: number[] = []
    for (let times = 0; times < 61; times += 1) {
      statuses.push((await from(intake, '192.0.2.1')).status)
    }
    expect(statuses.filter((status) => status === 201)).toHaveLength(60)
    const refused = await from(intake, '192.0.2.1')
    expect(refused.status).toBe(429)
    const seconds = Number(refused.headers.get('retry-after'))
    expect(seconds).toBe(60)
    expect((await from(intake, '::ffff:192.0.2.1')).status).toBe(429)
    expect((await from(intake, '192.0.2.2')).status).toBe(201)
    server.time.now = new Date(server.time.now.getTime() + seconds * 1000)
    expect((await from(intake, '192.0.2.1')).status).toBe(201)
  })

  it('leave an open tip the calls it needs, when somebody of the same source used up all others', async () => {
    server = await startTestServer({ rateLimits: true, rates })
    const part = sealedTo(KEY_ID, 4096)
    const tip = await server.open([part])
    const ask = () => fetch(`${server.origin}/api/inboxes`)
    while ((await ask()).status !== 429);
    await server.sendAll(tip, [part])
    expect((await server.complete(tip, [part])).status).toBe(201)
    const state = async () => (await server.call(tip, 'GET', '')).status
    expect([(await ask()).status, await state()]).toEqual([429, 429])
    const second = await server.open([part])
    const statuses: number[] = []
    for (let times = 0; times < 30; times += 1) {
      statuses.push((await server.call(second, 'GET', '')).status)
    }
    expect(statuses.lastIndexOf(200)).toBe(2 * 4 + 20 - 1)
    expect(statuses.at(-1)).toBe(429)
  })

  it('do not count senders whose address is unknown, nor anybody when they are off', async () => {
    server = await startTestServer({ rateLimits: false })
    for (let times = 0; times < 150; times += 1) {
      expect((await from(server.intake, '192.0.2.1')).status).toBe(201)
    }
  })

  it('stop a flood of any calls', async () => {
    server = await startTestServer({ rateLimits: true })
    const ask = () =>
      server.intake.handle(new Request('http://localhost/api/inboxes'), { source: '192.0.2.1' })
    for (let times = 0; times < 1200; times += 1) expect((await ask()).status).toBe(200)
    expect((await ask()).status).toBe(429)
    const health = new Request('http://localhost/healthz')
    expect((await server.intake.handle(health, { source: '192.0.2.1' })).status).toBe(200)
  })
})

describe('expiry', () => {
  it('comes 72 hours after the last chunk, and is told', async () => {
    server = await startTestServer()
    const part = sealedTo(KEY_ID, 2048)
    const tip = await server.open([part])
    const put = (chunk: number) =>
      server.call(
        tip,
        'PUT',
        `/parts/0/chunks/${chunk}`,
        part.subarray(chunk * 1024, (chunk + 1) * 1024),
      )
    server.time.now = new Date('2026-11-25T10:59:59Z')
    await server.intake.sweep()
    expect((await put(0)).status).toBe(204)
    server.time.now = new Date('2026-11-28T10:59:59Z')
    await server.intake.sweep()
    expect(await (await server.call(tip, 'GET', '')).json()).toMatchObject({ state: 'open' })
    server.time.now = new Date('2026-11-28T11:00:00Z')
    await server.intake.sweep()
    expect(await (await server.call(tip, 'GET', '')).json()).toEqual({
      state: 'expired',
      parts: [{ bytes: 2048, chunks: [] }],
    })
    expect(await outcome(put(1))).toContain('404 /problems/tip-expired')
    expect(await outcome(server.complete(tip, [part]))).toContain('404 /problems/tip-expired')
    server.time.now = new Date('2026-12-24T11:00:00Z')
    await server.intake.sweep()
    expect(await outcome(server.call(tip, 'GET', ''))).toContain('404 /problems/unknown-tip')
  })

  it('is not put off by sending the same chunk again', async () => {
    server = await startTestServer()
    const part = sealedTo(KEY_ID, 2048)
    const tip = await server.open([part])
    const put = () => server.call(tip, 'PUT', '/parts/0/chunks/0', part.subarray(0, 1024))
    expect((await put()).status).toBe(204)
    server.time.now = new Date('2026-11-25T10:00:00Z')
    expect((await put()).status).toBe(204)
    server.time.now = new Date('2026-11-25T11:00:00Z')
    await server.intake.sweep()
    expect(await (await server.call(tip, 'GET', '')).json()).toMatchObject({ state: 'expired' })
  })

  it('is told to a sender whose tip expires while it is checked', async () => {
    server = await startTestServer()
    const part = sealedTo(KEY_ID, 2048)
    const tip = await server.open([part])
    await server.sendAll(tip, [part])
    const { readPart } = server.store.tips
    server.store.tips.readPart = async function* (id, number) {
      for await (const chunk of readPart(id, number)) {
        yield chunk
        server.time.now = new Date('2026-11-25T11:00:00Z')
        await server.intake.sweep()
      }
    }
    const told = await outcome(server.complete(tip, [part]))
    expect(told).toContain('404 /problems/tip-expired')
    expect(server.errors).toEqual([])
  })

  it('never touches a received tip', async () => {
    server = await startTestServer()
    const part = sealedTo(KEY_ID, 300)
    const tip = await server.open([part])
    await server.sendAll(tip, [part])
    await server.complete(tip, [part])
    server.time.now = new Date('2027-11-28T11:00:00Z')
    await server.intake.sweep()
    expect((await server.complete(tip, [part])).status).toBe(201)
  })
})

describe('a store that fails', () => {
  it('is told as 503, with nothing of it in the answer', async () => {
    server = await startTestServer()
    const full = Object.assign(new Error('database or disk is full: /secret/path'), { errcode: 13 })
    server.store.tips.open = () => Promise.reject(full)
    const answer = await openWith(null)
    expect(answer.headers.get('retry-after')).toBe('60')
    const told = await outcome(Promise.resolve(answer))
    expect(told).toContain('503 /problems/storage-unavailable')
    expect(told).not.toContain('secret')
    server.store.tips.open = () =>
      Promise.reject(new Error(`bug ${randomBytes(2).toString('hex')}`))
    expect(await outcome(openWith(null))).toContain('500 /problems/internal-error')
    expect(server.errors.splice(0)).toHaveLength(2)
  })
})
