/** What the worker does with a job, from answers and files to the receipt; everything is handed in. */
import { sha256Hex } from '#lib/evidence/sha256'
import type { OpenPgp } from '#lib/sealing/openpgp'
import { MESSAGE_MINIMUM } from '#lib/sealing/padding'
import { readRecipients, sealPart } from '#lib/sealing/seal-part'
import { buildMessage } from './build-message.ts'
import type { SendSealedOptions } from './journey.ts'
import { SendError } from './line.ts'
import { CANCELLED, type SendSealedOutcome, sendSealed } from './send-sealed.ts'
import type { SendFailure, SendJob, SendProgress } from './worker-messages.ts'

/** The world outside the worker's logic. */
export type Surroundings = {
  /** Loads OpenPGP.js; called when there is something to seal, not before. */
  loadOpenPgp: () => Promise<OpenPgp>
  line: SendSealedOptions['line']
  now: () => Date
  /** Fresh random bytes. */
  randomBytes: (count: number) => Uint8Array
}

/** Loads the library; a line lost at this moment must not look like a broken page. */
async function load(loadOpenPgp: Surroundings['loadOpenPgp']): Promise<OpenPgp> {
  try {
    return await loadOpenPgp()
  } catch {
    throw new SendError({
      code: 'offline',
      retryable: true,
      message:
        'The part of this page that encrypts could not be loaded, so nothing was sent. Check the connection and press the button again. If it happens again, load the page again.',
    })
  }
}

/** Builds the message and seals it to every certificate of the inbox. */
async function seal(
  job: SendJob,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const now = surroundings.now()
  const openpgp = await load(surroundings.loadOpenPgp)
  const verdict = await readRecipients(openpgp, job.inbox.certificates, now)
  if (!verdict.ok) {
    throw new SendError({
      code: 'bad-certificate',
      // As soon as the device's date is right, the same button works.
      retryable: true,
      message: `The key of this desk cannot be used, so nothing was sent. ${verdict.reason}. If the date of this device is wrong, correct it and press the button again. Otherwise copy what you typed, and load the page again later: its operator must put a new key here.`,
    })
  }
  const message = await buildMessage(job, now, surroundings.randomBytes(16), signal)
  signal.throwIfAborted()
  return sealPart(openpgp, verdict.recipients, message, MESSAGE_MINIMUM)
}

/** Turns what ended the sealing into what the sender reads. */
function toFailure(error: unknown, signal: AbortSignal): SendFailure {
  if (error instanceof SendError) return error.failure
  if (signal.aborted) return CANCELLED
  const detail = error instanceof Error ? error.message : String(error)
  return {
    code: 'internal',
    retryable: true,
    message: `Your tip could not be encrypted, so nothing was sent (${detail}). Press the button again, or load the page again.`,
  }
}

/**
 * Seals a tip and sends it. Never rejects.
 * @param job what the form hands over
 * @param surroundings clock, randomness, network and library
 * @param signal stops it at the next step
 * @param onProgress is told of every phase and every stored chunk
 */
export async function sendTip(
  job: SendJob,
  surroundings: Surroundings,
  signal: AbortSignal,
  onProgress: (progress: SendProgress) => void,
): Promise<SendSealedOutcome> {
  onProgress({ phase: 'encrypting', doneBytes: 0, totalBytes: 0 })
  let sealed: Uint8Array<ArrayBuffer>
  try {
    sealed = await seal(job, surroundings, signal)
  } catch (error) {
    return { ok: false, failure: toFailure(error, signal) }
  }
  return sendSealed({
    origin: job.origin,
    inbox: job.inbox.id,
    urgent: job.answers.urgentSubject,
    parts: [{ content: new Blob([sealed]), sha256: await sha256Hex(sealed) }],
    line: surroundings.line,
    signal,
    onProgress,
  })
}
