/** Pictures for the tests of this room: JPEG, PNG and WebP with hidden data that is known. */
import { crc32 } from 'node:zlib'
import { latin, u16, u32 } from './evidence.fixture.ts'

/** Pictures of 24 by 16 pixels without anything beside them, by ImageMagick. */
export const PLAIN_JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8tMC0oMCUoKSj/2wBDAQcHBwoIChMKChMoGhYaKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCj/wAARCAAQABgDASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAAYH/8QAFhABAQEAAAAAAAAAAAAAAAAAABRh/8QAFQEBAQAAAAAAAAAAAAAAAAAAAAb/xAAWEQADAAAAAAAAAAAAAAAAAAAAFmL/2gAMAwEAAhEDEQA/AMrs0s1PWaWasESS9c6KGzRPWaCJIc6P/9k=',
  'base64',
)
export const PLAIN_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAABgAAAAQBAMAAAD+CqKmAAAAMFBMVEX/AADuABHdACLMADO7AESqAFWZAGaIAHd3AIhmAJlVAKpEALszAMwiAN0RAO4AAP8lworGAAAAO0lEQVQI103BQQEAEADAwFVQQQUVVFBBBRVUUEEFFVRQQQW+uwMLQhSSkIUiVKEJXRjCFJawhSNc4ckHGRdfoQLKecQAAAAASUVORK5CYII=',
  'base64',
)
export const PLAIN_WEBP = Buffer.from(
  'UklGRloAAABXRUJQVlA4IE4AAACQAwCdASoYABAAPrVKnkm/pCKhMAgD8BaJbDuAGMPgB+gAD44wAP7v46/mpv8KWzcj/mMHg1j/5xXr/wQ+DaQ3DJ0vjgnmeuSFyxmbeAA=',
  'base64',
)

type Value = string | number | readonly [number, number][] | Buffer | { fields: Fields }
/** Entries of a TIFF directory by their numbers. */
export type Fields = Record<number, Value>

/** A TIFF structure, big-endian: directories of fields, the second one that of a preview. */
export function tiff(main: Fields, preview?: Fields): Buffer {
  const blocks: Buffer[] = []
  let length = 8
  const place = (block: Buffer): number => {
    const at = length
    blocks.push(block)
    length += block.length
    return at
  }
  /** Writes a directory whose values stand before it, and gives its place. */
  const directory = (fields: Fields, next: number): number => {
    const entries = Object.entries(fields).map(([tag, value]) => {
      const [type, count, bytes] = encoded(value)
      const own =
        bytes.length <= 4
          ? Buffer.concat([bytes, Buffer.alloc(4 - bytes.length)])
          : u32(place(bytes))
      return Buffer.concat([u16(Number(tag)), u16(type), u32(count), own])
    })
    return place(Buffer.concat([u16(entries.length), ...entries, u32(next)]))
  }
  const encoded = (value: Value): [number, number, Buffer] => {
    if (typeof value === 'string') {
      const bytes = Buffer.from(`${value}\0`)
      return [2, bytes.length, bytes]
    }
    if (typeof value === 'number') return [3, 1, u16(value)]
    if (Buffer.isBuffer(value)) return [7, value.length, value]
    if ('fields' in value) return [4, 1, u32(directory(value.fields, 0))]
    return [
      5,
      value.length,
      Buffer.concat(value.map(([above, below]) => Buffer.concat([u32(above), u32(below)]))),
    ]
  }
  const last = preview ? directory(preview, 0) : 0
  const first = directory(main, last)
  return Buffer.concat([latin('MM\0*'), u32(first), ...blocks])
}

/** What a phone writes into a photo taken in London. */
export const PHONE_EXIF = tiff(
  {
    270: 'Desk by the window',
    271: 'Kieselphone',
    272: 'K4',
    274: 6,
    305: 'KiesOS 17',
    306: '2026:03:15 08:00:00',
    315: 'Ada Example',
    40093: Buffer.from('Ada Wide\0', 'utf16le'),
    34665: {
      fields: {
        36867: '2026:03:14 10:11:12',
        36881: '+09:00',
        37500: Buffer.alloc(40, 7),
        37510: Buffer.from('ASCII\0\0\0laptop of no 3'),
        40961: 0xffff,
        40965: { fields: { 1: 'R03' } },
        42032: 'Ada Owner',
        42033: 'SN-4417',
        42036: 'K4 back lens',
        42037: 'LN-9',
      },
    },
    34853: {
      fields: {
        1: 'N',
        2: [
          [51, 1],
          [30, 1],
          [288, 10],
        ],
        3: 'W',
        4: [
          [0, 1],
          [7, 1],
          [408, 10],
        ],
      },
    },
  },
  { 513: 100, 514: 5 },
)

/** A JPEG segment. */
export function segment(marker: number, data: Buffer | string): Buffer {
  const bytes = typeof data === 'string' ? latin(data) : data
  return Buffer.concat([Buffer.from([0xff, marker]), u16(bytes.length + 2), bytes])
}

/** The plain JPEG with segments behind its JFIF part, and bytes behind its end. */
export function jpegWith(segments: readonly Buffer[], behind = '', plain = PLAIN_JPEG): Buffer {
  const jfif = 2 + 2 + plain.readUInt16BE(4)
  return Buffer.concat([plain.subarray(0, jfif), ...segments, plain.subarray(jfif), latin(behind)])
}

export const exifSegment = (structure: Buffer) =>
  segment(0xe1, Buffer.concat([latin('Exif\0\0'), structure]))

/** A PNG chunk. */
export function pngChunk(name: string, data: Buffer | string): Buffer {
  const body = Buffer.concat([latin(name), typeof data === 'string' ? latin(data) : data])
  return Buffer.concat([u32(body.length - 4), body, u32(crc32(body))])
}

/** The plain PNG with chunks behind its head, and bytes behind its end. */
export function pngWith(chunks: readonly Buffer[], behind = '', plain = PLAIN_PNG): Buffer {
  return Buffer.concat([plain.subarray(0, 33), ...chunks, plain.subarray(33), latin(behind)])
}

/** A RIFF chunk. */
export function riffChunk(name: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(data.length)
  return Buffer.concat([latin(name), length, data, Buffer.alloc(data.length & 1)])
}

/** The plain WebP in the extended form, with chunks behind its picture. */
export function webpWith(chunks: readonly Buffer[], flags: number, behind = ''): Buffer {
  const head = Buffer.from([flags, 0, 0, 0, 23, 0, 0, 15, 0, 0])
  const body = Buffer.concat([
    latin('WEBP'),
    riffChunk('VP8X', head),
    PLAIN_WEBP.subarray(12),
    ...chunks,
  ])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(body.length)
  return Buffer.concat([latin('RIFF'), length, body, latin(behind)])
}
