/** Containers of documents for the tests of this room: ZIP, compound files and their property sets. */
import { crc32, deflateRawSync } from 'node:zlib'
import { latin, u32 } from './evidence.fixture.ts'

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
