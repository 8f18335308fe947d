import { describe, expect, it } from 'vitest'
import { createMemoryLimits } from '#lib/store/limits'
import { createWork, WORK_STEPS } from './work.ts'

const MINUTE = 60_000

function make(limits = createMemoryLimits(), time = { now: 0 }) {
  const work = createWork({ limits, steps: WORK_STEPS, clock: () => new Date(time.now) })
  /** Opens so many tips, evenly over so many minutes. */
  const open = async (tips: number, minutes: number) => {
    for (let tip = 0; tip < tips; tip += 1) {
      time.now += (minutes * MINUTE) / tips
      await work.opened()
    }
  }
  return { time, work, open }
}

describe('the work that is asked for', () => {
  it('stays as it is on a busy day', async () => {
    const { work, open } = make()
    for (let hour = 0; hour < 3; hour += 1) {
      await open(100, 1)
      await open(600, 59)
      expect(work.factor()).toBe(1)
    }
  })

  it('doubles as more tips are begun, up to eight times, and falls again', async () => {
    const { work, open, time } = make()
    await open(60 * 30, 60)
    expect(work.factor()).toBe(2)
    await open(60 * 70, 60)
    expect(work.factor()).toBe(4)
    await open(60 * 400, 60)
    expect(work.factor()).toBe(8)
    expect(await work.challenged(null)).toBe(8)
    time.now += MINUTE
    expect(work.factor()).toBe(1)
  })

  it('rises for a source that asks for many challenges, and for nobody else', async () => {
    const { work, time } = make()
    const asked: number[] = []
    for (let times = 0; times < 300; times += 1) asked.push(await work.challenged('a'))
    expect([asked[59], asked[60], asked[120], asked[240]]).toEqual([1, 2, 4, 8])
    expect(await work.challenged('b')).toBe(1)
    time.now += 60 * MINUTE
    expect(await work.challenged('a')).toBe(1)
  })

  it('is about the same on servers that share their buckets', async () => {
    const limits = createMemoryLimits()
    const time = { now: 0 }
    const [one, two] = [make(limits, time), make(limits, time)]
    for (let second = 0; second < 1_800; second += 1) {
      await one.open(1, 1 / 120)
      await two.open(1, 1 / 120)
    }
    expect([one.work.factor(), two.work.factor()]).toEqual([8, 8])
  })

  it('is the usual one when the buckets cannot be asked', async () => {
    const take = () => Promise.reject(new Error('down'))
    const work = createWork({
      limits: { take },
      steps: WORK_STEPS,
      clock: () => new Date(0),
    })
    await work.opened()
    expect(await work.challenged('a')).toBe(1)
  })
})
