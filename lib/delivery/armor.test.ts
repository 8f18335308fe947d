import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { armoredMessage, base64Lines, crc24 } from './armor.ts'

const hasGpg = spawnSync('gpg', ['--version']).status === 0

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

/** `bytes` cut into chunks of uneven sizes. */
function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0, step = 1; start < bytes.length; start += step, step = (step * 7) % 1009) {
    yield bytes.subarray(start, start + step)
  }
}

describe('ASCII armour', () => {
  it('has the check value of CRC-24/OPENPGP', () => {
    expect(crc24(Buffer.from('123456789'))).toBe(0x21cf02)
  })

  it.each([0, 1, 47, 48, 49, 5000])('breaks %i bytes into lines of 64 columns', async (length) => {
    const bytes = randomBytes(length)
    const text = await textOf(base64Lines(pieces(bytes)))
    expect(Buffer.from(text, 'base64')).toEqual(bytes)
    const lines = text.split('\n')
    expect(lines.pop()).toBe('')
    expect(lines.slice(0, -1).every((line) => line.length === 64)).toBe(true)
  })

  it.skipIf(!hasGpg)('is read back by gpg byte for byte, checksum included', async () => {
    const bytes = randomBytes(10_000)
    const armored = await textOf(armoredMessage(pieces(bytes)))
    const read = spawnSync('gpg', ['--batch', '--dearmor'], { input: armored })
    expect(read.stderr.toString()).toBe('')
    expect(read.stdout).toEqual(bytes)
    const wrong = armored.replace(/\n=.{4}\n/, '\n=AAAA\n')
    const refused = spawnSync('gpg', ['--batch', '--dearmor'], { input: wrong })
    expect(refused.stderr.toString()).toContain('CRC error')
  })
})
