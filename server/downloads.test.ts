/** Links to large parts through a real server, with Node's client and with curl. */
import { spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, get as httpGet, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { capabilityOf, capabilitySha256 } from '#lib/delivery/capabilities'
import { createDoor } from '#lib/delivery/door'
import { createDownloads } from '#lib/delivery/downloads'
import { makeEngine, type TestEngine } from '#lib/store/engine.fixture'
import type { Store } from '#lib/store/store'
import { createApiListener, SERVER_OPTIONS } from './api.ts'

const MIB = 1024 * 1024
const NOW = new Date('2026-11-22T12:20:30Z')
const hasCurl = spawnSync('curl', ['--version']).status === 0
/** More than the buffers of a line take, so that an answer can be stopped in its middle. */
const LARGE = 24 * MIB + 12_345

let folder: string
let engine: TestEngine
let store: Store
let server: Server
let origin: string
let errors: unknown[]
let tips = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rhw-downloads-'))
  engine = await makeEngine(join(folder, 'store.sqlite'))
  store = await engine.open()
  const onError = (error: unknown) => errors.push(error)
  const door = createDoor({
    webhooks: null,
    downloads: createDownloads({ store: store.downloads, clock: () => NOW, onError }),
    onError,
  })
  server = createServer(SERVER_OPTIONS, createApiListener(door))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => {
  errors = []
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await store.close()
  await engine.end()
  await rm(folder, { recursive: true, force: true })
})

/** A delivered tip whose part 1 goes by link. */
async function linkedPart(bytes: number) {
  tips += 1
  const id = `tip-${tips}`
  const reference = `7K3M-${10 + tips}`
  const data = [randomBytes(10), randomBytes(bytes)]
  const parts = data.map((part) => ({
    bytes: part.length,
    sha256: createHash('sha256').update(part).digest('hex'),
  }))
  const expires = '2126-11-22T10:00Z' as const
  const opened = { id, inbox: 'desk', tokenSha256: id, parts, expires, urgent: false, proof: null }
  await store.tips.open(opened)
  for (const [part, whole] of data.entries()) {
    for (let chunk = 0; chunk * MIB < whole.length; chunk += 1) {
      const piece = whole.subarray(chunk * MIB, (chunk + 1) * MIB)
      await store.tips.putChunk({ tip: id, part, chunk, data: piece, expires })
    }
  }
  const hour = '2026-11-22T10:00Z' as const
  const receipt = { reference, received: hour, inbox: 'desk', parts, key: '', signature: '' }
  const outbox = [{ id: `mail-${id}`, inbox: 'desk', recipient: 'first' as const }]
  await store.tips.receive({ tip: id, hour, receipt, sealedTo: [], outbox })
  const capability = capabilityOf('secret', id, 1)
  const sha256 = capabilitySha256(capability)
  await store.delivery.linkPart({ tip: id, part: 1, sha256, archive: false })
  return {
    reference,
    url: `${origin}/d/${capability}`,
    bytes: data[1] ?? Buffer.alloc(0),
    etag: `"${parts[1]?.sha256}"`,
    fetched: async () => (await store.downloads.find(sha256))?.fetched ?? null,
  }
}

const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer())

/** A client that takes the head of an answer, and then only what it is told to. */
const slowGet = (url: string, headers: Record<string, string> = {}) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    httpGet(url, { headers, agent: false }, resolve).on('error', reject)
  })

describe('GET /d/{capability}', () => {
  it('gives the whole part, to be saved and never shown, and records that it was fetched', async () => {
    const part = await linkedPart(2 * MIB + 77)
    const answer = await fetch(part.url)
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
      'content-disposition': 'attachment; filename="file-1.pgp"',
      'content-length': String(part.bytes.length),
      'content-security-policy': "sandbox; default-src 'none'",
      'content-type': 'application/octet-stream',
      etag: part.etag,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex',
    })
    expect((await bytesOf(answer)).equals(part.bytes)).toBe(true)
    await expect.poll(part.fetched).toBe('2026-11-22T12:00Z')
  })

  it('tells by HEAD how large it is, which is no download', async () => {
    const part = await linkedPart(5000)
    const answer = await fetch(part.url, { method: 'HEAD', headers: { range: 'bytes=0-9' } })
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, '5000'])
    expect(answer.headers.get('etag')).toBe(part.etag)
    expect(await part.fetched()).toBeNull()
  })

  it('gives single ranges, which make a whole when all of them were fetched', async () => {
    const part = await linkedPart(3 * MIB)
    const cut = MIB + 500
    const ask = (range: string) => fetch(part.url, { headers: { range, 'if-range': part.etag } })
    const first = await ask(`bytes=0-${cut - 1}`)
    expect([first.status, first.headers.get('content-range')]).toEqual([
      206,
      `bytes 0-${cut - 1}/${3 * MIB}`,
    ])
    expect(first.headers.get('content-length')).toBe(String(cut))
    expect((await bytesOf(first)).equals(part.bytes.subarray(0, cut))).toBe(true)
    expect(await part.fetched()).toBeNull()
    const rest = await ask(`bytes=${cut}-`)
    expect((await bytesOf(rest)).equals(part.bytes.subarray(cut))).toBe(true)
    await expect.poll(part.fetched).not.toBeNull()
  })

  it('gives the whole for several ranges, and for another version', async () => {
    const part = await linkedPart(5000)
    for (const headers of [
      { range: 'bytes=0-0,5-6' },
      { range: 'bytes=5-6', 'if-range': '"another"' },
    ]) {
      const answer = await fetch(part.url, { headers })
      expect([answer.status, (await bytesOf(answer)).length]).toEqual([200, 5000])
      expect(answer.headers.get('content-range')).toBeNull()
    }
  })

  it('refuses bytes that it does not have', async () => {
    const part = await linkedPart(5000)
    const answer = await fetch(part.url, { headers: { range: 'bytes=5000-' } })
    expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */5000'])
    expect((await answer.json()).type).toBe('/problems/range-not-satisfiable')
  })

  it('gives the same answer for what never was and for what is no more', async () => {
    const part = await linkedPart(5000)
    await store.records.purge(part.reference, { now: NOW, undelivered: true })
    const answers = [part.url, `${origin}/d/${'A'.repeat(43)}`, `${origin}/d/short`, `${origin}/d/`]
    const texts = []
    for (const url of answers) {
      const answer = await fetch(url)
      expect(answer.status).toBe(404)
      texts.push(await answer.text())
    }
    expect(new Set(texts).size).toBe(1)
    expect(JSON.parse(texts[0] ?? '').type).toBe('/problems/not-found')
  })

  it('answers no other method', async () => {
    const part = await linkedPart(10)
    const answer = await fetch(part.url, { method: 'POST', body: 'x' })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
  })

  it('goes on where a broken download ended, and then counts as fetched', async () => {
    const part = await linkedPart(LARGE)
    const answer = await slowGet(part.url)
    let received = 0
    for await (const piece of answer) {
      received += piece.length
      if (received > 3 * MIB) break
    }
    expect(await part.fetched()).toBeNull()
    const rest = await fetch(part.url, { headers: { range: `bytes=${received}-` } })
    expect((await bytesOf(rest)).equals(part.bytes.subarray(received))).toBe(true)
    await expect.poll(part.fetched).not.toBeNull()
  })

  it('breaks the line, and gives nothing that looks whole, when the part is purged in the middle', async () => {
    const part = await linkedPart(LARGE)
    const answer = await slowGet(part.url)
    await new Promise((resolve) => answer.once('readable', resolve))
    await store.records.purge(part.reference, { now: NOW, undelivered: true })
    const pieces: Buffer[] = []
    const end = await new Promise((resolve) => {
      answer.on('data', (piece) => pieces.push(piece))
      answer.once('end', () => resolve('end'))
      answer.once('error', () => resolve('broken'))
    })
    expect(end).toBe('broken')
    const received = Buffer.concat(pieces)
    expect(received.length).toBeLessThan(LARGE)
    expect(received.equals(part.bytes.subarray(0, received.length))).toBe(true)
    expect(String(errors)).toContain('the tip was purged')
  })

  it.skipIf(!hasCurl)('is resumed by curl -C -', async () => {
    const part = await linkedPart(3 * MIB + 9)
    const file = join(folder, 'resumed')
    const curl = (...args: string[]) =>
      new Promise((resolve) => {
        spawn('curl', ['-fsS', '-o', file, ...args, part.url]).once('close', resolve)
      })
    expect(await curl('-r', '0-1999999')).toBe(0)
    expect(await curl('-C', '-')).toBe(0)
    expect((await readFile(file)).equals(part.bytes)).toBe(true)
    await expect.poll(part.fetched).not.toBeNull()
  })
})
