import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fakeIntake } from './fake-intake.fixture.ts'
import type { SealedPart } from './journey.ts'
import { sendSealed } from './send-sealed.ts'
import type { SendProgress } from './worker-messages.ts'

const bytesOf = (length: number, seed: number) =>
  new Uint8Array(length).map((_, index) => (index * 13 + seed) & 0xff)
const contents = [bytesOf(3500, 1), bytesOf(1000, 2)]
const parts: SealedPart[] = contents.map((bytes) => ({
  content: new Blob([bytes]),
  sha256: createHash('sha256').update(bytes).digest('hex'),
}))

/** Sends the two parts to a fake intake and gives everything there is to look at. */
async function send(
  options: Parameters<typeof fakeIntake>[0] = {},
  signal = new AbortController().signal,
) {
  const intake = fakeIntake(options)
  const progress: SendProgress[] = []
  const outcome = await sendSealed({
    origin: 'https://example.org',
    inbox: 'desk',
    parts,
    line: intake.line,
    signal,
    onProgress: (one) => progress.push(one),
  })
  return { ...intake, outcome, progress, phases: progress.map(({ phase }) => phase) }
}

const arrived = { ok: true, receipt: { reference: '7K3M-Q2', inbox: 'desk' } }
const CHUNK_1 = 'PUT /api/tips/tip-0/parts/0/chunks/1'
const COMPLETE = 'POST /api/tips/tip-0/complete'

describe('sending sealed parts', () => {
  it('proves, stores every chunk once, completes, and gives the receipt', async () => {
    const { outcome, seen, received, progress } = await send()
    expect(outcome).toMatchObject(arrived)
    expect(received()).toEqual(contents)
    expect(seen).toEqual([
      'GET /api/challenge',
      'POST /api/tips',
      'PUT /api/tips/tip-0/parts/0/chunks/0',
      CHUNK_1,
      'PUT /api/tips/tip-0/parts/0/chunks/2',
      'PUT /api/tips/tip-0/parts/0/chunks/3',
      'PUT /api/tips/tip-0/parts/1/chunks/0',
      COMPLETE,
    ])
    expect(progress.at(-1)).toEqual({ phase: 'checking', doneBytes: 4500, totalBytes: 4500 })
    expect(progress.map(({ doneBytes }) => doneBytes)).toEqual(
      progress.map(({ doneBytes }) => doneBytes).sort((a, b) => a - b),
    )
  })

  it('sends no proof when none is asked for', async () => {
    expect((await send({ pow: false })).outcome).toMatchObject(arrived)
  })

  it('takes up a lost line at the missing chunks, whether the chunk had arrived or not', async () => {
    for (const fault of ['lost-request', 'lost-answer'] as const) {
      const { outcome, seen, received, phases } = await send({
        fault: (request, times) => (request === CHUNK_1 && times === 1 ? fault : 'none'),
      })
      expect(outcome).toMatchObject(arrived)
      expect(received()).toEqual(contents)
      expect(phases).toContain('waiting')
      expect(seen).toContain('GET /api/tips/tip-0')
      expect(seen.filter((one) => one === CHUNK_1)).toHaveLength(fault === 'lost-request' ? 2 : 1)
    }
  })

  it('survives a line that loses four requests or answers in ten', async () => {
    let seed = 7
    const { outcome, received } = await send({
      fault: () => {
        seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
        const chance = seed / 2 ** 31
        return chance < 0.2 ? 'lost-request' : chance < 0.4 ? 'lost-answer' : 'none'
      },
    })
    expect(outcome).toMatchObject(arrived)
    expect(received()).toEqual(contents)
  })

  it('asks for the receipt again when its answer was lost, and gets the same one', async () => {
    const { outcome, seen, received } = await send({
      fault: (request, times) => (request === COMPLETE && times <= 2 ? 'lost-answer' : 'none'),
    })
    expect(outcome).toMatchObject(arrived)
    expect(seen.filter((one) => one === COMPLETE)).toHaveLength(3)
    expect(received()).toEqual(contents)
  })

  it('solves again when a proof is refused, and loses nothing', async () => {
    const { outcome, seen } = await send({
      fault: (request, times) =>
        request === 'POST /api/tips' && times <= 2
          ? { status: 403, slug: 'proof-refused' }
          : 'none',
    })
    expect(outcome).toMatchObject(arrived)
    expect(seen.filter((one) => one === 'GET /api/challenge')).toHaveLength(3)
  })

  it('solves again when the answer to a spent proof was lost', async () => {
    const { outcome, tips } = await send({
      fault: (request, times) =>
        request === 'POST /api/tips' && times === 1 ? 'lost-answer' : 'none',
    })
    expect(outcome).toMatchObject(arrived)
    expect(tips.size).toBe(2)
  })

  it('honours Retry-After, and waits longer each time, with jitter, when there is none', async () => {
    const { outcome, waits } = await send({
      fault: (request, times) => {
        if (request === 'POST /api/tips' && times === 1) {
          return { status: 429, slug: 'too-many-requests', headers: { 'retry-after': '90' } }
        }
        return request === CHUNK_1 && times <= 3 ? { status: 500 } : 'none'
      },
    })
    expect(outcome).toMatchObject(arrived)
    expect(waits[0]).toBeGreaterThanOrEqual(90_000)
    expect(waits.slice(1)).toEqual([750, 1500, 3000])
  })

  it('waits while the parts are being checked', async () => {
    const { outcome, waits } = await send({ checks: 3 })
    expect(outcome).toMatchObject(arrived)
    expect(waits).toEqual([1000, 1000, 1000])
  })

  it('begins again when the server has lost the tip', async () => {
    const { outcome, received, seen } = await send({
      fault: (request, times) =>
        request === CHUNK_1 && times === 1 ? { status: 404, slug: 'unknown-tip' } : 'none',
    })
    expect(outcome).toMatchObject(arrived)
    expect(received()).toEqual(contents)
    expect(seen).toContain('PUT /api/tips/tip-1/parts/0/chunks/0')
  })

  it('sends what is missing when the server says so at the end', async () => {
    const { outcome } = await send({
      fault: (request, times) =>
        request === COMPLETE && times === 1 ? { status: 409, slug: 'chunks-missing' } : 'none',
    })
    expect(outcome).toMatchObject(arrived)
  })

  it('gives up politely when the server never finds the chunks it has', async () => {
    const { outcome } = await send({
      fault: (request) => (request === COMPLETE ? { status: 409, slug: 'chunks-missing' } : 'none'),
    })
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'busy', retryable: true } })
  })

  const failures: [string, Parameters<typeof fakeIntake>[0], object][] = [
    [
      'offline after long patience',
      { fault: () => 'lost-request' },
      { code: 'offline', retryable: true },
    ],
    [
      'busy when the server asks for hours',
      {
        fault: () => ({
          status: 429,
          slug: 'too-much-half-open',
          headers: { 'retry-after': '7200' },
        }),
      },
      { code: 'busy', retryable: true, message: expect.stringContaining('120 minutes') },
    ],
    [
      'busy when the server keeps failing',
      { fault: () => ({ status: 503 }) },
      { code: 'busy', retryable: true },
    ],
    [
      'too large',
      {
        fault: (request) =>
          request === 'POST /api/tips' ? { status: 413, slug: 'too-large' } : 'none',
      },
      { code: 'too-large', retryable: false },
    ],
    [
      'refused, with the server’s words',
      {
        fault: (request) =>
          request === 'POST /api/tips' ? { status: 422, slug: 'unknown-inbox' } : 'none',
      },
      { code: 'refused', retryable: false, message: expect.stringContaining('for a test') },
    ],
    [
      'refused when a part is not sealed to the inbox',
      { fault: (request) => (request === COMPLETE ? { status: 422, slug: 'not-sealed' } : 'none') },
      { code: 'refused', retryable: false },
    ],
    [
      'refused when proofs never satisfy',
      {
        fault: (request) =>
          request === 'POST /api/tips' ? { status: 403, slug: 'proof-refused' } : 'none',
      },
      { code: 'refused' },
    ],
    [
      'expired when the tip goes again and again',
      {
        fault: (request) =>
          request.startsWith('PUT') ? { status: 404, slug: 'tip-expired' } : 'none',
      },
      { code: 'expired', retryable: true },
    ],
  ]
  it.each(failures)('fails as %s, and never throws', async (_, options, failure) => {
    expect((await send(options)).outcome).toEqual({
      ok: false,
      failure: expect.objectContaining(failure),
    })
  })

  it('says that it is not known when the confirmation never comes', async () => {
    const { outcome } = await send({
      fault: (request) => (request === COMPLETE ? 'lost-answer' : 'none'),
    })
    expect(outcome).toMatchObject({
      ok: false,
      failure: {
        code: 'offline',
        message: expect.stringContaining('may have been received or not'),
      },
    })
  })

  it('stops when the sender stops it, also while it waits', async () => {
    const controller = new AbortController()
    const { outcome, seen } = await send(
      { fault: () => 'lost-request', onWait: () => controller.abort() },
      controller.signal,
    )
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'cancelled', retryable: true } })
    expect(seen).toHaveLength(1)
  })

  it('does not take a receipt for other bytes', async () => {
    const intake = fakeIntake()
    const lying: typeof intake.line.fetch = async (address, init) => {
      const response = await intake.line.fetch(address, init)
      if (!address.endsWith('/complete')) return response
      const receipt = await response.json()
      return Response.json({ ...receipt, parts: [] }, { status: 201 })
    }
    const outcome = await sendSealed({
      origin: 'https://example.org',
      inbox: 'desk',
      parts,
      line: { ...intake.line, fetch: lying },
      signal: new AbortController().signal,
      onProgress: () => {},
    })
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'internal' } })
  })
})
