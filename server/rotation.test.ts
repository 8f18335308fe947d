import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { certificateAlarms } from '#lib/inboxes/expiry'
import type { Inbox } from '#lib/inboxes/inbox'
import { makeEngine, type TestEngine } from '#lib/store/engine.fixture'
import type { Store } from '#lib/store/store'
import { DESK, sealedTo, startTestServer, type TestServer } from './api.fixture.ts'

const OLD_KEY = '1111111111111111'
const NEW_KEY = '2222222222222222'
const OLD = `${'ab'.repeat(12)}${OLD_KEY}`
const NEW = `${'cd'.repeat(12)}${NEW_KEY}`
const START = new Date('2026-11-22T10:20:30Z')
const DAY_MS = 24 * 60 * 60 * 1000

const certificate = (fingerprint: string, expires: Date | null = null) => ({
  fingerprint,
  armored: `ARMOR OF ${fingerprint}`,
  encryptionKeyIds: [fingerprint.slice(-16)],
  expires,
})
const desk = (...fingerprints: string[]): Inbox => ({
  ...DESK,
  certificates: fingerprints.map((one) => certificate(one)),
})

let folder: string
let engine: TestEngine
let store: Store
let server: TestServer | undefined

/** Ends the server that runs, as an operator does to give it another certificate. */
async function restart(inbox: Inbox, now: Date): Promise<TestServer> {
  await server?.close()
  server = await startTestServer({ store, inboxes: [inbox], clock: () => now })
  return server
}

/** What each delivered tip says of the certificates it was sealed to. */
async function delivered(): Promise<string[][]> {
  const leased = await store.delivery.leaseDeliveries({
    now: new Date(START.getTime() + 100 * DAY_MS),
    limit: 10,
    leaseMs: 60_000,
    leaseId: 'test',
  })
  return leased.map((one) => one.sealedTo)
}

const daysOn = (days: number) => new Date(START.getTime() + days * DAY_MS)

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rhw-rotation-'))
  engine = await makeEngine(join(folder, 'store.sqlite'))
  store = await engine.open()
})
afterEach(async () => {
  await server?.close()
  server = undefined
  await store.close()
  await engine.end()
  rmSync(folder, { recursive: true, force: true })
})

describe('replacing a certificate', () => {
  it('in the middle of an upload loses nothing: the rest is taken, and the mail can name the former key', async () => {
    const first = await restart(desk(OLD), START)
    const parts = [sealedTo(OLD_KEY, 3000), sealedTo(OLD_KEY, 2000)]
    const tip = await first.open(parts)
    expect(
      (await first.call(tip, 'PUT', '/parts/0/chunks/0', parts[0]?.slice(0, 1024))).status,
    ).toBe(204)
    const second = await restart(desk(NEW), daysOn(1))
    await second.sendAll(tip, parts)
    expect((await second.complete(tip, parts)).status).toBe(201)
    expect(await delivered()).toEqual([[OLD]])
  })

  it('lets a page of the former build open new tips for thirty days, and no longer', async () => {
    await restart(desk(OLD), START)
    const parts = [sealedTo(OLD_KEY, 500)]
    const within = await restart(desk(NEW), daysOn(30))
    const early = await within.open(parts)
    await within.sendAll(early, parts)
    expect((await within.complete(early, parts)).status).toBe(201)
    const later = await restart(desk(NEW), daysOn(31))
    const late = await later.open(parts)
    await later.sendAll(late, parts)
    const refused = await later.complete(late, parts)
    expect(refused.status).toBe(422)
    expect(await refused.text()).toContain(`key ${OLD_KEY}, which is not this inbox’s`)
  })

  it('counts the thirty days from when the former certificate was last there, as the sweep notes it', async () => {
    const time = { now: START }
    server = await startTestServer({ store, inboxes: [desk(OLD)], clock: () => time.now })
    time.now = daysOn(40)
    await server.intake.sweep()
    const parts = [sealedTo(OLD_KEY, 500)]
    const next = await restart(desk(NEW), daysOn(65))
    const tip = await next.open(parts)
    await next.sendAll(tip, parts)
    expect((await next.complete(tip, parts)).status).toBe(201)
  })

  it('refuses what is sealed to a distrusted one at once, also beside a good one', async () => {
    await restart(desk(OLD, NEW), START)
    const next = await restart({ ...desk(NEW), distrusted: [OLD] }, daysOn(1))
    const parts = [sealedTo(OLD_KEY, 500)]
    const tip = await next.open(parts)
    await next.sendAll(tip, parts)
    expect((await next.complete(tip, parts)).status).toBe(422)
    const good = [sealedTo(NEW_KEY, 500)]
    const other = await next.open(good)
    await next.sendAll(other, good)
    expect((await next.complete(other, good)).status).toBe(201)
    expect(await delivered()).toEqual([[NEW]])
  })

  it('of one inbox gives its former key no say in another', async () => {
    await restart(desk(OLD), START)
    await server?.close()
    const other: Inbox = { ...desk(NEW), id: 'other', categories: ['theft'] }
    server = await startTestServer({
      store,
      inboxes: [{ ...desk(NEW), id: 'desk' }, other],
      clock: () => daysOn(1),
    })
    const parts = [sealedTo(OLD_KEY, 500)]
    const answer = await fetch(`${server.origin}/api/tips`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ inbox: 'other', parts: [{ bytes: 500 }], proof: null }),
    })
    const tip = (await answer.json()) as Awaited<ReturnType<TestServer['open']>>
    await server.sendAll(tip, parts)
    expect((await server.complete(tip, parts)).status).toBe(422)
  })
})

describe('a certificate that expired today', () => {
  it('costs no tip: what was sealed to it is taken and goes to its reader, and the operator is told', async () => {
    const inbox: Inbox = { ...DESK, certificates: [certificate(OLD, daysOn(1))] }
    const time = { now: START }
    server = await startTestServer({ store, inboxes: [inbox], clock: () => time.now })
    time.now = daysOn(1.2)
    const parts = [sealedTo(OLD_KEY, 500)]
    const tip = await server.open(parts)
    await server.sendAll(tip, parts)
    expect((await server.complete(tip, parts)).status).toBe(201)
    expect(await delivered()).toEqual([[OLD]])
    expect(certificateAlarms([inbox], time.now)).toMatchObject([
      { key: `expired:${OLD}`, level: 'alarm' },
    ])
  })
})
