import { describe, expect, it } from 'vitest'
import { type ChunkWindow, createChunkWindow } from './chunk-window.ts'

const never = new AbortController().signal

/** How many may enter now; they stay inside. */
async function admitted(window: ChunkWindow): Promise<number> {
  let inside = 0
  const stop = new AbortController()
  const entering = Array.from({ length: 10 }, () =>
    window.enter(stop.signal).then(
      () => {
        inside += 1
      },
      () => {},
    ),
  )
  await new Promise((resolve) => setImmediate(resolve))
  stop.abort()
  await Promise.all(entering)
  return inside
}

describe('chunks under way', () => {
  it('are one at first, and up to four on a quick line', async () => {
    const window = createChunkWindow()
    expect(await admitted(window)).toBe(1)
    for (let round = 0; round < 6; round += 1) {
      window.leave(100)
      await window.enter(never)
    }
    window.leave(100)
    expect(await admitted(window)).toBe(4)
  })

  it.each([
    ['lost', null],
    ['slow', 20_000],
  ])('are one again after one was %s', async (_, ms) => {
    const window = createChunkWindow()
    for (let round = 0; round < 4; round += 1) {
      await window.enter(never)
      window.leave(100)
    }
    await window.enter(never)
    window.leave(ms)
    expect(await admitted(window)).toBe(1)
  })

  it('do not take the place of one that was stopped while it waited', async () => {
    const window = createChunkWindow()
    await window.enter(never)
    const stop = new AbortController()
    const stopped = window.enter(stop.signal)
    const next = window.enter(never)
    stop.abort(new Error('taken out'))
    await expect(stopped).rejects.toThrow('taken out')
    window.leave(20_000)
    await next
    await expect(window.enter(stop.signal)).rejects.toThrow('taken out')
  })
})
