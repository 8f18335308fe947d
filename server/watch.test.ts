import { afterEach, describe, expect, it } from 'vitest'
import type { Alarm } from '#lib/alarms'
import { startWatch, type Watch } from './watch.ts'

const alarm = (key: string, level: Alarm['level'] = 'alarm'): Alarm => ({ key, level, text: key })
const keysOf = (alarms: readonly Alarm[]) => alarms.map(({ key }) => key)

let watch: Watch
afterEach(() => watch.stop())

/** A watch over these sources, and what its operator was told. */
function start(sources: readonly (() => Alarm[] | Promise<Alarm[]>)[], answers = true) {
  const told: string[][] = []
  const errors: unknown[] = []
  const seen = { asked: 0, atOnce: 0, most: 0 }
  watch = startWatch({
    store: {
      ready: async () => {
        seen.asked += 1
        return answers
      },
    },
    sources,
    operator: {
      async tell(alarms) {
        seen.atOnce += 1
        seen.most = Math.max(seen.most, seen.atOnce)
        await new Promise((resolve) => setImmediate(resolve))
        told.push(keysOf(alarms))
        seen.atOnce -= 1
      },
      stop: async () => {},
    },
    onError: (error) => errors.push(error),
  })
  return { told, errors, seen }
}

describe('the watch', () => {
  it('gathers what every room says, and tells the operator at start', async () => {
    const { told } = start([async () => [alarm('a'), alarm('b', 'warning')], () => [alarm('c')]])
    expect(keysOf(await watch.alarms())).toEqual(['a', 'b', 'c'])
    await expect.poll(() => told).toEqual([['a', 'b', 'c']])
  })

  it('asks nobody else when the database does not answer', async () => {
    start([() => [alarm('a')]], false)
    expect(keysOf(await watch.alarms())).toEqual(['store-silent'])
    expect(await watch.ready()).toBe(false)
  })

  it('takes a room that fails for a silent database, and tells of the fault', async () => {
    const { errors } = start([() => Promise.reject(new Error('The disk is gone.'))])
    expect(keysOf(await watch.alarms())).toEqual(['store-silent'])
    expect(String(errors)).toContain('The disk is gone.')
  })

  it('is ready in spite of warnings, and not with an alarm', async () => {
    start([() => [alarm('a', 'warning')]])
    expect(await watch.ready()).toBe(true)
    await watch.stop()
    start([() => [alarm('a', 'warning'), alarm('b')]])
    expect(await watch.ready()).toBe(false)
  })

  it('answers many who ask at once whether all is well with one look', async () => {
    const { seen, told } = start([])
    await expect.poll(() => told).toHaveLength(1)
    const before = seen.asked
    const answers = await Promise.all(Array.from({ length: 500 }, () => watch.ready()))
    expect(new Set(answers)).toEqual(new Set([true]))
    expect(seen.asked - before).toBe(1)
  })

  it('looks when asked to, and never twice at the same time', async () => {
    const { told, seen } = start([() => [alarm('a')]])
    for (let count = 0; count < 3; count += 1) watch.look()
    await expect.poll(() => told).toHaveLength(4)
    expect(seen.most).toBe(1)
  })
})
