/**
 * What the worker does with a job, from answers and files to the receipt (docs/protocol.md). A lost
 * line is waited for and taken up at the chunks that are missing; an expired proof or tip begins
 * again without losing anything. Everything is handed in.
 */
import { checkFiles } from '#lib/evidence/limits'
import { hourOf } from '#lib/protocol/hours'
import type { Receipt } from '#lib/protocol/shapes'
import { readRecipients } from '#lib/sealing/recipients'
import { type Course, type Surroundings, travel } from './course.ts'
import { Gone, internal, type Journey, STARTS_MAX } from './journey.ts'
import { createPatience, SendError } from './line.ts'
import { createReporter } from './reporter.ts'
import type { Sealing } from './send-files.ts'
import { createTipFiles } from './tip-files.ts'
import type { SendFailure, SendJob, SendProgress, WayBack } from './worker-messages.ts'

export type SendTipOutcome =
  /** `report` is the readable report exactly as it was sealed. */
  | ({ ok: true; receipt: Receipt; report: string } & Partial<WayBack>)
  | { ok: false; failure: SendFailure }

/** A tip that is being sent. */
export type SendingTip = {
  /** Never rejects: an abort, a lost line after long patience and every refusal are values. */
  outcome: Promise<SendTipOutcome>
  /** Sends a file that failed once more. */
  retryFile: (id: string) => void
  /** Takes a file out of the tip. */
  removeFile: (id: string) => void
}

/** What the sender reads after stopping a send. */
const CANCELLED: SendFailure = {
  code: 'cancelled',
  retryable: true,
  message:
    'You stopped the sending. Nothing has been received. Everything you wrote is still here.',
}

/** Loads a part of the worker; a line lost at this moment must not look like a broken page. */
async function load<Part>(loadPart: () => Promise<Part>): Promise<Part> {
  try {
    return await loadPart()
  } catch {
    throw new SendError({
      code: 'offline',
      retryable: true,
      message:
        'The part of this page that encrypts could not be loaded, so nothing was sent. Check the connection and press the button again. If it happens again, load the page again.',
    })
  }
}

/** The library and the keys. @throws SendError when a certificate cannot be used */
async function prepareSealing(job: SendJob, surroundings: Surroundings): Promise<Sealing> {
  const openpgp = await load(surroundings.loadOpenPgp)
  const verdict = await readRecipients(openpgp, job.inbox.certificates, surroundings.now())
  if (!verdict.ok) {
    throw new SendError({
      code: 'bad-certificate',
      // As soon as the device's date is right, the same button works.
      retryable: true,
      message: `The key of this desk cannot be used, so nothing was sent. ${verdict.reason}. If the date of this device is wrong, correct it and press the button again. Otherwise copy what you typed, and load the page again later: its operator must put a new key here.`,
    })
  }
  return { openpgp, recipients: verdict.recipients }
}

/** @throws SendError when the files are more or larger than the inbox takes */
function checkLimits({ files, inbox }: SendJob): void {
  const verdict = checkFiles(
    files.map(({ file }) => file),
    inbox.limits,
  )
  if (verdict.ok) return
  const [first] = verdict.errors
  throw new SendError({
    code: 'too-large',
    retryable: false,
    message: verdict.errors.map(({ message }) => message).join(' '),
    ...(first?.index === undefined ? {} : { file: first.index }),
  })
}

/**
 * Makes the way back that was asked for, or finds the conversation that the message belongs to.
 * @throws SendError when that conversation is not open
 */
async function joinConversation(course: Course): Promise<void> {
  const { job, journey, surroundings } = course
  if (job.message) {
    const thread = surroundings.openThread?.() ?? null
    if (thread === null) throw internal('its conversation is not open any more.')
    course.thread = thread
    journey.returnNumber = thread.returnNumber
    return
  }
  if (!job.followUp) return
  const { loadFollowUp } = surroundings
  if (loadFollowUp === undefined) throw internal('no way back can be made here.')
  const makeFollowUp = await load(loadFollowUp)
  const made = await makeFollowUp(job.followUp.pattern, hourOf(surroundings.now()))
  course.followUp = made
  journey.followUp = made.fields
}

/** Begins again as long as the tip goes from the server. */
async function send(course: Course): Promise<SendTipOutcome> {
  const { job, surroundings } = course
  checkLimits(job)
  const sealing = await prepareSealing(job, surroundings)
  await joinConversation(course)
  const back = course.followUp
  for (let start = 1; ; start += 1) {
    try {
      const arrived = await travel(course, sealing)
      return {
        ok: true,
        ...arrived,
        ...(back && { code: back.words, returnNumber: back.returnNumber }),
      }
    } catch (error) {
      if (!(error instanceof Gone)) throw error
      if (start >= STARTS_MAX) {
        throw new SendError({
          code: 'expired',
          retryable: true,
          message:
            'The server lost track of what was sent several times, and it has not been received. Press the button again. Everything you wrote is still here.',
        })
      }
    }
  }
}

/** Once everything was handed over, a failure to hear back no longer means that nothing arrived. */
function inDoubt(failure: SendFailure): SendFailure {
  const message =
    'Everything was handed over, but the confirmation did not come back, so what you wrote may have been received or not. Press the button again to be sure: what arrives twice does no harm.'
  return failure.code === 'offline' || failure.code === 'busy' || failure.code === 'cancelled'
    ? { ...failure, message }
    : failure
}

/** Turns whatever ended a send into what the sender reads. */
function toFailure(error: unknown, { signal, completing }: Journey): SendFailure {
  if (error instanceof SendError) return completing ? inDoubt(error.failure) : error.failure
  if (signal.aborted) return completing ? inDoubt(CANCELLED) : CANCELLED
  return internal(`${error instanceof Error ? error.message : String(error)}.`).failure
}

/**
 * Seals a tip and sends it.
 * @param job what the form hands over
 * @param surroundings clock, randomness, network and library
 * @param signal stops it at the next step
 * @param onProgress is told of every phase, every stored chunk, and what becomes of each file
 */
export function sendTip(
  job: SendJob,
  surroundings: Surroundings,
  signal: AbortSignal,
  onProgress: (progress: SendProgress) => void,
): SendingTip {
  const { line, now } = surroundings
  const files = createTipFiles(job.files, () => reporter.report())
  const reporter = createReporter(files, () => now().getTime(), onProgress)
  const journey: Journey = {
    origin: job.origin,
    inbox: job.inbox.id,
    ...(job.message ? {} : { urgent: job.answers.urgentSubject }),
    line,
    signal,
    patience: createPatience(line, signal, () => reporter.report('waiting')),
    report: (phase) => reporter.report(phase),
    completing: false,
  }
  const course = { job, surroundings, journey, reporter, files, followUp: null, thread: null }
  const outcome = send(course).catch(
    (error: unknown): SendTipOutcome => ({ ok: false, failure: toFailure(error, journey) }),
  )
  reporter.report('encrypting')
  return { outcome, retryFile: files.retry, removeFile: files.remove }
}
