/** The conversation of docs/protocol.md, through real HTTP. */
import { createPublicKey, randomBytes, verify } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { receiptSigningInput } from '#lib/protocol/receipt'
import { followUpAnswer } from '#lib/protocol/shapes'
import { DESK, KEY_ID, sealedTo, startTestServer, type TestServer } from './api.fixture.ts'
import {
  asking,
  finish,
  newSender,
  PATTERN,
  postTip,
  type Sender,
  seenOf,
} from './conversation.fixture.ts'

let server: TestServer
afterEach(async () => {
  expect(server.errors).toEqual([])
  await server.close()
})

const start = (options: Parameters<typeof startTestServer>[0] = {}, proxies?: string[]) =>
  startTestServer({ followUp: PATTERN, lookupMs: 20, ...options }, proxies).then((started) => {
    server = started
  })
const at = (path: string, init: RequestInit = {}) => fetch(`${server.origin}${path}`, init)
const look = (sender: Pick<Sender, 'returnNumber'>, path = '', method = 'GET') =>
  at(`/api/follow-up${path}`, { method, headers: asking(sender.returnNumber) })
const begin = async (sender: Sender) =>
  finish(server.origin, await postTip(server.origin, { followUp: sender.followUp }))
const goOn = (sender: Sender, more: object = {}) =>
  postTip(server.origin, { conversation: true, ...more }, asking(sender.returnNumber))
const state = async (sender: Sender) => followUpAnswer.parse(await (await look(sender)).json())
const slug = async (answer: Promise<Response>) => {
  const got = await answer
  return `${got.status} ${got.ok ? '' : (await got.json()).type}`
}

const BOX = Buffer.alloc(4096, 7)
async function answerAs(desk: Sender, id: string) {
  const { conversations } = server.store
  const found = await conversations.findByAddress(desk.followUp.address)
  if (found === null) throw new Error('No conversation has this address.')
  return conversations.putReply({
    conversation: found.id,
    id,
    hour: '2026-11-23T09:00Z',
    box: BOX,
    messageSha256: id.padEnd(64, '0'),
    expires: '2026-12-07T10:00Z',
  })
}
const markRead = (sender: Sender, body: unknown) =>
  at('/api/follow-up/read', {
    method: 'POST',
    headers: { ...asking(sender.returnNumber), 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })

describe('a way back', () => {
  it('is named to those who ask for inboxes, where there is one', async () => {
    await start()
    expect((await (await at('/api/inboxes')).json()).followUp).toEqual({ address: PATTERN })
    await server.close()
    await start({ followUp: null })
    expect(await (await at('/api/inboxes')).json()).not.toHaveProperty('followUp')
    const refused = await postTip(server.origin, { followUp: newSender().followUp })
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({ errors: [{ pointer: '/followUp' }] })
  })

  it('changes nothing for a client that knows none', async () => {
    await start()
    const tip = await server.open([sealedTo(KEY_ID, 300)])
    expect(Object.keys(tip).sort()).toEqual(['chunkBytes', 'expires', 'tip', 'token'])
    const receipt = await finish(server.origin, await postTip(server.origin, {}))
    expect(receipt.reference).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{2}$/)
    const lease = { now: server.time.now, limit: 9, leaseMs: 1000, leaseId: 'a' }
    const [mail] = await server.store.delivery.leaseDeliveries(lease)
    expect(mail).toMatchObject({ reference: receipt.reference, thread: null })
    expect(await server.store.conversations.counts()).toMatchObject({ open: 0 })
  })

  it.each([
    ['lookup', 'A'.repeat(64)],
    ['lookup', 'a'.repeat(63)],
    ['address', 'ABCDEFGHJKMNPQRS'],
    ['address', 'abcdefghijklmnop'],
    ['keyId', 'a'.repeat(40)],
    ['key', 'a'.repeat(2730)],
    ['key', `${'a'.repeat(2730)}+`],
    ['more', 'x'],
  ])('is refused when its %s is wrong (%#)', async (field, value) => {
    await start()
    const followUp = { ...newSender().followUp, [field]: value }
    const refused = await postTip(server.origin, { followUp })
    expect(refused.status).toBe(422)
    const [error] = (await refused.json()).errors
    expect(error.pointer).toBe(`/followUp/${field}`)
  })
})

describe('a conversation', () => {
  it('exists once its tip is received, padded, with no name in its tip’s receipt', async () => {
    await start()
    const sender = newSender()
    const opened = await postTip(server.origin, { followUp: sender.followUp })
    expect(await slug(look(sender))).toBe('404 /problems/unknown-conversation')
    const receipt = await finish(server.origin, opened)
    const answer = await look(sender)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const text = await answer.text()
    expect(Buffer.byteLength(text) % 8192).toBe(0)
    expect(followUpAnswer.parse(JSON.parse(text))).toEqual({
      reference: receipt.reference,
      inbox: 'desk',
      expires: '2026-12-06T11:00Z',
      key: sender.followUp.key,
      keyId: sender.followUp.keyId,
      messages: [{ number: 1, hour: '2026-11-22T10:00Z', delivered: null }],
      replies: [],
      padding: expect.stringMatching(/^ *$/),
    })
    const shown = sender.returnNumber.toLowerCase().replace(/(.{4})(?=.)/g, '$1-')
    expect((await look({ returnNumber: shown })).status).toBe(200)
  })

  it('goes on with further messages under the number of each, with a receipt of their own', async () => {
    await start()
    const sender = newSender()
    const { reference } = await begin(sender)
    const part = sealedTo(KEY_ID, 400)
    const opened = await postTip(
      server.origin,
      { conversation: true },
      asking(sender.returnNumber),
      400,
    )
    const receipt = await finish(server.origin, opened, part)
    expect(receipt.reference).toBe(`${reference}-2`)
    const { keys } = await (await at('/.well-known/tip-receipt-key')).json()
    const key = createPublicKey({ key: keys[0], format: 'jwk' })
    const { signature, ...unsigned } = receipt
    const signed = Buffer.from(signature, 'base64url')
    expect(verify(null, receiptSigningInput(unsigned), key, signed)).toBe(true)
    const more = await Promise.all(
      [1, 2, 3].map(async () => finish(server.origin, await goOn(sender))),
    )
    expect(more.map((one) => one.reference).sort()).toEqual(
      [3, 4, 5].map((number) => `${reference}-${number}`),
    )
    expect((await state(sender)).messages.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5])
  })

  it('takes no message with another inbox, with a code of its own, or without the number', async () => {
    await start({ inboxes: [DESK, { ...DESK, id: 'other' }] })
    const sender = newSender()
    await begin(sender)
    const wrongInbox = await goOn(sender, { inbox: 'other' })
    expect(wrongInbox.status).toBe(422)
    expect(await wrongInbox.json()).toMatchObject({ errors: [{ pointer: '/inbox' }] })
    expect(await slug(goOn(sender, { followUp: newSender().followUp }))).toContain('422')
    const unknown = '404 /problems/unknown-conversation'
    expect(await slug(postTip(server.origin, { conversation: true }))).toBe(unknown)
    expect(await slug(goOn(newSender()))).toBe(unknown)
    expect(await slug(goOn(sender, { conversation: false }))).toContain('422')
  })

  it('is joined by a client that begins the same again after a lost answer', async () => {
    await start()
    const sender = newSender()
    const { reference } = await begin(sender)
    expect((await begin(sender)).reference).toBe(`${reference}-2`)
    expect((await state(sender)).messages).toHaveLength(2)
  })

  it('stays its sender’s when a stranger announces the address and key id of its mails', async () => {
    await start()
    const sender = newSender()
    const stranger = newSender()
    await begin(sender)
    const before = await state(sender)
    const { address, keyId } = sender.followUp
    const stolen = { ...stranger.followUp, address, keyId }
    const plain = await postTip(server.origin, {})
    const opened = await postTip(server.origin, { followUp: stolen })
    expect(opened.status).toBe(plain.status)
    expect([...opened.headers.keys()]).toEqual([...plain.headers.keys()])
    const receipt = await finish(server.origin, opened)
    expect(receipt.reference).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{2}$/)
    expect(await slug(look(stranger))).toBe('404 /problems/unknown-conversation')
    expect(await state(sender)).toEqual(before)
    await answerAs(sender, 'reply')
    expect((await state(sender)).replies).toHaveLength(1)
  })

  it('outlives its inbox’s end, but takes no message for it', async () => {
    await start({ inboxes: [DESK] })
    const sender = newSender()
    await begin(sender)
    const { store, folder } = server
    const later = await startTestServer({
      followUp: PATTERN,
      lookupMs: 20,
      store,
      inboxes: [{ ...DESK, id: 'other' }],
    })
    const asked = (path: string, init: RequestInit) => fetch(`${later.origin}${path}`, init)
    const headers = asking(sender.returnNumber)
    expect((await asked('/api/follow-up', { headers })).status).toBe(200)
    const refused = await postTip(later.origin, { conversation: true }, headers)
    expect(`${refused.status} ${(await refused.json()).type}`).toBe('422 /problems/unknown-inbox')
    expect(folder).not.toBe('')
    await later.close()
  })

  it('is forgotten when its time is over, and each message puts that off', async () => {
    await start({ retentionDays: 2 })
    const sender = newSender()
    await begin(sender)
    expect((await state(sender)).expires).toBe('2026-11-24T11:00Z')
    server.time.now = new Date('2026-11-23T10:20:30Z')
    await finish(server.origin, await goOn(sender))
    expect((await state(sender)).expires).toBe('2026-11-25T11:00Z')
    server.time.now = new Date('2026-11-25T12:00:00Z')
    await server.intake.sweep()
    // The desk has not had it yet.
    expect((await look(sender)).status).toBe(200)
    const lease = { now: server.time.now, limit: 9, leaseMs: 1000, leaseId: 'a' }
    const { delivery } = server.store
    const taken = { leaseId: 'a', at: new Date(0), transport: 'maildir', confirmed: true }
    for (const { id } of await delivery.leaseDeliveries(lease)) {
      await delivery.recordDelivered({ id, ...taken })
    }
    await delivery.purgeDelivered({ before: server.time.now, now: server.time.now })
    await server.intake.sweep()
    expect(await slug(look(sender))).toBe('404 /problems/unknown-conversation')
  })
})

describe('a reply', () => {
  it('is told, handed out in its box, and marked as read', async () => {
    await start()
    const sender = newSender()
    await begin(sender)
    await answerAs(sender, 'reply')
    const reply = { id: 'reply', hour: '2026-11-23T09:00Z', bytes: 4096 }
    expect(await state(sender)).toMatchObject({
      expires: '2026-12-07T10:00Z',
      replies: [{ ...reply, read: false }],
    })
    const answer = await look(sender, '/replies/reply')
    expect(answer.headers.get('content-type')).toBe('application/octet-stream')
    expect(answer.headers.get('content-length')).toBe('4096')
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(BOX)
    expect((await markRead(sender, { replies: ['reply', 'another'] })).status).toBe(204)
    expect((await markRead(sender, { replies: ['reply'] })).status).toBe(204)
    expect(await state(sender)).toMatchObject({ replies: [{ ...reply, read: true }] })
    expect(await slug(look(sender, '/replies/none'))).toBe('404 /problems/not-found')
    expect(await slug(markRead(sender, { replies: 'reply' }))).toContain('422')
  })

  it('is for the sender of its conversation alone', async () => {
    await start()
    const [sender, other] = [newSender(), newSender()]
    await begin(sender)
    await begin(other)
    await answerAs(sender, 'reply')
    expect(await slug(look(other, '/replies/reply'))).toBe('404 /problems/not-found')
    expect((await markRead(other, { replies: ['reply'] })).status).toBe(204)
    expect(await state(sender)).toMatchObject({ replies: [{ read: false }] })
    const unknown = '404 /problems/unknown-conversation'
    expect(await slug(look(newSender(), '/replies/reply'))).toBe(unknown)
    expect(await slug(markRead(newSender(), { replies: ['reply'] }))).toBe(unknown)
  })
})

describe('the end of a conversation', () => {
  it('leaves nothing to find, and answers as if it had never been', async () => {
    await start()
    const sender = newSender()
    await begin(sender)
    await answerAs(sender, 'reply')
    expect(await slug(look(newSender(), '', 'DELETE'))).toBe('404 /problems/unknown-conversation')
    expect((await look(sender, '', 'DELETE')).status).toBe(204)
    for (const [path, method] of [
      ['', 'GET'],
      ['', 'DELETE'],
      ['/replies/reply', 'GET'],
    ]) {
      const ended = await seenOf(await look(sender, path, method))
      expect(ended).toEqual(await seenOf(await look(newSender(), path, method)))
      expect(ended).toEqual(await seenOf(await look({ returnNumber: 'no-number' }, path, method)))
    }
    expect(await seenOf(await goOn(sender))).toEqual(await seenOf(await goOn(newSender())))
    for (const table of ['conversations', 'replies']) {
      expect(await server.store.conversations.counts(), table).toEqual({
        open: 0,
        unread: 0,
        oldestUnread: null,
      })
    }
  })
})

describe('looking up', () => {
  const rates = { lookups: { burst: 3, perHour: 60 }, siteLookups: { burst: 100, perHour: 3600 } }
  const from = (address: string, returnNumber: string) =>
    at('/api/follow-up', { headers: asking(returnNumber, address) })

  it('costs a share of its source, with the right number as with a wrong one', async () => {
    await start({ rateLimits: true, rates }, ['loopback'])
    const sender = newSender()
    await begin(sender)
    const tries = () => newSender().returnNumber
    for (const number of [tries(), sender.returnNumber, tries()]) {
      expect([200, 404]).toContain((await from('203.0.113.1', number)).status)
    }
    const refused = await from('203.0.113.1', sender.returnNumber)
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await seenOf(await from('203.0.113.1', tries()))).toEqual(await seenOf(refused))
    const message = postTip(
      server.origin,
      { conversation: true },
      asking(sender.returnNumber, '203.0.113.1'),
    )
    expect((await message).status).toBe(429)
    expect((await from('203.0.113.2', sender.returnNumber)).status).toBe(200)
    server.time.now = new Date(server.time.now.getTime() + 60_000)
    expect((await from('203.0.113.1', sender.returnNumber)).status).toBe(200)
  })

  it('waits for its turn when many look up, and is refused when that takes too long', async () => {
    const siteLookups = { burst: 1, perHour: 60 }
    const clock = () => new Date()
    const patience = { turnPatienceMs: 100, clock }
    await start({ rateLimits: true, rates: { siteLookups }, ...patience }, ['loopback'])
    const sender = newSender()
    await begin(sender)
    expect((await from('203.0.113.1', sender.returnNumber)).status).toBe(200)
    const turns = Promise.all(
      [2, 3].map((n) => from(`203.0.113.${n}`, randomBytes(9).toString('hex'))),
    )
    expect((await turns).map(({ status }) => status)).toEqual([429, 429])
  })

  it('is told as found or not, and nothing more', async () => {
    const happenings: object[] = []
    await start({ observe: (one) => happenings.push(one) })
    const sender = newSender()
    await begin(sender)
    await look(sender)
    await look(newSender())
    expect(happenings.filter((one) => 'found' in one)).toEqual([
      { kind: 'looked-up', found: true },
      { kind: 'looked-up', found: false },
    ])
  })
})
