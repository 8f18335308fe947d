import { describe, expect, it } from 'vitest'
import { cleanFileName } from './file-names.ts'
import { checkFiles } from './limits.ts'
import { sha256Hex } from './sha256.ts'

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

describe('limits of files', () => {
  it('takes ten files, nine megabytes together, and empty ones', () => {
    expect(checkFiles([])).toEqual({ ok: true })
    expect(
      checkFiles(
        Array.from({ length: 10 }, (_, n) => ({ name: `${n}`, size: n === 0 ? 9 * MB : 0 })),
      ),
    ).toEqual({ ok: true })
  })

  it('says how many are too many', () => {
    const verdict = checkFiles(Array.from({ length: 12 }, () => ({ name: 'a', size: 1 })))
    expect(verdict).toEqual({
      ok: false,
      errors: [{ message: expect.stringContaining('Remove 2') }],
    })
  })

  it('names the file that is too large, once', () => {
    const verdict = checkFiles([
      { name: 'small', size: 1 },
      { name: 'large.zip', size: 9 * MB + 1 },
    ])
    expect(verdict).toEqual({
      ok: false,
      errors: [{ index: 1, message: expect.stringMatching(/“large\.zip” has 9\.1 MB\. .* 9 MB/) }],
    })
  })

  it('gives the sum when only together they are too large', () => {
    const verdict = checkFiles([
      { name: 'a', size: 5 * MB },
      { name: 'b', size: 5 * MB },
    ])
    expect(verdict).toEqual({
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
})
