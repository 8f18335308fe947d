/**
 * One tip from its opening to its receipt: files first, then the message that names them, then the
 * completion.
 */

import type { MadeFollowUp, TipKeyForDesk } from '#lib/follow-up/make-follow-up'
import { chunkCount } from '#lib/protocol/chunks'
import type { Hour } from '#lib/protocol/hours'
import type { Receipt } from '#lib/protocol/shapes'
import type { OpenPgp } from '#lib/sealing/openpgp'
import { sealStream } from '#lib/sealing/seal-stream'
import { sealedLength } from '#lib/sealing/sealed-length'
import { type BuiltMessage, buildFurtherMessage, buildMessage } from './build-message.ts'
import { createChunkWindow } from './chunk-window.ts'
import { completeTip } from './complete-tip.ts'
import { internal, type Journey, STARTS_MAX } from './journey.ts'
import type { Line } from './line.ts'
import { openTip } from './open-tip.ts'
import type { Reporter } from './reporter.ts'
import { listing, prepareFiles, type Sealing, sendFiles } from './send-files.ts'
import { announcePart, askHeld, type OpenTip, storePart } from './store-part.ts'
import { planParts, type TipFiles } from './tip-files.ts'
import type { SendJob } from './worker-messages.ts'

/** The world outside the worker's logic. */
export type Surroundings = {
  /** Loads OpenPGP.js; called when there is something to seal, not before. */
  loadOpenPgp: () => Promise<OpenPgp>
  line: Line
  now: () => Date
  /** Fresh random bytes. */
  randomBytes: (count: number) => Uint8Array
  /** Loads what makes the way back; left out by those who never ask for one. */
  loadFollowUp?: () => Promise<MakeFollowUp>
  /** The conversation that is open, for a further message; null when there is none. */
  openThread?: () => Thread | null
}

/** Makes the code, its keys and the tip's key for a reply address with `*`, at this hour. */
export type MakeFollowUp = (pattern: string, hour: Hour) => Promise<MadeFollowUp>

/** What a further message needs to know of its conversation. */
export type Thread = {
  /** Of the tip. */
  reference: string
  /** Which of the sender's messages it will be. */
  number: number
  /** The bearer token of the conversation. */
  returnNumber: string
  /** The tip's public key, where it is at hand: a server that seals for a sender does not have it. */
  tipKey?: Pick<TipKeyForDesk, 'address' | 'armored'>
}

/** What one send knows and uses. */
export type Course = {
  job: SendJob
  surroundings: Surroundings
  journey: Journey
  reporter: Reporter
  files: TipFiles
  /** The way back that the tip brings; it stays the same when the tip has to begin again. */
  followUp: MadeFollowUp | null
  thread: Thread | null
}

/** Takes the room of a hash that is not known yet. */
const NO_HASH = '0'.repeat(64)

/** The message with what is known of the files; hashes that are not known yet take their room. */
function messageOf({ job, surroundings, files, followUp, thread }: Course): BuiltMessage {
  const included = files.list.filter(({ state, part }) => state !== 'removed' || part !== null)
  const listed = included.map((file) => ({
    listed: file.listed ?? listing(file, { sha256: NO_HASH }),
    content: file.part === null ? (file.content ?? new Uint8Array(file.bytes)) : null,
  }))
  const [now, random] = [surroundings.now(), surroundings.randomBytes(16)]
  if (!job.message) {
    return buildMessage({ ...job, tipKey: followUp?.tipKey }, listed, now, random)
  }
  if (thread === null) throw internal('its conversation is not open any more.')
  return buildFurtherMessage(job, thread, listed, now, random)
}

/** Opens a tip for the files as they are now. */
async function open(course: Course, sealing: Sealing): Promise<OpenTip> {
  const { files, journey, reporter, surroundings } = course
  const { recipients } = sealing
  planParts(files.list)
  for (const file of files.list) {
    if (file.part !== null) file.partBytes = sealedLength(file.bytes, recipients)
  }
  const message = sealedLength(messageOf(course).entity.length, recipients)
  const parts = files.list.filter(({ part }) => part !== null)
  reporter.begin(message)
  const sizes = [message, ...parts.map(({ partBytes }) => partBytes)]
  const opened = await openTip(journey, sizes)
  return {
    journey,
    opened,
    window: createChunkWindow(),
    now: () => surroundings.now().getTime(),
    onStored: (part, bytes) => reporter.stored(part, bytes),
  }
}

/** Seals the message and stores it as part 0. */
async function sendMessage(course: Course, { openpgp, recipients }: Sealing, tip: OpenTip) {
  const { journey, reporter } = course
  const { entity, report } = messageOf(course)
  const bytes = sealedLength(entity.length, recipients)
  if (!reporter.messageIs(bytes)) await announcePart(tip, 0, bytes)
  async function* content(): AsyncGenerator<Uint8Array> {
    yield entity
  }
  const sealed = sealStream(openpgp, recipients, content(), { bytes: entity.length })
  const sha256 = await storePart(tip, { part: 0, bytes }, sealed, journey.signal)
  return { report, part: { bytes, sha256 } }
}

/** Sends again what the server lacks although it had said that it has it. */
async function sendMissing({ files }: Course, tip: OpenTip): Promise<void> {
  const held = await askHeld(tip)
  for (const file of files.list) {
    if (file.part === null || held === null) continue
    const chunks = chunkCount(file.partBytes, tip.opened.chunkBytes)
    const whole = Array.from({ length: chunks }, (_, chunk) => held.has(`${file.part}/${chunk}`))
    if (whole.every(Boolean)) continue
    file.fresh = false
    file.listed = null
    if (file.state === 'done') file.state = 'waiting'
  }
}

/**
 * Opens, stores and completes one tip.
 * @returns the receipt, and the readable report exactly as it was sealed
 * @throws Gone when the tip has to begin again, SendError when it cannot go on; the signal's reason
 */
export async function travel(
  course: Course,
  sealing: Sealing,
): Promise<{ receipt: Receipt; report: string }> {
  const { files, journey, reporter } = course
  journey.completing = false
  files.close(false)
  await prepareFiles(files, journey.signal)
  const tip = await open(course, sealing)
  const hashes = new Map<number, string>()
  for (let round = 1; ; round += 1) {
    journey.report('sending')
    await sendFiles(tip, sealing, files, hashes)
    files.close(true)
    const { report, part } = await sendMessage(course, sealing, tip)
    const further = files.list.flatMap((file) =>
      file.part === null ? [] : [{ bytes: file.partBytes, sha256: hashes.get(file.part) ?? '' }],
    )
    const receipt = await completeTip(journey, tip.opened, [part, ...further])
    if (receipt !== null) return { receipt, report }
    await journey.patience.wait({
      status: 409,
      body: null,
      slug: 'chunks-missing',
      detail: '',
      retryAfterMs: null,
    })
    if (round >= STARTS_MAX) {
      throw internal('the server did not find all of it, several times.')
    }
    files.close(false)
    await sendMissing(course, tip)
    // The message is sealed anew, so what the server holds of it is of no use.
    reporter.forgetMessage()
  }
}
