import { describe, expect, it } from 'vitest'
import { tipWords } from '#lib/i18n/tip-words'
import { reportText } from './report.ts'
import { type Tip, tipSchema } from './schema.ts'
import { COLUMNS, plainText, textWidth, wrap } from './text-layout.ts'

const shortest: Tip = {
  format: 'rhw-tip-v1',
  sealed: '2026-11-22T10:00Z',
  inbox: 'desk',
  category: 'applicant',
  now: 'not-sure',
  story: 'See files',
  sharing: 'red',
  urgentSubject: false,
  files: [],
}

const full: Tip = {
  ...shortest,
  category: 'threat',
  now: 'leaving-now',
  story:
    'First paragraph, long enough that it has to be wrapped somewhere near its end.\n\n두 번 전화했다. 이 문장은 한국어로 쓰여 있으며 일흔두 칸보다 길기 때문에 여러 줄로 나뉘어야 합니다.',
  aware: 'no',
  firstNoticed: '2026-03',
  role: 'hr-manager',
  organisation: { name: 'Example Ltd', country: 'DE', sector: 'Software' },
  engagement: {
    title: 'Developer',
    from: '2025-01',
    foundThrough: 'A job board',
    theyReferred: 'Two friends',
  },
  identifiers: [
    { type: 'domain', value: 'mail.example.com' },
    { type: 'email', value: 'first@example.com' },
    { type: 'url', value: 'https://example.com/path' },
    { type: 'email', value: 'second@example.com' },
  ],
  names: ['A. Name', 'Another Name'],
  delivery: [{ address: '1 Example Street', date: '2025-02-03', tracking: '1Z9' }],
  money: [{ amount: '5000', currency: 'USDT', account: 'T…' }],
  tools: ['AnyDesk'],
  demand: 'Pay or we publish',
  signs: ['vpn-login', 'camera-off'],
  kept: ['logs', 'device'],
  counsel: 'yes',
  reported: [{ who: 'police', reference: 'AZ-1' }, { who: 'bank' }],
  sharing: 'amber',
  partners: ['Chain Watch', 'Job Board Trust Team'],
  contact: { how: 'Signal', address: '+1 314 555 0123', language: 'English' },
  secondContact: { name: 'R. Lawyer', how: 'E-mail', address: 'r@law.example' },
  caseNumber: 'SEC-2026-17',
  urgentSubject: true,
  files: [
    {
      name: '증거 자료.pdf',
      type: 'application/pdf',
      bytes: 70000,
      sha256: 'a'.repeat(64),
      note: 'the contract',
    },
    { name: 'x', type: '', bytes: 0, sha256: 'b'.repeat(64) },
    {
      name: 'desk.jpg',
      type: 'image/jpeg',
      bytes: 20_000_000,
      sha256: 'c'.repeat(64),
      part: 1,
      original: { bytes: 20_000_400, sha256: 'd'.repeat(64) },
      hidden: {
        found: [
          { kind: 'place', text: '37.5665, 126.9780' },
          { kind: 'preview', text: '' },
        ],
        removed: true,
      },
    },
    {
      name: 'contract.docx',
      type: '',
      bytes: 30,
      sha256: 'e'.repeat(64),
      part: 2,
      hidden: { found: [{ kind: 'person', text: 'A. Author' }], removed: false },
      removed: true,
    },
  ],
}

const report = reportText(full, { signTitles: { 'vpn-login': 'Logs in through a VPN' } })

describe('the opened report', () => {
  it('is made from valid tips', () => {
    for (const tip of [shortest, full]) expect(tipSchema.safeParse(tip).success).toBe(true)
  })

  it('keeps the fixed order', () => {
    const inOrder = [
      'Tip: A threat or a demand',
      'Sealed 2026-11-22 10:00 UTC',
      'About',
      'Still happening',
      'Do they know',
      'Country                 Germany',
      'Sharing                 The authorities as well (TLP:AMBER)',
      'Partners allowed        Chain Watch; Job Board Trust Team',
      'Safe contact            Signal, +1 314 555 0123, English',
      'Second contact          R. Lawyer, E-mail, r@law.example',
      'Sender’s case number    SEC-2026-17',
      'Already told            Police or FBI (reference AZ-1); A bank',
      'Accounts and devices    4 (E-mail address 2, Domain 1, Web address 1)',
      'Files                   4',
      'WHAT HAPPENED',
      'First paragraph',
      'ACCOUNTS AND DEVICES',
      'first[@]example[.]com',
      'second[@]example[.]com',
      'mail[.]example[.]com',
      'hxxps://example[.]com/path',
      'Sender’s connection',
      'First noticed           2026-03',
      'Lawyer involved',
      'Evidence kept',
      'Urgent in subject',
      'THREAT OR DEMAND',
      'Pay or we publish',
      'ORGANISATION',
      'Example Ltd',
      'THEIR JOB',
      'They referred         Two friends',
      'NAMES USED',
      '  - Another Name',
      'WHERE EQUIPMENT WAS SENT',
      'Tracking number       1Z9',
      'PAYMENTS',
      'USDT',
      'REMOTE TOOLS OR DEVICES',
      'AnyDesk',
      'SIGNS SEEN',
      '  - Logs in through a VPN',
      'camera-off',
      '\nFILES\n',
      '1. 증거 자료.pdf',
      'application/pdf',
      '70,000',
      'in this message',
      'a'.repeat(64),
      'the contract',
      '2. x',
      'not known',
      'b'.repeat(64),
      '3. desk.jpg',
      '20,000,000',
      'encrypted apart: file-1.pgp',
      'c'.repeat(64),
      'Hidden data found     Place: 37.5665, 126.9780',
      'Preview picture',
      'Removed before sending.',
      'Original bytes        20,000,400',
      'SHA-256 of the original',
      'd'.repeat(64),
      '4. contract.docx',
      'The sender took this file out while it was being sent.',
      'encrypted apart: file-2.pgp',
      'Person: A. Author',
      'Not removed',
    ]
    let at = 0
    for (const piece of inOrder) {
      const found = report.indexOf(piece, at)
      expect(found, `${piece} after ${report.slice(at - 30, at)}`).toBeGreaterThanOrEqual(0)
      at = found + piece.length
    }
  })

  it('has lines of at most 72 columns, counting Korean as two', () => {
    for (const line of report.split('\n'))
      expect(textWidth(line), line).toBeLessThanOrEqual(COLUMNS)
  })

  it('lists what was not answered last, and prints nothing empty', () => {
    const text = reportText(shortest)
    const [body = '', missing = ''] = text.split('NOT ANSWERED\n------------\n\n')
    const { headings } = tipWords('en')
    const unanswered = missing
      .trim()
      .split('\n')
      .map((line) => line.trim())
    expect(unanswered).toEqual([
      headings.aware,
      headings.firstNoticed,
      headings.role,
      headings.organisation,
      headings.engagement,
      headings.identifiers,
      headings.names,
      headings.delivery,
      headings.money,
      headings.tools,
      headings.signs,
      headings.kept,
      headings.counsel,
      headings.reported,
      headings.contact,
      headings.secondContact,
      headings.caseNumber,
      headings.files,
    ])
    for (const heading of [headings.aware, headings.contact, headings.reported, 'Country']) {
      expect(body).not.toContain(heading)
    }
    expect(body).toContain('Accounts and devices    0\nFiles                   0')
  })

  it('lists nothing when all was answered, and the country when only that was not', () => {
    expect(report).not.toContain('NOT ANSWERED')
    const { country: _, ...organisation } = full.organisation ?? {}
    expect(
      reportText({ ...full, organisation })
        .trimEnd()
        .endsWith('NOT ANSWERED\n------------\n\n  Country'),
    ).toBe(true)
  })

  it('lets no story pass for a heading, reorder text or drive a terminal', () => {
    const story = 'FILES\n-----\n1. fake.pdf\n-- \n> quoted\n\u001b[2Jcleared \u202Etxt.exe\u0007'
    const text = reportText({ ...shortest, story })
    expect(text).not.toMatch(/^FILES$/m)
    expect(text).not.toMatch(/^-- $/m)
    expect(text).not.toMatch(/[^\P{Cc}\n]|\u202e/u)
    expect(text).toContain('cleared txt.exe')
  })
})

describe('text in columns', () => {
  it('counts Korean, Chinese and Japanese as two and marks as none', () => {
    expect(['a', '가', '漢', 'か', '！', 'e\u0301'].map(textWidth)).toEqual([1, 2, 2, 2, 2, 1])
    expect(wrap('가'.repeat(40)).split('\n')).toEqual(['가'.repeat(36), '가'.repeat(4)])
  })
  it('keeps the writer’s line breaks and empty lines', () => {
    expect(wrap('a\n\nb\r\nc', '  ')).toBe('  a\n\n  b\n  c')
  })
  it('breaks a word only when it does not fit a line', () => {
    expect(wrap(`${'a'.repeat(60)} ${'b'.repeat(20)}`).split('\n')).toEqual([
      'a'.repeat(60),
      'b'.repeat(20),
    ])
    expect(wrap('x'.repeat(100)).split('\n')).toEqual(['x'.repeat(72), 'x'.repeat(28)])
  })
  it('loses no character', () => {
    expect(wrap(full.story).replace(/\s/g, '')).toBe(full.story.replace(/\s/g, ''))
    expect(plainText('a\u2066b\u2069c\td\rx')).toBe('abc  d\nx')
  })
})
