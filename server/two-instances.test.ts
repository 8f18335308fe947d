/**
 * Two instances share one Postgres. The provider of the mails is one that knows idempotency keys, as
 * Resend does: by SMTP, the one mail in hand at a crash may arrive twice.
 */
import { createHash, randomBytes } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Challenge, solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDelivery } from '#lib/delivery/delivery'
import { resendTransport } from '#lib/delivery/transports/resend'
import {
  API_KEY,
  startResend,
  type TestResend,
} from '#lib/delivery/transports/resend-server.fixture'
import { ensureDemoInbox } from '#lib/inboxes/demo-inbox'
import type { Inbox } from '#lib/inboxes/inbox'
import { type Receipt, receiptSchema } from '#lib/protocol/shapes'
import * as openpgp from '#lib/sealing/openpgp.node'
import { makeEngine, type TestEngine } from '#lib/store/engine.fixture'
import type { Store } from '#lib/store/store'
import { startTestServer, type TestServer } from './api.fixture.ts'
import { type ApiServer, startApiServer } from './api-server.fixture.ts'

const TIPS = 500
const SENDERS = 8
/** The first instance is killed when so many tips have been answered. */
const KILL_AFTER = 150
const FROM = 'tips@example.org'
const MIB = 1024 * 1024

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')

let folder: string
let engine: TestEngine
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rhw-two-'))
  engine = await makeEngine('')
})
afterEach(async () => {
  await engine.end()
  await rm(folder, { recursive: true, force: true })
})

/** Stands between the first instance and Resend. */
type Gate = {
  url: string
  /** Holds every answer back from now on; resolves when Resend has taken a mail whose answer is held. */
  shut(): Promise<void>
  close(): Promise<void>
}

async function startGate(to: string): Promise<Gate> {
  const held = Promise.withResolvers<void>()
  let isShut = false
  const server = createServer(async (request, response) => {
    const { authorization = '', 'idempotency-key': key = '' } = request.headers
    const headers = { authorization, 'idempotency-key': String(key) }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const answer = await fetch(`${to}${request.url}`, { method: 'POST', headers, body })
    const text = await answer.text()
    if (isShut) return held.resolve()
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shut: () => {
      isShut = true
      return held.promise
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('two instances, one of which is killed while 500 tips come in', () => {
  type Answered = { receipt: Receipt; sealed: Uint8Array }

  let resend: TestResend
  let gate: Gate
  let inbox: Inbox
  let servers: ApiServer[] = []
  beforeEach(async () => {
    resend = await startResend()
    gate = await startGate(resend.url)
    inbox = await ensureDemoInbox({ dataDir: join(folder, '0'), openpgp })
    await cp(join(folder, '0'), join(folder, '1'), { recursive: true })
    servers = await Promise.all(['0', '1'].map(start))
  })
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.kill()))
    await gate.close()
    await resend.close()
  })

  const start = (name: string) =>
    startApiServer(join(folder, name), {
      DATABASE_URL: engine.postgres?.url ?? '',
      MAIL_TRANSPORT: 'resend',
      MAIL_FROM: FROM,
      RESEND_API_KEY: API_KEY,
      RESEND_BASE_URL: name === '0' ? gate.url : resend.url,
      POW_COST: '0',
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'error',
    })

  /** A request to either instance; the other one is asked when it does not answer. */
  async function call(method: string, path: string, token: string, body: string | Uint8Array) {
    const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream'
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': type }
    for (let tries = 0; tries < 50; tries += 1) {
      const server = servers[Math.floor(Math.random() * servers.length)]
      try {
        const sent = typeof body === 'string' ? body : Buffer.from(body)
        const response = await fetch(server?.origin + path, { method, headers, body: sent })
        return { status: response.status, text: await response.text() }
      } catch {
        await wait(20)
      }
    }
    throw new Error('No instance answers.')
  }

  async function sendTip(sealed: Uint8Array): Promise<Answered> {
    const parts = [{ bytes: sealed.length }]
    const announced = JSON.stringify({ inbox: inbox.id, parts, proof: null })
    const opened = await call('POST', '/api/tips', '', announced)
    expect(opened).toMatchObject({ status: 201 })
    const { tip, token } = JSON.parse(opened.text)
    for (let chunk = 0; chunk * MIB < sealed.length; chunk += 1) {
      const data = sealed.subarray(chunk * MIB, (chunk + 1) * MIB)
      const stored = await call('PUT', `/api/tips/${tip}/parts/0/chunks/${chunk}`, token, data)
      expect(stored).toMatchObject({ status: 204 })
    }
    for (;;) {
      const body = JSON.stringify({ parts: [{ sha256: sha256(sealed) }] })
      const { status, text } = await call('POST', `/api/tips/${tip}/complete`, token, body)
      if (status === 201) return { sealed, receipt: receiptSchema.parse(JSON.parse(text)) }
      expect([status, text]).toEqual([202, expect.anything()])
    }
  }

  /** A sealed message of at least `bytes`; its end is replaced, to make many different ones of it. */
  async function seal(bytes: number): Promise<() => Uint8Array> {
    const message = await openpgp.createMessage({ binary: randomBytes(bytes) })
    const armoredKeys = inbox.certificates[0]?.armored ?? ''
    const encryptionKeys = await openpgp.readKeys({ armoredKeys })
    const sealed = await openpgp.encrypt({ message, encryptionKeys, format: 'binary' })
    return () => {
      const copy = Uint8Array.from(sealed)
      copy.set(randomBytes(64), copy.length - 64)
      return copy
    }
  }

  /** Until nothing has been mailed for a while: what is left is leased by the instance that is gone. */
  async function settled(store: Store): Promise<void> {
    for (let before = -1, still = 0; still < 10; ) {
      await wait(200)
      const { count } = await store.delivery.pendingDeliveries()
      if (count === 0) return
      still = count === before ? still + 1 : 0
      before = count
    }
  }

  /** What the next instance that is started does when the leases of the dead one have run out. */
  const deliverLater = (store: Store) =>
    createDelivery({
      store: store.delivery,
      transports: [
        resendTransport({
          apiKey: API_KEY,
          baseUrl: resend.url,
          retentionDays: 14,
          confirmsByWebhook: false,
        }),
      ],
      siteUrl: 'http://localhost:3000',
      capabilitySecret: () => Promise.reject(new Error('nothing goes by link here')),
      inboxes: [inbox],
      from: FROM,
      retentionDays: 14,
      clock: () => new Date(Date.now() + 10 * 60_000),
      randomBytes,
      log: (event) => expect.fail(JSON.stringify(event)),
    }).runOnce()

  it('each is answered, and delivered exactly once', async () => {
    const [small, large] = [await seal(65_000), await seal(1_400_000)]
    const waiting = Array.from({ length: TIPS }, (_, tip) => (tip % 25 === 24 ? large : small)())
    const answered: Answered[] = []
    let killed: Promise<void> | undefined
    await Promise.all(
      Array.from({ length: SENDERS }, async () => {
        for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
          answered.push(await sendTip(next))
          // Seven others are in the middle of theirs, and Resend has taken a mail without saying so.
          if (answered.length >= KILL_AFTER && killed === undefined) {
            killed = gate.shut().then(() => servers[0]?.kill())
          }
        }
      }),
    )
    await killed
    expect(answered).toHaveLength(TIPS)

    const store = await engine.open()
    try {
      await settled(store)
      // What the instance that was killed had in its hands, although Resend has it.
      expect((await store.delivery.pendingDeliveries()).count).toBeGreaterThan(0)
      await deliverLater(store)
      expect((await store.delivery.pendingDeliveries()).count).toBe(0)
      // One whose opening was not answered may stand open; its sender has opened another.
      expect((await store.tips.halfOpenTotals()).bytes).toBe(0)
      expect(await store.records.list()).toHaveLength(TIPS)
    } finally {
      await store.close()
    }
    const delivered = resend.sent.map(({ subject, attachments }) => {
      const sealed = Buffer.from(attachments?.[0]?.content ?? '', 'base64')
      return `${/[0-9A-Z]{4}-[0-9A-Z]{2,}/.exec(subject)?.[0]} ${sha256(sealed)}`
    })
    const expected = answered.map(({ receipt, sealed }) => `${receipt.reference} ${sha256(sealed)}`)
    expect(delivered.sort()).toEqual(expected.sort())
    expect(servers.map((server) => server.output())).toEqual([
      expect.stringMatching(/listening/),
      expect.not.stringMatching(/failed/),
    ])
  }, 300_000)
})

describe('two instances at work', () => {
  let stores: Store[]
  let servers: TestServer[]
  const begin = async (options: Parameters<typeof startTestServer>[0]) => {
    stores = [await engine.open(), await engine.open()]
    servers = await Promise.all(stores.map((store) => startTestServer({ ...options, store })))
    for (const server of servers) server.time.now = new Date()
    return servers as [TestServer, TestServer]
  }
  afterEach(async () => {
    for (const server of servers) {
      expect(server.errors).toEqual([])
      await server.close()
    }
    for (const store of stores) await store.close()
  })

  const open = (server: TestServer, proof: unknown) =>
    fetch(`${server.origin}/api/tips`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ inbox: 'desk', parts: [{ bytes: 300 }], proof }),
    })

  it('take a proof of work that the other one asked for, once', async () => {
    const [first, second] = await begin({ powCost: 10 })
    const challenge = (await (await fetch(`${first.origin}/api/challenge`)).json()) as Challenge
    const solution = await solveChallenge({ challenge, deriveKey })
    const statuses = await Promise.all(
      [first, second, second, first].map(async (server) => {
        const answer = await open(server, { challenge, solution })
        return `${answer.status} ${(await answer.json()).type ?? ''}`
      }),
    )
    const refused = '403 /problems/proof-refused'
    expect(statuses.sort()).toEqual(['201 ', refused, refused, refused])
  })

  it('sign with one key, which both publish', async () => {
    const [first, second] = await begin({})
    const keys = await Promise.all(
      [first, second].map(async ({ origin }) =>
        (await fetch(`${origin}/.well-known/tip-receipt-key`)).json(),
      ),
    )
    expect(keys[0].keys).toHaveLength(1)
    expect(keys[1]).toEqual(keys[0])
  })

  it('count a source together', async () => {
    const openings = { burst: 10, perHour: 1 }
    const [first, second] = await begin({ rateLimits: true, rates: { openings } })
    const statuses: number[] = []
    for (let tip = 0; tip < 16; tip += 1) {
      statuses.push((await open(tip % 2 === 0 ? first : second, null)).status)
    }
    expect(statuses).toEqual([...Array(10).fill(201), ...Array(6).fill(429)])
  })
})
