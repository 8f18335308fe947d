import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createTipLocks } from './locks.ts'

async function steps(): Promise<void> {
  for (let times = 0; times < 5; times += 1) await turn()
}

describe('the locks of a tip', () => {
  it('let many read at a time, and a change only when all are done', async () => {
    const locks = createTipLocks()
    const log: string[] = []
    const [one, two] = [await locks.share('a'), await locks.share('a')]
    const change = locks.change('a', async () => {
      log.push('change')
      await turn()
      log.push('changed')
    })
    const late = locks.share('a').then((done) => {
      log.push('late')
      done()
    })
    one()
    await steps()
    expect(log).toEqual([])
    two()
    await Promise.all([change, late])
    expect(log).toEqual(['change', 'changed', 'late'])
  })

  it('run changes one after the other, also when one fails, and keep tips apart', async () => {
    const locks = createTipLocks()
    const log: string[] = []
    const failing = locks.change('a', async () => {
      log.push('first')
      await turn()
      log.push('failed')
      throw new Error('no')
    })
    const second = locks.change('a', async () => void log.push('second'))
    const other = locks.change('b', async () => void log.push('other'))
    await expect(failing).rejects.toThrow('no')
    await Promise.all([second, other])
    expect(log.filter((one) => one !== 'other')).toEqual(['first', 'failed', 'second'])
  })

  it('tell whoever looked before or during a change that there was one', async () => {
    const locks = createTipLocks()
    const before = locks.version('a')
    let during = before
    await locks.change('a', async () => {
      during = locks.version('a')
    })
    const after = locks.version('a')
    expect(new Set([before, during, after]).size).toBe(3)
    expect(locks.version('b')).toBe(before)
    locks.forget('a')
    expect(locks.version('a')).toBe(0)
  })
})
