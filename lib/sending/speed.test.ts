import { describe, expect, it } from 'vitest'
import { createSpeedometer } from './speed.ts'

const unknown = { bytesPerSecond: null, secondsLeft: null }

describe('the speed', () => {
  it('is not told before three seconds of it were seen', () => {
    const speed = createSpeedometer()
    expect(speed.read(1000)).toEqual(unknown)
    speed.at(0, 0)
    speed.at(2_900, 5_000)
    expect(speed.read(1000)).toEqual(unknown)
    speed.at(4_000, 8_000)
    expect(speed.read(1000)).toEqual({ bytesPerSecond: 2000, secondsLeft: 1 })
  })

  it('is that of the last minute, whatever was before', () => {
    const speed = createSpeedometer()
    for (let second = 0; second < 100; second += 1) speed.at(second * 1000, second * 10)
    for (let second = 0; second <= 61; second += 1) {
      speed.at((100 + second) * 1000, 1000 + second * 500)
    }
    expect(speed.read(5000)).toEqual({ bytesPerSecond: 500, secondsLeft: 10 })
  })

  it('is known on a line so slow that a chunk takes minutes', () => {
    const speed = createSpeedometer()
    for (let chunk = 0; chunk < 6; chunk += 1) speed.at(chunk * 240_000, chunk * 1_048_576)
    expect(speed.read(1_048_576)).toEqual({ bytesPerSecond: 4369, secondsLeft: 240 })
  })

  it('is unknown again after a lost line, a file that was taken out, or a clock set back', () => {
    const speed = createSpeedometer()
    const measure = () => {
      speed.at(100_000, 0)
      speed.at(110_000, 1000)
      expect(speed.read(100).bytesPerSecond).toBe(100)
    }
    measure()
    speed.reset()
    expect(speed.read(100)).toEqual(unknown)
    measure()
    speed.at(111_000, 500)
    expect(speed.read(100)).toEqual(unknown)
    speed.reset()
    measure()
    speed.at(50_000, 2000)
    expect(speed.read(100)).toEqual(unknown)
  })

  it('is unknown while nothing arrives', () => {
    const speed = createSpeedometer()
    speed.at(0, 7)
    speed.at(30_000, 7)
    expect(speed.read(100)).toEqual(unknown)
  })
})
