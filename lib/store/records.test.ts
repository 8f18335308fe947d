import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hourOf } from '#lib/protocol/hours'
import { HOUR, LATER, lease, NOON, openBench, receiptOf, type StoreBench } from './store.fixture.ts'

let bench: StoreBench
beforeEach(async () => {
  bench = await openBench()
  await bench.receive('one', '7K3M-Q2', [randomBytes(10), randomBytes(20)])
})
afterEach(() => bench.end())

const newId = () => randomBytes(8).toString('hex')
const find = () => bench.store.records.find('7K3M-Q2')
const due = (now = NOON) => bench.store.delivery.leaseDeliveries(lease('again', now))

async function fail(reason = 'disk full') {
  const { id } = await bench.take('failing')
  const nextAttempt = new Date(NOON.getTime() + 3_600_000)
  const failure = { id, leaseId: 'failing', nextAttempt, reason, refused: true }
  await bench.store.delivery.recordFailure(failure)
  return nextAttempt
}

async function bounce() {
  const mail = await bench.deliver(NOON, false)
  const event = { eventId: `bounce of ${mail}`, mail, kind: 'bounced', second: null } as const
  await bench.store.delivery.recordEvent({ ...event, at: NOON })
  return mail
}

describe('the operator’s view of a tip', () => {
  it('tells states, sizes, attempts and why the last one failed', async () => {
    const nextAttempt = await fail()
    expect(await find()).toEqual({
      reference: '7K3M-Q2',
      inbox: 'desk',
      message: null,
      unread: 0,
      hour: HOUR,
      held: null,
      parts: [
        { bytes: 10, desk: null, archive: null },
        { bytes: 20, desk: null, archive: null },
      ],
      mails: [
        {
          id: 'mail-one',
          state: 'pending',
          recipient: 'first',
          attempts: 1,
          nextAttempt,
          transport: null,
          delivered: null,
          bounced: null,
          trouble: null,
          reason: 'disk full',
        },
      ],
    })
    expect(await bench.store.delivery.pendingDeliveries()).toMatchObject({ refused: 1 })
  })

  it('lists received tips only, those of the newest hour first', async () => {
    await bench.open('open', [randomBytes(1)])
    const data = randomBytes(1)
    await bench.open('newer', [data])
    await bench.store.tips.putChunk({ tip: 'newer', part: 0, chunk: 0, data, expires: LATER })
    const receipt = receiptOf('AAAA-AA', [data])
    const outbox = [{ id: 'mail-newer', inbox: 'desk', recipient: 'first' as const }]
    const newer = { tip: 'newer', hour: LATER, receipt, sealedTo: [], outbox }
    await bench.store.tips.receive(newer)
    const list = await bench.store.records.list()
    expect(list.map(({ reference }) => reference)).toEqual(['AAAA-AA', '7K3M-Q2'])
    expect(list.map(({ mails }) => mails.map(({ id }) => id))).toEqual([
      ['mail-newer'],
      ['mail-one'],
    ])
  })

  it('finds a reference however it is written, and no other', async () => {
    expect(await bench.store.records.find('7k3m-q2')).toMatchObject({ reference: '7K3M-Q2' })
    expect(await bench.store.records.find('7K3M')).toBeNull()
  })
})

describe('trying again', () => {
  it('makes a failed mail due at once, with its own id', async () => {
    await fail()
    expect(await due()).toEqual([])
    expect(await bench.store.records.retry('7k3m-q2', newId)).toBe(1)
    expect(await due()).toMatchObject([{ id: 'mail-one', attempts: 1 }])
  })

  it('leaves a mail that somebody has in hand there', async () => {
    await bench.take('busy')
    expect(await bench.store.records.retry('7K3M-Q2', newId)).toBe(1)
    expect(await due()).toEqual([])
  })

  it('sends a bounced mail to the same address as a new one, since its provider knows the former', async () => {
    await bounce()
    expect(await bench.store.records.retry('7K3M-Q2', () => 'fresh')).toBe(1)
    expect(await bench.take('a')).toMatchObject({ id: 'fresh', recipient: 'first', attempts: 0 })
    expect((await find())?.mails.map(({ state }) => state).sort()).toEqual(['pending', 'replaced'])
    expect(await bench.store.delivery.pendingDeliveries()).toMatchObject({ bounced: 0, count: 1 })
    // What the provider still tells of the former one changes nothing.
    const late = { eventId: 'late', mail: 'mail-one', kind: 'bounced', at: NOON } as const
    const told = await bench.store.delivery.recordEvent({ ...late, second: { id: 'x' } })
    expect(told).toBe('without-effect')
  })

  it('has nothing to do for a delivered or unknown tip', async () => {
    await bench.deliver()
    expect(await bench.store.records.retry('7K3M-Q2', newId)).toBe(0)
    expect(await bench.store.records.retry('AAAA-AA', newId)).toBe(0)
  })
})

describe('sending again', () => {
  it('adds a mail to either address of the tip’s inbox', async () => {
    await bench.deliver()
    const resend = (recipient: 'first' | 'second') =>
      bench.store.records.resend('7k3m-q2', { id: `again-${recipient}`, recipient })
    expect(await resend('first')).toBe(true)
    expect(await resend('second')).toBe(true)
    expect(await due()).toMatchObject([
      { id: 'again-first', recipient: 'first', inbox: 'desk', untried: true },
      { id: 'again-second', recipient: 'second', inbox: 'desk' },
    ])
  })

  it('keeps the tip until that mail was delivered too', async () => {
    await bench.deliver()
    await bench.store.records.resend('7K3M-Q2', { id: 'again', recipient: 'first' })
    const purge = { before: new Date('2027-01-24'), now: NOON }
    expect(await bench.store.delivery.purgeDelivered(purge)).toBe(0)
    await bench.deliver()
    expect(await bench.store.delivery.purgeDelivered(purge)).toBe(1)
  })

  it('takes the place of a mail that nobody confirms, or that came back', async () => {
    for (const make of [() => bench.deliver(NOON, false), bounce]) {
      const reference = make === bounce ? '8K3M-Q2' : '7K3M-Q2'
      if (make === bounce) await bench.receive('two', reference, [randomBytes(5)])
      await make()
      await bench.store.records.resend(reference, { id: `new ${reference}`, recipient: 'first' })
      const pending = await bench.store.delivery.pendingDeliveries()
      expect(pending).toMatchObject({ bounced: 0, unconfirmed: { count: 0 }, count: 1 })
      await bench.deliver()
      const mails = (await bench.store.records.find(reference))?.mails
      expect(mails?.map(({ state }) => state).sort()).toEqual(['delivered', 'replaced'])
      expect(mails?.find(({ state }) => state === 'replaced')?.bounced).toBe(
        make === bounce ? hourOf(NOON) : null,
      )
    }
    const purge = { before: new Date('2027-01-24'), now: NOON }
    expect(await bench.store.delivery.purgeDelivered(purge)).toBe(2)
  })

  it('is refused when the tip is unknown or forgotten', async () => {
    const mail = { id: 'again', recipient: 'first' } as const
    expect(await bench.store.records.resend('AAAA-AA', mail)).toBe(false)
    await bench.store.records.purge('7K3M-Q2', { now: NOON, undelivered: true })
    expect(await bench.store.records.resend('7K3M-Q2', mail)).toBe(false)
  })
})

describe('holding', () => {
  it('keeps the hour since which a tip is held until it is let go', async () => {
    expect(await bench.store.records.hold('7k3m-q2', '2026-11-22T11:00Z')).toBe(true)
    expect(await bench.store.records.hold('7K3M-Q2', '2026-11-22T15:00Z')).toBe(true)
    expect(await find()).toMatchObject({ held: '2026-11-22T11:00Z' })
    expect(await bench.store.records.hold('7K3M-Q2', null)).toBe(true)
    expect(await find()).toMatchObject({ held: null })
    expect(await bench.store.records.hold('AAAA-AA', null)).toBe(false)
  })
})
