import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { onPostgres } from './engine.fixture.ts'
import { HOUR, lease, NOON, openBench, type StoreBench, TAKEN } from './store.fixture.ts'

let bench: StoreBench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.end())

describe('the outbox', () => {
  it.skipIf(onPostgres)(
    'leaves no instant of a lease and no byte of a forgotten tip on the disk',
    async () => {
      const marker = Buffer.from('sealed bytes of a tip '.repeat(50))
      await bench.receive('one', 'AAAA-AA', [marker])
      const now = new Date('2026-11-22T10:17:23.456Z')
      const [delivery] = await bench.store.delivery.leaseDeliveries(lease('a', now))
      const until = Buffer.alloc(6)
      until.writeUIntBE(now.getTime() + 60_000, 0, 6)
      const holds = (bytes: Buffer) =>
        [bench.file, `${bench.file}-wal`].filter((path) => readFileSync(path).includes(bytes))
      expect(holds(until)).not.toEqual([])
      expect(holds(marker.subarray(0, 99))).not.toEqual([])
      await bench.store.delivery.recordDelivered({
        id: delivery?.id ?? '',
        leaseId: 'a',
        ...TAKEN,
        at: now,
      })
      await bench.store.delivery.purgeDelivered({ before: new Date('2026-12-24'), now: NOON })
      await bench.store.clearLog()
      expect(holds(until)).toEqual([])
      expect(holds(marker.subarray(0, 99))).toEqual([])
    },
  )

  it('gives a mail to one asker until its lease has run out', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10), randomBytes(20)])
    const [first] = await bench.store.delivery.leaseDeliveries(lease('a'))
    expect(first).toMatchObject({ id: 'mail-one', reference: '7K3M-Q2', hour: HOUR, attempts: 0 })
    expect(first?.parts.map(({ bytes }) => bytes)).toEqual([10, 20])
    expect(await bench.store.delivery.leaseDeliveries(lease('b'))).toEqual([])
    const late = new Date(NOON.getTime() + 60_000)
    expect(await bench.store.delivery.leaseDeliveries(lease('c', late))).toHaveLength(1)
    const done = { id: 'mail-one', ...TAKEN, at: late }
    expect(await bench.store.delivery.recordDelivered({ ...done, leaseId: 'a' })).toBe(false)
    expect(await bench.store.delivery.recordDelivered({ ...done, leaseId: 'c' })).toBe(true)
    expect((await bench.store.delivery.pendingDeliveries()).count).toBe(0)
  })

  it('says of a mail whether somebody may have sent it already', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
    const [first] = await bench.store.delivery.leaseDeliveries(lease('a'))
    expect(first?.untried).toBe(true)
    // The first asker died: nothing was recorded.
    const later = new Date(NOON.getTime() + 60_000)
    const [again] = await bench.store.delivery.leaseDeliveries(lease('b', later))
    expect(again?.untried).toBe(false)
    const failure = {
      id: 'mail-one',
      leaseId: 'b',
      nextAttempt: later,
      reason: 'disk full',
      refused: false,
    }
    await bench.store.delivery.recordFailure(failure)
    const [failed] = await bench.store.delivery.leaseDeliveries(lease('c', later))
    expect(failed?.untried).toBe(false)
  })

  it('gives the mails that wait longest first', async () => {
    for (const id of ['one', 'two', 'three']) {
      await bench.receive(id, `7K3M-${id}`, [randomBytes(10)])
    }
    const first = await bench.store.delivery.leaseDeliveries({ ...lease('a'), limit: 2 })
    expect(first).toHaveLength(2)
    for (const { id } of first) {
      const nextAttempt = new Date(NOON.getTime() + 1_000)
      await bench.store.delivery.recordFailure({
        id,
        leaseId: 'a',
        nextAttempt,
        reason: 'disk full',
        refused: false,
      })
    }
    const next = await bench.store.delivery.leaseDeliveries(
      lease('b', new Date(NOON.getTime() + 2_000)),
    )
    expect(next.map(({ attempts }) => attempts)).toEqual([0, 1, 1])
  })

  it('gives back what a loop that ends has not touched, as untried as it was', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
    const { id } = await bench.take('a')
    await bench.store.delivery.giveBack({ id, leaseId: 'stranger' })
    expect(await bench.store.delivery.leaseDeliveries(lease('b'))).toEqual([])
    await bench.store.delivery.giveBack({ id, leaseId: 'a' })
    expect(await bench.take('c')).toMatchObject({ attempts: 0, untried: true })
    // Whoever had it next died with it, so nobody knows whether it went.
    const later = new Date(NOON.getTime() + 60_000)
    expect(await bench.take('d', later)).toMatchObject({ untried: false })
    await bench.store.delivery.giveBack({ id, leaseId: 'd' })
    expect(await bench.take('e', later)).toMatchObject({ attempts: 0, untried: false })
  })

  it('never takes a mail from a process that lends itself more time than others do', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
    const patient = { ...lease('a'), leaseMs: 12 * 3_600_000 }
    expect(await bench.store.delivery.leaseDeliveries(patient)).toHaveLength(1)
    expect(await bench.store.delivery.leaseDeliveries({ ...lease('b'), leaseMs: 1 })).toEqual([])
  })

  it('comes to the mails that failed although new ones come faster than they go', async () => {
    await bench.receive('failed', '7K3M-failed', [randomBytes(10)])
    const { id } = await bench.take('a')
    const failure = { id, leaseId: 'a', nextAttempt: NOON, reason: 'disk full', refused: false }
    await bench.store.delivery.recordFailure(failure)
    const taken: string[] = []
    for (let turn = 0; turn < 8; turn += 1) {
      await bench.receive(`${turn}a`, `7K3M-${turn}a`, [randomBytes(10)])
      await bench.receive(`${turn}b`, `7K3M-${turn}b`, [randomBytes(10)])
      const one = { ...lease(`l${turn}`), limit: 1 }
      for (const mail of await bench.store.delivery.leaseDeliveries(one)) taken.push(mail.id)
    }
    expect(taken).toHaveLength(8)
    expect(taken.filter((mail) => mail === 'mail-failed')).toHaveLength(1)
    expect(taken[0]).not.toBe('mail-failed')
  })

  it('fills up with new mails when it is the turn of those that failed', async () => {
    await bench.receive('failed', '7K3M-failed', [randomBytes(10)])
    const { id } = await bench.take('a')
    const failure = { id, leaseId: 'a', nextAttempt: NOON, reason: 'disk full', refused: false }
    await bench.store.delivery.recordFailure(failure)
    await bench.store.delivery.leaseDeliveries({ ...lease('b'), limit: 0 })
    await bench.store.delivery.leaseDeliveries({ ...lease('c'), limit: 0 })
    await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
    const mails = await bench.store.delivery.leaseDeliveries(lease('d'))
    expect(mails.map((mail) => mail.id)).toEqual(['mail-failed', 'mail-one'])
  })

  it('gives a failed mail again when its time has come', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
    await bench.store.delivery.leaseDeliveries(lease('a'))
    const nextAttempt = new Date(NOON.getTime() + 5_000)
    const failure = {
      id: 'mail-one',
      leaseId: 'a',
      nextAttempt,
      reason: 'disk full',
      refused: false,
    }
    expect(await bench.store.delivery.recordFailure(failure)).toBe(true)
    expect(await bench.store.delivery.leaseDeliveries(lease('b'))).toEqual([])
    expect(await bench.store.delivery.leaseDeliveries(lease('c', nextAttempt))).toMatchObject([
      { attempts: 1 },
    ])
    expect(await bench.store.delivery.pendingDeliveries()).toEqual({
      count: 1,
      oldestHour: HOUR,
      maxAttempts: 1,
      refused: 0,
      bounced: 0,
      lastBounce: null,
      unconfirmed: { count: 0, oldestHour: null },
      complained: 0,
      unfetched: { count: 0, oldestHour: null },
    })
  })
})

describe('a clock that was set back', () => {
  const BEFORE = new Date('2025-11-22T12:00:00Z')

  it('holds no new mail back', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
    expect(await bench.store.delivery.leaseDeliveries(lease('a', BEFORE))).toHaveLength(1)
  })

  it('holds back neither a mail that was leased nor one that failed', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
    await bench.store.delivery.leaseDeliveries(lease('a'))
    expect(await bench.store.delivery.leaseDeliveries(lease('b', BEFORE))).toHaveLength(1)
    const nextAttempt = new Date(NOON.getTime() + 5_000)
    const failure = {
      id: 'mail-one',
      leaseId: 'b',
      nextAttempt,
      reason: 'disk full',
      refused: false,
    }
    expect(await bench.store.delivery.recordFailure(failure)).toBe(true)
    expect(await bench.store.delivery.leaseDeliveries(lease('c', BEFORE))).toHaveLength(1)
  })
})
