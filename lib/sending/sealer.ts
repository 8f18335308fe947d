/**
 * The form's side of the sealing worker: starts it, waits until it is ready, hands it one tip at a
 * time. When the worker fails, nothing is sent at all, and the caller learns why.
 */
import type { Examination } from '#lib/evidence/examination'
import type { Receipt } from '#lib/protocol/shapes'
import { type Conversation, createConversationCalls } from './conversation-calls.ts'
import type {
  FromWorker,
  SendFailure,
  SendJob,
  SendProgress,
  ToWorker,
  WayBack,
} from './worker-messages.ts'

/** What is used of a `Worker`, so that tests need none. */
export type WorkerLike = Pick<Worker, 'postMessage' | 'terminate'> & {
  addEventListener(kind: 'message', listener: (event: { data: FromWorker }) => void): void
  addEventListener(kind: 'error' | 'messageerror', listener: (event: Event) => void): void
}

export type Ready = { ok: true } | { ok: false; reason: string }
export type SendOutcome =
  | ({
      ok: true
      receipt: Receipt
      /** The readable report as it was sealed. */
      report?: string | undefined
    } & Partial<WayBack>)
  | { ok: false; failure: SendFailure }

export type Sealer = {
  /** Settles once: whether the worker runs and has what it needs. Never rejects. */
  ready: Promise<Ready>
  /**
   * Seals and sends one tip. Never rejects; every failure is a value. A second call while one is
   * under way fails at once and disturbs nothing.
   */
  send(job: SendJob, onProgress: (progress: SendProgress) => void): Promise<SendOutcome>
  /** Asks the worker to stop; `send` then settles with the code `cancelled`, if it was not too late. */
  cancel(): void
  /** While a tip is sent: sends one of its files once more, or takes it out of the tip. */
  retryFile(id: string): void
  removeFile(id: string): void
  /**
   * Says what a file is and what hidden data it holds. Never rejects: what cannot be looked at, also
   * because the worker has ended, is a file of which nothing is known.
   */
  examine(file: File): Promise<Examination>
  /** The conversation with the desk; its words and keys stay in the worker. */
  conversation: Conversation
  /** Ends the worker for good; a send under way fails. */
  dispose(): void
}

/** What is known of a file that nobody could look into. */
const UNKNOWN: Examination = { format: 'other', findings: [], removable: false }

/** A failure of the worker itself, in which nothing left the device unencrypted. */
function workerFailure(detail: string): SendFailure {
  return {
    code: 'internal',
    retryable: true,
    message: `The part of this page that encrypts has stopped (${detail}). Nothing was sent unencrypted. Press the button again, or load the page again.`,
  }
}

/**
 * Starts the sealing worker.
 * @param options `createWorker` makes it (and may throw where workers are not allowed);
 *   `readyTimeoutMs` is how long it may take to load
 */
export function createSealer(options: {
  createWorker: () => WorkerLike
  readyTimeoutMs?: number
}): Sealer {
  const { createWorker, readyTimeoutMs = 30_000 } = options
  let resolveReady: (verdict: Ready) => void = () => {}
  const readiness = new Promise<Ready>((resolve) => {
    resolveReady = resolve
  })
  let ready: Ready | null = null
  let worker: WorkerLike | null = null
  let job: {
    settle: (outcome: SendOutcome) => void
    onProgress: (progress: SendProgress) => void
  } | null = null

  const examinations = new Map<string, (examination: Examination) => void>()
  let examined = 0
  const calls = createConversationCalls(async (id, ask) => {
    const verdict = await readiness
    if (verdict.ok) post({ kind: 'conversation', id, ask })
    return verdict.ok && worker !== null
  })

  const timer = setTimeout(
    () => stop('it did not start in time', workerFailure('it did not start in time')),
    readyTimeoutMs,
  )

  function settleReady(verdict: Ready): void {
    if (ready !== null) return
    clearTimeout(timer)
    ready = verdict
    resolveReady(verdict)
  }

  function settleJob(outcome: SendOutcome): void {
    const settled = job
    job = null
    settled?.settle(outcome)
  }

  /** Ends the worker; nothing can be sent through this sealer any more. */
  function stop(reason: string, failure: SendFailure): void {
    worker?.terminate()
    worker = null
    settleReady({ ok: false, reason })
    settleJob({ ok: false, failure })
    for (const settle of examinations.values()) settle(UNKNOWN)
    examinations.clear()
    calls.stop()
  }

  function receive(message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        settleReady({ ok: true })
        return
      case 'progress':
        job?.onProgress(message.progress)
        return
      case 'received': {
        const { kind, ...received } = message
        settleJob({ ok: true, ...received })
        return
      }
      case 'examined':
        examinations.get(message.id)?.(message.examination)
        examinations.delete(message.id)
        return
      case 'conversation':
        calls.settle(message.id, message.answer)
        return
      case 'failed':
        // Before it is ready, the worker reports only that it cannot work here.
        if (ready === null) stop(message.failure.message, message.failure)
        else settleJob({ ok: false, failure: message.failure })
        return
      default:
        message satisfies never
    }
  }

  try {
    worker = createWorker()
    worker.addEventListener('message', (event) => receive(event.data))
    worker.addEventListener('error', (event) => {
      const detail = 'message' in event && event.message ? String(event.message) : 'it failed'
      stop(detail, workerFailure(detail))
    })
    worker.addEventListener('messageerror', () => {
      stop('a message was lost', workerFailure('a message was lost'))
    })
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    stop(detail, workerFailure(detail))
  }

  const post = (message: ToWorker) => worker?.postMessage(message)

  return {
    ready: readiness,
    async send(next, onProgress) {
      const verdict = await readiness
      if (!verdict.ok || worker === null) {
        return {
          ok: false,
          failure: workerFailure(verdict.ok ? 'it was ended' : verdict.reason),
        }
      }
      if (job !== null) {
        const message = 'A tip is already being sent. Wait until it has arrived.'
        return { ok: false, failure: { code: 'busy', retryable: false, message } }
      }
      return new Promise((settle) => {
        job = { settle, onProgress }
        try {
          post({ kind: 'send', job: next })
        } catch (error) {
          // A file that has gone cannot be handed over.
          const detail = error instanceof Error ? error.message : String(error)
          settleJob({ ok: false, failure: workerFailure(detail) })
        }
      })
    },
    cancel() {
      if (job !== null) post({ kind: 'cancel' })
    },
    retryFile(id) {
      if (job !== null) post({ kind: 'retry-file', id })
    },
    removeFile(id) {
      if (job !== null) post({ kind: 'remove-file', id })
    },
    async examine(file) {
      const verdict = await readiness
      if (!verdict.ok || worker === null) return UNKNOWN
      examined += 1
      const id = String(examined)
      return new Promise((settle) => {
        examinations.set(id, settle)
        try {
          post({ kind: 'examine', id, file })
        } catch {
          // A file that has gone cannot be handed over.
          examinations.delete(id)
          settle(UNKNOWN)
        }
      })
    },
    conversation: calls.conversation,
    dispose() {
      stop('it was ended', {
        code: 'cancelled',
        retryable: true,
        message: 'Sending was stopped. Press the button to send it again.',
      })
    },
  }
}
