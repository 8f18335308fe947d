import { describe, expect, it } from 'vitest'
import { cleanFileName, reportNames } from './file-names.ts'
import { checkFiles } from './limits.ts'
import { createSha256, sha256Hex } from './sha256.ts'

const MB = 1024 * 1024
const utf8 = (text: string) => new TextEncoder().encode(text).length

describe('cleaning a file name', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['증거 자료.pdf', '증거 자료.pdf'],
    ['증거.pdf'.normalize('NFD'), '증거.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['/absolute/path.txt', 'path.txt'],
    ['C:\\Users\\me\\file.doc', 'file.doc'],
    ['folder/', 'folder'],
    ['..', 'file'],
    ['.', 'file'],
    ['', 'file'],
    ['   ', 'file'],
    ['///', 'file'],
    ['name. . .', 'name'],
    ['CON', '_CON'],
    ['con.txt', '_con.txt'],
    ['nul .tar.gz', '_nul .tar.gz'],
    ['COM¹', '_COM¹'],
    ['console.log', 'console.log'],
    ['a<b>c:d"e|f?g*h', 'a_b_c_d_e_f_g_h'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['a\u0000b\nc\u001b[2J.txt', 'abc[2J.txt'],
    ['zero\u200Bwidth\uFEFF.txt', 'zerowidth.txt'],
    ['lone\ud800.txt', 'lone\ufffd.txt'],
    ['\u2066CON\u2069', '_CON'],
    ['.bashrc', '.bashrc'],
  ])('makes %j into %j', (name, clean) => {
    expect(cleanFileName(name)).toBe(clean)
  })

  it('cuts to 255 bytes between characters and keeps the extension', () => {
    const long = cleanFileName(`${'긴'.repeat(200)}.jpeg`)
    expect(utf8(long)).toBeLessThanOrEqual(255)
    expect(utf8(long)).toBeGreaterThan(250)
    expect(long).toMatch(/^긴+\.jpeg$/)
    expect(cleanFileName(`${'😀'.repeat(100)}.x`)).toMatch(/^(?:😀)+\.x$/u)
    expect(cleanFileName(`a.${'b'.repeat(300)}`)).toBe(`a.${'b'.repeat(253)}`)
  })

  it('gives a name that needs no more cleaning, whatever it gets', () => {
    const pieces = [
      '..',
      '/',
      '\\',
      'con',
      'NUL',
      '.',
      ' ',
      '\u202e',
      '\u0000',
      '긴',
      '😀',
      'a',
      ':',
      '.exe',
      '\ud800',
    ]
    let seed = 1
    for (let round = 0; round < 3000; round += 1) {
      let name = ''
      for (let count = 0; count < 12; count += 1) {
        seed = (seed * 16_807) % 2_147_483_647
        name += pieces[seed % pieces.length]
      }
      const clean = cleanFileName(name)
      expect(cleanFileName(clean), JSON.stringify(name)).toBe(clean)
      expect(clean).not.toMatch(/[/\\\p{Cc}\u202a-\u202e\u2066-\u2069]|^\.{0,2}$|[. ]$/u)
      expect(utf8(clean)).toBeLessThanOrEqual(255)
    }
  })
})

describe('names in a report', () => {
  const names = (...given: string[]) => reportNames(given.map((name) => ({ name })))

  it('are all different, also where large and small letters are one', () => {
    expect(names('photo.jpg', 'photo.jpg', 'PHOTO.jpg', 'photo (2).jpg')).toEqual([
      'photo.jpg',
      'photo (2).jpg',
      'PHOTO (3).jpg',
      'photo (2) (2).jpg',
    ])
    expect(names('', '..', '/')).toEqual(['file', 'file (2)', 'file (3)'])
  })

  it('stay within 255 bytes and keep their extension', () => {
    const [, second = ''] = names(`${'긴'.repeat(200)}.jpeg`, `${'긴'.repeat(200)}.jpeg`)
    expect(utf8(second)).toBeLessThanOrEqual(255)
    expect(second).toMatch(/^긴+ \(2\)\.jpeg$/)
    expect(cleanFileName(second)).toBe(second)
  })
})

const LIMITS = { files: 10, bytes: 9 * MB }

describe('limits of files', () => {
  it('takes as many and as large as the inbox allows, and empty ones', () => {
    expect(checkFiles([])).toEqual({ ok: true })
    const ten = Array.from({ length: 10 }, (_, n) => ({ name: `${n}`, size: n === 0 ? 9 * MB : 0 }))
    expect(checkFiles(ten, LIMITS)).toEqual({ ok: true })
  })

  it('takes twenty files and two gigabytes where the inbox says nothing', () => {
    const large = Array.from({ length: 20 }, () => ({ name: 'log', size: 100 * MB }))
    expect(checkFiles(large)).toEqual({ ok: true })
    expect(checkFiles([{ name: 'disk.img', size: 2048 * MB + 1 }])).toEqual({
      ok: false,
      errors: [{ index: 0, message: expect.stringMatching(/“disk\.img” has 2\.1 GB\. .* 2 GB/) }],
    })
  })

  it('says how many are too many', () => {
    const twelve = Array.from({ length: 12 }, () => ({ name: 'a', size: 1 }))
    expect(checkFiles(twelve, LIMITS)).toEqual({
      ok: false,
      errors: [{ message: expect.stringContaining('Remove 2') }],
    })
  })

  it('names the file that is too large, once', () => {
    const files = [
      { name: 'small', size: 1 },
      { name: 'large.zip', size: 9 * MB + 1 },
    ]
    expect(checkFiles(files, LIMITS)).toEqual({
      ok: false,
      errors: [{ index: 1, message: expect.stringMatching(/“large\.zip” has 9\.1 MB\. .* 9 MB/) }],
    })
  })

  it('gives the sum when only together they are too large', () => {
    const files = [
      { name: 'a', size: 5 * MB },
      { name: 'b', size: 5 * MB },
    ]
    expect(checkFiles(files, LIMITS)).toEqual({
      ok: false,
      errors: [{ message: expect.stringContaining('10 MB together') }],
    })
  })
})

describe('hashing', () => {
  it('gives SHA-256 in hex', async () => {
    expect(await sha256Hex(new Uint8Array())).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    )
  })

  it('gives the same hash piece by piece, and can be asked in between', async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(50_000))
    const running = createSha256()
    for (const [start, end] of [
      [0, 1],
      [1, 1],
      [1, 64],
      [64, 30_001],
    ] as const) {
      running.update(bytes.subarray(start, end))
      expect(running.hex()).toBe(await sha256Hex(bytes.slice(0, end)))
    }
    running.update(bytes.subarray(30_001))
    expect(running.hex()).toBe(await sha256Hex(bytes))
  })
})
