/**
 * The sealing worker: takes one job at a time from the form, seals and sends it, reports progress.
 * It is bundled by scripts/build-seal.ts and served as `/seal/worker.js`; OpenPGP.js is loaded only
 * when there is something to seal.
 */
import { examineFile } from '#lib/evidence/examine-file'
import type { Surroundings } from './course.ts'
import { type SendingTip, sendTip } from './send-tip.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'

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

const surroundings: Surroundings = {
  loadOpenPgp: () => import('#lib/sealing/openpgp.browser'),
  line: { fetch: (address, init) => fetch(address, init), sleep, random: Math.random },
  now: () => new Date(),
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
}

/** Answers the form's messages until the worker is ended. */
function serve(scope: WorkerScope): void {
  if (!crypto.subtle) {
    const message =
      'This browser gives the page no encryption, because the page was not loaded over https. Open its https address.'
    scope.postMessage({ kind: 'failed', failure: { code: 'no-crypto', retryable: false, message } })
    return
  }
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
      case 'send': {
        // The wrapper never sends a second job before the first is settled.
        const stop = new AbortController()
        const tip = sendTip(data.job, surroundings, stop.signal, (progress) =>
          scope.postMessage({ kind: 'progress', progress }),
        )
        running = { tip, stop }
        void tip.outcome.then((outcome) => {
          running = null
          scope.postMessage(
            outcome.ok
              ? { kind: 'received', receipt: outcome.receipt, report: outcome.report }
              : { kind: 'failed', failure: outcome.failure },
          )
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
