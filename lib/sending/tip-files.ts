/**
 * The files of one tip on their way: which go inside the message and which as parts of their own, how
 * far each has come, and what the sender asks for meanwhile.
 */
import { reportNames } from '#lib/evidence/file-names'
import { FILES_INSIDE_BYTES_MAX } from '#lib/tip/questions'
import type { AttachedFile } from '#lib/tip/schema'
import type { FileProgress, JobFile } from './worker-messages.ts'

export type TipFile = {
  chosen: JobFile
  /** How it stands in the report: harmless, and no two the same. */
  name: string
  state: FileProgress['state']
  message: string | undefined
  /** Bytes that are sealed: less than the file has when hidden data is taken out. */
  bytes: number
  /** The sealed part that holds it; null when it is inside the message. */
  part: number | null
  /** Size of that part as the server knows it, and how much of it is stored. */
  partBytes: number
  storedBytes: number
  /** The server holds nothing of the part as it is announced now. */
  fresh: boolean
  /** Its content, when it goes inside the message. */
  content: Uint8Array<ArrayBuffer> | null
  /** What the report says of it, once it is known. */
  listed: AttachedFile | null
  /** The sender wants it as it is, since what is hidden in it cannot be taken out. */
  unchanged: boolean
  /** Stops what is being done with it. */
  stop: AbortController | null
}

export type TipFiles = {
  list: readonly TipFile[]
  /** Tells that something changed: whoever waits goes on, and progress is reported. */
  touch: () => void
  /** Waits for the next change. @throws the signal's reason */
  change: (signal: AbortSignal) => Promise<void>
  /** Sends a file that failed once more; does nothing for any other. */
  retry: (id: string) => void
  /** Takes a file out, unless the message that names it is being sealed. */
  remove: (id: string) => void
  /** From now on, or until it is opened again, no file can be taken out. */
  close: (closed: boolean) => void
}

/** @param chosen in the order of the form @param onChange is told after every change */
export function createTipFiles(chosen: readonly JobFile[], onChange: () => void): TipFiles {
  const names = reportNames(chosen.map(({ file }) => file))
  const list = chosen.map(
    (one, index): TipFile => ({
      chosen: one,
      name: names[index] ?? '',
      state: 'waiting',
      message: undefined,
      bytes: one.file.size,
      part: null,
      partBytes: 0,
      storedBytes: 0,
      fresh: false,
      content: null,
      listed: null,
      unchanged: false,
      stop: null,
    }),
  )
  let closed = false
  let waiting: (() => void)[] = []
  const find = (id: string) => list.find((file) => file.chosen.id === id)
  const touch = () => {
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
    onChange()
  }
  return {
    list,
    touch,
    change: (signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted()
        const stop = () => reject(signal.reason)
        signal.addEventListener('abort', stop, { once: true })
        waiting.push(() => {
          signal.removeEventListener('abort', stop)
          resolve()
        })
      }),
    retry: (id) => {
      const file = find(id)
      if (file?.state !== 'failed') return
      file.state = 'waiting'
      file.message = undefined
      touch()
    },
    remove: (id) => {
      const file = find(id)
      if (closed || file === undefined || file.state === 'removed') return
      file.state = 'removed'
      file.message = undefined
      file.listed = null
      file.content = null
      file.stop?.abort()
      touch()
    },
    close: (now) => {
      closed = now
    },
  }
}

/**
 * Gives every file that was not removed its place, for a tip that is about to be opened: the smallest
 * go inside the message as long as they fit, the others become parts 1, 2, … in the order of the form.
 */
export function planParts(files: readonly TipFile[]): void {
  const left = files.filter(({ state }) => state !== 'removed')
  const inside = new Set<TipFile>()
  let sum = 0
  for (const file of left.toSorted((a, b) => a.bytes - b.bytes)) {
    sum += file.bytes
    if (sum <= FILES_INSIDE_BYTES_MAX) inside.add(file)
  }
  let part = 0
  for (const file of files) {
    const own = left.includes(file) && !inside.has(file)
    if (own) part += 1
    file.part = own ? part : null
    file.partBytes = 0
    file.storedBytes = 0
    file.fresh = own
    if (file.state !== 'removed' && file.state !== 'failed') file.state = 'waiting'
    if (own) file.listed = null
  }
}

/**
 * What the form is told of a file: bytes of the file, not of the sealed part.
 * @param messageShare how much of the message, and so of the files inside it, is stored: 0 to 1
 */
export function progressOf(file: TipFile, messageShare: number): FileProgress {
  const { chosen, state, bytes, part, partBytes, storedBytes, message, unchanged } = file
  const share = part === null ? messageShare : partBytes === 0 ? 0 : storedBytes / partBytes
  const ready = state === 'done' && share < 1
  // A file inside the message was only read so far: the message is sent last.
  const unsent = part === null && share === 0 ? 'waiting' : 'sending'
  const counts = state === 'sending' || state === 'done'
  return {
    id: chosen.id,
    state: ready ? unsent : state,
    doneBytes: counts ? Math.floor(bytes * share) : 0,
    totalBytes: bytes,
    ...(message !== undefined && { message }),
    ...(state === 'failed' && unchanged && { unchanged }),
  }
}
