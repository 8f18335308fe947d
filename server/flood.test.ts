/**
 * Ten thousand tips that are begun and never completed, against a real server process: they must
 * neither fill the disk nor shut out an honest sender, not even one of the same address.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensureDemoInbox } from '#lib/inboxes/demo-inbox'
import { HALF_OPEN_LIMITS } from '#lib/intake/half-open'
import * as openpgp from '#lib/sealing/openpgp.node'
import { sealedTo } from './api.fixture.ts'
import { type ApiServer, startApiServer } from './api-server.fixture.ts'

const FLOOD = 10_000
const AT_A_TIME = 40
const CHUNK = 1024 ** 2
const MIB = 1024 ** 2
/** Thousands of calls, on a machine that may have much else to do. */
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

type Answer = { status: number; text: string }
type Caller = (
  method: string,
  path: string,
  body?: string | Uint8Array,
  headers?: Record<string, string>,
) => Promise<Answer>

/** Calls from an address of this machine, over lines that stay open. */
function callerFrom(localAddress: string, more: Record<string, string> = {}): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_A_TIME })
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
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
          response.on('error', reject)
        },
      )
      call.on('error', reject)
      call.end(body)
    })
}

async function open(call: Caller, bytes: number): Promise<Answer> {
  const body = JSON.stringify({ inbox: 'demo', parts: [{ bytes }], proof: null })
  return call('POST', '/api/tips', body)
}

/** Sends a whole tip without asking twice for anything; gives the status of its end. */
async function sendTip(call: Caller, bytes: number): Promise<number> {
  const sealed = sealedTo(keyId, bytes)
  const opened = await open(call, bytes)
  if (opened.status !== 201) return opened.status
  const { tip, token } = JSON.parse(opened.text)
  const bearer = { authorization: `Bearer ${token}` }
  for (let chunk = 0; chunk * CHUNK < bytes; chunk += 1) {
    const path = `/api/tips/${tip}/parts/0/chunks/${chunk}`
    const data = sealed.subarray(chunk * CHUNK, (chunk + 1) * CHUNK)
    const stored = await call('PUT', path, data, bearer)
    if (stored.status !== 204) return stored.status
  }
  const sha256 = createHash('sha256').update(sealed).digest('hex')
  for (;;) {
    const body = JSON.stringify({ parts: [{ sha256 }] })
    const answer = await call('POST', `/api/tips/${tip}/complete`, body, bearer)
    if (answer.status !== 202) return answer.status
  }
}

/** Begins FLOOD tips; every `everyChunk`th gets its first chunk, of a tip of 4 MiB. Gives how many were begun. */
async function flood(callerOf: (tip: number) => Caller, everyChunk: number): Promise<number> {
  const chunk = randomBytes(CHUNK)
  let next = 0
  let begun = 0
  await Promise.all(
    Array.from({ length: AT_A_TIME }, async () => {
      while (next < FLOOD) {
        const tip = next
        next += 1
        const call = callerOf(tip)
        const opened = await open(call, 4 * CHUNK)
        if (opened.status !== 201) continue
        begun += 1
        if (tip % everyChunk !== 0) continue
        const { tip: id, token } = JSON.parse(opened.text)
        const bearer = { authorization: `Bearer ${token}` }
        await call('PUT', `/api/tips/${id}/parts/0/chunks/0`, chunk, bearer)
      }
    }),
  )
  return begun
}

/** Bytes of all files of the data folder. */
async function diskUse(): Promise<number> {
  const files = await readdir(dataDir, { recursive: true })
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(dataDir, file))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

describe('ten thousand tips that are only begun', () => {
  it('from one address leave room on the disk, and for an honest tip from the same address', {
    timeout: PATIENCE_MS,
  }, async () => {
    server = await startApiServer(dataDir, { POW_COST: '0' })
    const attacker = callerFrom('127.0.0.1')
    const before = sendTip(callerFrom('127.0.0.1'), 3 * CHUNK)
    expect(await before).toBe(201)
    let honest: Promise<number> = Promise.resolve(0)
    // Every 20th: 500 MiB in all, more than a source may hold.
    const begun = await flood((tip) => {
      if (tip === FLOOD / 2) honest = sendTip(callerFrom('127.0.0.1'), 3 * CHUNK)
      return attacker
    }, 20)
    expect(begun).toBe(FLOOD)
    expect(await honest).toBe(201)
    expect(await sendTip(callerFrom('127.0.0.1'), 3 * CHUNK)).toBe(201)
    expect(await sendTip(callerFrom('127.0.0.2'), 3 * CHUNK)).toBe(201)
    // The quota of a source, the honest tips, and what a database keeps besides.
    expect(await diskUse()).toBeLessThan(HALF_OPEN_LIMITS.sourceBytes * 1.25 + 64 * MIB)
  })

  it('from a hundred addresses, directly or through a proxy, shut nobody out', {
    timeout: PATIENCE_MS,
  }, async () => {
    server = await startApiServer(dataDir, { POW_COST: '0', TRUSTED_PROXIES: '127.0.0.1' })
    const direct = Array.from({ length: 50 }, (_, one) => callerFrom(`127.0.1.${one + 1}`))
    const proxied = Array.from({ length: 50 }, (_, one) =>
      callerFrom('127.0.0.1', { 'x-forwarded-for': `203.0.113.1, 198.51.100.${one + 1}` }),
    )
    const callers = [...direct, ...proxied]
    const begun = await flood(
      (tip) => callers[tip % 100] ?? direct[0] ?? callerFrom('127.0.0.1'),
      100,
    )
    expect(begun).toBe(FLOOD)
    const honest = (sender: string) => callerFrom('127.0.0.1', { 'x-forwarded-for': sender })
    expect(await sendTip(honest('192.0.2.1'), 3 * CHUNK)).toBe(201)
    expect(await sendTip(honest('198.51.100.1'), 3 * CHUNK)).toBe(201)
    expect(await sendTip(callerFrom('127.0.1.1'), 3 * CHUNK)).toBe(201)
    expect(await diskUse()).toBeLessThan(HALF_OPEN_LIMITS.sourceBytes)
  })
})

describe('twenty honest tips of five megabytes from one address', () => {
  it('all pass at once', { timeout: PATIENCE_MS }, async () => {
    server = await startApiServer(dataDir, { POW_COST: '0' })
    const desk = callerFrom('127.0.0.1')
    const sent = await Promise.all(Array.from({ length: 20 }, () => sendTip(desk, 5_300_000)))
    expect(sent).toEqual(Array(20).fill(201))
  })
})
