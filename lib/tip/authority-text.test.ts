import { describe, expect, it } from 'vitest'
import { authorityWords } from '#lib/i18n/authority-words'
import { tipWords } from '#lib/i18n/tip-words'
import { type AuthorityTip, authorityText } from './authority-text.ts'

const page = {
  text: authorityWords('en').text,
  options: tipWords('en').options,
  signTitles: { 'camera-off': 'The camera stays off' },
  language: 'en',
}

const shortest: AuthorityTip = {
  category: 'applicant',
  now: 'does-not-apply',
  story: 'See files',
  sharing: 'red',
  urgentSubject: true,
  files: [],
}
const full: AuthorityTip = {
  ...shortest,
  category: 'threat',
  now: 'has-access',
  story: 'First line.\nSecond line. 두 번 전화했다.',
  aware: 'no',
  firstNoticed: '2026-03',
  role: 'hr-manager',
  organisation: { name: 'Example Ltd', country: 'DE', sector: 'Software' },
  engagement: { title: 'Developer', from: '2025-01', theyReferred: 'Two friends' },
  identifiers: [
    { type: 'domain', value: 'mail.example.com' },
    { type: 'email', value: 'first@example.com' },
  ],
  names: ['A. Name', 'Another Name'],
  delivery: [{ address: '1 Example Street', date: '2025-02-03', tracking: '1Z9' }],
  money: [{ amount: '5000', currency: 'USDT', to: 'Somebody', account: 'T123' }],
  tools: ['AnyDesk'],
  demand: 'Pay or we publish',
  signs: ['camera-off'],
  kept: ['logs', 'device'],
  counsel: 'yes',
  reported: [{ who: 'police', reference: 'AZ-1' }, { who: 'bank' }],
  caseNumber: 'SEC-2026-17',
  contact: { how: 'Signal', address: '+1 314 555 0123', language: 'English' },
  files: [{ name: '증거.pdf', bytes: 70000, sha256: 'a'.repeat(64), note: 'the contract' }],
}
const text = authorityText(full, 'police', page)
const headings = (whole: string) => [...whole.matchAll(/^\d\. (.+)$/gm)].map((match) => match[1])

describe('the text for an authority', () => {
  it('tells who reports, what, when, who, accounts, money, evidence and what was done', () => {
    expect(headings(text)).toEqual([
      'Who reports',
      'What happened',
      'When',
      'Who is involved',
      'Accounts, devices and addresses',
      'Money',
      'Evidence',
      'What has been done',
    ])
  })

  it('puts money before the story where it is for a sanctions authority', () => {
    const order = headings(authorityText(full, 'sanctions', page))
    expect(order.slice(0, 2)).toEqual(['Who reports', 'Money'])
    expect([...order].sort()).toEqual([...headings(text)].sort())
  })

  it('holds every answer but what is only between the sender and us', () => {
    for (const answer of [
      'A threat or a demand',
      'They still have access',
      'First line.\nSecond line. 두 번 전화했다.',
      'Pay or we publish',
      '- The camera stays off',
      'First noticed: 2026-03',
      'Connection: I recruit, manage people or lead a team',
      'Organisation: Example Ltd',
      'Country of the organisation: Germany',
      'Job: Developer',
      'Work began: 2025-01',
      'Referred others: Two friends',
      '- A. Name\n- Another Name',
      '- 1 Example Street; When: 2025-02-03; Tracking number: 1Z9',
      'Amount: 5000 USDT',
      'To: Somebody',
      'Account or wallet: T123',
      '- AnyDesk',
      '- Logs\n- The laptop or device',
      '- Police or FBI, their reference: AZ-1\n- A bank',
      'Our own case number: SEC-2026-17',
      'A lawyer is involved: Yes',
      'The person knows of the suspicion: No',
      'Phone or e-mail: Signal, +1 314 555 0123',
      'Language: English',
    ])
      expect(text).toContain(answer)
    expect(text).not.toMatch(/TLP|urgent|inbox/i)
  })

  it('writes accounts as they are, since an authority looks them up', () => {
    expect(text).toContain('E-mail address:\n- first@example.com')
    expect(text).toContain('Domain:\n- mail.example.com')
  })

  it('lists each file with its size, hash and note', () => {
    expect(text).toContain(
      `List of files:\n- 증거.pdf (70,000 bytes)\n  SHA-256: ${'a'.repeat(64)}\n  Note: the contract`,
    )
  })

  it('says that names may belong to victims, and that signs can be innocent', () => {
    expect(text).toContain('whose identity was taken')
    expect(text).toContain('innocent explanation')
  })

  it('leaves lines open for what an authority asks and the form does not', () => {
    const least = authorityText(shortest, 'police', page)
    for (const label of ['Name', 'Postal address', 'Phone or e-mail', 'Date and signature'])
      expect(least).toMatch(new RegExp(`^${label}: _{10,}$`, 'm'))
    expect(least).not.toContain('Is it still happening')
    expect(least).toMatch(/4\. Who is involved\n-+\nNot stated\./)
  })

  it('carries nothing that reorders or hides what is read', () => {
    const tricked = authorityText({ ...shortest, story: 'a\u202eb\u0007c\r\nd' }, 'police', page)
    expect(tricked).toContain('abc\nd')
    for (const hidden of ['\u202e', '\u0007', '\r']) expect(tricked).not.toContain(hidden)
  })
})
