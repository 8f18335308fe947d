/** Files of boxes for the tests of this room (ISO base media format): a HEIC photo and a film. */
import { latin, u16, u32 } from './evidence.fixture.ts'

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
