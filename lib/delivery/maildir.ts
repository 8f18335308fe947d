/**
 * The Maildir transport: one folder per inbox under `DATA_DIR/maildir`, and one per archive, each mail
 * exactly once, and one for notices to the operator; notices to a desk lie in its own folder. A mail's name is made from the hour and the outbox
 * id, so a mail whose outcome is unknown (the server died between writing and recording) is recognised
 * when it is tried again.
 */
import { randomBytes } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { link, mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { syncFolder } from '#lib/inboxes/durable-files'
import type { Delivery } from '#lib/store/store'
import { composeNotice, OPERATOR_FOLDER } from './notice.ts'
import type { Notice, Transport, TransportResult } from './transport.ts'

/** Letters, digits, hyphen and underscore (base64url) are harmless in every file system. */
const SAFE_NAME = /^[A-Za-z0-9_-]+$/

/**
 * A transport that writes into `root/<inbox id>/{tmp,new,cur}`.
 * @param options `syncFolder` flushes the entries of a folder; tests watch it
 */
export function maildirTransport(options: {
  root: string
  syncFolder?: (dir: string) => Promise<void>
}): Transport {
  const sync = options.syncFolder ?? syncFolder
  const boxes: Boxes = { durable: new Set(), sync, syncOnce: sharedSync(sync) }
  async function put(item: Item): Promise<TransportResult> {
    try {
      await putInto(options.root, boxes, item)
      return { ok: true, confirmed: true }
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code === undefined) throw error
      // The message goes on with paths, which hold the outbox id.
      const problem = message.replace(/,.*$/s, '')
      const cure = `Check ${options.root}: space, owner and rights.`
      return { ok: false, retry: 'later', reason: `${problem}. ${cure}` }
    }
  }
  return {
    name: 'maildir',
    longestMs: 0,
    parallel: 16,
    wireBytes: null,
    // Nothing here waits for another machine, so the signal has nothing to end.
    deliver: async ({ delivery, content }) =>
      put({
        folder: delivery.inbox + (delivery.recipient === 'archive' ? ARCHIVE_FOLDER_END : ''),
        name: maildirName(delivery),
        date: new Date(delivery.hour),
        untried: delivery.untried === true,
        content,
      }),
    notify: async (notice) =>
      put({
        folder: notice.inbox ?? OPERATOR_FOLDER,
        name: noticeName(notice),
        date: notice.date,
        untried: false,
        content: () => [Buffer.from(composeNotice(notice))],
      }),
  }
}

/** How the folder of an inbox's archive ends: no inbox can have such an id. */
export const ARCHIVE_FOLDER_END = '_archive'

/** The base name of a delivery's mail: the hour in seconds (as Maildir readers sort), then the id. */
export function maildirName(delivery: Pick<Delivery, 'id' | 'hour'>): string {
  if (!SAFE_NAME.test(delivery.id)) throw new Error('An outbox id cannot be a file name.')
  return `${Date.parse(delivery.hour) / 1000}.${delivery.id}.tip`
}

function noticeName({ id, date }: Notice): string {
  if (!SAFE_NAME.test(id)) throw new Error('The id of a notice cannot be a file name.')
  return `${Math.floor(date.getTime() / 1000)}.${id}.notice`
}

/** A mail to be put into a folder, under a name that is its own. */
type Item = {
  folder: string
  name: string
  /** The time that its file gets. */
  date: Date
  /** It cannot lie there already. */
  untried: boolean
  content: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

type Boxes = {
  /** Inboxes whose folders this process has flushed; another one may have died before it did. */
  durable: Set<string>
  sync: (dir: string) => Promise<void>
  /** The same, shared by all who ask at the same time. */
  syncOnce: (dir: string) => Promise<void>
}

async function putInto(root: string, boxes: Boxes, item: Item): Promise<void> {
  const { folder, name, untried } = item
  if (!SAFE_NAME.test(folder)) throw new Error('An inbox id cannot be a folder name.')
  const box = join(root, folder)
  const [tmp, fresh, seen] = [join(box, 'tmp'), join(box, 'new'), join(box, 'cur')]
  if (!untried || !boxes.durable.has(box)) await makeFolders(root, box, boxes)
  if (!untried) {
    await removeLeftovers(tmp, name)
    if ((await exists(join(fresh, name))) || (await holds(seen, name))) {
      // Its entry may have been written just before the power went, and never flushed.
      await boxes.sync(fresh)
      return
    }
  }
  const draft = join(tmp, `${name}.${randomBytes(6).toString('hex')}`)
  try {
    const file = await openDraft(draft).catch(async (error: unknown) => {
      ignoreAbsence(error)
      await makeFolders(root, box, boxes)
      return openDraft(draft)
    })
    await writeMail(file, item)
    await publish(draft, join(fresh, name))
  } finally {
    await unlink(draft).catch(ignoreAbsence)
  }
  await boxes.syncOnce(fresh)
}

async function makeFolders(root: string, box: string, boxes: Boxes): Promise<void> {
  let made = false
  for (const name of ['tmp', 'new', 'cur']) {
    made = (await mkdir(join(box, name), { recursive: true, mode: 0o700 })) !== undefined || made
  }
  if (made || !boxes.durable.has(box)) {
    // A folder is there after a power cut when the one above it was flushed, up to DATA_DIR.
    for (const dir of [box, root, dirname(root)]) await boxes.sync(dir)
    boxes.durable.add(box)
  }
}

/**
 * Flushes a folder once for all who ask while another flush is under way: one that began before the
 * entry was written says nothing about it, so those who ask then share the next.
 */
function sharedSync(sync: Boxes['sync']): Boxes['syncOnce'] {
  const waiting = new Map<string, Promise<void>>()
  let last: Promise<void> = Promise.resolve()
  return (dir) => {
    const known = waiting.get(dir)
    if (known !== undefined) return known
    const flush = last.then(() => {
      waiting.delete(dir)
      return sync(dir)
    })
    waiting.set(dir, flush)
    last = flush.catch(() => undefined)
    return flush
  }
}

const openDraft = (path: string) => open(path, 'wx', 0o600)

async function writeMail(file: FileHandle, { content, date }: Item): Promise<void> {
  try {
    for await (const chunk of content()) await file.writeFile(chunk)
    await file.utimes(date, date)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Gives the mail its name in `new`; a link, unlike a rename, never replaces a mail that is there. */
async function publish(draft: string, target: string): Promise<void> {
  try {
    await link(draft, target)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    // Some file systems (exFAT, some network shares) have no links; we looked for the name before.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error
    await rename(draft, target)
  }
}

/** What an attempt that was cut off has left: its own draft names begin with the mail's. */
async function removeLeftovers(tmp: string, name: string): Promise<void> {
  for (const entry of await readdir(tmp)) {
    if (entry.startsWith(`${name}.`)) await unlink(join(tmp, entry)).catch(ignoreAbsence)
  }
}

/** Whether `cur` holds the mail, whatever flags a reader has given it (`name:2,S`). */
async function holds(cur: string, name: string): Promise<boolean> {
  return (await readdir(cur)).some(
    (entry) => entry === name || entry.startsWith(`${name}:`) || entry.startsWith(`${name};`),
  )
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    ignoreAbsence(error)
    return false
  }
}

function ignoreAbsence(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
}
