/** Room for tips: what a flood may take, who makes room for whom, and a disk that fills. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { KEY_ID, sealedTo, startTestServer, type TestServer } from './api.fixture.ts'

let server: TestServer
afterEach(async () => {
  expect(server.errors).toEqual([])
  await server.close()
})

const post = (body: object) =>
  fetch(`${server.origin}/api/tips`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })

async function outcome(answer: Promise<Response>): Promise<string> {
  const got = await answer
  const body = await got.json()
  return got.ok ? String(got.status) : `${got.status} ${body.type}`
}

describe('the quota on half-open tips', () => {
  const limits = { tips: 10, bytes: 10_000, sourceTips: 3, sourceBytes: 2_048 }
  const part = sealedTo(KEY_ID, 1024)

  const stateOf = async (tip: Awaited<ReturnType<TestServer['open']>>) =>
    (await server.call(tip, 'GET', '')).status
  const put = async (tip: Awaited<ReturnType<TestServer['open']>>, bytes: Uint8Array) =>
    server.call(tip, 'PUT', '/parts/0/chunks/0', bytes)

  it('lets a source go on at the cost of its own oldest tip', async () => {
    server = await startTestServer({ rateLimits: true, halfOpenLimits: limits })
    const first = await server.open([part])
    const others = [await server.open([part]), await server.open([part])]
    const next = await server.open([part])
    expect(await stateOf(first)).toBe(404)
    for (const tip of [...others, next]) expect(await stateOf(tip)).toBe(200)
    await server.sendAll(next, [part])
    expect((await server.complete(next, [part])).status).toBe(201)
  })

  it('counts the bytes that are held, once each, and lets those idle longest go', async () => {
    server = await startTestServer({ rateLimits: true, halfOpenLimits: limits })
    const [first, second, third] = [
      await server.open([part]),
      await server.open([part]),
      await server.open([part]),
    ]
    const again = [await put(first, part), await put(first, part), await put(first, part)]
    const statuses = [...again, await put(first, part.toReversed())].map(({ status }) => status)
    expect(statuses).toEqual([204, 204, 204, 409])
    expect((await put(second, part)).status).toBe(204)
    expect((await server.complete(second, [part])).status).toBe(201)
    expect((await put(third, part)).status).toBe(204)
    expect(await stateOf(first)).toBe(200)
    const fourth = await server.open([part])
    expect((await put(fourth, part)).status).toBe(204)
    expect(await stateOf(first)).toBe(404)
    expect(await stateOf(third)).toBe(200)
  })

  it('never forgets a tip while something is being sent for it', async () => {
    const halfOpenLimits = { ...limits, sourceTips: 9, sourceBytes: 2_100 }
    server = await startTestServer({ rateLimits: true, halfOpenLimits })
    const two = sealedTo(KEY_ID, 2_048)
    const slow = await server.open([two])
    await put(slow, two.subarray(0, 1_024))
    const line = connect(Number(new URL(server.origin).port), '127.0.0.1')
    const head = [
      `PUT /api/tips/${slow.tip}/parts/0/chunks/1 HTTP/1.1`,
      'Host: localhost',
      `Authorization: Bearer ${slow.token}`,
      'Content-Length: 1024',
      'Connection: close',
    ]
    line.write(`${head.join('\r\n')}\r\n\r\n`)
    line.write(two.subarray(1_024, 1_500))
    const flood = []
    for (let times = 0; times < 5; times += 1) {
      const tip = await server.open([part])
      for (let asked = 0; asked < 5; asked += 1) await stateOf(tip)
      expect((await put(tip, part)).status).toBe(204)
      flood.push(tip)
    }
    line.write(two.subarray(1_500))
    const [answer] = await once(line, 'data')
    expect(String(answer)).toContain('204 No Content')
    expect((await server.complete(slow, [two])).status).toBe(201)
    for (const tip of flood) expect(await stateOf(tip)).toBe(404)
  })

  it('refuses with 429 and Retry-After what nothing can make room for, and tells the operator', async () => {
    const none = { ...limits, sourceBytes: 1_000 }
    server = await startTestServer({ rateLimits: true, halfOpenLimits: none })
    expect(await server.intake.alarms()).toEqual([])
    const refused = await put(await server.open([part]), part)
    expect(refused.headers.get('retry-after')).toBe('300')
    expect(await outcome(Promise.resolve(refused))).toContain('429 /problems/too-much-half-open')
    expect(await server.intake.alarms()).toMatchObject([
      { key: 'half-open-full', level: 'warning' },
    ])
    server.time.now = new Date(server.time.now.getTime() + 10 * 60_000)
    expect(await server.intake.alarms()).toEqual([])
  })

  it('counts what stood open before a restart, and lets that go first', async () => {
    server = await startTestServer({ rateLimits: true, halfOpenLimits: limits })
    const before = await server.open([part])
    await put(before, part)
    const options = { rateLimits: true, halfOpenLimits: { ...limits, tips: 2, sourceTips: 9 } }
    const again = await startTestServer({ ...options, store: server.store })
    expect(await again.intake.standing()).toMatchObject({ tips: 1, bytes: 1024 })
    const [one, two] = [await again.open([part]), await again.open([part])]
    expect((await again.call(before, 'GET', '')).status).toBe(404)
    expect((await again.call(one, 'GET', '')).status).toBe(200)
    expect((await again.call(two, 'GET', '')).status).toBe(200)
    await again.close()
  })
})

describe('a disk that fills', () => {
  const GIB = 1024 ** 3
  const MIB = 1024 ** 2
  const sizes = { chunkBytes: 1024, parts: 3, messageBytes: 16 * MIB, tipBytes: 2 * GIB }
  const opening = (...bytes: number[]) => ({
    inbox: 'desk',
    parts: bytes.map((one) => ({ bytes: one })),
    proof: null,
  })
  const file = opening(MIB, 30 * MIB)
  const message = opening(9 * MIB)
  const report = opening(300)

  it('refuses large files first, then messages full of them, then all, and tells the operator', async () => {
    const space = { free: 20 * GIB, total: 100 * GIB }
    server = await startTestServer({ diskSpace: async () => space, limits: sizes })
    const begun = (await (await post(file)).json()) as { tip: string; token: string }
    const later = async (free: number) => {
      space.free = free
      server.time.now = new Date(server.time.now.getTime() + 1_000)
      return (await server.intake.alarms()).map(({ key, level }) => `${level} ${key}`)
    }
    const outcomes = async () => [
      await outcome(post(file)),
      await outcome(post(message)),
      await outcome(post(report)),
    ]
    let chunk = 0
    /** Stores the next chunk of the large tip that was begun. */
    const more = () => {
      const path = `/api/tips/${begun.tip}/parts/1/chunks/${chunk}`
      chunk += 1
      return fetch(server.origin + path, {
        method: 'PUT',
        headers: { Authorization: `Bearer ${begun.token}` },
        body: Buffer.alloc(1024),
      }).then(({ status }) => status)
    }
    const [tooLarge, unavailable] = ['413 /problems/too-large', '503 /problems/storage-unavailable']
    expect(await later(15 * GIB + 31 * MIB)).toEqual([])
    expect(await outcomes()).toEqual(['201', '201', '201'])
    expect(await later(15 * GIB - 1)).toEqual(['warning disk-low'])
    expect(await outcomes()).toEqual([tooLarge, '201', '201'])
    expect(await more()).toBe(204)
    expect(await later(GIB - 1)).toEqual(['warning disk-scarce'])
    expect(await outcomes()).toEqual([tooLarge, tooLarge, '201'])
    expect(await more()).toBe(204)
    // Before small tips are refused, what is large has to wait.
    expect(await later(GIB / 2 - 1)).toEqual(['warning disk-scarce'])
    expect(await more()).toBe(503)
    const part = sealedTo(KEY_ID, 300)
    const tip = await server.open([part])
    await server.sendAll(tip, [part])
    expect((await server.complete(tip, [part])).status).toBe(201)
    expect(await later(GIB / 4 - 1)).toEqual(['alarm disk-full'])
    expect(await outcomes()).toEqual([unavailable, unavailable, unavailable])
    expect(await later(16 * GIB)).toEqual([])
    expect(await outcomes()).toEqual(['201', '201', '201'])
    expect(await more()).toBe(204)
  })

  it('says how much it still takes, and that it may be more later', async () => {
    const diskSpace = async () => ({ free: 14 * GIB, total: 100 * GIB })
    server = await startTestServer({ diskSpace, limits: sizes })
    const refused = await post(file)
    expect(refused.headers.get('retry-after')).toBe('3600')
    expect(await refused.json()).toMatchObject({
      detail: expect.stringContaining('at most 16777216 bytes'),
      errors: [{ pointer: '/parts' }],
    })
  })

  it('is not guessed at when it cannot be asked', async () => {
    server = await startTestServer({ diskSpace: () => Promise.reject(new Error('EPERM')) })
    expect(await outcome(post({ inbox: 'desk', parts: [{ bytes: 300 }], proof: null }))).toBe('201')
    expect(await server.intake.alarms()).toEqual([])
  })
})
