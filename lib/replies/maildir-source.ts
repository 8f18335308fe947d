/**
 * Replies that a mail server on this machine puts into a Maildir. A mail goes only after it was dealt
 * with; who dies in between finds it again, and the store knows what it has.
 */
import { constants } from 'node:fs'
import { mkdir, open, readdir, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { syncFolder } from '#lib/inboxes/durable-files'
import { createPatience } from './patience.ts'
import { REPLY_BYTES_MAX } from './read-reply.ts'
import type { Handled, HandleMail, Source } from './source.ts'

/** Reading two folders costs little, and tells of new mail on network shares too. */
const POLL_MS = 2_000
/** What a mail program that looks into the folder moves there. */
const FOLDERS = ['new', 'cur'] as const

/**
 * The source; its folders are made when they are not there.
 * @param options.folder the Maildir, with `tmp`, `new` and `cur` @param options.chance in [0, 1)
 */
export function maildirSource(options: {
  folder: string
  clock: () => Date
  chance: () => number
  pollMs?: number
}): Source {
  const { folder, pollMs = POLL_MS } = options
  const patience = createPatience(options.clock, options.chance)

  async function handleFile(path: string, handle: HandleMail): Promise<Handled | 'gone'> {
    const mail = await readMail(path)
    if (mail === 'gone' || mail === 'unreadable') return mail === 'gone' ? 'gone' : 'stuck'
    return handle(mail)
  }

  return {
    name: 'maildir',
    async look(handle, signal) {
      const paths = await mailsIn(folder).catch((error: unknown) => {
        throw new Error(problemOf(error, folder))
      })
      patience.keepOnly(paths)
      const emptied = new Set<string>()
      for (const path of paths) {
        if (signal.aborted) break
        if (!patience.due(path)) continue
        const handled = await handleFile(path, handle)
        if (handled === 'gone') continue
        if (handled !== 'done') patience.leave(path, handled)
        else if (await removed(path)) emptied.add(dirname(path))
        else patience.leave(path, 'stuck')
      }
      for (const dir of emptied) await syncFolder(dir)
    },
    wait: (signal) => wait(pollMs, undefined, { signal }).catch(() => undefined),
    standing: patience.standing,
    close: async () => undefined,
  }
}

/** Paths of all mails, oldest name first. */
async function mailsIn(folder: string): Promise<string[]> {
  for (const name of ['tmp', ...FOLDERS]) {
    await mkdir(join(folder, name), { recursive: true, mode: 0o700 })
  }
  const paths: string[] = []
  for (const name of FOLDERS) {
    const names = (await readdir(join(folder, name))).sort()
    paths.push(...names.filter((one) => !one.startsWith('.')).map((one) => join(folder, name, one)))
  }
  return paths
}

/** One byte more than may be taken, so that a mail that is too large is seen to be. */
async function readMail(path: string): Promise<Uint8Array | 'gone' | 'unreadable'> {
  try {
    // Neither links, which lead elsewhere, nor pipes, which never end.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
    const file = await open(path, flags)
    try {
      const found = await file.stat()
      if (!found.isFile()) return 'unreadable'
      const mail = Buffer.alloc(Math.min(found.size, REPLY_BYTES_MAX + 1))
      let at = 0
      while (at < mail.length) {
        const { bytesRead } = await file.read(mail, at, mail.length - at, at)
        if (bytesRead === 0) break
        at += bytesRead
      }
      return mail.subarray(0, at)
    } finally {
      await file.close()
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : 'unreadable'
  }
}

/** False when the folder does not let us: the mail would be read for ever. */
async function removed(path: string): Promise<boolean> {
  try {
    await unlink(path)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}

function problemOf(error: unknown, folder: string): string {
  const { code = 'unknown' } = error as NodeJS.ErrnoException
  return `The Maildir of replies ${folder} cannot be read (${code}). Check REPLY_MAILDIR, its owner and rights.`
}
