/** A server process that takes replies in: what it keeps, counts and logs, and how it ends. */
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mailOf, pgpMimeOf, sealed, type TestThread } from '#lib/replies/replies.fixture'
import { type ApiServer, startApiServer } from './api-server.fixture.ts'
import { beginThread, PATTERN } from './reply-thread.fixture.ts'

const PATIENCE = { timeout: 60_000 }

let dataDir: string
let thread: TestThread
let server: ApiServer
/** Takes lines and never says a word. */
let silent: Server
let lines: Socket[]

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rhw-server-replies-'))
  for (const name of ['new', 'tmp', 'cur']) {
    await mkdir(join(dataDir, 'replies', name), { recursive: true })
  }
  thread = await beginThread(dataDir)
  lines = []
  silent = createServer((socket) => lines.push(socket.on('error', () => {})))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  await server?.kill()
  for (const line of lines) line.destroy()
  silent.close()
  await rm(dataDir, { recursive: true, force: true })
})

const start = async (env: Record<string, string> = {}) => {
  server = await startApiServer(dataDir, {
    MAIL_TRANSPORT: 'maildir',
    REPLY_ADDRESS: PATTERN,
    REPLY_MAILDIR: '',
    REPLIES: '',
    POW_COST: '0',
    METRICS_PORT: '0',
    ...env,
  })
}
async function put(name: string, mail: Uint8Array): Promise<void> {
  const draft = join(dataDir, 'replies/tmp', name)
  await writeFile(draft, mail)
  await rename(draft, join(dataDir, 'replies/new', name))
}
const metrics = async () => (await fetch(`${server.metrics}/metrics`)).text()
const waiting = () => readdir(join(dataDir, 'replies/new'))

describe('a server that takes replies in', () => {
  it('keeps, refuses and drops them, counts that, and logs no address and no hour', async () => {
    await start()
    const from = (From: string, n: number) => ({
      From,
      To: thread.to,
      'Message-ID': `<marker-${n}@desk.example>`,
    })
    const desk = 'demo@localhost.invalid'
    await put('1', pgpMimeOf(await sealed('Which month?', thread), from(desk, 1)))
    await put('2', mailOf('In the clear', from(desk, 2)))
    await put('3', mailOf('Hello', from('mallory@example.com', 3)))
    await expect.poll(waiting, PATIENCE).toEqual([])
    const text = await metrics()
    expect(text).toContain('rhw_replies_total{outcome="stored",reason=""} 1')
    expect(text).toContain('rhw_replies_total{outcome="refused",reason="not-encrypted"} 1')
    expect(text).toContain('rhw_replies_total{outcome="ignored",reason="stranger"} 1')
    expect(await readdir(join(dataDir, 'maildir/demo/new'))).toContainEqual(
      expect.stringMatching(/\.notice$/),
    )
    // Told when the hour is over, so that nobody sees when a reply came.
    expect(server.output()).not.toContain('reply-refused')

    server.signal('SIGTERM')
    expect(await server.ended).toBe(0)
    expect(server.output()).toContain('"event":"reply-refused"')
    expect(server.output()).not.toMatch(/localhost\.invalid|example\.com|marker-|0123456789abcdef/)
  })

  it('answers while a mail is read that was made to stop it, and refuses that mail', async () => {
    await start()
    const fields = { From: 'demo@localhost.invalid', To: thread.to, 'Content-Type': 'text/plain' }
    await put('1', Buffer.concat([mailOf('', fields), Buffer.alloc(25_000_000, '\n')]))
    let answers = 0
    while ((await waiting()).length > 0) {
      await metrics()
      answers += 1
    }
    expect(answers).toBeGreaterThan(20)
    expect(await metrics()).toContain('rhw_replies_total{outcome="refused",reason="damaged"} 1')
    expect(await readdir(join(dataDir, 'maildir/demo/new'))).toContainEqual(
      expect.stringMatching(/\.notice$/),
    )
    server.signal('SIGTERM')
    expect(await server.ended).toBe(0)
  })

  it('ends in time while a mailbox of replies says nothing', async () => {
    const { port } = silent.address() as AddressInfo
    await start({ REPLIES: 'imap', REPLY_IMAP_URL: `imap://desk:secret@127.0.0.1:${port}` })
    await expect.poll(() => lines.length, PATIENCE).toBe(1)
    server.signal('SIGTERM')
    expect(await server.ended).toBe(0)
    expect(server.output()).not.toMatch(/stop-forced|secret/)
  })

  it('asks nobody where senders cannot be answered', async () => {
    await rm(join(dataDir, 'replies'), { recursive: true })
    const { port } = silent.address() as AddressInfo
    await start({
      MAIL_TRANSPORT: 'smtp',
      MAIL_FROM: 'tips@example.org',
      SMTP_URL: `smtp://127.0.0.1:${port}`,
      REPLY_ADDRESS: '',
    })
    expect(server.output()).toContain('"replies":"none"')
    server.signal('SIGTERM')
    expect(await server.ended).toBe(0)
    expect(await readdir(dataDir)).not.toContain('replies')
  })
})
