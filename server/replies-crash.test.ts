/**
 * The server is killed with SIGKILL at every step of taking a reply, and started again: no reply is lost
 * or kept twice, and the desk is told once of what was not kept.
 */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mailOf, pgpMimeOf, sealed, type TestThread } from '#lib/replies/replies.fixture'
import { openSqliteStore } from '#lib/store/sqlite'
import { type Lives, livesOf } from './lives.fixture.ts'
import { beginThread, PATTERN } from './reply-thread.fixture.ts'

let dataDir: string
let thread: TestThread
let lives: Lives

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rhw-reply-steps-'))
  lives = livesOf('replies-crash.fixture.ts', dataDir, {
    MAIL_TRANSPORT: 'maildir',
    REPLIES: 'maildir',
    REPLY_MAILDIR: '',
    REPLY_ADDRESS: PATTERN,
  })
  await mkdir(join(dataDir, 'replies/new'), { recursive: true })
  thread = await beginThread(dataDir)
})
afterEach(async () => {
  lives.kill()
  await rm(dataDir, { recursive: true, force: true })
})

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
    expect(await lives.run({ KILL_AT: step })).toBe('SIGKILL')
    expect(await lives.run()).toBeNull()
    expect([await kept(), await readdir(join(dataDir, 'replies/new'))]).toEqual([1, []])
  })

  it.each(['limit before', 'limit after', 'tell before', 'tell after', 'delete before'])(
    'at “%s” tells the desk once that it is not kept',
    async (step) => {
      await put(mailOf('In the clear', fields()))
      expect(await lives.run({ KILL_AT: step })).toBe('SIGKILL')
      expect(await lives.run()).toBeNull()
      expect(await readdir(join(dataDir, 'maildir/demo/new'))).toHaveLength(1)
      expect([await kept(), await readdir(join(dataDir, 'replies/new'))]).toEqual([0, []])
    },
  )
})
