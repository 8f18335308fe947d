import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  bytesOf,
  HOUR,
  lease,
  NOON,
  openBench,
  type StoreBench,
  sha256,
  TAKEN,
} from './store.fixture.ts'

const LINK = sha256('capability')
const FETCHED_AT = new Date('2026-11-22T15:40:00Z')
const MESSAGE = randomBytes(10)
const FILE = randomBytes(1000)

let bench: StoreBench
beforeEach(async () => {
  bench = await openBench()
  // Chunks of 256 bytes, the last one shorter.
  await bench.receive('one', '7K3M-Q2', [MESSAGE, FILE], 256)
  await bench.store.delivery.linkPart({ tip: 'one', part: 1, sha256: LINK, archive: false })
})
afterEach(() => bench.end())

const fetch = (from: number, to: number, at = FETCHED_AT) =>
  bench.store.downloads.recordFetched({ sha256: LINK, from, to, at })
const fetchedHour = async () => (await bench.store.downloads.find(LINK))?.fetched

describe('a part that goes by link', () => {
  it('is found by the hash of its capability only', async () => {
    expect(await bench.store.downloads.find(LINK)).toEqual({
      tip: 'one',
      part: 1,
      bytes: 1000,
      sha256: sha256(FILE),
      fetched: null,
    })
    expect(await bench.store.downloads.find(sha256('another'))).toBeNull()
  })

  it('keeps every capability it was ever given', async () => {
    await bench.store.delivery.linkPart({ tip: 'one', part: 1, sha256: LINK, archive: false })
    await bench.store.delivery.linkPart({
      tip: 'one',
      part: 1,
      sha256: sha256('newer'),
      archive: false,
    })
    expect(await bench.store.downloads.find(LINK)).toMatchObject({ part: 1 })
    expect(await bench.store.downloads.find(sha256('newer'))).toMatchObject({ part: 1 })
  })

  it('is handed out from any byte to any other, across chunks', async () => {
    const { readRange } = bench.store.downloads
    for (const [from, to] of [
      [0, 1000],
      [0, 1],
      [255, 257],
      [256, 512],
      [300, 999],
      [999, 1000],
      [500, 500],
    ] as const) {
      expect(await bytesOf(readRange('one', 1, from, to))).toEqual(FILE.subarray(from, to))
    }
  })

  it('is gone with its capability when the tip is forgotten', async () => {
    await bench.store.records.purge('7K3M-Q2', { now: NOON, undelivered: true })
    expect(await bench.store.downloads.find(LINK)).toBeNull()
    await expect(bytesOf(bench.store.downloads.readRange('one', 1, 0, 9))).rejects.toThrow('purged')
    await fetch(0, 1000)
    // Somebody had its mail in hand.
    await bench.store.delivery.linkPart({
      tip: 'one',
      part: 1,
      sha256: sha256('late'),
      archive: false,
    })
    expect(await bench.store.downloads.find(sha256('late'))).toBeNull()
  })
})

describe('what was handed out of a part', () => {
  it('makes it fetched when it was everything at once', async () => {
    await fetch(0, 1000)
    expect(await fetchedHour()).toBe('2026-11-22T15:00Z')
  })

  it('makes it fetched whole only with the last missing byte, in any order and overlapping', async () => {
    for (const [from, to] of [
      [900, 1000],
      [0, 100],
      [400, 500],
      [50, 450],
      [500, 600],
      [0, 10],
      [601, 950],
    ] as const) {
      await fetch(from, to)
      expect(await fetchedHour()).toBeNull()
    }
    await fetch(600, 601, new Date('2026-11-23T01:00:00Z'))
    expect(await fetchedHour()).toBe('2026-11-23T01:00Z')
  })

  it('keeps the hour in which it was first whole', async () => {
    await fetch(0, 1000)
    await fetch(0, 1000, new Date('2026-12-01T00:00:00Z'))
    expect(await fetchedHour()).toBe('2026-11-22T15:00Z')
  })

  it('counts whichever capability it was fetched by, and nothing for an unknown one', async () => {
    const newer = sha256('newer')
    await bench.store.delivery.linkPart({ tip: 'one', part: 1, sha256: newer, archive: false })
    await fetch(0, 500)
    const rest = { from: 500, to: 1000, at: FETCHED_AT }
    await bench.store.downloads.recordFetched({ sha256: sha256('unknown'), ...rest })
    expect(await fetchedHour()).toBeNull()
    await bench.store.downloads.recordFetched({ sha256: newer, ...rest })
    expect(await fetchedHour()).toBe('2026-11-22T15:00Z')
  })

  it('survives a restart in the middle', async () => {
    await fetch(0, 700)
    await bench.reopen()
    await fetch(700, 1000)
    expect(await fetchedHour()).toBe('2026-11-22T15:00Z')
  })

  it('takes no more room than a few hundred pieces, and never counts a byte that was not fetched', async () => {
    const puts = []
    for (let at = 0; at < 1000; at += 2) puts.push(fetch(at, at + 1))
    await Promise.all(puts)
    for (let at = 1; at < 1000; at += 2) await fetch(at, at + 1)
    // Some pieces had to be forgotten on the way.
    expect(await fetchedHour()).toBeNull()
    await fetch(0, 1000)
    expect(await fetchedHour()).not.toBeNull()
  })
})

describe('a tip with a linked part', () => {
  const MONTHS_LATER = new Date('2027-01-24T12:00:00Z')
  const purge = (before: Date) => bench.store.delivery.purgeDelivered({ before, now: MONTHS_LATER })

  it('is kept, and counted, until the part was fetched, and as long again', async () => {
    await bench.deliver()
    expect(await bench.store.delivery.pendingDeliveries()).toMatchObject({
      unfetched: { count: 1, oldestHour: '2026-11-22T12:00Z' },
    })
    expect(await bench.store.records.find('7K3M-Q2')).toMatchObject({
      hour: HOUR,
      parts: [
        { bytes: 10, desk: null, archive: null },
        { bytes: 1000, desk: { fetched: null }, archive: null },
      ],
    })
    await fetch(0, 999)
    expect(await purge(MONTHS_LATER)).toBe(0)
    await fetch(999, 1000)
    expect(await bench.store.delivery.pendingDeliveries()).toMatchObject({
      unfetched: { count: 0, oldestHour: null },
    })
    expect(await purge(new Date('2026-11-22T15:59:59Z'))).toBe(0)
    expect(await purge(new Date('2026-11-22T16:00:00Z'))).toBe(1)
  })

  it('need not be fetched when the mail that went has everything inside', async () => {
    const { id } = await bench.take('a')
    const done = { id, leaseId: 'a', at: NOON, transport: 'maildir', confirmed: true }
    await bench.store.delivery.recordDelivered({ ...done, linked: [] })
    expect(await bench.store.delivery.pendingDeliveries()).toMatchObject({
      unfetched: { count: 0 },
    })
    expect(await purge(MONTHS_LATER)).toBe(1)
  })

  it('counts a part once, however many mails name it', async () => {
    await bench.deliver()
    await bench.store.records.resend('7K3M-Q2', { id: 'again', recipient: 'first' })
    await bench.deliver(new Date('2026-11-23T12:00:00Z'))
    expect(await bench.store.delivery.pendingDeliveries()).toMatchObject({
      unfetched: { count: 1, oldestHour: '2026-11-22T12:00Z' },
    })
  })

  it('is kept when all that is known of its mail is that the provider delivered it', async () => {
    await bench.take('dead')
    const event = { eventId: 'e', mail: 'mail-one', kind: 'delivered', second: null } as const
    await bench.store.delivery.recordEvent({ ...event, at: NOON })
    expect(await purge(MONTHS_LATER)).toBe(0)
    await fetch(0, 1000)
    expect(await purge(MONTHS_LATER)).toBe(1)
  })
})

describe('a linked part of which the archive has a copy', () => {
  const COPY = sha256('capability of the archive')
  const fetchCopy = (from: number, to: number) =>
    bench.store.downloads.recordFetched({ sha256: COPY, from, to, at: FETCHED_AT })
  const purge = () =>
    bench.store.delivery.purgeDelivered({
      before: new Date('2027-01-24T12:00:00Z'),
      now: new Date('2027-01-24T12:00:00Z'),
    })

  beforeEach(async () => {
    await bench.store.records.resend('7K3M-Q2', { id: 'copy', recipient: 'archive' })
    await bench.store.delivery.linkPart({ tip: 'one', part: 1, sha256: COPY, archive: true })
    for (const { id } of await bench.store.delivery.leaseDeliveries(lease('both'))) {
      await bench.store.delivery.recordDelivered({ ...TAKEN, id, leaseId: 'both', linked: [1] })
    }
  })

  it('is kept for the desk when the archive has fetched its own, and the other way round', async () => {
    await fetchCopy(0, 1000)
    expect(await fetchedHour()).toBeNull()
    expect(await purge()).toBe(0)
    expect(await bench.store.records.purge('7K3M-Q2', { now: NOON, undelivered: false })).toEqual({
      ok: false,
      reason: 'undelivered',
    })
    const { unfetched } = await bench.store.delivery.pendingDeliveries()
    expect(unfetched.count).toBe(1)
    expect((await bench.store.records.find('7K3M-Q2'))?.parts[1]).toEqual({
      bytes: 1000,
      desk: { fetched: null },
      archive: { fetched: '2026-11-22T15:00Z' },
    })
    await fetch(0, 1000)
    expect(await purge()).toBe(1)
  })

  it('is not whole by pieces of which each reader has some', async () => {
    await fetch(0, 600)
    await fetchCopy(500, 1000)
    expect(await fetchedHour()).toBeNull()
    await fetch(600, 1000)
    expect(await purge()).toBe(0)
    await fetchCopy(0, 500)
    expect(await purge()).toBe(1)
  })

  it('is not waited for by what a mail of the other reader names', async () => {
    await bench.receive('two', '9ZZZ-99', [MESSAGE, FILE], 256)
    await bench.store.delivery.linkPart({
      tip: 'two',
      part: 1,
      sha256: sha256('of two'),
      archive: true,
    })
    // Nothing is known of the desk's mail but that it arrived; the archive's alone had a link.
    await bench.take('dead')
    const event = { eventId: 'e', mail: 'mail-two', kind: 'delivered', second: null } as const
    await bench.store.delivery.recordEvent({ ...event, at: NOON })
    expect((await bench.store.records.find('9ZZZ-99'))?.parts[1]?.desk).toBeNull()
  })
})
