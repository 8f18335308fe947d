import { describe, expect, it } from 'vitest'
import { harmlessLine, harmlessName, harmlessText } from './harmless.ts'

describe('names of attachments on disk', () => {
  it.each([
    ['photo.jpg', '01-photo.jpg'],
    ['증거 자료.png', '01-증거 자료.png'],
    ['../../etc/passwd.txt', '01-passwd.txt'],
    ['/etc/cron.d/x.log', '01-x.log'],
    ['C:\\Windows\\notes.txt', '01-notes.txt'],
    ['paper.pdf', '01-paper.pdf'],
    ['table.csv', '01-table.csv'],
    ['-rf.txt', '01-rf.txt'],
    ['.bashrc.txt', '01-bashrc.txt'],
    ['a\nb\u001b[31m.txt', '01-ab[31m.txt'],
  ])('keeps what is plain of %j', (sent, name) => {
    expect(harmlessName(1, sent)).toEqual({ name, risky: false })
  })

  it.each([
    'run.exe',
    'page.html',
    'drawing.svg',
    'macro.docm',
    'shortcut.lnk',
    'app.desktop',
    'archive.zip',
    'no-ending',
    'photo.jpg.js',
    'photo.jpg.EXE',
    'photo.jpg ',
    'invoice\u202Egpj.exe',
    'CON',
    'NUL.txt.bat',
    '..',
    '',
  ])('gives %j an ending that nothing runs', (sent) => {
    const { name, risky } = harmlessName(7, sent)
    if (sent === 'photo.jpg ') {
      expect({ name, risky }).toEqual({ name: '07-photo.jpg', risky: false })
      return
    }
    expect(risky).toBe(true)
    expect(name).toMatch(/^07-[^/\\]*\.unsafe$/u)
    expect(name).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })

  it('fits long names into what file systems take, with their ending', () => {
    const { name } = harmlessName(1, `${'한'.repeat(300)}.png`)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
    expect(name).toMatch(/한\.png$/)
  })
})

describe('text from strangers', () => {
  it('shows what would drive a terminal or turn the line around', () => {
    expect(harmlessText('a\u001b[2Jb\u202ec\r\nd\te\u0085')).toBe(
      'a<U+001B>[2Jb<U+202E>c\nd\te<U+0085>',
    )
    expect(harmlessLine('a\nb\tc')).toBe('a b c')
  })

  it('leaves every script as it is', () => {
    const text = '한국어 עברית العربية नमस्ते 👩‍💻 café\n'
    expect(harmlessText(text)).toBe(text)
  })
})
