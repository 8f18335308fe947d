import { describe, expect, it } from 'vitest'
import type { PendingDeliveries } from '#lib/store/store'
import { deliveryAlarms } from './delivery-alarms.ts'

const NOTHING: PendingDeliveries = {
  count: 0,
  oldestHour: null,
  maxAttempts: 0,
  refused: 0,
  bounced: 0,
  lastBounce: null,
  unconfirmed: { count: 0, oldestHour: null },
  complained: 0,
  unfetched: { count: 0, oldestHour: null },
}

/** Key and level of what is wrong at `now`. */
function alarmsAt(now: string, pending: Partial<PendingDeliveries>, atWork = false): string[] {
  const options = { now: new Date(now), retentionDays: 14, atWork }
  return deliveryAlarms({ ...NOTHING, ...pending }, options).map(
    ({ key, level }) => `${level} ${key}`,
  )
}

describe('the alarms of the mail', () => {
  it('are none while all is well', () => {
    expect(alarmsAt('2026-11-22T10:20Z', {})).toEqual([])
    const fine = { count: 3, maxAttempts: 4, oldestHour: '2026-11-22T08:00Z' } as const
    expect(alarmsAt('2026-11-22T10:20Z', fine)).toEqual([])
  })

  it('are raised by a fifth failure and by a refusal for good', () => {
    const pending = { count: 1, maxAttempts: 5, oldestHour: '2026-11-22T10:00Z' } as const
    expect(alarmsAt('2026-11-22T10:20Z', pending)).toEqual(['alarm mail-failing'])
    expect(alarmsAt('2026-11-22T10:20Z', { ...pending, maxAttempts: 1, refused: 1 })).toEqual([
      'alarm mail-refused',
    ])
  })

  it('are raised by three hours of waiting, and anew by three days', () => {
    const pending = { count: 1, oldestHour: '2026-11-22T10:00Z' } as const
    expect(alarmsAt('2026-11-22T13:00Z', pending)).toEqual([])
    expect(alarmsAt('2026-11-22T13:01Z', pending)).toEqual(['alarm mail-waiting'])
    expect(alarmsAt('2026-11-25T10:01Z', pending)).toEqual([
      'alarm mail-waiting',
      'alarm mail-stuck',
    ])
  })

  it('are none for a new mail of an old tip while somebody is about to send it', () => {
    const pending = { count: 1, oldestHour: '2026-11-12T10:00Z' } as const
    expect(alarmsAt('2026-11-22T13:00Z', pending, true)).toEqual([])
    expect(alarmsAt('2026-11-22T13:00Z', { ...pending, maxAttempts: 1 }, true)).toHaveLength(2)
  })

  it('are raised by a bounce that nobody has, each anew, until somebody acts', () => {
    const bounced = { bounced: 1, lastBounce: '2026-11-22T10:00Z' } as const
    expect(alarmsAt('2026-12-24T10:20Z', bounced)).toEqual(['alarm mail-bounced:2026-11-22T10:00Z'])
    expect(alarmsAt('2026-11-22T12:20Z', { bounced: 2, lastBounce: '2026-11-22T12:00Z' })).toEqual([
      'alarm mail-bounced:2026-11-22T12:00Z',
    ])
  })

  it('are raised for a day by a bounce that the second address has cured', () => {
    const cured = { lastBounce: '2026-11-22T10:00Z' } as const
    expect(alarmsAt('2026-11-23T10:00Z', cured)).toEqual(['alarm mail-bounce:2026-11-22T10:00Z'])
    expect(alarmsAt('2026-11-23T10:01Z', cured)).toEqual([])
  })

  it('warn after a day without confirmation, and are raised after three', () => {
    const unconfirmed = { count: 1, oldestHour: '2026-11-22T10:00Z' } as const
    expect(alarmsAt('2026-11-23T10:00Z', { unconfirmed })).toEqual([])
    expect(alarmsAt('2026-11-23T10:01Z', { unconfirmed })).toEqual(['warning mail-unconfirmed-24'])
    expect(alarmsAt('2026-11-25T10:01Z', { unconfirmed })).toEqual(['alarm mail-unconfirmed-72'])
  })

  it('warn of complaints', () => {
    expect(alarmsAt('2026-11-22T10:20Z', { complained: 1 })).toEqual(['warning mail-complained'])
  })

  it('are raised by files that nobody fetched within the days of retention', () => {
    const unfetched = { count: 1, oldestHour: '2026-11-01T10:00Z' } as const
    expect(alarmsAt('2026-11-15T10:00Z', { unfetched })).toEqual([])
    expect(alarmsAt('2026-11-15T10:01Z', { unfetched })).toEqual(['alarm mail-unfetched'])
  })
})
