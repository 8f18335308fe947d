import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lease, NOON, openBench, type StoreBench } from './store.fixture.ts'
import type { MailEvent } from './store.ts'

const LATER = new Date('2026-11-22T14:20:00Z')
const MONTHS_LATER = new Date('2027-01-24T12:00:00Z')

let bench: StoreBench
beforeEach(async () => {
  bench = await openBench()
  await bench.receive('one', '7K3M-Q2', [randomBytes(10), randomBytes(20)])
})
afterEach(() => bench.end())

let number = 0
/** Tells the store an event of its own, or the one of that id. */
function tell(kind: MailEvent, options: { mail?: string; second?: string; eventId?: string } = {}) {
  const { mail = 'mail-one', second, eventId = `event-${++number}` } = options
  const at = LATER
  return bench.store.delivery.recordEvent({
    eventId,
    mail,
    kind,
    at,
    second: second === undefined ? null : { id: second },
  })
}

/** States of the tip's mails, with address and trouble where there are any to speak of. */
async function states(): Promise<string[]> {
  const record = await bench.store.records.find('7K3M-Q2')
  return (record?.mails ?? []).map(({ state, recipient, trouble }) =>
    [state, ...(recipient === 'second' ? [recipient] : []), ...(trouble ? [trouble] : [])].join(
      ' ',
    ),
  )
}

const due = (now = NOON) => bench.store.delivery.leaseDeliveries(lease('again', now))

describe('a mail that its provider confirms later', () => {
  beforeEach(async () => {
    await bench.deliver(NOON, false)
  })

  it('waits to be confirmed, by our id or by the provider’s', async () => {
    const sent = { id: 'mail-one', inbox: 'desk', recipient: 'first', state: 'sent' }
    expect(await bench.store.delivery.findMail({ id: 'mail-one' })).toEqual(sent)
    expect(await bench.store.delivery.findMail({ providerId: 'provider-mail-one' })).toEqual(sent)
    expect(await bench.store.delivery.findMail({ providerId: 'stranger' })).toBeNull()
    expect(await bench.store.delivery.pendingDeliveries()).toMatchObject({
      count: 0,
      unconfirmed: { count: 1, oldestHour: '2026-11-22T12:00Z' },
    })
    expect(await due(MONTHS_LATER)).toEqual([])
  })

  it('is delivered in the hour of the event, once', async () => {
    expect(await tell('delivered', { eventId: 'e' })).toBe('applied')
    expect(await tell('delivered', { eventId: 'e' })).toBe('repeated')
    expect(await tell('delivered')).toBe('without-effect')
    const record = await bench.store.records.find('7K3M-Q2')
    expect(record?.mails).toMatchObject([
      { state: 'delivered', delivered: '2026-11-22T14:00Z', transport: 'resend' },
    ])
  })

  it('shows a delay until it has arrived, and no delay that is told of too late', async () => {
    expect(await tell('delayed')).toBe('applied')
    expect(await tell('delayed')).toBe('without-effect')
    expect(await states()).toEqual(['sent delayed'])
    await tell('delivered')
    expect(await states()).toEqual(['delivered'])
    expect(await tell('delayed')).toBe('without-effect')
    expect(await states()).toEqual(['delivered'])
  })

  it('has arrived when its reader complains of it, and the complaint stays', async () => {
    expect(await tell('complained')).toBe('applied')
    expect(await states()).toEqual(['delivered complained'])
    expect(await tell('delivered')).toBe('without-effect')
    expect(await tell('complained')).toBe('without-effect')
    expect(await bench.store.delivery.pendingDeliveries()).toMatchObject({
      complained: 1,
      unconfirmed: { count: 0, oldestHour: null },
    })
  })
})

describe('a mail that is sent back', () => {
  beforeEach(async () => {
    await bench.deliver(NOON, false)
  })

  it('goes to the second address, as a new mail', async () => {
    expect(await tell('bounced', { second: 'mail-two' })).toBe('applied')
    expect(await states()).toEqual(['replaced', 'pending second'])
    expect(await bench.take('next')).toMatchObject({
      id: 'mail-two',
      reference: '7K3M-Q2',
      inbox: 'desk',
      recipient: 'second',
      untried: true,
      sealedTo: ['ab'.repeat(20)],
    })
    expect(await bench.store.delivery.pendingDeliveries()).toMatchObject({
      count: 1,
      bounced: 0,
      lastBounce: '2026-11-22T14:00Z',
      unconfirmed: { count: 0 },
    })
  })

  it('makes one new mail, however often and in however many words the bounce is told', async () => {
    await tell('bounced', { second: 'mail-two', eventId: 'e' })
    expect(await tell('bounced', { second: 'mail-three', eventId: 'e' })).toBe('repeated')
    expect(await tell('bounced', { second: 'mail-four' })).toBe('without-effect')
    expect(await states()).toEqual(['replaced', 'pending second'])
  })

  it('is nobody’s when the second address sends it back too, or there is none', async () => {
    await tell('bounced', { second: 'mail-two' })
    await bench.deliver(NOON, false)
    expect(await tell('bounced', { mail: 'mail-two', second: 'mail-three' })).toBe('applied')
    expect(await states()).toEqual(['replaced', 'bounced second'])
    expect(await bench.store.delivery.pendingDeliveries()).toMatchObject({ count: 0, bounced: 1 })
    expect(await due(MONTHS_LATER)).toEqual([])
  })

  it('stays sent back, whichever of delivery and bounce is told first', async () => {
    await tell('delivered')
    expect(await tell('bounced')).toBe('applied')
    expect(await states()).toEqual(['bounced'])
    expect(await tell('delivered')).toBe('without-effect')
    expect(await states()).toEqual(['bounced'])
  })

  it('is never purged', async () => {
    await tell('delivered')
    await tell('bounced')
    const purge = { before: MONTHS_LATER, now: MONTHS_LATER }
    expect(await bench.store.delivery.purgeDelivered(purge)).toBe(0)
  })
})

describe('an event that is faster than our own record', () => {
  it('delivers a mail whose record was lost, so that no second one goes', async () => {
    await bench.take('dead')
    expect(await tell('delivered')).toBe('applied')
    expect(await due(MONTHS_LATER)).toEqual([])
    expect(await states()).toEqual(['delivered'])
  })

  it('is not undone by the record that comes after it, which adds who took the mail', async () => {
    const { id } = await bench.take('slow')
    await tell('delivered')
    const done = { id, leaseId: 'slow', at: NOON, transport: 'resend', providerId: 'p' }
    expect(await bench.store.delivery.recordDelivered({ ...done, confirmed: false })).toBe(true)
    expect(await states()).toEqual(['delivered'])
    expect(await bench.store.delivery.findMail({ providerId: 'p' })).toMatchObject({ id })
    expect(await bench.store.records.find('7K3M-Q2')).toMatchObject({
      mails: [{ transport: 'resend', delivered: '2026-11-22T14:00Z' }],
    })
  })

  it('is not undone by a failure to learn what came of the attempt', async () => {
    const { id } = await bench.take('slow')
    await tell('delivered')
    const failure = { id, leaseId: 'slow', nextAttempt: NOON, reason: 'timeout', refused: false }
    expect(await bench.store.delivery.recordFailure(failure)).toBe(false)
    expect(await due(MONTHS_LATER)).toEqual([])
  })

  it('sends a mail to the second address that bounced before we knew it was taken', async () => {
    const { id } = await bench.take('slow')
    await tell('bounced', { second: 'mail-two' })
    const done = { id, leaseId: 'slow', at: NOON, transport: 'resend', confirmed: true }
    expect(await bench.store.delivery.recordDelivered(done)).toBe(true)
    expect(await states()).toEqual(['replaced', 'pending second'])
  })
})

describe('an event of a mail that is not ours, or no longer', () => {
  it('changes nothing', async () => {
    expect(await tell('delivered', { mail: 'stranger' })).toBe('without-effect')
    expect(await tell('bounced', { mail: 'stranger', second: 'mail-two' })).toBe('without-effect')
    expect(await states()).toEqual(['pending'])
    await bench.deliver()
    await tell('complained', { eventId: 'e' })
    const purge = { before: MONTHS_LATER, now: MONTHS_LATER }
    expect(await bench.store.delivery.purgeDelivered(purge)).toBe(1)
    for (const kind of ['delivered', 'delayed', 'bounced', 'complained'] as const) {
      expect(await tell(kind, { second: 'mail-two' })).toBe('without-effect')
    }
    expect(await tell('complained', { eventId: 'e' })).toBe('without-effect')
    expect(await bench.store.delivery.findMail({ id: 'mail-one' })).toBeNull()
    expect(await due(MONTHS_LATER)).toEqual([])
  })
})
