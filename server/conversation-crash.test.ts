/**
 * The server is killed with SIGKILL at every step of a further message, of marking replies as read and
 * of ending a conversation; a client that repeats its call loses nothing and doubles nothing. Steps of
 * taking a reply are killed in a test of their own.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ensureDemoInbox } from '#lib/inboxes/demo-inbox'
import { type FollowUpAnswer, followUpAnswer, type Receipt } from '#lib/protocol/shapes'
import * as openpgp from '#lib/sealing/openpgp.node'
import { openSqliteStore } from '#lib/store/sqlite'
import { sealedTo, sha256 } from './api.fixture.ts'
import { type ApiServer, startApiServer } from './api-server.fixture.ts'
import { asking, finish, newSender, postTip } from './conversation.fixture.ts'

const sender = newSender()
const headers = asking(sender.returnNumber)
const json = { ...headers, 'Content-Type': 'application/json' }

/** What every test begins with: a conversation of one message and one reply. */
let begun: string
let part: Buffer
let inbox: string
let reference: string
let dataDir: string
let server: ApiServer
/** How often it was killed in a test. */
let deaths: number

const start = (killAt = '') =>
  startApiServer(
    dataDir,
    { POW_COST: '0', RATE_LIMITS: 'off', KILL_AT: killAt },
    'conversation-steps.fixture.ts',
  )

beforeAll(async () => {
  begun = await mkdtemp(join(tmpdir(), 'rhw-talk-'))
  dataDir = begun
  const demo = await ensureDemoInbox({ dataDir, openpgp })
  inbox = demo.id
  part = sealedTo(demo.certificates[0]?.encryptionKeyIds[0] ?? '', 300)
  server = await start()
  const opened = await postTip(server.origin, { inbox, followUp: sender.followUp })
  reference = (await finish(server.origin, opened, part)).reference
  server.signal('SIGTERM')
  await server.ended
  const store = await openSqliteStore({ file: join(dataDir, 'store.sqlite') })
  const found = await store.conversations.findByAddress(sender.followUp.address)
  await store.conversations.putReply({
    conversation: found?.id ?? '',
    id: 'reply',
    hour: '2026-11-23T09:00Z',
    box: Buffer.alloc(4096, 7),
    messageSha256: sha256(Buffer.from('mail')),
    expires: '2126-11-23T09:00Z',
  })
  await store.close()
})
afterAll(() => rm(begun, { recursive: true, force: true }))
beforeEach(async () => {
  deaths = 0
  dataDir = await mkdtemp(join(tmpdir(), 'rhw-talk-'))
  await cp(begun, dataDir, { recursive: true })
})
afterEach(async () => {
  expect(deaths).toBe(1)
  await server.kill()
  await rm(dataDir, { recursive: true, force: true })
})

/** A call, again once the server that died of it has been started anew. */
async function insist(path: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(`${server.origin}${path}`, init).catch(() => null)
  if (answer !== null) return answer
  expect(await server.ended).toBe('SIGKILL')
  deaths += 1
  server = await start()
  return fetch(`${server.origin}${path}`, init)
}

async function sendMessage(): Promise<Receipt> {
  const announced = { inbox, parts: [{ bytes: part.length }], proof: null, conversation: true }
  const body = JSON.stringify(announced)
  const opened = await insist('/api/tips', { method: 'POST', headers: json, body })
  expect(opened.status).toBe(201)
  const { tip, token } = await opened.json()
  const authorized = { Authorization: `Bearer ${token}` }
  const chunk = { method: 'PUT', headers: authorized, body: new Uint8Array(part) }
  const stored = await insist(`/api/tips/${tip}/parts/0/chunks/0`, chunk)
  expect(stored.status).toBe(204)
  const completed = await insist(`/api/tips/${tip}/complete`, {
    method: 'POST',
    headers: { ...authorized, 'Content-Type': 'application/json' },
    body: JSON.stringify({ parts: [{ sha256: sha256(part) }] }),
  })
  expect(completed.status).toBe(201)
  return (await completed.json()) as Receipt
}

async function state(): Promise<FollowUpAnswer> {
  const answer = await fetch(`${server.origin}/api/follow-up`, { headers })
  return followUpAnswer.parse(await answer.json())
}

const AROUND = (call: string) => [`${call} before`, `${call} after`]

describe('killed in the middle, the server', () => {
  it.each(['open', 'putChunk', 'receive'].flatMap(AROUND))(
    'takes a further message once (%s)',
    async (step) => {
      server = await start(step)
      expect((await sendMessage()).reference).toBe(`${reference}-2`)
      expect(await state()).toMatchObject({
        reference,
        messages: [{ number: 1 }, { number: 2 }],
        replies: [{ id: 'reply', read: false }],
      })
      const store = await openSqliteStore({ file: join(dataDir, 'store.sqlite') })
      const mails = (await store.records.find(`${reference}-2`))?.mails
      await store.close()
      expect(mails).toHaveLength(1)
    },
  )

  it.each(AROUND('markRead'))('marks replies as read (%s)', async (step) => {
    server = await start(step)
    const body = JSON.stringify({ replies: ['reply'] })
    const marked = await insist('/api/follow-up/read', { method: 'POST', headers: json, body })
    expect(marked.status).toBe(204)
    expect((await state()).replies).toMatchObject([{ id: 'reply', read: true }])
  })

  it.each(AROUND('end'))('ends a conversation wholly or not at all (%s)', async (step) => {
    server = await start(step)
    const ended = await insist('/api/follow-up', { method: 'DELETE', headers })
    expect(ended.status).toBe(step === 'end before' ? 204 : 404)
    const again = await fetch(`${server.origin}/api/follow-up`, { headers })
    expect(again.status).toBe(404)
    const store = await openSqliteStore({ file: join(dataDir, 'store.sqlite') })
    expect(await store.conversations.counts()).toEqual({ open: 0, unread: 0, oldestUnread: null })
    expect(await store.records.find(reference)).toMatchObject({ message: null })
    await store.close()
  })
})
