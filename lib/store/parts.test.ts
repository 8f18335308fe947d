import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HOUR, LATER, openBench, receiptOf, type StoreBench, sha256 } from './store.fixture.ts'

let bench: StoreBench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.end())

const set = (part: number, bytes: number, more: { keepChunks?: boolean; tip?: string } = {}) =>
  bench.store.tips.setPart({ tip: 'one', part, bytes, keepChunks: false, expires: HOUR, ...more })
const put = (part: number, data: Uint8Array) =>
  bench.store.tips.putChunk({ tip: 'one', part, chunk: 0, data, expires: HOUR })
const found = () => bench.store.tips.find('one', sha256('token of one'))
const sizes = async () => (await found())?.parts.map(({ bytes }) => bytes)

describe('a part of an open tip', () => {
  beforeEach(async () => {
    await bench.open('one', [randomBytes(10), randomBytes(20)])
    await put(0, randomBytes(10))
    await put(1, randomBytes(20))
  })

  it('is announced anew: its chunks go, those of the others stay', async () => {
    expect(await set(1, 5)).toEqual({ ok: true })
    expect(await sizes()).toEqual([10, 5])
    expect(await bench.store.tips.heldChunks('one')).toEqual([[0], []])
    expect(await put(1, randomBytes(5))).toEqual({ ok: true, stored: true })
  })

  it('gets another size and keeps its chunks', async () => {
    expect(await set(1, 21, { keepChunks: true })).toEqual({ ok: true })
    expect(await sizes()).toEqual([10, 21])
    expect(await bench.store.tips.heldChunks('one')).toEqual([[0], [0]])
  })

  it('is added after the last one, and nowhere else', async () => {
    expect(await set(3, 5)).toEqual({ ok: false, reason: 'gap' })
    expect(await set(2, 5)).toEqual({ ok: true })
    expect(await set(3, 6)).toEqual({ ok: true })
    expect(await sizes()).toEqual([10, 20, 5, 6])
  })

  it('lets the tip live longer, never shorter', async () => {
    const part = { tip: 'one', part: 1, bytes: 5, keepChunks: false }
    await bench.store.tips.setPart({ ...part, expires: HOUR })
    expect((await found())?.expires).toBe(LATER)
    await bench.store.tips.setPart({ ...part, expires: '2026-11-28T11:00Z' })
    expect((await found())?.expires).toBe('2026-11-28T11:00Z')
  })
})

it('parts of a tip that is not open stay as they are', async () => {
  await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
  expect(await set(0, 5)).toEqual({ ok: false, reason: 'closed' })
  expect(await set(0, 5, { tip: 'other' })).toEqual({ ok: false, reason: 'unknown' })
  await bench.open('expired', [randomBytes(1)])
  await bench.store.tips.expire(new Date('2026-12-01T00:00:00Z'))
  expect(await set(0, 5, { tip: 'expired' })).toEqual({ ok: false, reason: 'expired' })
  expect(await sizes()).toEqual([10])
})

it('counts the open tips of the whole store and what they hold', async () => {
  expect(await bench.store.tips.halfOpenTotals()).toEqual({ tips: 0, bytes: 0 })
  await bench.receive('received', '7K3M-Q2', [randomBytes(99)])
  await bench.open('one', [randomBytes(10), randomBytes(20)])
  await put(0, randomBytes(10))
  await put(1, randomBytes(20))
  await bench.open('empty', [randomBytes(1)])
  expect(await bench.store.tips.halfOpenTotals()).toEqual({ tips: 2, bytes: 30 })
})

it('a tip can have a mail to the archive beside that to its desk', async () => {
  const content = randomBytes(10)
  await bench.open('one', [content])
  await put(0, content)
  await bench.store.tips.receive({
    tip: 'one',
    hour: HOUR,
    receipt: receiptOf('7K3M-Q2', [content]),
    sealedTo: [],
    outbox: [
      { id: 'to-desk', inbox: 'desk', recipient: 'first' },
      { id: 'to-archive', inbox: 'desk', recipient: 'archive' },
    ],
  })
  const recipients = async () =>
    (await bench.store.records.find('7K3M-Q2'))?.mails
      .map(({ id, recipient, state }) => `${id} ${recipient} ${state}`)
      .sort()
  expect(await recipients()).toEqual(['to-archive archive pending', 'to-desk first pending'])
  const bounced = { mail: 'to-archive', kind: 'bounced' as const, at: new Date(), eventId: 'e' }
  await bench.store.delivery.recordEvent({ ...bounced, second: { id: 'never' } })
  await bench.store.records.resend('7K3M-Q2', { id: 'again', recipient: 'first' })
  expect(await recipients()).toEqual([
    'again first pending',
    'to-archive archive bounced',
    'to-desk first pending',
  ])
})
