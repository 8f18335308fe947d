import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { fileOf, unsaid, xmp } from './evidence.fixture.ts'
import { examineFile } from './examine-file.ts'
import { heicWith } from './media-boxes.fixture.ts'
import {
  exifSegment,
  jpegWith,
  PHONE_EXIF,
  PLAIN_JPEG,
  PLAIN_PNG,
  PLAIN_WEBP,
  pngChunk,
  pngWith,
  riffChunk,
  segment,
  tiff,
  webpWith,
} from './pictures.fixture.ts'

const texts = async (content: Buffer) =>
  (await examineFile(fileOf(content))).findings.map(({ text }) => text)
const kinds = async (content: Buffer) =>
  new Set((await examineFile(fileOf(content))).findings.map(({ kind }) => kind))

describe('a photo of a phone', () => {
  it('says where and when it was taken, with what, by whom, and what else it holds', async () => {
    const { format, removable, findings } = await examineFile(
      fileOf(jpegWith([exifSegment(PHONE_EXIF)])),
    )
    expect({ format, removable }).toEqual({ format: 'jpeg', removable: true })
    expect(findings).toContainEqual({
      kind: 'place',
      text: 'It says where it was taken: 51.51, −0.13',
    })
    expect(findings).toContainEqual({
      kind: 'time',
      text: 'It says when it was taken: 2026-03-14 10:11:12 +09:00',
    })
    expect(findings).toContainEqual({
      kind: 'camera',
      text: 'It names the camera or phone: Kieselphone K4',
    })
    const said = findings.map(({ text }) => text).join('\n')
    expect(
      unsaid(said, [
        'Ada Example',
        'Ada Wide',
        'Ada Owner',
        'SN-4417',
        'LN-9',
        'KiesOS 17',
        'Desk by the window',
        'laptop of no 3',
        'small preview',
        'maker',
      ]),
    ).toEqual([])
  })

  it('says nothing of one that has nothing', async () => {
    for (const plain of [PLAIN_JPEG, PLAIN_PNG, PLAIN_WEBP]) {
      expect(await examineFile(fileOf(plain))).toMatchObject({ findings: [], removable: false })
    }
    expect(await texts(jpegWith([exifSegment(tiff({ 274: 6 }))]))).toEqual([])
  })

  it('is read also in the other byte order', async () => {
    const little = Buffer.from(
      '49492a0008000000010031010200090000001a000000000000004b6965734f5320390000',
      'hex',
    )
    expect(await texts(jpegWith([exifSegment(little)]))).toEqual([
      'It names the software it was made with: KiesOS 9',
    ])
  })

  it('tells that there is technical data when none of it is known here', async () => {
    expect(await texts(jpegWith([exifSegment(tiff({ 50341: 'PrintIM' }))]))).toEqual([
      'It holds technical data of the camera (EXIF)',
    ])
  })

  it('finds XMP, IPTC, comments, further pictures and what stands behind the end', async () => {
    const packet = xmp(
      'exif:GPSLatitude="51,30.48N" exif:GPSLongitude="0,7.68W" photoshop:City="London"><dc:creator><rdf:Seq><rdf:li>Ada &amp; Bo</rdf:li></rdf:Seq></dc:creator><xmpMM:History><rdf:Seq/></xmpMM:History>',
    )
    const iptc = Buffer.from('\x1c\x02\x50\0\x08Ada IPTC\x1c\x02\x5a\0\x05Seoul', 'latin1')
    const length = Buffer.alloc(4)
    length.writeUInt32BE(iptc.length)
    const photo = jpegWith(
      [
        segment(0xe1, `http://ns.adobe.com/xap/1.0/\0${packet}`),
        segment(
          0xed,
          Buffer.concat([Buffer.from('Photoshop 3.0\x008BIM\x04\x04\0\0', 'latin1'), length, iptc]),
        ),
        segment(0xe2, 'MPF\0MM\0*\0\0\0\x08'),
        segment(0xfe, 'taken in the kitchen'),
        segment(0xea, 'VendorStuff more'),
      ],
      '\xff\xd8 second picture',
    )
    const said = (await texts(photo)).join('\n')
    expect(
      unsaid(said, [
        '51.51, −0.13',
        'London',
        'Ada & Bo',
        'steps of its editing',
        'Ada IPTC',
        'Seoul',
        'taken in the kitchen',
        'further pictures',
        'VendorStuff',
      ]),
    ).toEqual([])
    expect(await texts(jpegWith([], 'hello'))).toEqual([
      'Something stands behind its end, which programs do not show',
    ])
  })

  it('shows values as one short line without control or bidi characters', async () => {
    const nasty = `Ada\u202e gro.elpmaxe\n\u0007${'x'.repeat(300)}`
    const [text = ''] = await texts(jpegWith([exifSegment(tiff({ 315: nasty }))]))
    expect(text).toMatch(/^It names its author: Ada gro\.elpmaxe x+…$/)
    expect(text.length).toBeLessThanOrEqual(200)
  })

  it('says so when it is cut off, and does not offer to remove', async () => {
    const whole = jpegWith([exifSegment(PHONE_EXIF)])
    const { findings, removable } = await examineFile(fileOf(whole.subarray(0, -20)))
    expect(removable).toBe(false)
    expect(findings.map(({ text }) => text)).toContain(
      'This page could not look at all of it, so there may be more',
    )
  })
})

describe('a PNG', () => {
  it('says what stands in its texts, packed or not, its EXIF and its times', async () => {
    const raw = `\nexif\n${PHONE_EXIF.length}\n${PHONE_EXIF.toString('hex')}\n`
    const picture = pngWith(
      [
        pngChunk('tEXt', 'Author\0Ada Example'),
        pngChunk('tEXt', 'Secret note\0laptop 3'),
        pngChunk(
          'zTXt',
          Buffer.concat([Buffer.from('Comment\0\0'), deflateSync('from the third floor')]),
        ),
        pngChunk(
          'zTXt',
          Buffer.concat([Buffer.from('Raw profile type exif\0\0'), deflateSync(raw)]),
        ),
        pngChunk('iTXt', `XML:com.adobe.xmp\0\0\0\0\0${xmp('xmp:CreatorTool="Kieselpaint 3">')}`),
        pngChunk('tIME', Buffer.from([0x07, 0xea, 3, 14, 10, 11, 12])),
        pngChunk('caBX', 'provenance'),
      ],
      'behind',
    )
    const said = (await texts(picture)).join('\n')
    expect(
      unsaid(said, [
        'Ada Example',
        'Secret note: laptop 3',
        'Comment: from the third floor',
        '51.51, −0.13',
        'Kieselpaint 3',
        '2026-03-14 10:11 UTC',
        'caBX',
        'behind its end',
      ]),
    ).toEqual([])
    expect(await kinds(pngWith([pngChunk('eXIf', PHONE_EXIF)]))).toContain('place')
  })

  it('unpacks no more of a text than is needed', async () => {
    const bomb = deflateSync(Buffer.alloc(80 * 1024 * 1024, 'a'))
    const started = process.memoryUsage().arrayBuffers
    const picture = pngWith([pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), bomb]))])
    expect(await texts(picture)).toEqual([
      expect.stringMatching(/^It has a comment: Comment: a+…$/),
    ])
    expect(process.memoryUsage().arrayBuffers - started).toBeLessThan(24 * 1024 * 1024)
  })
})

describe('a WebP and a HEIC', () => {
  it('say what stands in their EXIF and XMP', async () => {
    const packet = xmp('photoshop:City="Seoul">')
    const webp = webpWith(
      [
        riffChunk('EXIF', PHONE_EXIF),
        riffChunk('XMP ', Buffer.from(packet)),
        riffChunk('ODD ', Buffer.alloc(3)),
      ],
      0x0c,
    )
    const said = (await texts(webp)).join('\n')
    expect(said).toContain('51.51, −0.13')
    expect(said).toContain('Seoul')
    expect(said).toContain('ODD')

    const heic = await examineFile(fileOf(heicWith(PHONE_EXIF, packet)))
    expect(heic).toMatchObject({ format: 'heic', removable: false })
    const heard = heic.findings.map(({ text }) => text).join('\n')
    expect(heard).toContain('51.51, −0.13')
    expect(heard).toContain('Seoul')
    expect(heard).toContain('small preview')
  })
})
