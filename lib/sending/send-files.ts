/**
 * Sends the files of an open tip: reads those that go inside the message, seals and stores the others
 * as parts, two at a time. A file that fails waits for the sender; the others go on.
 */
import { sha256Hex } from '#lib/evidence/sha256'
import type { OpenPgp } from '#lib/sealing/openpgp'
import type { Recipient } from '#lib/sealing/recipients'
import { sealStream } from '#lib/sealing/seal-stream'
import { sealedLength } from '#lib/sealing/sealed-length'
import type { AttachedFile } from '#lib/tip/schema'
import { FileError, hashing, openFile, readWhole } from './file-content.ts'
import { announcePart, type OpenTip, storePart } from './store-part.ts'
import type { TipFile, TipFiles } from './tip-files.ts'

/** While one file is being read or confirmed, the other keeps the line busy. */
const FILES_AT_ONCE = 2

/** What stands in the part of a file that was taken out while it was being sent. */
const REMOVED_NOTE = 'The sender took this file out while the tip was being sent.\n'

/** What sealing needs. */
export type Sealing = { openpgp: OpenPgp; recipients: readonly Recipient[] }

/** What the report says of a file. */
export function listing(
  file: TipFile,
  { sha256, original }: { sha256: string; original?: AttachedFile['original'] | undefined },
): AttachedFile {
  const { chosen, name, bytes, part } = file
  const note = chosen.note?.trim()
  return {
    name,
    type: chosen.file.type.slice(0, 255),
    bytes,
    sha256,
    ...(note && { note }),
    ...(part !== null && { part }),
    ...(original && { original }),
    ...(chosen.hidden &&
      chosen.hidden.found.length > 0 && {
        hidden: { found: chosen.hidden.found, removed: original !== undefined },
      }),
  }
}

/** Runs `work` on a file; what goes wrong with the file itself becomes its state. */
async function attempt(
  files: TipFiles,
  file: TipFile,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController()
  const pass = () => stop.abort(signal.reason)
  signal.throwIfAborted()
  signal.addEventListener('abort', pass, { once: true })
  file.stop = stop
  try {
    await work(stop.signal)
  } catch (error) {
    signal.throwIfAborted()
    // Taken out meanwhile: what it was being done with does not matter any more.
    if (!stop.signal.aborted) {
      if (!(error instanceof FileError)) throw error
      file.state = 'failed'
      file.message = error.message
      file.unchanged = error.unchanged
    }
  } finally {
    signal.removeEventListener('abort', pass)
    file.stop = null
    files.touch()
  }
}

/**
 * Reads the files that go inside the message and finds out how large the others are once hidden data
 * is taken out. Files that fail are left in that state.
 */
export async function prepareFiles(files: TipFiles, signal: AbortSignal): Promise<void> {
  for (const file of files.list) {
    if (file.state !== 'waiting') continue
    await attempt(files, file, signal, async () => {
      file.bytes = (await openFile(file)).bytes
    })
  }
}

/** Reads a file for the message. */
async function readInside(file: TipFile): Promise<void> {
  const opened = await openFile(file)
  const content = await readWhole(opened)
  const sha256 = await sha256Hex(content)
  if (file.state === 'removed') return
  file.bytes = content.length
  file.content = content
  file.listed = listing(file, { sha256, original: opened.original })
  file.state = 'done'
}

/** Seals and stores a file as its part. */
async function sendAsPart(
  tip: OpenTip,
  sealing: Sealing,
  file: TipFile,
  part: number,
  signal: AbortSignal,
): Promise<string> {
  const { openpgp, recipients } = sealing
  const opened = await openFile(file)
  signal.throwIfAborted()
  file.bytes = opened.bytes
  await prepareOnServer(tip, file, part, sealedLength(opened.bytes, recipients))
  const content = hashing(opened.pieces())
  const sealed = sealStream(openpgp, recipients, content.pieces, { bytes: opened.bytes })
  const sha256 = await storePart(tip, { part, bytes: file.partBytes }, sealed, signal)
  // It may have been taken out at the last moment.
  signal.throwIfAborted()
  file.listed = listing(file, { sha256: content.hex(), original: opened.original })
  file.state = 'done'
  return sha256
}

/** Puts a note into the part of a file that was taken out. */
async function sendNote(
  tip: OpenTip,
  { openpgp, recipients }: Sealing,
  file: TipFile,
  part: number,
): Promise<string> {
  const note = new TextEncoder().encode(REMOVED_NOTE)
  await prepareOnServer(tip, file, part, sealedLength(note.length, recipients))
  async function* content(): AsyncGenerator<Uint8Array> {
    yield note
  }
  const sealed = sealStream(openpgp, recipients, content(), { bytes: note.length })
  const bytes = file.partBytes
  const sha256 = await storePart(tip, { part, bytes }, sealed, tip.journey.signal)
  // Nothing of the file is told, not even its name.
  file.listed = {
    name: `removed-${part}.txt`,
    type: 'text/plain',
    bytes: note.length,
    sha256: await sha256Hex(note),
    part,
    removed: true,
  }
  return sha256
}

/** Makes sure that the server expects this size and holds nothing of what was sent before. */
async function prepareOnServer(
  tip: OpenTip,
  file: TipFile,
  part: number,
  bytes: number,
): Promise<void> {
  if (!file.fresh || file.partBytes !== bytes) await announcePart(tip, part, bytes)
  file.partBytes = bytes
  file.storedBytes = 0
  file.fresh = false
}

/**
 * Sends every file, and comes back when each is done or taken out; a file that failed is waited for.
 * @param hashes gets the SHA-256 of each sealed part that is stored, by its number
 * @throws Gone, SendError, or the signal's reason
 */
export async function sendFiles(
  tip: OpenTip,
  sealing: Sealing,
  files: TipFiles,
  hashes: Map<number, string>,
): Promise<void> {
  const { signal } = tip.journey
  const busy = new Set<TipFile>()
  /** A file that there is something to do for: not sent yet, or taken out and without its note. */
  const isOpen = (file: TipFile): boolean =>
    file.state === 'waiting' ||
    (file.state === 'removed' && file.part !== null && file.listed === null)
  const isSettled = ({ state }: TipFile) => state === 'done' || state === 'removed'

  async function handle(file: TipFile): Promise<void> {
    const { part } = file
    if (file.state === 'removed') {
      if (part !== null) hashes.set(part, await sendNote(tip, sealing, file, part))
      return
    }
    file.state = 'sending'
    files.touch()
    await attempt(files, file, signal, async (own) => {
      if (part === null) await readInside(file)
      else hashes.set(part, await sendAsPart(tip, sealing, file, part, own))
    })
  }

  async function lane(ended: AbortSignal): Promise<void> {
    for (;;) {
      ended.throwIfAborted()
      const next = files.list.find((file) => isOpen(file) && !busy.has(file))
      if (next === undefined) {
        if (busy.size === 0 && files.list.every((file) => isSettled(file) && !isOpen(file))) return
        await files.change(ended)
        continue
      }
      busy.add(next)
      try {
        await handle(next)
      } finally {
        busy.delete(next)
        files.touch()
      }
    }
  }

  // When one lane fails for good, the other must not wait for a change that never comes.
  const ended = new AbortController()
  const stop = () => ended.abort(signal.reason)
  signal.throwIfAborted()
  signal.addEventListener('abort', stop, { once: true })
  let failure: { error: unknown } | null = null
  const lanes = Array.from({ length: FILES_AT_ONCE }, () =>
    lane(ended.signal).catch((error: unknown) => {
      failure ??= { error }
      ended.abort(error)
      for (const file of files.list) file.stop?.abort(error)
    }),
  )
  await Promise.all(lanes)
  signal.removeEventListener('abort', stop)
  if (failure !== null) throw (failure as { error: unknown }).error
}
