import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileOf, xmp } from './evidence.fixture.ts'
import { type CleanableFormat, HiddenDataError } from './examination.ts'
import { examineFile } from './examine-file.ts'
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
import { neededExif, readTiff } from './tiff.ts'
import { withoutHidden } from './without-hidden.ts'

const clean = (content: Buffer, format: CleanableFormat) =>
  Buffer.from(withoutHidden(new Uint8Array(content), format))
const findings = async (content: Buffer) => (await examineFile(fileOf(content))).findings

const HIDING: Record<CleanableFormat, Buffer> = {
  jpeg: jpegWith(
    [
      exifSegment(PHONE_EXIF),
      segment(0xe1, `http://ns.adobe.com/xap/1.0/\0${xmp('photoshop:City="London">')}`),
      segment(0xe2, 'MPF\0MM\0*\0\0\0\x08'),
      segment(0xe0, 'JFXX\0\x10preview'),
      segment(0xed, 'Photoshop 3.0\x008BIM'),
      segment(0xfe, 'Kieselstein comment'),
      segment(0xeb, 'JP provenance'),
    ],
    '\xff\xd8 a second picture of Kieselstein',
  ),
  png: pngWith(
    [
      pngChunk('eXIf', PHONE_EXIF),
      pngChunk('tEXt', 'Author\0Kieselstein'),
      pngChunk('tIME', Buffer.from([0x07, 0xea, 3, 14, 10, 11, 12])),
      pngChunk('caBX', 'Kieselstein'),
    ],
    'Kieselstein behind',
  ),
  webp: webpWith(
    [
      riffChunk('EXIF', PHONE_EXIF),
      riffChunk('XMP ', Buffer.from(xmp('photoshop:City="London">'))),
      riffChunk('ODD ', Buffer.from('Kieselstein')),
    ],
    0x0c,
    'Kieselstein behind',
  ),
}

describe('taking hidden data out', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('leaves nothing to find in a %s', async (format) => {
    expect(await findings(HIDING[format])).not.toEqual([])
    const cleaned = clean(HIDING[format], format)
    expect(await findings(cleaned)).toEqual([])
    expect(cleaned.toString('latin1')).not.toMatch(/Kiesel|Ada|London|SN-4417|2026:/)
  })

  it.each([
    ['jpeg', PLAIN_JPEG],
    ['png', PLAIN_PNG],
    ['webp', PLAIN_WEBP],
  ] as const)('changes no byte of a %s that hides nothing', (format, plain) => {
    expect(clean(plain, format).equals(plain)).toBe(true)
  })

  it('keeps which way is up and that colours are Adobe RGB, and nothing else of EXIF', () => {
    const cleaned = clean(HIDING.jpeg, 'jpeg')
    const at = cleaned.indexOf('Exif\0\0')
    const structure = readTiff(cleaned.subarray(at + 6))
    expect(structure && neededExif(structure)).toEqual({
      orientation: 6,
      uncalibrated: true,
      adobeRgb: true,
    })
    expect(structure?.flatMap(({ entries }) => [...entries.keys()])).toEqual([
      0x0112, 0x8769, 0xa001, 0xa005, 1,
    ])
  })

  it('writes no EXIF where none is needed', () => {
    const upright = jpegWith([exifSegment(tiff({ 274: 1, 315: 'Ada' }))])
    expect(clean(upright, 'jpeg').equals(PLAIN_JPEG)).toBe(true)
  })

  it('takes the preview out of JFIF and keeps its density', async () => {
    const preview = Buffer.concat([
      Buffer.from('JFIF\0\x01\x01\x01\0\x48\0\x48\x02\x01', 'latin1'),
      Buffer.alloc(6, 9),
    ])
    const jfifEnd = 4 + PLAIN_JPEG.readUInt16BE(4)
    const photo = Buffer.concat([
      PLAIN_JPEG.subarray(0, 2),
      segment(0xe0, preview),
      PLAIN_JPEG.subarray(jfifEnd),
    ])
    expect(await findings(photo)).toMatchObject([{ kind: 'preview' }])
    const cleaned = clean(photo, 'jpeg')
    expect(await findings(cleaned)).toEqual([])
    expect(cleaned.subarray(2, 20).toString('latin1')).toBe(
      '\xff\xe0\0\x10JFIF\0\x01\x01\x01\0\x48\0\x48\0\0',
    )
  })

  it('does not change what it is given', () => {
    const before = Buffer.from(HIDING.webp)
    clean(HIDING.webp, 'webp')
    expect(HIDING.webp.equals(before)).toBe(true)
  })

  it.each([
    ['a JPEG that is cut off', 'jpeg', HIDING.jpeg.subarray(0, 400)],
    [
      'a JPEG without a picture',
      'jpeg',
      Buffer.from('ffd8fffe000441 42ffd9'.replace(' ', ''), 'hex'),
    ],
    [
      'a JPEG whose EXIF nobody can read',
      'jpeg',
      jpegWith([exifSegment(Buffer.from('no structure'))]),
    ],
    ['a PNG that is cut off', 'png', HIDING.png.subarray(0, -40)],
    ['a PNG with a critical part nobody knows', 'png', pngWith([pngChunk('CgBI', 'apple')])],
    [
      'a WebP with a length that lies',
      'webp',
      Buffer.concat([PLAIN_WEBP.subarray(0, 16), Buffer.alloc(4, 255), PLAIN_WEBP.subarray(20)]),
    ],
    ['a WebP that is no WebP', 'webp', PLAIN_PNG],
  ] as const)('refuses %s and says what to do', (_, format, content) => {
    expect(() => clean(content, format)).toThrow(HiddenDataError)
    expect(() => clean(content, format)).toThrow(/not removed\. Send it unchanged, or/)
  })
})

const magick = spawnSync('convert', ['-version']).status === 0

describe.skipIf(!magick)('judged by ImageMagick', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rhw-evidence-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8' })
  const profile = Buffer.concat([Buffer.alloc(128), Buffer.from('no profile of this machine')])

  beforeAll(() => {
    writeFileSync(join(folder, 'note.txt'), 'Kieselstein')
    for (const [name, ...args] of [
      ['baseline.jpg', '-quality', '85'],
      ['progressive.jpg', '-interlace', 'Plane', '-sampling-factor', '4:2:0'],
      ['restarts.jpg', '-define', 'jpeg:restart-interval=4'],
      ['gray.jpg', '-colorspace', 'Gray'],
      ['cmyk.jpg', '-colorspace', 'CMYK'],
      ['truecolor.png', '-define', 'png:color-type=2'],
      ['alpha.png', '-alpha', 'set', '-channel', 'A', '-evaluate', 'set', '50%'],
      ['palette.png', '-colors', '16'],
      ['interlaced.png', '-interlace', 'PNG', '-depth', '16'],
      ['lossy.webp', '-quality', '70'],
      ['lossless.webp', '-define', 'webp:lossless=true'],
      ['alpha.webp', '-alpha', 'set', '-channel', 'A', '-evaluate', 'set', '50%'],
    ] as const) {
      run(
        'convert',
        '-size',
        '97x61',
        'plasma:red-blue',
        '-set',
        'comment',
        'Kieselstein',
        '-set',
        'Author',
        'Kieselstein',
        ...args,
        name,
      )
    }
  })

  it.each([
    'baseline.jpg',
    'progressive.jpg',
    'restarts.jpg',
    'gray.jpg',
    'cmyk.jpg',
    'truecolor.png',
    'alpha.png',
    'palette.png',
    'interlaced.png',
    'lossy.webp',
    'lossless.webp',
    'alpha.webp',
  ])('%s keeps its pixels, its way up and its colour profile', async (name) => {
    const made = readFileSync(join(folder, name))
    const format = name.endsWith('jpg') ? 'jpeg' : name.endsWith('png') ? 'png' : 'webp'
    const icc = join(folder, 'colors.icc')
    const original =
      format === 'jpeg'
        ? jpegWith(
            [
              exifSegment(PHONE_EXIF),
              segment(0xe2, Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01'), profile])),
            ],
            'behind',
            made,
          )
        : format === 'png'
          ? pngWith([pngChunk('eXIf', PHONE_EXIF)], 'behind', made)
          : made
    const cleaned = clean(original, format)
    expect(await findings(cleaned)).toEqual([])
    expect(cleaned.includes('Kieselstein')).toBe(false)
    writeFileSync(join(folder, `original-${name}`), original)
    writeFileSync(join(folder, `cleaned-${name}`), cleaned)
    const compared = spawnSync(
      'compare',
      ['-metric', 'AE', `original-${name}`, `cleaned-${name}`, 'null:'],
      { cwd: folder, encoding: 'utf8' },
    )
    expect(compared.stderr.trim()).toBe('0')
    const facts = (which: string) =>
      run(
        'identify',
        '-format',
        '%w %h %z %[colorspace] %[channels] %[orientation] %x %y',
        `${which}-${name}`,
      )
    expect(facts('cleaned')).toBe(facts('original'))
    if (format === 'jpeg') {
      expect(facts('cleaned')).toContain('RightTop')
      run('convert', `cleaned-${name}`, icc)
      expect(readFileSync(icc).equals(profile)).toBe(true)
    }
  })
})
