import { describe, expect, it } from 'vitest'
import { fetchCommand, planParts, readLinks } from './links.ts'
import { wireBytes } from './parts.ts'

const tip = (...sizes: number[]) => ({ parts: sizes.map((bytes) => ({ bytes, sha256: '' })) })

describe('what goes by link', () => {
  it('is nothing where mails may have any size, or while all fits', () => {
    expect(planParts(tip(1e9, 1e9), null)).toEqual([])
    expect(planParts(tip(13_500_000), 20_000_000)).toEqual([])
  })

  it('is each part that does not fit any more, and not the smaller ones after it', () => {
    expect(planParts(tip(5_000_000, 20_000_000, 5_000_000, 8_000_000), 20_000_000)).toEqual([1, 3])
  })

  it('is everything when the inbox wants no more than a word', () => {
    expect(planParts(tip(65_536, 65_536), 10_000)).toEqual([0, 1])
  })

  it('leaves a mail within its limit, to the byte', () => {
    const delivery = tip(65_536, 70_000)
    const whole = wireBytes(delivery)
    expect(planParts(delivery, whole)).toEqual([])
    expect(planParts(delivery, whole - 1)).toEqual([1])
  })
})

describe('a link in the text of a mail', () => {
  it('is found again, by the part it stands for, also after a mail server made CRLF of LF', () => {
    const links = new Map([
      [0, 'https://tips.example.org/d/abc'],
      [12, 'http://localhost:3000/d/d-_e'],
    ])
    const text = [...links]
      .flatMap(([part, address]) => fetchCommand(part, address))
      .map((line) => `  ${line}`)
    expect(readLinks(`Hello\n${text.join('\n')}\nBye\n`)).toEqual(links)
    expect(readLinks(`Hello\r\n${text.join('\r\n')}\r\nBye\r\n`)).toEqual(links)
  })

  it('is only what stands as the mail writes it', () => {
    expect(readLinks('  curl -fo ../x.pgp \\\n    https://example.org/d/x\n')).toEqual(new Map())
    expect(readLinks('  curl -fo tip.eml.pgp \\\n    file:///etc/passwd\n')).toEqual(new Map())
  })
})
