import { describe, expect, it } from 'vitest'
import { createSealer, type WorkerLike } from './sealer.ts'
import type { FromWorker, SendFailure, SendJob, SendProgress, ToWorker } from './worker-messages.ts'

const job = {} as SendJob
const failure: SendFailure = { code: 'offline', retryable: true, message: 'x' }
const receipt = {
  reference: '7K3M-Q2',
  received: '2026-11-22T10:00Z',
  inbox: 'desk',
  parts: [],
  key: 'k',
  signature: 's',
}

const progress: SendProgress = {
  phase: 'encrypting',
  doneBytes: 0,
  totalBytes: 0,
  bytesPerSecond: null,
  secondsLeft: null,
  files: [],
}

/** A worker that does what a test says. */
function fakeWorker() {
  const listeners: Record<string, (event: never) => void> = {}
  const posted: ToWorker[] = []
  let ended = false
  const worker: WorkerLike = {
    postMessage: (message: ToWorker) => posted.push(message),
    terminate: () => {
      ended = true
    },
    addEventListener: (kind: string, listener: (event: never) => void) => {
      listeners[kind] = listener
    },
  }
  return {
    worker,
    posted,
    ended: () => ended,
    say: (data: FromWorker) => listeners.message?.({ data } as never),
    break: (message: string) =>
      listeners.error?.(Object.assign(new Event('error'), { message }) as never),
  }
}

function start() {
  const fake = fakeWorker()
  return {
    ...fake,
    sealer: createSealer({ createWorker: () => fake.worker, readyTimeoutMs: 1000 }),
  }
}
/** Lets promises settle. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('the sealer', () => {
  it('is ready when the worker says so, passes progress on, and gives the receipt', async () => {
    const { sealer, say, posted } = start()
    say({ kind: 'ready' })
    expect(await sealer.ready).toEqual({ ok: true })
    const seen: string[] = []
    const sending = sealer.send(job, ({ phase }) => seen.push(phase))
    await settle()
    say({ kind: 'progress', progress })
    say({ kind: 'received', receipt, report: 'as sealed' })
    expect(await sending).toEqual({ ok: true, receipt, report: 'as sealed' })
    expect(seen).toEqual(['encrypting'])
    expect(posted).toEqual([{ kind: 'send', job }])
  })

  it('can send again after a failure', async () => {
    const { sealer, say } = start()
    say({ kind: 'ready' })
    const first = sealer.send(job, () => {})
    await settle()
    say({ kind: 'failed', failure })
    expect(await first).toEqual({ ok: false, failure })
    const second = sealer.send(job, () => {})
    await settle()
    say({ kind: 'received', receipt })
    expect(await second).toMatchObject({ ok: true })
  })

  it('is not ready, and sends nothing, when the worker cannot be made', async () => {
    const sealer = createSealer({
      createWorker: () => {
        throw new Error('blocked')
      },
    })
    expect(await sealer.ready).toEqual({ ok: false, reason: 'blocked' })
    expect(await sealer.send(job, () => {})).toMatchObject({
      ok: false,
      failure: { code: 'internal' },
    })
  })

  it('is not ready when the worker fails to load, or says that it has no crypto', async () => {
    const broken = start()
    broken.break('script error')
    expect(await broken.sealer.ready).toEqual({ ok: false, reason: 'script error' })
    expect(broken.ended()).toBe(true)
    const without = start()
    without.say({
      kind: 'failed',
      failure: { code: 'no-crypto', retryable: false, message: 'no https' },
    })
    expect(await without.sealer.ready).toEqual({ ok: false, reason: 'no https' })
    expect(without.posted).toEqual([])
  })

  it('is not ready when the worker says nothing in time', async () => {
    const fake = fakeWorker()
    const sealer = createSealer({ createWorker: () => fake.worker, readyTimeoutMs: 1 })
    expect(await sealer.ready).toMatchObject({ ok: false })
    expect(fake.ended()).toBe(true)
  })

  it('fails a send when the worker breaks in the middle of it', async () => {
    const { sealer, say, break: breakIt } = start()
    say({ kind: 'ready' })
    const sending = sealer.send(job, () => {})
    await settle()
    breakIt('out of memory')
    expect(await sending).toMatchObject({
      ok: false,
      failure: { code: 'internal', message: expect.stringContaining('out of memory') },
    })
    expect(await sealer.send(job, () => {})).toMatchObject({ ok: false })
  })

  it('refuses a second send while one is under way, and leaves the first alone', async () => {
    const { sealer, say } = start()
    say({ kind: 'ready' })
    const first = sealer.send(job, () => {})
    await settle()
    expect(await sealer.send(job, () => {})).toMatchObject({ ok: false, failure: { code: 'busy' } })
    say({ kind: 'received', receipt })
    expect(await first).toMatchObject({ ok: true })
  })

  it('asks the worker to stop, and ends a send when it is disposed of', async () => {
    const { sealer, say, posted, ended } = start()
    sealer.cancel()
    say({ kind: 'ready' })
    const sending = sealer.send(job, () => {})
    await settle()
    sealer.cancel()
    expect(posted.map(({ kind }) => kind)).toEqual(['send', 'cancel'])
    sealer.dispose()
    expect(await sending).toMatchObject({ ok: false, failure: { code: 'cancelled' } })
    expect(ended()).toBe(true)
  })

  it('passes retry and removal of a file on while a tip is being sent, and only then', async () => {
    const { sealer, say, posted } = start()
    say({ kind: 'ready' })
    sealer.retryFile('a')
    const sending = sealer.send(job, () => {})
    await settle()
    sealer.retryFile('a')
    sealer.removeFile('b')
    say({ kind: 'received', receipt })
    await sending
    sealer.removeFile('b')
    expect(posted.slice(1)).toEqual([
      { kind: 'retry-file', id: 'a' },
      { kind: 'remove-file', id: 'b' },
    ])
  })

  it('gives each file its own examination, also while a tip is being sent', async () => {
    const { sealer, say, posted } = start()
    say({ kind: 'ready' })
    const files = [new File(['a'], 'a'), new File(['b'], 'b')]
    const [first, second] = files.map((file) => sealer.examine(file))
    await settle()
    const ids = posted.map((message) => (message.kind === 'examine' ? message.id : ''))
    const found = (format: 'jpeg' | 'pdf') => ({ format, findings: [], removable: false })
    say({ kind: 'examined', id: ids[1] ?? '', examination: found('pdf') })
    say({ kind: 'examined', id: ids[0] ?? '', examination: found('jpeg') })
    expect(await first).toMatchObject({ format: 'jpeg' })
    expect(await second).toMatchObject({ format: 'pdf' })
  })

  it('knows nothing of a file when the worker has gone or goes', async () => {
    const { sealer, say, break: breakIt } = start()
    say({ kind: 'ready' })
    const examining = sealer.examine(new File(['a'], 'a'))
    await settle()
    breakIt('out of memory')
    const unknown = { format: 'other', findings: [], removable: false }
    expect(await examining).toEqual(unknown)
    expect(await sealer.examine(new File(['a'], 'a'))).toEqual(unknown)
  })
})

describe('the conversation through the sealer', () => {
  const state = {
    reference: '7K3M-Q2',
    inbox: 'desk',
    expires: '2026-12-06T10:00Z',
    messages: [],
    replies: [],
  }

  it('gets each answer to the question it belongs to, in any order', async () => {
    const { sealer, say, posted } = start()
    say({ kind: 'ready' })
    const opening = sealer.conversation.open(['legal'], 'https://example.org')
    const marking = sealer.conversation.markRead(['r'])
    await settle()
    const [first, second] = posted.filter((one) => one.kind === 'conversation')
    expect(first).toMatchObject({ ask: { what: 'open', words: ['legal'] } })
    const answered = { what: 'mark-read', done: true } as const
    say({ kind: 'conversation', id: second?.id ?? '', answer: answered })
    expect(await marking).toBe(true)
    const outcome = { ok: true, state } as const
    say({ kind: 'conversation', id: first?.id ?? '', answer: { what: 'open', outcome } })
    expect(await opening).toEqual(outcome)
  })

  it('never hangs when the worker ends, or did not start', async () => {
    const { sealer, say, break: breakWorker } = start()
    say({ kind: 'ready' })
    const reading = sealer.conversation.read('r')
    await settle()
    breakWorker('out of memory')
    expect(await reading).toMatchObject({ ok: false })
    expect(await sealer.conversation.refresh()).toMatchObject({ ok: false, reason: 'internal' })
    expect(await sealer.conversation.end()).toBe(false)
  })

  it('hands the code of a tip to the page, and nothing but the receipt without one', async () => {
    const { sealer, say } = start()
    say({ kind: 'ready' })
    const sending = sealer.send(job, () => {})
    await settle()
    say({ kind: 'received', receipt, code: ['legal'], returnNumber: 'A' })
    expect(await sending).toEqual({ ok: true, receipt, code: ['legal'], returnNumber: 'A' })
  })
})
