/** Announcing a part of an open tip anew, through real HTTP: what goes, what stays, what is refused. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { OpenTipAnswer } from '#lib/protocol/shapes'
import { KEY_ID, LIMITS, sealedTo, startTestServer, type TestServer } from './api.fixture.ts'

let server: TestServer
afterEach(async () => {
  expect(server.errors).toEqual([])
  await server.close()
})

const message = sealedTo(KEY_ID, 300)
const file = sealedTo(KEY_ID, 3_000)
const note = sealedTo(KEY_ID, 250)

const announce = (tip: OpenTipAnswer, part: number | string, body: unknown) =>
  server.call(tip, 'PUT', `/parts/${part}`, JSON.stringify(body))
const told = async (answer: Promise<Response>) => {
  const got = await answer
  return got.ok ? String(got.status) : `${got.status} ${(await got.json()).type}`
}
const held = async (tip: OpenTipAnswer) =>
  (await (await server.call(tip, 'GET', '')).json()).parts as { bytes: number; chunks: number[] }[]

describe('a file that is taken out while it is being sent', () => {
  it('becomes a small note, and the other parts need not be sent again', async () => {
    server = await startTestServer()
    const tip = await server.open([message, file])
    await server.sendAll(tip, [message])
    await server.call(tip, 'PUT', '/parts/1/chunks/0', file.subarray(0, 1024))
    expect(await told(announce(tip, 1, { bytes: 250 }))).toBe('204')
    expect(await held(tip)).toEqual([
      { bytes: 300, chunks: [0] },
      { bytes: 250, chunks: [] },
    ])
    expect(await server.intake.standing()).toMatchObject({ tips: 1, bytes: 300 })
    await server.call(tip, 'PUT', '/parts/1/chunks/0', note)
    expect((await server.complete(tip, [message, note])).status).toBe(201)
    expect(await server.intake.standing()).toMatchObject({ tips: 0, bytes: 0 })
  })

  it('may be replaced after the server found that it had changed', async () => {
    server = await startTestServer()
    const tip = await server.open([message, file])
    await server.sendAll(tip, [message, file])
    expect((await server.complete(tip, [message, note])).status).toBe(422)
    const changed = sealedTo(KEY_ID, 3_000)
    expect(await told(announce(tip, 1, { bytes: 3_000 }))).toBe('204')
    await server.sendAll(tip, [message, changed])
    expect((await server.complete(tip, [message, changed])).status).toBe(201)
  })

  it('is said twice without harm', async () => {
    server = await startTestServer()
    const tip = await server.open([message, file])
    const answers = await Promise.all([
      told(announce(tip, 1, { bytes: 250 })),
      told(announce(tip, 1, { bytes: 250 })),
    ])
    expect(answers).toEqual(['204', '204'])
  })
})

describe('an announcement is refused', () => {
  it('without the token, for parts that are not there, and with values that are no size', async () => {
    server = await startTestServer()
    const tip = await server.open([message, file])
    expect(await told(announce({ ...tip, token: 'x'.repeat(43) }, 1, { bytes: 1 }))).toBe(
      '404 /problems/unknown-tip',
    )
    for (const part of [2, -1, '1e0', '01', 'x', '99999999999']) {
      expect(await told(announce(tip, part, { bytes: 1 }))).toBe('404 /problems/chunk-out-of-range')
    }
    const wrong = [0, -1, 1.5, '3', null, 1e308, 2 ** 53]
    for (const bytes of wrong) {
      expect(await told(announce(tip, 1, { bytes }))).toBe('422 /problems/invalid-values')
    }
    expect(await told(server.call(tip, 'PUT', '/parts/1', '{"bytes":1e999}'))).toBe(
      '422 /problems/invalid-values',
    )
    expect(await told(server.call(tip, 'PUT', '/parts/1', '{"bytes":NaN}'))).toBe(
      '400 /problems/malformed-json',
    )
    expect(await told(announce(tip, 1, { bytes: 1, token: 'x' }))).toBe(
      '422 /problems/invalid-values',
    )
    expect(await told(announce(tip, 1, { bytes: LIMITS.tipBytes }))).toBe('413 /problems/too-large')
    expect(await told(announce(tip, 0, { bytes: LIMITS.messageBytes + 1 }))).toBe(
      '413 /problems/too-large',
    )
    expect(await held(tip)).toEqual([
      { bytes: 300, chunks: [] },
      { bytes: 3_000, chunks: [] },
    ])
  })

  it('when the tip is received or has expired', async () => {
    server = await startTestServer()
    const [tip, late] = [await server.open([message]), await server.open([message])]
    await server.sendAll(tip, [message])
    expect((await server.complete(tip, [message])).status).toBe(201)
    expect(await told(announce(tip, 0, { bytes: 250 }))).toBe('409 /problems/tip-closed')
    server.time.now = new Date('2026-11-26T10:00:00Z')
    await server.intake.sweep()
    expect(await told(announce(late, 0, { bytes: 250 }))).toBe('404 /problems/tip-expired')
  })

  it('while the tip is checked, which then ends as it began', async () => {
    server = await startTestServer({ patienceMs: 0 })
    const tip = await server.open([message, file])
    await server.sendAll(tip, [message, file])
    const { readPart } = server.store.tips
    let go = () => {}
    const gate = new Promise<void>((resolve) => {
      go = resolve
    })
    server.store.tips.readPart = async function* (id, part) {
      await gate
      yield* readPart(id, part)
    }
    expect((await server.complete(tip, [message, file])).status).toBe(202)
    expect(await told(announce(tip, 1, { bytes: 250 }))).toBe('409 /problems/tip-closed')
    go()
    for (;;) {
      const { status } = await server.complete(tip, [message, file])
      if (status !== 202) {
        expect(status).toBe(201)
        break
      }
    }
  })

  it('when the disk is short of room for what is more, but never when it is less', async () => {
    const MIB = 1024 ** 2
    const space = { free: 20 * 1024 * MIB, total: 100 * 1024 * MIB }
    const limits = { ...LIMITS, tipBytes: 100 * MIB }
    server = await startTestServer({ limits, diskSpace: async () => space })
    const opened = await fetch(`${server.origin}/api/tips`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        inbox: 'desk',
        parts: [{ bytes: 300 }, { bytes: 40 * MIB }],
        proof: null,
      }),
    })
    const tip = (await opened.json()) as OpenTipAnswer
    space.free = 1
    server.time.now = new Date(server.time.now.getTime() + 1_000)
    expect(await told(announce(tip, 1, { bytes: 41 * MIB }))).toContain('503')
    expect(await told(announce(tip, 1, { bytes: 250 }))).toBe('204')
  })

  it('when it is used to churn the disk: it counts against what a source may store', async () => {
    const rates = { bytes: { burst: 3 * 1024 ** 2, perHour: 1 } }
    server = await startTestServer({ rateLimits: true, rates })
    const tip = await server.open([message, file])
    const answers: string[] = []
    for (let times = 0; times < 4; times += 1) {
      answers.push(await told(announce(tip, 1, { bytes: 3_000 + times })))
    }
    expect(answers).toEqual(['204', '204', '204', '429 /problems/too-many-requests'])
  })
})

describe('what is in hand when a part is announced anew', () => {
  /** Sends half a chunk of part 1; gives a function that sends the rest and reads the answer. */
  function halfSent(tip: OpenTipAnswer): () => Promise<string> {
    const line = connect(Number(new URL(server.origin).port), '127.0.0.1')
    const head = [
      `PUT /api/tips/${tip.tip}/parts/1/chunks/0 HTTP/1.1`,
      'Host: localhost',
      `Authorization: Bearer ${tip.token}`,
      'Content-Length: 1024',
      'Connection: close',
    ]
    line.write(`${head.join('\r\n')}\r\n\r\n`)
    line.write(file.subarray(0, 500))
    return async () => {
      line.write(file.subarray(500, 1_024))
      const [answer] = await once(line, 'data')
      return String(answer).slice(9, 12)
    }
  }

  it('is a chunk, which is not stored when it has no place any more', async () => {
    server = await startTestServer()
    const tip = await server.open([message, file])
    const rest = halfSent(tip)
    await server.call(tip, 'GET', '')
    expect(await told(announce(tip, 1, { bytes: 250 }))).toBe('204')
    expect(await rest()).toBe('413')
    await server.sendAll(tip, [message, note])
    expect((await server.complete(tip, [message, note])).status).toBe(201)
  })

  it('is a chunk, which is stored once when its place is the same', async () => {
    server = await startTestServer()
    const tip = await server.open([message, file])
    const rest = halfSent(tip)
    await server.call(tip, 'GET', '')
    expect(await told(announce(tip, 1, { bytes: 2_048 }))).toBe('204')
    expect(await rest()).toBe('204')
    expect(await server.intake.standing()).toMatchObject({ bytes: 1_024 })
  })

  it('is a check, which goes on to the end, and the announcement comes too late', async () => {
    server = await startTestServer()
    const tip = await server.open([message, file])
    await server.sendAll(tip, [message, file])
    const { heldChunks } = server.store.tips
    let announced: Promise<string> | null = null
    server.store.tips.heldChunks = async (id) => {
      const held = await heldChunks(id)
      announced ??= told(announce(tip, 1, { bytes: 250 }))
      // Whoever comes first, the announcement has been asked for by now.
      await new Promise((resolve) => setTimeout(resolve, 100))
      return held
    }
    expect((await server.complete(tip, [message, file])).status).toBe(201)
    expect(await announced).toBe('409 /problems/tip-closed')
    const bytes = [0, 0]
    for (const part of bytes.keys()) {
      for await (const chunk of server.store.tips.readPart(tip.tip, part)) {
        bytes[part] = (bytes[part] ?? 0) + chunk.byteLength
      }
    }
    expect(bytes).toEqual([300, 3_000])
  })
})
