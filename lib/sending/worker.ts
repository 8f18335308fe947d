/**
 * The sealing worker: takes one job at a time from the form, seals and sends it, reports progress.
 * It is bundled by scripts/build-seal.ts and served as `/seal/worker.js`; OpenPGP.js is loaded only
 * when there is something to seal.
 */
import { examineFile } from '#lib/evidence/examine-file'
import type { MadeFollowUp } from '#lib/follow-up/make-follow-up'
import type { OpenConversation } from './conversation.ts'
import type { MakeFollowUp, Surroundings } from './course.ts'
import { type SendingTip, sendTip } from './send-tip.ts'
import type {
  ConversationAnswer,
  ConversationAsk,
  FromWorker,
  ToWorker,
} from './worker-messages.ts'

/** What is used of a dedicated worker's global scope. */
type WorkerScope = {
  postMessage(message: FromWorker): void
  addEventListener(kind: 'message', listener: (event: { data: ToWorker }) => void): void
}

/** Waits, and stops waiting when aborted, or sooner when the device says that its line is back. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      removeEventListener('online', done)
      signal.removeEventListener('abort', stop)
      resolve()
    }
    function stop() {
      clearTimeout(timer)
      removeEventListener('online', done)
      reject(signal.reason)
    }
    signal.addEventListener('abort', stop, { once: true })
    addEventListener('online', done)
  })
}

const loadOpenPgp = () => import('#lib/sealing/openpgp.browser')

const surroundings: Surroundings = {
  loadOpenPgp,
  line: { fetch: (address, init) => fetch(address, init), sleep, random: Math.random },
  now: () => new Date(),
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
}

/** The sender's conversation with the desk. What it needs is loaded with the first question about it. */
function createDesk() {
  let conversation: OpenConversation | null = null

  async function load(): Promise<OpenConversation> {
    const [{ createConversation }, { stretch }] = await Promise.all([
      import('./conversation.ts'),
      import('#lib/follow-up/stretch.browser'),
    ])
    conversation ??= createConversation({ loadOpenPgp, line: surroundings.line, stretch })
    return conversation
  }

  async function answer(ask: ConversationAsk): Promise<ConversationAnswer> {
    try {
      return await (await load()).ask(ask)
    } catch {
      const message =
        'The part of this page that opens conversations could not be loaded. Check the connection and try again.'
      const failed = { ok: false, reason: 'offline', message } as const
      return ask.what === 'open' || ask.what === 'refresh' || ask.what === 'read'
        ? { what: ask.what, outcome: failed }
        : { what: ask.what, done: ask.what === 'forget' }
    }
  }

  return { answer, thread: () => conversation?.thread() ?? null, sent: () => conversation?.sent() }
}

/** Makes the ways back of tips. What it needs is loaded when a sender asks for one. */
function createWaysBack() {
  /**
   * Of the last attempt, which may have been received without our hearing of it: the next attempt
   * brings the same one, so that both are one conversation.
   */
  let unheard: { inbox: string; pattern: string; made: MadeFollowUp } | null = null
  return {
    load: async (inbox: string): Promise<MakeFollowUp> => {
      const { makeFollowUp } = await import('./make-follow-up.browser.ts')
      return async (pattern, hour) => {
        if (unheard?.inbox !== inbox || unheard.pattern !== pattern) {
          unheard = { inbox, pattern, made: await makeFollowUp(pattern, hour) }
        }
        return unheard.made
      }
    },
    received: () => {
      unheard = null
    },
  }
}

/** Answers the form's messages until the worker is ended. */
function serve(scope: WorkerScope): void {
  if (!crypto.subtle) {
    const message =
      'This browser gives the page no encryption, because the page was not loaded over https. Open its https address.'
    scope.postMessage({ kind: 'failed', failure: { code: 'no-crypto', retryable: false, message } })
    return
  }
  const desk = createDesk()
  const waysBack = createWaysBack()
  let running: { tip: SendingTip; stop: AbortController } | null = null
  scope.addEventListener('message', ({ data }) => {
    switch (data.kind) {
      case 'cancel':
        running?.stop.abort(new DOMException('The sender stopped the sending', 'AbortError'))
        return
      case 'retry-file':
        running?.tip.retryFile(data.id)
        return
      case 'remove-file':
        running?.tip.removeFile(data.id)
        return
      case 'examine':
        void examineFile(data.file).then((examination) =>
          scope.postMessage({ kind: 'examined', id: data.id, examination }),
        )
        return
      case 'conversation':
        void desk
          .answer(data.ask)
          .then((said) => scope.postMessage({ kind: 'conversation', id: data.id, answer: said }))
        return
      case 'send': {
        // The wrapper never sends a second job before the first is settled.
        const stop = new AbortController()
        const { inbox } = data.job
        const world: Surroundings = {
          ...surroundings,
          loadFollowUp: () => waysBack.load(inbox.id),
          openThread: desk.thread,
        }
        const tip = sendTip(data.job, world, stop.signal, (progress) =>
          scope.postMessage({ kind: 'progress', progress }),
        )
        running = { tip, stop }
        void tip.outcome.then((outcome) => {
          running = null
          if (!outcome.ok) {
            scope.postMessage({ kind: 'failed', failure: outcome.failure })
            return
          }
          if (data.job.message) desk.sent()
          else waysBack.received()
          const { ok, ...received } = outcome
          scope.postMessage({ kind: 'received', ...received })
        })
        return
      }
      default:
        data satisfies never
    }
  })
  scope.postMessage({ kind: 'ready' })
}

serve(globalThis as unknown as WorkerScope)
