import { describe, expect, it } from 'vitest'
import type { fakeIntake } from './fake-intake.fixture.ts'
import { bytesOf, jobWith, MIB, opened, type Sent, send, sha256 } from './sending.fixture.ts'

const film = bytesOf(9 * MIB + 77, 1)
const job = () => jobWith([{ file: new File([film], 'film') }])
const arrived = { ok: true, receipt: { reference: '7K3M-Q2', inbox: 'desk' } }
const CHUNK = 'PUT /api/tips/tip-0/parts/1/chunks/1'
const MESSAGE = 'PUT /api/tips/tip-0/parts/0/chunks/0'
const COMPLETE = 'POST /api/tips/tip-0/complete'

type Options = NonNullable<Parameters<typeof fakeIntake>[0]>

/** Expects that the film arrived whole. */
async function expectWhole({ outcome, intake }: Sent): Promise<void> {
  expect(outcome).toMatchObject(arrived)
  expect((await opened(intake)).parts.map(sha256)).toEqual([sha256(film)])
}

/** Fails the first time, or the first few times, a request is made. */
const once =
  (
    request: string,
    what: ReturnType<NonNullable<Options['fault']>>,
    often = 1,
  ): NonNullable<Options['fault']> =>
  (seen, times) =>
    seen === request && times <= often ? what : 'none'

describe('a lost line', () => {
  it('makes no difference to what is sent when it is never lost', async () => {
    const sent = await send(job(), { pow: true })
    await expectWhole(sent)
    expect(sent.intake.seen.slice(0, 2)).toEqual(['GET /api/challenge', 'POST /api/tips'])
    expect(sent.intake.seen.slice(-3)).toEqual([
      MESSAGE,
      COMPLETE,
      'GET /.well-known/tip-receipt-key',
    ])
    expect(new Set(sent.intake.seen).size).toBe(sent.intake.seen.length)
    const done = sent.progress.map(({ doneBytes }) => doneBytes)
    expect(done).toEqual(done.toSorted((a, b) => a - b))
    const last = sent.progress.at(-1)
    expect(last).toMatchObject({ phase: 'checking', doneBytes: last?.totalBytes })
  })

  it.each(['lost-request', 'lost-answer'] as const)(
    'at any step is taken up where it was lost (%s)',
    async (fault) => {
      const chunkBytes = 4 * MIB
      const plain = (await send(job(), { pow: true, chunkBytes })).intake.seen
      for (const request of plain.slice(0, -1)) {
        const sent = await send(job(), { pow: true, chunkBytes, fault: once(request, fault) })
        await expectWhole(sent)
        expect(sent.progress.map(({ phase }) => phase)).toContain('waiting')
        // What had arrived was not sent again; a lost answer to opening costs another tip.
        expect(sent.intake.repeated()).toBe(0)
      }
    },
    120_000,
  )

  it('is survived when it loses four requests or answers in ten', async () => {
    let seed = 7
    const sent = await send(job(), {
      fault: () => {
        seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
        const chance = seed / 2 ** 31
        return chance < 0.2 ? 'lost-request' : chance < 0.4 ? 'lost-answer' : 'none'
      },
    })
    await expectWhole(sent)
  })

  it('is waited for through a night once chunks are stored, and then nothing is sent twice', async () => {
    let away = 0
    let stored = 0
    const sent = await send(job(), {
      fault: (request) => {
        if (request.startsWith('PUT') && away === 0) stored += 1
        if (stored > 4 && away < 700) {
          away += 1
          return 'lost-request'
        }
        return 'none'
      },
    })
    await expectWhole(sent)
    expect(sent.intake.repeated()).toBe(0)
    const waited = sent.intake.waits.reduce((sum, ms) => sum + ms, 0)
    expect(waited).toBeGreaterThan(4 * 3600_000)
    expect(sent.intake.tips.size).toBe(1)
  })

  it('brings the speed back to unknown', async () => {
    const { progress } = await send(job(), { fault: once(CHUNK, 'lost-request') })
    const waiting = progress.filter(({ phase }) => phase === 'waiting')
    expect(waiting[0]).toMatchObject({ bytesPerSecond: null, secondsLeft: null })
  })
})

describe('a server', () => {
  it('that restarts is waited for; it is asked what it holds, and gets the rest', async () => {
    let down = 0
    const sent = await send(job(), {
      fault: (request, times) => {
        if (request.endsWith('/parts/1/chunks/5') && times === 1) down = 6
        down -= 1
        return down >= 0 ? (down % 2 ? { status: 502 } : 'lost-request') : 'none'
      },
    })
    await expectWhole(sent)
    expect(sent.intake.repeated()).toBe(0)
    expect(sent.intake.seen).toContain('GET /api/tips/tip-0')
  })

  it('that asks for patience gets it, and waits grow, with jitter, where it does not', async () => {
    const { outcome, intake } = await send(job(), {
      fault: (request, times) => {
        if (request === 'POST /api/tips' && times === 1) {
          return { status: 429, slug: 'too-many-requests', headers: { 'retry-after': '90' } }
        }
        return request === MESSAGE && times <= 3 ? { status: 500 } : 'none'
      },
    })
    expect(outcome).toMatchObject(arrived)
    expect(intake.waits[0]).toBeGreaterThanOrEqual(90_000)
    expect(intake.waits.slice(1)).toEqual([750, 1500, 3000])
  })

  it('that is still checking is asked again', async () => {
    const { outcome, intake } = await send(job(), { checks: 3 })
    expect(outcome).toMatchObject(arrived)
    expect(intake.waits).toEqual([1000, 1000, 1000])
  })

  it('that refuses a proof gets another; nothing is lost', async () => {
    const fault = once('POST /api/tips', { status: 403, slug: 'proof-refused' }, 2)
    const { outcome, intake } = await send(job(), { pow: true, fault })
    expect(outcome).toMatchObject(arrived)
    expect(intake.seen.filter((one) => one === 'GET /api/challenge')).toHaveLength(3)
  })

  it('that has lost the tip gets all of it again, sealed anew', async () => {
    for (const request of [CHUNK, MESSAGE, COMPLETE]) {
      const sent = await send(job(), { fault: once(request, { status: 404, slug: 'unknown-tip' }) })
      await expectWhole(sent)
      expect(sent.intake.seen).toContain('PUT /api/tips/tip-1/parts/1/chunks/0')
    }
  })

  it('that has lost a chunk in the end gets that part again, and the message', async () => {
    const sent = await send(job(), { lose: { part: 1, chunk: 3 } })
    await expectWhole(sent)
    expect(sent.intake.tips.size).toBe(1)
    expect(sent.intake.seen).toContain('PUT /api/tips/tip-0/parts/1')
  })

  it('that never finds what it has is given up politely', async () => {
    const { outcome } = await send(job(), {
      fault: (request) => (request === COMPLETE ? { status: 409, slug: 'chunks-missing' } : 'none'),
    })
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'internal', retryable: true } })
  })

  const failures: [string, Options, object][] = [
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
    expect((await send(job(), { pow: true, ...options })).outcome).toEqual({
      ok: false,
      failure: expect.objectContaining(failure),
    })
  })

  it('says that it is not known when the confirmation never comes', async () => {
    const { outcome } = await send(job(), {
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
    const { outcome, intake } = await send(
      job(),
      { fault: () => 'lost-request', onWait: () => controller.abort() },
      () => {},
      controller.signal,
    )
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'cancelled', retryable: true } })
    expect(intake.seen).toHaveLength(1)
  })

  it('stops when the sender stops it in the middle of a file', async () => {
    const controller = new AbortController()
    const { outcome, intake } = await send(
      job(),
      {},
      ({ doneBytes }) => doneBytes > 3 * MIB && controller.abort(),
      controller.signal,
    )
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
    expect(intake.seen).not.toContain(COMPLETE)
  })

  it('does not take a receipt that the site did not sign', async () => {
    const { outcome } = await send(job(), { falseReceipts: true })
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'internal' } })
  })

  it('takes a receipt that cannot be checked now', async () => {
    const fault = once('GET /.well-known/tip-receipt-key', 'lost-request')
    expect((await send(job(), { fault })).outcome).toMatchObject(arrived)
  })
})
