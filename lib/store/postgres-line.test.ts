/** A store whose line to Postgres breaks: senders are told, nothing is kept by half, and it recovers by itself. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isStorageFailure } from './faults.ts'
import type { TestDatabase } from './postgres.fixture.ts'
import { openPostgresStore } from './postgres.ts'
import { LATER, openBench, type StoreBench } from './store.fixture.ts'
import type { Store } from './store.ts'

let bench: StoreBench
let database: TestDatabase
beforeEach(async () => {
  bench = await openBench()
  if (bench.engine.postgres === null) throw new Error('These tests are for Postgres.')
  database = bench.engine.postgres
})
afterEach(() => bench?.end())

describe('a line to Postgres that breaks', () => {
  let proxy: Awaited<ReturnType<typeof startLine>>
  let store: Store
  beforeEach(async () => {
    proxy = await startLine(database.address.port)
    store = await openPostgresStore({ ...database.address, port: proxy.port })
  })
  afterEach(async () => {
    await store?.close()
    await proxy?.close()
  })
  const open = (id: string) =>
    store.tips.open({
      id,
      inbox: 'desk',
      tokenSha256: '',
      parts: [{ bytes: 1 }],
      expires: LATER,
      urgent: false,
      proof: null,
    })

  it('fails what was asked as a storage failure, and works again by itself', async () => {
    expect(await open('before')).toEqual({ ok: true })
    proxy.cut()
    const outcomes = await Promise.allSettled([open('a'), open('b'), store.tips.halfOpen()])
    for (const outcome of outcomes) {
      expect(outcome.status === 'rejected' && isStorageFailure(outcome.reason)).toBe(true)
    }
    expect(await store.ready()).toBe(false)
    proxy.mend()
    expect(await store.ready()).toBe(true)
    expect(await open('after')).toEqual({ ok: true })
    expect((await store.tips.halfOpen()).map(({ tip }) => tip).sort()).toEqual(['after', 'before'])
  })

  it('fails all that waits at once, and none of it is there by half', async () => {
    const many = Array.from({ length: 100 }, (_, tip) => open(`tip-${tip}`))
    await wait(2)
    proxy.cut()
    const outcomes = await Promise.allSettled(many)
    proxy.mend()
    const known = new Set((await store.tips.halfOpen()).map(({ tip }) => tip))
    for (const [tip, { status }] of outcomes.entries()) {
      // What was answered is there. What was not may be there as well: its commit may have arrived.
      if (status === 'fulfilled') expect(known.has(`tip-${tip}`)).toBe(true)
    }
  })

  it('does not end the process when it breaks while nobody asks', async () => {
    await open('before')
    proxy.cut()
    proxy.mend()
    await wait(50)
    expect(await open('after')).toEqual({ ok: true })
  })

  it('of which the server hangs up on a session is no different', async () => {
    await open('before')
    const mine = `pg_backend_pid() != pid and datname = current_database()`
    await bench.engine.run(`select pg_terminate_backend(pid) from pg_stat_activity where ${mine}`)
    await wait(50)
    expect(await open('after')).toEqual({ ok: true })
  })
})

/** A line to a port of this machine that can be cut, and does not take new calls while it is. */
async function startLine(to: number) {
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) return void near.destroy()
    const far = connect(to, '127.0.0.1')
    for (const [one, another] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('error', () => undefined)
      one.once('close', () => {
        sockets.delete(one)
        another.destroy()
      })
      one.pipe(another)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    isCut = true
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    mend: () => {
      isCut = false
    },
    close: async () => {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
