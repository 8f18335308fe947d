/**
 * Reads mails of a desk where they can do no harm. Whoever forges the desk's address can send a mail that
 * takes hours or all memory to read; it is read in a process of its own, and refused when it takes too much.
 * A thread would not do: when it runs out of memory, V8 ends the whole process.
 */
import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deserialize } from 'node:v8'
import { REPLY_BYTES_MAX, type ReadMessage } from './read-reply.ts'

/** Next’s development server knows no other name of this folder. */
const PROGRAM = join(dirname(fileURLToPath(import.meta.url)), 'reading-process.ts')
/** The largest reply takes a few seconds. */
const LONGEST_MS = 30_000
/** Of objects and strings; the bytes of the mail come on top. In MiB. */
const HEAP_MEBIBYTES = 1024
/** By its own clock, out of memory, or ended by a system that has none left. */
const TOO_MUCH: readonly (string | undefined | null)[] = ['SIGKILL', 'SIGABRT', 'SIGTRAP', 'SIGILL']

/**
 * Makes what reads mails, one at a time.
 * @returns it reads a mail like `readMessage`; a mail that takes too much is `damaged`. It rejects when no
 * process could read, which says nothing of the mail, and when `stopping` broke it off.
 */
export function createApartReader({
  longestMs = LONGEST_MS,
}: {
  longestMs?: number
} = {}): (mail: Uint8Array, stopping?: AbortSignal) => Promise<ReadMessage> {
  let last: Promise<unknown> = Promise.resolve()
  return (mail, stopping) => {
    const reading = last.then(() => readApart(mail, longestMs, stopping))
    last = reading.catch(() => undefined)
    return reading
  }
}

function readApart(
  mail: Uint8Array,
  longestMs: number,
  signal: AbortSignal | undefined,
): Promise<ReadMessage> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [`--max-old-space-size=${HEAP_MEBIBYTES}`, PROGRAM, `${longestMs}`],
      // It needs none of the server's secrets.
      {
        env: { NODE_ENV: 'production' },
        encoding: 'buffer',
        maxBuffer: 2 * REPLY_BYTES_MAX,
        signal,
      },
      (error, output) => {
        if (error === null) resolve(deserialize(output))
        else if (signal?.aborted) reject(error)
        else if (TOO_MUCH.includes(error.signal)) resolve({ ok: false, reason: 'damaged' })
        else {
          const how = error.signal ?? error.code
          reject(new Error(`The process that reads a reply ended by itself (${how}).`))
        }
      },
    )
    // It may end before it has read all.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(mail)
  })
}
