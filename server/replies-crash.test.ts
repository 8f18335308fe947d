/**
 * The server is killed with SIGKILL at every step of taking a reply, and started again: no reply is lost
 * or kept twice, and the desk is told once of what was not kept.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  mailOf,
  openThread,
  pgpMimeOf,
  sealed,
  type TestThread,
} from '#lib/replies/replies.fixture'
import { openSqliteStore } from '#lib/store/sqlite'

const PROGRAM = join(import.meta.dirname, 'replies-crash.fixture.ts')
const PATTERN = 'tips+*@example.org'

let dataDir: string
let thread: TestThread
let life: ReturnType<typeof spawn> | null

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rhw-reply-steps-'))
  await mkdir(join(dataDir, 'replies/new'), { recursive: true })
  const store = await openSqliteStore({ file: join(dataDir, 'store.sqlite') })
  thread = await openThread(store, {
    id: 'tip-1',
    reference: '7K3M-Q2',
    address: '0123456789abcdef',
    inbox: 'demo',
    pattern: PATTERN,
    expires: '2126-12-06T10:00Z',
  })
  await store.close()
})
afterEach(async () => {
  life?.kill('SIGKILL')
  await rm(dataDir, { recursive: true, force: true })
})

/** Runs a life of the server to its end; gives the signal that ended it, or null when it ended by itself. */
async function live(killAt = ''): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM], {
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      DATABASE_URL: '',
      INBOXES_DIR: join(dataDir, 'inboxes'),
      MAIL_TRANSPORT: 'maildir',
      REPLIES: 'maildir',
      REPLY_MAILDIR: '',
      REPLY_ADDRESS: PATTERN,
      KILL_AT: killAt,
    },
  })
  life = child
  const endWithTests = () => child.kill('SIGKILL')
  process.once('exit', endWithTests)
  let output = ''
  child.stderr.on('data', (text: Buffer) => {
    output += text
  })
  const [code, signal] = await once(child, 'exit')
  process.off('exit', endWithTests)
  if (signal === null && code !== 0) throw new Error(output)
  return signal
}

const put = (mail: Uint8Array) => writeFile(join(dataDir, 'replies/new/1'), mail)
const fields = () => ({ From: 'demo@localhost.invalid', To: thread.to })
async function kept(): Promise<number> {
  const store = await openSqliteStore({ file: join(dataDir, 'store.sqlite') })
  const found = await store.conversations.find(thread.lookup)
  await store.close()
  return found?.replies.length ?? 0
}

describe('a server that is killed while it takes a reply', () => {
  it.each([
    'read before',
    'read after',
    'putReply before',
    'putReply after',
    'delete before',
    'delete after',
  ])('at “%s” keeps it once', async (step) => {
    await put(pgpMimeOf(await sealed('Which month?', thread), fields()))
    expect(await live(step)).toBe('SIGKILL')
    expect(await live()).toBeNull()
    expect([await kept(), await readdir(join(dataDir, 'replies/new'))]).toEqual([1, []])
  })

  it.each(['limit before', 'limit after', 'tell before', 'tell after', 'delete before'])(
    'at “%s” tells the desk once that it is not kept',
    async (step) => {
      await put(mailOf('In the clear', fields()))
      expect(await live(step)).toBe('SIGKILL')
      expect(await live()).toBeNull()
      expect(await readdir(join(dataDir, 'maildir/demo/new'))).toHaveLength(1)
      expect([await kept(), await readdir(join(dataDir, 'replies/new'))]).toEqual([0, []])
    },
  )
})
