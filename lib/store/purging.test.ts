import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bytesOf, NOON, openBench, type StoreBench, sha256 } from './store.fixture.ts'
import type { MailEvent } from './store.ts'

const AN_HOUR_LATER = new Date('2026-11-22T13:00:00Z')
const MONTHS_LATER = new Date('2027-01-24T12:00:00Z')

let bench: StoreBench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.end())

const purge = (before = MONTHS_LATER) =>
  bench.store.delivery.purgeDelivered({ before, now: MONTHS_LATER })
const tell = (kind: MailEvent, mail: string, second: string | null) =>
  bench.store.delivery.recordEvent({
    eventId: `${kind} ${mail}`,
    mail,
    kind,
    at: NOON,
    second: second === null ? null : { id: second },
  })

describe('retention', () => {
  it('forgets bytes, hashes, token and receipt of a delivered tip, an hour after its hour', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10), randomBytes(20)])
    await bench.deliver()
    expect(await purge(NOON)).toBe(0)
    expect(await purge(new Date('2026-11-22T12:59:59Z'))).toBe(0)
    expect(await purge(AN_HOUR_LATER)).toBe(1)
    expect(await purge(AN_HOUR_LATER)).toBe(0)
    await expect(bytesOf(bench.store.delivery.readPart('one', 0))).rejects.toThrow('not stored')
    expect(await bench.store.tips.find('one', sha256('token of one'))).toBeNull()
    expect(await bench.store.records.list()).toEqual([])
    for (const table of ['parts', 'chunks', 'outbox', 'links', 'mail_links', 'mail_events']) {
      expect(await bench.engine.run(`select 1 from ${table}`)).toEqual([])
    }
  })

  it('forgets a tip of many chunks whole, also what a crash left of one', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(5), randomBytes(40)], 1)
    await bench.deliver()
    expect(await purge()).toBe(1)
    for (const table of ['parts', 'chunks', 'outbox', 'links']) {
      expect(await bench.engine.run(`select 1 from ${table}`)).toEqual([])
    }
    await bench.receive('two', '9ZZZ-99', [randomBytes(40)], 1)
    await bench.engine.run("update tips set state = 'purged' where id = 'two'")
    expect(await purge()).toBe(0)
    expect(await bench.engine.run('select 1 from chunks')).toEqual([])
  })

  it('leaves a record of reference, hour and sizes', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10), randomBytes(20)])
    await bench.deliver()
    await purge()
    expect(await bench.store.records.purged()).toEqual([
      { reference: '7K3M-Q2', purged: '2027-01-24T12:00Z', bytes: [10, 20], by: 'retention' },
    ])
  })

  it('never gives the reference of a forgotten tip again', async () => {
    const data = randomBytes(10)
    await bench.receive('one', '7K3M-Q2', [data])
    const taken = { ok: false, reason: 'reference-taken' }
    expect(await bench.receive('two', '7K3M-Q2', [data])).toEqual(taken)
    await bench.deliver()
    await purge()
    expect(await bench.receive('three', '7K3M-Q2', [data])).toEqual(taken)
  })

  it('keeps what was not sent, not confirmed or sent back', async () => {
    await bench.receive('unconfirmed', 'AAAA-AA', [randomBytes(10)])
    await bench.deliver(NOON, false)
    await bench.receive('bounced', 'BBBB-BB', [randomBytes(10)])
    await bench.deliver(NOON, false)
    await tell('bounced', 'mail-bounced', null)
    await bench.receive('pending', 'CCCC-CC', [randomBytes(10)])
    expect(await purge()).toBe(0)
    await tell('delivered', 'mail-unconfirmed', null)
    expect(await purge()).toBe(1)
  })

  it('keeps a tip whose mail was replaced until the mail in its place was delivered', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
    await bench.deliver(NOON, false)
    await tell('bounced', 'mail-one', 'mail-two')
    expect(await purge()).toBe(0)
    await bench.deliver(AN_HOUR_LATER, false)
    expect(await purge()).toBe(0)
    await tell('delivered', 'mail-two', null)
    expect(await purge()).toBe(1)
  })

  it('keeps a delivered tip that was sent again until that mail has arrived too', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
    await bench.deliver()
    await bench.store.records.resend('7K3M-Q2', { id: 'again', recipient: 'first' })
    expect(await purge()).toBe(0)
    await bench.deliver(NOON, false)
    expect(await purge()).toBe(0)
    await tell('bounced', 'again', null)
    expect(await purge()).toBe(0)
    await bench.store.records.retry('7K3M-Q2', () => 'once more')
    await bench.deliver()
    expect(await purge()).toBe(1)
  })

  it('keeps a held tip, and forgets it after it was let go', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
    await bench.deliver()
    await bench.store.records.hold('7K3M-Q2', '2026-11-22T14:00Z')
    expect(await purge()).toBe(0)
    await bench.store.records.hold('7K3M-Q2', null)
    expect(await purge()).toBe(1)
  })

  it('keeps a received tip that has no mail', async () => {
    await bench.receive('one', '7K3M-Q2', [Buffer.from('sealed')])
    await bench.engine.run('delete from outbox')
    expect(await purge()).toBe(0)
    expect(await bytesOf(bench.store.delivery.readPart('one', 0))).toEqual(Buffer.from('sealed'))
  })

  it('forgets more tips than one transaction takes', async () => {
    for (let index = 0; index < 12; index += 1) {
      await bench.receive(`tip-${index}`, `AAAA-${index}`, [randomBytes(10)])
      await bench.deliver()
    }
    expect(await purge()).toBe(12)
    expect(await bench.store.records.purged()).toHaveLength(12)
  })
})

describe('the operator', () => {
  const forget = (undelivered = false) =>
    bench.store.records.purge('7k3m-q2', { now: NOON, undelivered })
  const refused = (reason: string) => ({ ok: false, reason })

  it('forgets a delivered tip at once, and that it was the operator is recorded', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
    await bench.deliver()
    expect(await forget()).toEqual({ ok: true })
    expect(await forget()).toEqual(refused('unknown'))
    expect(await bench.store.records.purged()).toEqual([
      { reference: '7K3M-Q2', purged: '2026-11-22T12:00Z', bytes: [10], by: 'operator' },
    ])
  })

  it('cannot forget a held tip', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
    await bench.deliver()
    await bench.store.records.hold('7K3M-Q2', '2026-11-22T12:00Z')
    expect(await forget()).toEqual(refused('held'))
    expect(await forget(true)).toEqual(refused('held'))
  })

  it('forgets a tip that has not gone, was not confirmed or came back only by saying so', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
    expect(await forget()).toEqual(refused('undelivered'))
    await bench.deliver(NOON, false)
    expect(await forget()).toEqual(refused('undelivered'))
    await tell('bounced', 'mail-one', null)
    expect(await forget()).toEqual(refused('undelivered'))
    expect(await forget(true)).toEqual({ ok: true })
  })

  it('forgets a tip with a part that nobody has fetched only by saying so', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
    await bench.store.delivery.linkPart({ tip: 'one', part: 0, sha256: 'link', archive: false })
    await bench.deliver()
    expect(await forget()).toEqual(refused('undelivered'))
    await bench.store.downloads.recordFetched({ sha256: 'link', from: 0, to: 10, at: NOON })
    expect(await forget()).toEqual({ ok: true })
  })

  it('takes a tip out of the hands of whoever is sending it', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
    const { id } = await bench.take('a')
    expect(await forget(true)).toEqual({ ok: true })
    const failure = { id, leaseId: 'a', nextAttempt: NOON, reason: 'gone', refused: false }
    expect(await bench.store.delivery.recordFailure(failure)).toBe(false)
    const done = { id, leaseId: 'a', at: NOON, transport: 'smtp', confirmed: true }
    expect(await bench.store.delivery.recordDelivered(done)).toBe(false)
  })
})
