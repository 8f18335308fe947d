import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { compoundFile, propertySet, zip } from './documents.fixture.ts'
import { fileOf, seededBytes, xmp } from './evidence.fixture.ts'
import { FINDINGS_MAX, HiddenDataError } from './examination.ts'
import { examineFile } from './examine-file.ts'
import { box, heicWith, movieWith } from './media-boxes.fixture.ts'
import {
  exifSegment,
  jpegWith,
  PHONE_EXIF,
  pngChunk,
  pngWith,
  riffChunk,
  segment,
  webpWith,
} from './pictures.fixture.ts'
import { withoutHidden } from './without-hidden.ts'

const packet = xmp('photoshop:City="London"><dc:creator>Ada</dc:creator>')
const SAMPLES: Record<string, Buffer> = {
  jpeg: jpegWith([
    exifSegment(PHONE_EXIF),
    segment(0xe1, `http://ns.adobe.com/xap/1.0/\0${packet}`),
  ]),
  png: pngWith([pngChunk('eXIf', PHONE_EXIF), pngChunk('tEXt', 'Author\0Ada')]),
  webp: webpWith([riffChunk('EXIF', PHONE_EXIF), riffChunk('XMP ', Buffer.from(packet))], 0x0c),
  heic: heicWith(PHONE_EXIF, packet),
  film: movieWith('+51.5-000.1/').subarray(0, 99_000),
  film2: Buffer.concat([
    movieWith('+51.5-000.1/').subarray(0, 24),
    movieWith('+51.5-000.1/').subarray(100_024),
  ]),
  pdf: Buffer.from(
    `%PDF-1.7\n1 0 obj << /Author (Ada) /CreationDate (D:2026) >> endobj\n${packet}\n%%EOF`,
  ),
  docx: zip({
    '[Content_Types].xml': '<Types/>',
    'docProps/core.xml': '<dc:creator>Ada</dc:creator>',
  }),
  doc: compoundFile({
    WordDocument: Buffer.alloc(5000),
    '\x05SummaryInformation': propertySet({ 4: 'Ada' }),
  }),
  mail: Buffer.from(
    'From: a@b.example\nTo: c@d.example\nReceived: from x ([203.0.113.7]) by y\n\nbody',
  ),
}

/** One to eight changes: bytes, whole numbers that lie, pieces cut out or doubled, an early end. */
function damaged(sample: Buffer, seed: number): Buffer {
  const dice = seededBytes(seed, 64)
  let content = Buffer.from(sample)
  for (let change = 0; change <= (dice[0] ?? 0) % 8; change += 1) {
    const at = (dice.readUInt32BE(change * 6 + 1) % content.length) >>> 0
    switch ((dice[change * 6 + 5] ?? 0) % 6) {
      case 0:
        content[at] = dice[change * 6 + 6] ?? 0
        break
      case 1:
        content.fill(0xff, at, Math.min(at + 4, content.length))
        break
      case 2:
        content.fill(0, at, Math.min(at + 4, content.length))
        break
      case 3:
        content = Buffer.concat([content.subarray(0, at), content.subarray(at + 7)])
        break
      case 4:
        content = Buffer.concat([content.subarray(0, at), content.subarray(Math.max(0, at - 90))])
        break
      default:
        content = content.subarray(0, Math.max(16, at))
    }
  }
  return content
}

/** A file that counts what is read of it and has as many bytes as told, all the same but the first. */
function endless(start: Buffer, size: number, filler: string) {
  const counted = { bytes: 0, largest: 0 }
  const file = Object.assign(fileOf('x'), {
    slice: (from: number, to: number) => {
      counted.bytes += to - from
      counted.largest = Math.max(counted.largest, to - from)
      const piece = Buffer.alloc(to - from, filler)
      if (from < start.length) start.copy(piece, 0, from)
      return { arrayBuffer: async () => new Uint8Array(piece).buffer }
    },
  })
  Object.defineProperty(file, 'size', { value: size })
  return { file, counted }
}

describe('a hostile file', () => {
  it.each(Object.keys(SAMPLES))(
    'damaged in 300 ways, a %s is examined without a failure',
    async (name) => {
      const sample = SAMPLES[name] ?? Buffer.alloc(0)
      for (let seed = 1; seed <= 300; seed += 1) {
        const content = damaged(sample, seed * 7919)
        const { findings, format, removable } = await examineFile(fileOf(content))
        expect(findings.length).toBeLessThanOrEqual(FINDINGS_MAX)
        for (const { text } of findings) expect(text.length, text).toBeLessThanOrEqual(200)
        if (format === 'jpeg' || format === 'png' || format === 'webp') {
          try {
            const cleaned = withoutHidden(new Uint8Array(content), format)
            expect((await examineFile(fileOf(cleaned))).findings, `seed ${seed}`).toEqual([])
          } catch (error) {
            expect(error, `seed ${seed}`).toBeInstanceOf(HiddenDataError)
          }
        } else expect(removable).toBe(false)
      }
    },
  )

  it.each([
    [
      'a mailbox',
      Buffer.from(
        'From a@b Sat Mar 14 10:11:12 2026\nFrom: a@b.example\nTo: c@d.example\nDate: x\n\n',
      ),
      'x',
    ],
    ['a PDF', Buffer.from('%PDF-1.7\n'), '%'],
    ['a photo', Buffer.from('\xff\xd8\xff\xda\0\x02', 'latin1'), 'x'],
    ['a film', Buffer.concat([box('ftyp', 'qt  '), Buffer.from('\0\0\0\0mdat')]), 'x'],
    ['a ZIP', Buffer.from('PK\x03\x04'), 'x'],
  ])(
    'of two gigabytes is read in small pieces and not to its end: %s',
    async (_, start, filler) => {
      const { file, counted } = endless(start, 2 * 1024 ** 3, filler)
      const { findings } = await examineFile(file)
      expect(findings.map(({ text }) => text)).toContain(
        'This page could not look at all of it, so there may be more',
      )
      expect(counted.bytes).toBeLessThanOrEqual(128 * 1024 * 1024)
      expect(counted.largest).toBeLessThanOrEqual(1024 * 1024)
    },
  )

  it('that repeats itself without end gives a bounded list', async () => {
    const comments = Array.from({ length: 6000 }, (_, number) => segment(0xfe, `note ${number}`))
    const photo = await examineFile(fileOf(jpegWith(comments)))
    expect(photo.findings.length).toBeLessThanOrEqual(FINDINGS_MAX)

    const texts = Array.from({ length: 5000 }, (_, number) =>
      pngChunk('tEXt', `Author\0Ada ${number}`),
    )
    expect((await examineFile(fileOf(pngWith(texts)))).findings).toHaveLength(FINDINGS_MAX)

    const authors = '1 0 obj << /Author (Ada) >> endobj\n'.repeat(50_000)
    expect((await examineFile(fileOf(`%PDF-1.7\n${authors}%%EOF`))).findings).toHaveLength(1)
  })

  it('that is nested without end or points in circles comes to an end', async () => {
    let nested = box('udta')
    for (let depth = 0; depth < 3000; depth += 1) nested = box('meta', nested)
    expect(
      (await examineFile(fileOf(Buffer.concat([box('ftyp', 'qt  '), box('moov', nested)])))).format,
    ).toBe('video')

    const circle = Buffer.from(
      '4d4d002a0000000800018769000400000001000000080000000 8'.replace(' ', ''),
      'hex',
    )
    expect((await examineFile(fileOf(jpegWith([exifSegment(circle)])))).removable).toBe(false)

    const looped = compoundFile({
      WordDocument: Buffer.alloc(9000),
      '\x05SummaryInformation': propertySet({ 4: 'Ada' }),
    })
    // Every sector now says that it comes after itself.
    const table = looped.length - 512
    for (let index = 0; index < 128; index += 1) looped.writeUInt32LE(index, table + index * 4)
    expect((await examineFile(fileOf(looped))).format).toBe('office')
  })

  it('that unpacks to gigabytes is unpacked only as far as it is looked at', async () => {
    const filler = Buffer.alloc(48 * 1024 * 1024, '<w:ins w:author="Ada"/>')
    const before = process.memoryUsage()
    const bomb = zip({ '[Content_Types].xml': '<Types/>', 'word/document.xml': filler })
    expect(bomb.length).toBeLessThan(deflateRawSync(filler).length + 1000)
    const { findings } = await examineFile(fileOf(bomb))
    expect(findings.map(({ text }) => text)).toContain('It names who made tracked changes: Ada')
    const grown = process.memoryUsage().arrayBuffers - before.arrayBuffers
    expect(grown).toBeLessThan(24 * 1024 * 1024)
  })
})
