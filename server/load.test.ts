/** What load changes for senders, through real HTTP: more work, and waiting for a turn. */
import { type Challenge, solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { afterEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './api.fixture.ts'

let server: TestServer
afterEach(async () => {
  expect(server.errors).toEqual([])
  await server.close()
})

async function solved(): Promise<{ challenge: Challenge; solution: { counter: number } }> {
  const challenge = (await (await fetch(`${server.origin}/api/challenge`)).json()) as Challenge
  const solution = await solveChallenge({ challenge, deriveKey })
  if (solution === null) throw new Error('The challenge was not solved.')
  return { challenge, solution }
}

const openWith = (proof: unknown) =>
  fetch(`${server.origin}/api/tips`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ inbox: 'desk', parts: [{ bytes: 300 }], proof }),
  })

describe('the work of a sender', () => {
  it('grows while many tips are begun, falls again, and is solved by every client', async () => {
    const never = { burst: 1, perHour: 0.001 }
    const easy = { burst: 1_000, perHour: 1_000 }
    const workSteps = { site: [never, never, never], source: [easy, easy, easy] }
    server = await startTestServer({ powCost: 1, rateLimits: true, workSteps })
    server.time.now = new Date()
    const tries: number[] = []
    for (let tips = 0; tips < 5; tips += 1) {
      const proof = await solved()
      tries.push(proof.solution.counter)
      expect((await openWith(proof)).status).toBe(201)
    }
    for (const [tip, factor] of [1, 1, 2, 4, 8].entries()) {
      expect(tries[tip]).toBeGreaterThanOrEqual(500 * factor)
      expect(tries[tip]).toBeLessThan(1_500 * factor)
    }
    expect(await server.intake.standing()).toMatchObject({ workFactor: 8 })
    expect(await server.intake.alarms()).toMatchObject([{ key: 'work-raised', level: 'warning' }])
    server.time.now = new Date(server.time.now.getTime() + 60_000)
    expect((await solved()).solution.counter).toBeLessThan(1_500)
    expect(await server.intake.alarms()).toEqual([])
  })

  it('grows for a source that asks for many challenges and sends nothing', async () => {
    server = await startTestServer({ powCost: 1, rateLimits: true })
    server.time.now = new Date()
    for (let times = 0; times < 60; times += 1) await fetch(`${server.origin}/api/challenge`)
    expect((await solved()).solution.counter).toBeGreaterThanOrEqual(1_000)
    expect(await server.intake.standing()).toMatchObject({ workFactor: 1 })
  })
})

describe('a turn that does not come', () => {
  it('is told with Retry-After and to the operator, and its proof counts no more', async () => {
    const rates = { site: { burst: 1, perHour: 1 } }
    server = await startTestServer({ powCost: 1, rateLimits: true, rates, turnPatienceMs: 0 })
    server.time.now = new Date()
    expect((await openWith(await solved())).status).toBe(201)
    const proof = await solved()
    const late = await openWith(proof)
    expect(late.status).toBe(429)
    expect(late.headers.get('retry-after')).toBe('1')
    expect(await late.json()).toMatchObject({ type: '/problems/too-many-requests' })
    expect(await server.intake.alarms()).toMatchObject([{ key: 'openings-slowed' }])
    const again = await openWith(proof)
    expect([again.status, (await again.json()).detail]).toEqual([
      403,
      'This proof was used before. Solve a new challenge.',
    ])
  })
})
