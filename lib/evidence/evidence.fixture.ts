/** Files for the tests of this room, made here byte by byte so that what is hidden in them is known. */
import { crc32, deflateRawSync } from 'node:zlib'

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

/** A file as a browser hands it over. */
export function fileOf(content: string | Uint8Array | Buffer, name = 'file'): File {
  return new File([typeof content === 'string' ? content : new Uint8Array(content)], name)
}

const latin = (text: string) => Buffer.from(text, 'latin1')
const u16 = (value: number) => Buffer.from([(value >> 8) & 255, value & 255])
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}

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

/** An XMP packet with these properties. */
export const xmp = (inside: string) =>
  `<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description ${inside}</rdf:Description></rdf:RDF></x:xmpmeta>`

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

/** A box of the ISO base media format. */
export function box(name: string, ...inside: (Buffer | string)[]): Buffer {
  const body = Buffer.concat(inside.map((one) => (typeof one === 'string' ? latin(one) : one)))
  return Buffer.concat([u32(body.length + 8), latin(name), body])
}

/** A HEIC photo's frame with EXIF and XMP items and no picture. */
export function heicWith(exif: Buffer, packet: string): Buffer {
  const ftyp = box('ftyp', 'heic', u32(0), 'mif1heic')
  const infe = (id: number, type: string, rest = '') =>
    box('infe', Buffer.from([2, 0, 0, 0]), u16(id), u16(0), type, '\0', rest)
  const iinf = box(
    'iinf',
    u32(0),
    u16(2),
    infe(1, 'Exif'),
    infe(2, 'mime', 'application/rdf+xml\0'),
  )
  const items = [Buffer.concat([u32(6), latin('Exif\0\0'), exif]), Buffer.from(packet)]
  const iloc = (start: number) => {
    let at = start
    const entries = items.map((item, index) => {
      const entry = Buffer.concat([u16(index + 1), u16(0), u16(1), u32(at), u32(item.length)])
      at += item.length
      return entry
    })
    return box('iloc', u32(0), Buffer.from([0x44, 0]), u16(items.length), ...entries)
  }
  const meta = (start: number) =>
    box('meta', u32(0), iinf, iloc(start), box('iref', u32(0), box('thmb', u16(2))))
  const start = ftyp.length + meta(0).length + 8
  return Buffer.concat([ftyp, meta(start), box('mdat', ...items)])
}

/** A phone's film without pictures: place and device as QuickTime keys, a track of movements. */
export function movieWith(place: string): Buffer {
  const keys = [
    'com.apple.quicktime.location.ISO6709',
    'com.apple.quicktime.make',
    'com.apple.quicktime.model',
  ]
  const values = [place, 'Kieselphone', 'K4']
  const meta = box(
    'meta',
    box('hdlr', Buffer.alloc(24)),
    box('keys', u32(0), u32(keys.length), ...keys.map((key) => box('mdta', key))),
    box(
      'ilst',
      ...values.map((value, index) =>
        Buffer.concat([
          u32(8 + 16 + value.length),
          u32(index + 1),
          box('data', u32(1), u32(0), value),
        ]),
      ),
    ),
  )
  const text = 'Lavf61.7'
  const userData = box('udta', box('\xa9swr', u16(text.length), u16(0), text))
  const mvhd = box('mvhd', u32(0), u32(2_082_844_800 + 1_773_483_060), Buffer.alloc(92))
  const track = box(
    'trak',
    box(
      'mdia',
      box('minf', box('stbl', box('stsd', u32(0), u32(1), box('mebx', Buffer.alloc(16))))),
    ),
  )
  return Buffer.concat([
    box('ftyp', 'qt  ', u32(0)),
    box('mdat', Buffer.alloc(100_000)),
    box('moov', mvhd, track, userData, meta),
  ])
}

/** A ZIP of files, packed. */
export function zip(files: Record<string, string | Buffer>): Buffer {
  const locals: Buffer[] = []
  const entries: Buffer[] = []
  let at = 0
  for (const [name, text] of Object.entries(files)) {
    const content = typeof text === 'string' ? Buffer.from(text) : text
    const packed = deflateRawSync(content)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(content.length, 18)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    const local = Buffer.concat([latin('PK\x03\x04'), common, Buffer.from(name), packed])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(at, 10)
    entries.push(Buffer.concat([latin('PK\x01\x02\x14\0'), common, place, Buffer.from(name)]))
    locals.push(local)
    at += local.length
  }
  const list = Buffer.concat(entries)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(list.length, 8)
  end.writeUInt32LE(at, 12)
  return Buffer.concat([...locals, list, latin('PK\x05\x06'), end])
}

/** A compound file of version 3 whose streams all stand in whole sectors. */
export function compoundFile(streams: Record<string, Buffer>): Buffer {
  const sectors: Buffer[] = []
  const links: number[] = []
  const chain = (content: Buffer): number => {
    const first = sectors.length
    for (let at = 0; at < content.length; at += 512) {
      const sector = Buffer.alloc(512)
      content.copy(sector, 0, at, at + 512)
      sectors.push(sector)
      links.push(at + 512 < content.length ? sectors.length : 0xfffffffe)
    }
    return first
  }
  const entry = (name: string, kind: number, start: number, length: number) => {
    const bytes = Buffer.alloc(128)
    bytes.write(`${name}\0`, 'utf16le')
    bytes.writeUInt16LE((name.length + 1) * 2, 64)
    bytes[66] = kind
    bytes.writeUInt32LE(start, 116)
    bytes.writeUInt32LE(length, 120)
    return bytes
  }
  const small: number[] = []
  let home = Buffer.alloc(0)
  const entries = Object.entries(streams).map(([name, content]) => {
    if (content.length >= 4096) return entry(name, 2, chain(content), content.length)
    const first = home.length / 64
    const padded = Buffer.concat([content, Buffer.alloc(-content.length & 63)])
    for (let at = 0; at < padded.length; at += 64) {
      small.push(at + 64 < padded.length ? first + at / 64 + 1 : 0xfffffffe)
    }
    home = Buffer.concat([home, padded])
    return entry(name, 2, first, content.length)
  })
  const words = (numbers: readonly number[]) => {
    const bytes = Buffer.alloc(Math.ceil(numbers.length / 128) * 512, 255)
    for (const [index, number] of numbers.entries()) bytes.writeUInt32LE(number, index * 4)
    return bytes
  }
  const root = entry('Root Entry', 5, chain(home), home.length)
  const smallTable = chain(words(small))
  const directory = chain(Buffer.concat([root, ...entries]))
  const table = sectors.length
  links.push(0xfffffffd)
  const head = Buffer.alloc(512, 255)
  latin('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1').copy(head)
  head.fill(0, 8, 76)
  head.writeUInt16LE(9, 30)
  head.writeUInt16LE(6, 32)
  head.writeUInt32LE(1, 44)
  head.writeUInt32LE(directory, 48)
  head.writeUInt32LE(4096, 56)
  head.writeUInt32LE(smallTable, 60)
  head.writeUInt32LE(0xfffffffe, 68)
  head.writeUInt32LE(table, 76)
  return Buffer.concat([head, ...sectors, words(links)])
}

/** A property set of texts by their numbers. */
export function propertySet(texts: Record<number, string>): Buffer {
  const list = Object.entries(texts)
  let at = 8 + list.length * 8
  const places: Buffer[] = []
  const values: Buffer[] = []
  const little = (value: number) => u32(value).reverse()
  for (const [id, text] of list) {
    const content = Buffer.from(`${text}\0`)
    const value = Buffer.concat([
      little(30),
      little(content.length),
      content,
      Buffer.alloc(-content.length & 3),
    ])
    places.push(little(Number(id)), little(at))
    values.push(value)
    at += value.length
  }
  const head = Buffer.alloc(48)
  head.writeUInt32LE(48, 44)
  return Buffer.concat([head, little(at), little(list.length), ...places, ...values])
}

/** Bytes that are the same for the same seed (Lehmer's generator). */
export function seededBytes(seed: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let state = seed
  for (let index = 0; index < length; index += 1) {
    state = (state * 48_271) % 2_147_483_647
    bytes[index] = state >> 7
  }
  return bytes
}
