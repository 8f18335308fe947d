import { describe, expect, it } from 'vitest'
import { createDisk, type DiskSpace } from './disk.ts'

const MIB = 1024 ** 2
const GIB = 1024 ** 3

function diskWith(space: DiskSpace | null) {
  return createDisk(
    async () => space,
    () => new Date(0),
  )
}

describe('a disk of a hundred gigabytes', () => {
  const free = (bytes: number) => diskWith({ free: bytes, total: 100 * GIB })

  it('takes large tips as long as a seventh of it stays free when they have arrived', async () => {
    expect(await free(17 * GIB).admits(2 * GIB)).toEqual({ ok: true })
    expect(await free(17 * GIB - 1).admits(2 * GIB)).toEqual({ ok: false, most: 16 * MIB })
    expect(await free(15 * GIB).admits(16 * MIB)).toEqual({ ok: true })
    expect(await free(15 * GIB).admits(16 * MIB + 1)).toEqual({ ok: false, most: 16 * MIB })
  })

  it('takes messages to one gigabyte, and small tips to a quarter of it', async () => {
    expect(await free(GIB + 16 * MIB).admits(16 * MIB)).toEqual({ ok: true })
    expect(await free(GIB).admits(16 * MIB)).toEqual({ ok: false, most: MIB })
    expect(await free(GIB / 4).admits(MIB)).toEqual({ ok: true })
    expect(await free(GIB / 4 - 1).admits(1)).toEqual({ ok: false, most: 0 })
  })

  it('lets what has begun go on nearly to the end, so that small tips still pass', async () => {
    expect(await free(GIB / 2).letsGoOn(2 * GIB)).toBe(true)
    expect(await free(GIB / 2 - 1).letsGoOn(2 * GIB)).toBe(false)
    expect(await free(GIB / 4).letsGoOn(MIB)).toBe(true)
    expect(await free(GIB / 4 - 1).letsGoOn(1)).toBe(false)
  })

  it('says how full it is', async () => {
    const states = [15 * GIB, 15 * GIB - 1, GIB - 1, GIB / 4 - 1].map((one) => free(one).state())
    expect((await Promise.all(states)).map(({ state }) => state)).toEqual([
      'fine',
      'low',
      'scarce',
      'full',
    ])
  })

  it('gives unfinished tips half of what is theirs or free', async () => {
    expect(await free(60.25 * GIB).shareOfUnfinished(0)).toBe(30 * GIB)
    expect(await free(30.25 * GIB).shareOfUnfinished(30 * GIB)).toBe(30 * GIB)
    expect(await free(0).shareOfUnfinished(0)).toBe(0)
  })
})

describe('a small disk', () => {
  it('keeps shares of itself free instead', async () => {
    const disk = diskWith({ free: 3 * GIB, total: 10 * GIB })
    expect(await disk.admits(1.5 * GIB)).toEqual({ ok: true })
    expect(await disk.admits(1.5 * GIB + 1)).toEqual({ ok: false, most: 16 * MIB })
  })
})

describe('a disk that nobody can ask', () => {
  it('is not guessed at', async () => {
    const disk = diskWith(null)
    expect(await disk.admits(5 * GIB)).toEqual({ ok: true })
    expect(await disk.letsGoOn(5 * GIB)).toBe(true)
    expect(await disk.shareOfUnfinished(1)).toBeNull()
    expect(await disk.state()).toEqual({ state: 'fine', freeBytes: null })
  })
})
