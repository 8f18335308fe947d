/**
 * Tips that are begun without end and never completed, against a real server process: whoever sends an
 * honest one meanwhile waits, and is never shut out, not even at the same address.
 */
import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensureDemoInbox } from '#lib/inboxes/demo-inbox'
import { RATES } from '#lib/intake/rates'
import * as openpgp from '#lib/sealing/openpgp.node'
import { sealedTo } from './api.fixture.ts'
import { type ApiServer, startApiServer } from './api-server.fixture.ts'

/** More than the site lets begin at once (`RATES.site`), so that from then on everybody waits. */
const AT_ONCE = RATES.site.burst + 50
const CHUNK = 1024 ** 2
/** Many calls, on a machine that may have much else to do. */
const PATIENCE_MS = 240_000

let dataDir: string
let keyId: string
let server: ApiServer
let agents: Agent[]

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rhw-flood-'))
  const { certificates } = await ensureDemoInbox({ dataDir, openpgp })
  keyId = certificates[0]?.encryptionKeyIds[0] ?? ''
  agents = []
})
afterEach(async () => {
  for (const agent of agents) agent.destroy()
  await server?.kill()
  await rm(dataDir, { recursive: true, force: true })
})

type Answer = { status: number; text: string; retryAfter: number }
type Caller = (
  method: string,
  path: string,
  body?: string | Uint8Array,
  headers?: Record<string, string>,
) => Promise<Answer>

/** Calls from an address of this machine, over lines that stay open. */
function callerFrom(localAddress: string, more: Record<string, string> = {}): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets: 100 })
  agents.push(agent)
  return (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream'
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
      const call = request(
        server.origin + path,
        {
          method,
          agent,
          localAddress,
          headers: { 'content-type': type, ...length, ...more, ...headers },
        },
        (response) => {
          let text = ''
          response.on('data', (data) => {
            text += data
          })
          response.on('end', () => {
            const retryAfter = Number(response.headers['retry-after'] ?? 0)
            resolve({ status: response.statusCode ?? 0, text, retryAfter })
          })
          response.on('error', reject)
        },
      )
      call.on('error', reject)
      call.end(body)
    })
}

const opening = (bytes: readonly number[]) =>
  JSON.stringify({ inbox: 'demo', parts: bytes.map((one) => ({ bytes: one })), proof: null })
const OPENING = opening([4 * CHUNK])

/** Does what every client does: waits as long as it was asked to, and tries again. */
async function patiently(call: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const answer = await call()
    if (answer.status !== 429 && answer.status !== 202) return answer
    await wait(answer.retryAfter * 1000)
  }
}

/** Sends a whole tip, a message and a file of so many bytes; gives the status of its end. */
async function sendTip(call: Caller, bytes: number): Promise<number> {
  const parts = [sealedTo(keyId, 65_536), sealedTo(keyId, bytes)]
  const sizes = parts.map(({ byteLength }) => byteLength)
  const opened = await patiently(() => call('POST', '/api/tips', opening(sizes)))
  if (opened.status !== 201) return opened.status
  const { tip, token } = JSON.parse(opened.text)
  const bearer = { authorization: `Bearer ${token}` }
  for (const [part, sealed] of parts.entries()) {
    for (let chunk = 0; chunk * CHUNK < sealed.byteLength; chunk += 1) {
      const path = `/api/tips/${tip}/parts/${part}/chunks/${chunk}`
      const data = sealed.subarray(chunk * CHUNK, (chunk + 1) * CHUNK)
      const stored = await patiently(() => call('PUT', path, data, bearer))
      if (stored.status !== 204) return stored.status
    }
  }
  const hashes = parts.map((one) => createHash('sha256').update(one).digest('hex'))
  const body = JSON.stringify({ parts: hashes.map((sha256) => ({ sha256 })) })
  const answer = await patiently(() => call('POST', `/api/tips/${tip}/complete`, body, bearer))
  return answer.status
}

type Flood = { begun: number; end(): Promise<void> }

/** Begins tips without end, `atATime` of them at once, and is never patient. */
function flood(callers: readonly Caller[], atATime: number): Flood {
  const state = { begun: 0 }
  let over = false
  let next = 0
  const all = Promise.all(
    Array.from({ length: atATime }, async () => {
      while (!over) {
        const call = callers[next % callers.length]
        next += 1
        const opened = await call?.('POST', '/api/tips', OPENING).catch(() => undefined)
        if (opened?.status === 201) state.begun += 1
      }
    }),
  )
  return Object.assign(state, {
    end: async () => {
      over = true
      await all
    },
  })
}

/** Waits until the flood has used up what the site lets begin at once. */
async function untilItSlows(present: Flood): Promise<void> {
  while (present.begun < AT_ONCE) await wait(50)
}

describe('tips that are only begun, without end', () => {
  it('from one address slow everybody and shut nobody out, not even at that address', {
    timeout: PATIENCE_MS,
  }, async () => {
    server = await startApiServer(dataDir, { POW_COST: '0' })
    const attack = flood([callerFrom('127.0.0.1')], 60)
    await untilItSlows(attack)
    const [same, other] = await Promise.all([
      sendTip(callerFrom('127.0.0.1'), 3 * CHUNK),
      sendTip(callerFrom('127.0.0.2'), 3 * CHUNK),
    ])
    await attack.end()
    expect([same, other]).toEqual([201, 201])
  })

  it('from a hundred addresses, directly or through a proxy, shut nobody out', {
    timeout: PATIENCE_MS,
  }, async () => {
    server = await startApiServer(dataDir, {
      POW_COST: '0',
      TRUSTED_PROXIES: '127.0.0.1',
      METRICS_PORT: '0',
    })
    const direct = Array.from({ length: 50 }, (_, one) => callerFrom(`127.0.1.${one + 1}`))
    const proxied = Array.from({ length: 50 }, (_, one) =>
      callerFrom('127.0.0.1', { 'x-forwarded-for': `203.0.113.1, 198.51.100.${one + 1}` }),
    )
    const attack = flood([...direct, ...proxied], 120)
    await untilItSlows(attack)
    const through = (sender: string) => callerFrom('127.0.0.1', { 'x-forwarded-for': sender })
    const sent = await Promise.all([
      sendTip(through('192.0.2.1'), 3 * CHUNK),
      sendTip(through('198.51.100.1'), CHUNK),
      sendTip(callerFrom('127.0.1.1'), CHUNK),
    ])
    const figures = await (await fetch(`${server.metrics}/metrics`)).text()
    await attack.end()
    expect(sent).toEqual([201, 201, 201])
    expect(figures).toMatch(/^rhw_openings_slowed_total [1-9]/m)
  })
})

describe('twenty honest tips from one address', () => {
  it('all pass at once, with files of two to thirty megabytes', {
    timeout: PATIENCE_MS,
  }, async () => {
    server = await startApiServer(dataDir, { POW_COST: '0' })
    const desk = callerFrom('127.0.0.1')
    const sizes = [...Array<number>(18).fill(2_300_000), 5_300_000, 30_000_000]
    const sent = await Promise.all(sizes.map((bytes) => sendTip(desk, bytes)))
    expect(sent).toEqual(Array(20).fill(201))
  })
})
