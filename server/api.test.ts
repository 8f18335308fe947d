/** The protocol's table, row by row, through real HTTP. */
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROBLEMS, type ProblemSlug } from '#lib/protocol/problems'
import { receiptSigningInput } from '#lib/protocol/receipt'
import { inboxesAnswer, openTipAnswer, type Receipt, receiptSchema } from '#lib/protocol/shapes'
import { openSqliteStore } from '#lib/store/sqlite'
import type { Store } from '#lib/store/store'
import {
  KEY_ID,
  LIMITS,
  sealedTo,
  sha256,
  startTestServer,
  type TestServer,
} from './api.fixture.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(async () => {
  expect(server.errors).toEqual([])
  await server.close()
})

const at = (path: string) => `${server.origin}${path}`
const post = (path: string, body: BodyInit, type = 'application/json') =>
  fetch(at(path), { method: 'POST', headers: { 'Content-Type': type }, body })
const openBody = (change: object = {}) =>
  JSON.stringify({ inbox: 'desk', parts: [{ bytes: 300 }], proof: null, ...change })

async function expectProblem(answer: Response, slug: ProblemSlug, more: object = {}) {
  const body = await answer.json()
  expect(body).toMatchObject({ type: `/problems/${slug}`, ...PROBLEMS[slug], ...more })
  expect(answer.status).toBe(PROBLEMS[slug].status)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(body.detail).toMatch(/^[A-Z].*\.$/)
}

describe('GET /api/inboxes', () => {
  it('names inboxes and limits, and nothing that senders need not know', async () => {
    const answer = await fetch(at('/api/inboxes'))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const text = await answer.text()
    expect(inboxesAnswer.parse(JSON.parse(text))).toMatchObject({
      inboxes: [{ id: 'desk', certificates: [{ armored: 'ARMOR' }] }],
      limits: LIMITS,
    })
    expect(text).not.toContain('desk@example.org')
  })
})

describe('addresses and methods', () => {
  it.each([
    ['/api/inboxes', 'POST', 'GET, HEAD, OPTIONS'],
    ['/api/challenge', 'PUT', 'GET, HEAD, OPTIONS'],
    ['/api/tips', 'GET', 'POST, OPTIONS'],
    ['/api/tips', 'HEAD', 'POST, OPTIONS'],
    ['/api/tips/x', 'DELETE', 'GET, HEAD, OPTIONS'],
    ['/api/tips/x/parts/0/chunks/0', 'POST', 'PUT, OPTIONS'],
    ['/api/tips/x/complete', 'PATCH', 'POST, OPTIONS'],
    ['/.well-known/tip-receipt-key', 'POST', 'GET, HEAD, OPTIONS'],
    ['/readyz', 'POST', 'GET, HEAD, OPTIONS'],
  ])('%s answers %s with 405 and Allow', async (path, method, allow) => {
    const answer = await fetch(at(path), { method })
    expect(answer.headers.get('allow')).toBe(allow)
    if (method === 'HEAD') expect(answer.status).toBe(405)
    else await expectProblem(answer, 'method-not-allowed')
  })

  it('answers OPTIONS and HEAD without a body', async () => {
    const options = await fetch(at('/api/tips'), { method: 'OPTIONS' })
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'POST, OPTIONS'])
    const head = await fetch(at('/api/inboxes'), { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  it.each(['/api', '/api/', '/api/tip', '/api/tips/', '/api/tips/x/parts', '/api/inboxes/'])(
    '%s is nowhere',
    async (path) => expectProblem(await fetch(at(path)), 'not-found'),
  )

  it('knows which paths are its own', () => {
    expect(['/api', '/api/x', '/healthz', '/readyz'].every(server.intake.owns)).toBe(true)
    expect(['/', '/apiary', '/report', '/.well-known/security.txt'].some(server.intake.owns)).toBe(
      false,
    )
  })

  it('lives, and says whether it is ready', async () => {
    expect(await (await fetch(at('/healthz'))).json()).toEqual({ ok: true })
    expect(await (await fetch(at('/readyz'))).json()).toEqual({ ok: true })
    const ill = await startTestServer({ ready: async () => false })
    const answer = await fetch(`${ill.origin}/readyz`)
    expect([answer.status, await answer.json()]).toEqual([503, { ok: false }])
    await ill.close()
  })
})

describe('POST /api/tips', () => {
  it('opens a tip until 72 hours later, told by the hour', async () => {
    const answer = await post('/api/tips', openBody())
    expect(answer.status).toBe(201)
    const opened = openTipAnswer.parse(await answer.json())
    expect(opened).toMatchObject({ chunkBytes: 1024, expires: '2026-11-25T11:00Z' })
    expect(opened.token).toMatch(/^[\w-]{43}$/)
  })

  it.each(['', '{', '[1,]', '{"inbox":"desk"', 'null null', '\uFEFF{', '{"a":\u0001}'])(
    'refuses malformed JSON: %j',
    async (body) => expectProblem(await post('/api/tips', body), 'malformed-json'),
  )

  it('refuses JSON that is not UTF-8', async () => {
    const body = Buffer.concat([Buffer.from('{"inbox":"'), Buffer.from([0xff]), Buffer.from('"}')])
    await expectProblem(await post('/api/tips', body), 'malformed-json')
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'refuses the content type %s',
    async (type) => expectProblem(await post('/api/tips', openBody(), type), 'wrong-content-type'),
  )

  it('takes application/json with a charset, and no compressed bodies', async () => {
    const type = 'Application/JSON; charset=utf-8'
    expect((await post('/api/tips', openBody(), type)).status).toBe(201)
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }
    const answer = await fetch(at('/api/tips'), { method: 'POST', headers, body: openBody() })
    await expectProblem(answer, 'wrong-content-type')
  })

  it.each([
    ['/inbox', { inbox: 5 }],
    ['/inbox', { inbox: undefined }],
    ['/inbox', { inbox: '' }],
    ['/parts', { parts: [] }],
    ['/parts', { parts: 'x' }],
    ['/parts', { parts: Array(4).fill({ bytes: 300 }) }],
    ['/parts/0/bytes', { parts: [{ bytes: 0 }] }],
    ['/parts/0/bytes', { parts: [{ bytes: -1 }] }],
    ['/parts/1/bytes', { parts: [{ bytes: 300 }, { bytes: 1.5 }] }],
    ['/parts/0/bytes', { parts: [{ bytes: '300' }] }],
    ['/parts/0/name', { parts: [{ bytes: 300, name: 'x' }] }],
    ['/a~1b~0c', { 'a/b~c': 1 }],
    ['/proof', { proof: 'x' }],
    ['/proof', { proof: { challenge: {}, solution: {} } }],
    ['', null],
  ])('names the field at fault: %s in %j', async (pointer, change) => {
    const body = change === null ? '[]' : openBody(change)
    await expectProblem(await post('/api/tips', body), 'invalid-values', {
      errors: [{ pointer, detail: expect.any(String) }],
    })
  })

  it('refuses an unknown inbox', async () => {
    const answer = await post('/api/tips', openBody({ inbox: 'nobody' }))
    await expectProblem(answer, 'unknown-inbox', { errors: [{ pointer: '/inbox' }] })
  })

  it.each([
    ['/parts/0/bytes', [{ bytes: LIMITS.messageBytes + 1 }]],
    ['/parts', [{ bytes: 4096 }, { bytes: 4097 }]],
  ])('refuses what is too big, naming %s', async (pointer, parts) => {
    const answer = await post('/api/tips', openBody({ parts }))
    await expectProblem(answer, 'too-large', { errors: [{ pointer }] })
  })

  it('takes exactly as much as the limits say', async () => {
    const parts = [{ bytes: 4096 }, { bytes: 2048 }, { bytes: 2048 }]
    expect((await post('/api/tips', openBody({ parts }))).status).toBe(201)
  })

  it('refuses a body of more than 64 KiB, also when its length was not announced', async () => {
    const big = openBody({ inbox: 'x'.repeat(70_000) })
    await expectProblem(await post('/api/tips', big), 'too-large')
    const init: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: new Blob([big]).stream(),
      duplex: 'half',
    }
    await expectProblem(await fetch(at('/api/tips'), init), 'too-large')
  })
})

describe('PUT …/chunks/{c}', () => {
  const part = sealedTo(KEY_ID, 2500)

  it('stores chunks in any order, and tells which are held', async () => {
    const tip = await server.open([part, part.subarray(0, 300)])
    const put = (c: number, body: Uint8Array) =>
      server.call(tip, 'PUT', `/parts/0/chunks/${c}`, body)
    const third = await put(2, part.slice(2048))
    expect([third.status, await third.text()]).toEqual([204, ''])
    expect((await put(0, part.slice(0, 1024))).status).toBe(204)
    const state = await server.call(tip, 'GET', '')
    expect([state.status, await state.json()]).toEqual([
      200,
      {
        state: 'open',
        parts: [
          { bytes: 2500, chunks: [0, 2] },
          { bytes: 300, chunks: [] },
        ],
      },
    ])
  })

  it('takes the same bytes again and refuses others, also at the same moment', async () => {
    const tip = await server.open([part])
    const put = (body: Uint8Array) => server.call(tip, 'PUT', '/parts/0/chunks/0', body)
    const same = await Promise.all([1, 2, 3].map(() => put(part.slice(0, 1024))))
    expect(same.map(({ status }) => status)).toEqual([204, 204, 204])
    await expectProblem(await put(randomBytes(1024)), 'chunk-conflict')
  })

  it.each([
    '/parts/0/chunks/3',
    '/parts/1/chunks/0',
    '/parts/0/chunks/-1',
    '/parts/0/chunks/1.0',
    '/parts/0/chunks/00',
    '/parts/0/chunks/1e0',
    '/parts/0/chunks/99999999999999999999',
    '/parts/x/chunks/0',
  ])('has no %s', async (path) => {
    const tip = await server.open([part])
    await expectProblem(
      await server.call(tip, 'PUT', path, randomBytes(1024)),
      'chunk-out-of-range',
    )
  })

  it('refuses longer and shorter bytes, announced or not', async () => {
    const tip = await server.open([part])
    const put = (body: Uint8Array) => server.call(tip, 'PUT', '/parts/0/chunks/2', body)
    await expectProblem(await put(randomBytes(453)), 'too-large')
    await expectProblem(await put(randomBytes(451)), 'chunk-too-short')
    await expectProblem(await put(new Uint8Array()), 'chunk-too-short')
    const streamed = async (bytes: number) => {
      const init: RequestInit & { duplex: 'half' } = {
        method: 'PUT',
        headers: { Authorization: `Bearer ${tip.token}` },
        body: new Blob([randomBytes(bytes)]).stream(),
        duplex: 'half',
      }
      return fetch(at(`/api/tips/${tip.tip}/parts/0/chunks/2`), init)
    }
    await expectProblem(await streamed(453), 'too-large')
    await expectProblem(await streamed(451), 'chunk-too-short')
    expect((await streamed(452)).status).toBe(204)
  })

  it('answers 413 at once when the announced length is too large', async () => {
    const tip = await server.open([part])
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(at(`/api/tips/${tip.tip}/parts/0/chunks/0`), {
        method: 'PUT',
        headers: { Authorization: `Bearer ${tip.token}`, 'Content-Length': '1099511627776' },
      })
      request.on('response', (response) => {
        resolve(response.statusCode)
        request.destroy()
      })
      request.on('error', reject)
      request.flushHeaders()
    })
    expect(status).toBe(413)
  })

  it('refuses what is not bytes', async () => {
    const tip = await server.open([part])
    await expectProblem(
      await server.call(tip, 'PUT', '/parts/0/chunks/0', 'x'.repeat(1024)),
      'wrong-content-type',
    )
  })

  it('answers an unknown tip, a wrong token and no token alike', async () => {
    const tip = await server.open([part])
    const other = await server.open([part])
    const answers = await Promise.all([
      server.call({ ...tip, tip: 'AAAAAAAAAAAAAAAAAAAAAA' }, 'GET', ''),
      server.call({ ...tip, token: other.token }, 'GET', ''),
      server.call({ ...tip, token: 'short' }, 'GET', ''),
      fetch(at(`/api/tips/${tip.tip}`)),
      server.call({ ...tip, token: other.token }, 'PUT', '/parts/9/chunks/9', randomBytes(9)),
      server.call({ ...tip, token: other.token }, 'POST', '/complete', '{'),
    ])
    const texts = await Promise.all(answers.map((answer) => answer.clone().text()))
    expect(new Set(texts).size).toBe(1)
    for (const answer of answers) await expectProblem(answer, 'unknown-tip')
  })
})

describe('POST …/complete', () => {
  const parts = [sealedTo(KEY_ID, 2500), sealedTo(KEY_ID, 300)]

  async function sent(): Promise<Awaited<ReturnType<TestServer['open']>>> {
    const tip = await server.open(parts)
    await server.sendAll(tip, parts)
    return tip
  }

  it('gives a receipt whose signature verifies with the published key', async () => {
    const tip = await sent()
    const answer = await server.complete(tip, parts)
    expect(answer.status).toBe(201)
    const receipt = receiptSchema.parse(await answer.json())
    expect(receipt).toMatchObject({
      received: '2026-11-22T10:00Z',
      inbox: 'desk',
      parts: parts.map((part) => ({ bytes: part.byteLength, sha256: sha256(part) })),
    })
    expect(receipt.reference).toMatch(/^[2346789A-HJKMNP-RTV-Y]{4}-[2346789A-HJKMNP-RTV-Y]{2}$/)
    const keys = await fetch(at('/.well-known/tip-receipt-key'))
    expect(keys.headers.get('content-type')).toBe('application/jwk-set+json')
    expect(await verifies(receipt, (await keys.json()).keys)).toBe(true)
    const forged = { ...receipt, reference: 'AAAA-AA' }
    expect(await verifies(forged, (await (await fetch(keys.url)).json()).keys)).toBe(false)
    const state = await (await server.call(tip, 'GET', '')).json()
    expect(state).toMatchObject({
      state: 'received',
      parts: [{ chunks: [0, 1, 2] }, { chunks: [0] }],
    })
  })

  it('gives the same receipt when asked again, at once or later, and one mail goes out', async () => {
    const before = (await server.store.delivery.pendingDeliveries()).count
    const tip = await sent()
    const both = await Promise.all([server.complete(tip, parts), server.complete(tip, parts)])
    server.time.now = new Date('2026-11-22T13:00:00Z')
    const later = await server.complete(tip, parts)
    const texts = await Promise.all([...both, later].map((answer) => answer.text()))
    expect(later.status).toBe(201)
    expect(new Set(texts).size).toBe(1)
    expect((await server.store.delivery.pendingDeliveries()).count).toBe(before + 1)
  })

  it('takes no more chunks, and no other hashes, once received', async () => {
    const tip = await sent()
    await server.complete(tip, parts)
    const again = await server.call(tip, 'PUT', '/parts/0/chunks/0', parts[0]?.subarray(0, 1024))
    await expectProblem(again, 'tip-closed')
    const other = await server.complete(tip, [...parts].reverse())
    await expectProblem(other, 'hash-mismatch')
  })

  it('names the chunks that are missing', async () => {
    const tip = await server.open(parts)
    const second = parts[0]?.subarray(1024, 2048)
    await server.call(tip, 'PUT', '/parts/0/chunks/1', second)
    await expectProblem(await server.complete(tip, parts), 'chunks-missing', {
      missing: [
        { part: 0, chunks: [0, 2] },
        { part: 1, chunks: [0] },
      ],
    })
  })

  it('names the part whose hash differs, and takes the right one afterwards', async () => {
    const tip = await sent()
    const wrong = await server.complete(tip, [parts[0] ?? randomBytes(1), randomBytes(9)])
    await expectProblem(wrong, 'hash-mismatch', { errors: [{ pointer: '/parts/1/sha256' }] })
    expect((await server.complete(tip, parts)).status).toBe(201)
  })

  it('reads the parts once, whatever hashes are tried', async () => {
    const store = await openSqliteStore({ file: join(server.folder, 'other.sqlite') })
    let reads = 0
    const readPart: Store['tips']['readPart'] = (tip, part) => {
      reads += 1
      return store.tips.readPart(tip, part)
    }
    const counted = await startTestServer({
      store: { ...store, tips: { ...store.tips, readPart } },
    })
    const tip = await counted.open(parts)
    await counted.sendAll(tip, parts)
    for (let times = 0; times < 5; times += 1) {
      const wrong = await counted.complete(tip, [randomBytes(9), randomBytes(9)])
      await expectProblem(wrong, 'hash-mismatch')
    }
    expect((await counted.complete(tip, parts)).status).toBe(201)
    expect(reads).toBe(parts.length)
    await counted.close()
    await store.close()
  })

  it.each([
    ['plain text', Buffer.from('My name is not encrypted. '.repeat(20))],
    ['a part sealed to a stranger', sealedTo('fedcba9876543210', 300)],
    [
      'a part with something after its end',
      Buffer.concat([sealedTo(KEY_ID, 300), Buffer.from([0])]),
    ],
  ])('refuses %s, again and again', async (_, bad) => {
    const tip = await server.open([parts[0] ?? bad, bad])
    await server.sendAll(tip, [parts[0] ?? bad, bad])
    for (let times = 0; times < 2; times += 1) {
      await expectProblem(await server.complete(tip, [parts[0] ?? bad, bad]), 'not-sealed', {
        errors: [{ pointer: '/parts/1', detail: expect.stringMatching(/^Part 1: /) }],
      })
    }
    expect(await (await server.call(tip, 'GET', '')).json()).toMatchObject({ state: 'open' })
  })

  it.each([
    ['{', 'malformed-json'],
    ['{}', 'invalid-values'],
    ['{"parts":[]}', 'invalid-values'],
    ['{"parts":[{"sha256":"ab"}]}', 'invalid-values'],
    [`{"parts":[{"sha256":"${'a'.repeat(64)}"}]}`, 'invalid-values'],
    [
      `{"parts":[{"sha256":"${'a'.repeat(64)}","x":1},{"sha256":"${'a'.repeat(64)}"}]}`,
      'invalid-values',
    ],
  ] as const)('refuses %s', async (body, slug) => {
    const tip = await server.open(parts)
    await expectProblem(await server.call(tip, 'POST', '/complete', body), slug)
  })

  it('answers 202 while it checks, goes on by itself, and then gives the receipt', async () => {
    const slow = await startTestServer({ patienceMs: 0 })
    const tip = await slow.open(parts)
    await slow.sendAll(tip, parts)
    const first = await slow.complete(tip, parts)
    const answers = [first.status]
    if (first.status === 202) expect(first.headers.get('retry-after')).toBe('1')
    while (slow.received.length === 0) await new Promise((resolve) => setImmediate(resolve))
    answers.push((await slow.complete(tip, parts)).status)
    expect(answers).toEqual([202, 201])
    await slow.close()
  })
})

describe('what lies on the disk', () => {
  it('holds no token', async () => {
    const tip = await server.open([sealedTo(KEY_ID, 300)])
    for (const name of readdirSync(server.folder)) {
      expect(readFileSync(join(server.folder, name)).includes(tip.token)).toBe(false)
    }
  })
})

async function verifies({ signature, ...rest }: Receipt, keys: JsonWebKey[]): Promise<boolean> {
  const jwk = keys.find((key) => 'kid' in key && key.kid === rest.key)
  if (jwk === undefined) return false
  const key = await crypto.subtle.importKey('jwk', jwk, 'Ed25519', false, ['verify'])
  const bytes = Buffer.from(signature, 'base64url')
  return crypto.subtle.verify('Ed25519', key, bytes, receiptSigningInput(rest))
}
