/** Two servers on one store: limits and quotas are shared, and neither takes from the other what is being sent. */
import { afterEach, describe, expect, it } from 'vitest'
import { KEY_ID, sealedTo, startTestServer, type TestServer } from './api.fixture.ts'

let one: TestServer
let two: TestServer
afterEach(async () => {
  expect([...one.errors, ...two.errors]).toEqual([])
  await two.close()
  await one.close()
})

async function start(options: Parameters<typeof startTestServer>[0] = {}): Promise<void> {
  one = await startTestServer({ ...options, shared: true })
  two = await startTestServer({ ...options, shared: true, store: one.store })
}

const message = sealedTo(KEY_ID, 300)
const file = sealedTo(KEY_ID, 3_000)
const note = sealedTo(KEY_ID, 250)

describe('a tip whose calls go to two servers', () => {
  it('is received as if there were one', async () => {
    await start()
    const tip = await one.open([message, file])
    await one.call(tip, 'PUT', '/parts/0/chunks/0', message)
    await two.sendAll(tip, [message, file])
    const answers = await Promise.all([
      one.complete(tip, [message, file]),
      two.complete(tip, [message, file]),
    ])
    expect(answers.map(({ status }) => status)).toEqual([201, 201])
    expect(await answers[0]?.json()).toEqual(await answers[1]?.json())
  })

  it('is not received while the other server takes a part of it away', async () => {
    await start()
    const tip = await one.open([message, file])
    await one.sendAll(tip, [message, file])
    const { receive } = one.store.tips
    const announce = () => two.call(tip, 'PUT', '/parts/1', JSON.stringify({ bytes: 250 }))
    one.store.tips.receive = async (received) => {
      one.store.tips.receive = receive
      expect((await announce()).status).toBe(204)
      return receive(received)
    }
    const answer = await one.complete(tip, [message, file])
    expect(answer.status).toBe(409)
    expect(await answer.json()).toMatchObject({ missing: [{ part: 1, chunks: [0] }] })
    await two.sendAll(tip, [message, note])
    expect((await one.complete(tip, [message, note])).status).toBe(201)
  })

  it('is checked anew on one when the other has replaced what was wrong', async () => {
    await start()
    const tip = await one.open([message, file])
    const wrong = Buffer.concat([
      file.subarray(0, 2_999),
      Buffer.from([file[2_999] ?? 0]).map((byte) => byte ^ 1),
    ])
    await one.sendAll(tip, [message, wrong])
    expect((await one.complete(tip, [message, file])).status).toBe(422)
    await two.call(tip, 'PUT', '/parts/1', JSON.stringify({ bytes: 3_000 }))
    await two.sendAll(tip, [message, file])
    expect((await one.complete(tip, [message, file])).status).toBe(201)
  })

  it('is not forgotten by the one that opened it while the other one takes its bytes', async () => {
    const halfOpenLimits = { tips: 9, bytes: 4_000, sourceTips: 9, sourceBytes: 4_000 }
    await start({ rateLimits: true, halfOpenLimits })
    const tip = await one.open([message, file])
    await two.sendAll(tip, [message, file.subarray(0, 1_024)])
    const flood = sealedTo(KEY_ID, 3_072)
    const other = await one.open([flood])
    for (let chunk = 0; chunk < 3; chunk += 1) {
      const data = flood.subarray(chunk * 1_024, (chunk + 1) * 1_024)
      await one.call(other, 'PUT', `/parts/0/chunks/${chunk}`, data)
    }
    const opened = Array.from({ length: 9 }, () => one.open([message]))
    await Promise.allSettled(opened)
    expect((await two.call(tip, 'GET', '')).status).toBe(200)
  })
})

describe('limits', () => {
  it('are shared: what a source has used at one, it has used at the other', async () => {
    const rates = { openings: { burst: 4, perHour: 1 } }
    await start({ rateLimits: true, rates })
    for (const server of [one, two, one, two]) await server.open([message])
    await expect(one.open([message])).rejects.toThrow('429')
    await expect(two.open([message])).rejects.toThrow('429')
  })
})
