/**
 * Ten thousand wrong return numbers, against the server as it runs: slowed, counted, and nobody learns
 * from an answer whether a number was used once or never. How long answers take is measured by
 * `bench/look-ups.ts`, not judged here.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { base32crockford } from '@scure/base'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensureDemoInbox } from '#lib/inboxes/demo-inbox'
import * as openpgp from '#lib/sealing/openpgp.node'
import { sealedTo } from './api.fixture.ts'
import { type ApiServer, startApiServer } from './api-server.fixture.ts'
import { asking, finish, newSender, postTip } from './conversation.fixture.ts'

/** From one address, and from as many as the server has lines to spare: there they wait for their turn. */
const TRIES = { one: 9_100, many: 900 }
/** As `RATES` have it: how many look-ups pass at once, and what comes back in the time this takes. */
const SOURCE_BURST = 60
const SITE_BURST = 300
const SLACK = 150

let dataDir: string
let server: ApiServer
const agent = new Agent({ keepAlive: true, maxSockets: 900 })
/** A number that found a conversation which was ended since. */
let ended: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rhw-guessing-'))
  const demo = await ensureDemoInbox({ dataDir, openpgp })
  server = await startApiServer(dataDir, {
    POW_COST: '0',
    METRICS_PORT: '0',
    TRUSTED_PROXIES: 'loopback',
  })
  const sender = newSender()
  const part = sealedTo(demo.certificates[0]?.encryptionKeyIds[0] ?? '', 300)
  const brings = { inbox: demo.id, followUp: sender.followUp }
  await finish(server.origin, await postTip(server.origin, brings), part)
  ended = sender.returnNumber
  const headers = asking(ended, '198.51.100.1')
  const end = () => fetch(`${server.origin}/api/follow-up`, { method: 'DELETE', headers })
  expect((await end()).status).toBe(204)
})
afterEach(async () => {
  agent.destroy()
  await server.kill()
  await rm(dataDir, { recursive: true, force: true })
})

/** What is asked with, over and over. */
const KINDS = {
  unused: () => base32crockford.encode(randomBytes(15)),
  'used and forgotten': () => ended,
  'no number': () => 'ABCD',
}
const KIND_NAMES = ['unused', 'used and forgotten', 'no number'] as const

type Answer = { kind: keyof typeof KINDS; status: number; seen: string }

function ask(kind: keyof typeof KINDS, address: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = asking(KINDS[kind](), address)
    request(`${server.origin}/api/follow-up`, { agent, headers }, (answer) => {
      let body = ''
      answer.setEncoding('utf8')
      answer.on('data', (text: string) => {
        body += text
      })
      answer.on('error', reject)
      answer.on('end', () => {
        const { date, 'retry-after': later, ...others } = answer.headers
        const seen = JSON.stringify([answer.statusCode, others, later !== undefined, body])
        resolve({ kind, status: answer.statusCode ?? 0, seen })
      })
    })
      .on('error', reject)
      .end()
  })
}

/** Tries from addresses by the number of the attempt; each kind gets the same share of every address. */
const guess = (tries: number, addressOf: (attempt: number) => string) =>
  Promise.all(
    Array.from({ length: tries }, (_, attempt) =>
      ask(KIND_NAMES[attempt % KIND_NAMES.length] ?? 'unused', addressOf(attempt)),
    ),
  )

/** The different answers of one kind, by status. */
function seenOf(answers: readonly Answer[], kind: string, status: number): string[] {
  const alike = answers.filter((one) => one.kind === kind && one.status === status)
  return [...new Set(alike.map(({ seen }) => seen))].sort()
}

function expectAlike(answers: readonly Answer[]): void {
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404, 429]))
  for (const status of [404, 429]) {
    const [first = [], ...others] = KIND_NAMES.map((kind) => seenOf(answers, kind, status))
    expect(first.length).toBeGreaterThan(0)
    for (const seen of others) expect(seen).toEqual(first)
  }
  expect(seenOf(answers, 'unused', 404)).toHaveLength(1)
}

async function metric(line: string): Promise<number> {
  const text = await (await fetch(`${server.metrics}/metrics`)).text()
  const found = text.split('\n').find((one) => one.startsWith(`${line} `))
  return Number(found?.slice(line.length) ?? 0)
}

describe('guessing return numbers', () => {
  it('is slowed and counted from one address and from many, and tells nothing', async () => {
    const one = await guess(TRIES.one, () => '203.0.113.7')
    expectAlike(one)
    const passed = one.filter(({ status }) => status === 404).length
    expect(passed).toBeGreaterThanOrEqual(SOURCE_BURST)
    expect(passed).toBeLessThan(SOURCE_BURST + 10)

    const many = await guess(TRIES.many, (attempt) => {
      const address = Math.floor(attempt / KIND_NAMES.length)
      return `10.${address >> 16}.${(address >> 8) & 255}.${address & 255}`
    })
    expectAlike(many)
    const passedOfMany = many.filter(({ status }) => status === 404).length
    expect(passedOfMany).toBeLessThan(SITE_BURST + SLACK)

    const wrong = passed + passedOfMany
    expect(await metric('rhw_look_ups_total{found="no"}')).toBe(wrong)
    expect(await metric('rhw_look_ups_total{found="yes"}')).toBe(1)
    const refusals = await metric('rhw_refusals_total{reason="too-many-requests"}')
    expect(refusals).toBe(10_000 - wrong)
    const alarms = await (await fetch(`${server.metrics}/alarms`)).text()
    expect(alarms).toContain('look-ups-wrong')
    expect(server.output()).not.toContain(ended)
  }, 120_000)
})
