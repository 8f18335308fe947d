import { describe, expect, it } from 'vitest'
import { defang, refang } from './defang.ts'
import { recogniseIdentifiers } from './identifiers.ts'
import { identifierSchema } from './schema.ts'

const brief = (text: string) => recogniseIdentifiers(text).map((one) => `${one.type} ${one.value}`)

/** What is pasted, and what is recognised in it. */
const table: [string, ...string[]][] = [
  ['li.wei@example.com', 'email li.wei@example.com'],
  [
    'E-mail: Li.Wei+jobs@mail.example.co.uk, old: b@x.io',
    'email Li.Wei+jobs@mail.example.co.uk',
    'email b@x.io',
    'other E-mail: Li.Wei+jobs@mail.example.co.uk, old: b@x.io',
  ],
  ['li.wei[at]example[.]com', 'email li.wei@example.com'],
  ['li.wei (at) example (dot) com', 'email li.wei@example.com'],
  ['user[@]example[.]com', 'email user@example.com'],
  ['김철수@예시.한국', 'email 김철수@예시.한국'],
  [
    'https://www.linkedin.com/in/some-one-123/',
    'profile https://www.linkedin.com/in/some-one-123/',
  ],
  ['linkedin.com/in/some-one', 'profile linkedin.com/in/some-one'],
  ['github.com/someone', 'profile github.com/someone'],
  [
    'https://www.upwork.com/freelancers/~01ab23',
    'profile https://www.upwork.com/freelancers/~01ab23',
  ],
  ['t.me/someone', 'profile t.me/someone'],
  [
    'see (https://example.com/a?b=1).',
    'url https://example.com/a?b=1',
    'other see (https://example.com/a?b=1).',
  ],
  ['hxxps://evil[.]example/path', 'url https://evil.example/path'],
  ['hxxp[:]//evil[.]example[.]com/x', 'url http://evil.example.com/x'],
  ['https://github.com', 'url https://github.com'],
  ['example.com/login', 'url example.com/login'],
  ['example.com', 'domain example.com'],
  ['example[.]com', 'domain example.com'],
  ['xn--bcher-kva.example.org', 'domain xn--bcher-kva.example.org'],
  ['firma.pl', 'domain firma.pl'],
  ['resume.pdf', 'other resume.pdf'],
  ['John.Smith', 'other John.Smith'],
  ['IP: 203.0.113.7', 'ip 203.0.113.7'],
  ['203[.]0[.]113[.]7', 'ip 203.0.113.7'],
  ['198.51.100.0/24', 'ip 198.51.100.0/24'],
  ['999.1.1.1', 'other 999.1.1.1'],
  ['1.2.3.4.5', 'other 1.2.3.4.5'],
  ['2001:db8::1', 'ip 2001:db8::1'],
  ['2001:db8:0:0:8:800:200c:417a', 'ip 2001:db8:0:0:8:800:200c:417a'],
  ['::ffff:192.0.2.1', 'ip ::ffff:192.0.2.1'],
  ['12:34:56', 'other 12:34:56'],
  ['00:1A:2b:3C:4d:5E', 'mac 00:1A:2b:3C:4d:5E'],
  ['00-1A-2b-3C-4d-5E', 'mac 00-1A-2b-3C-4d-5E'],
  ['001a.2b3c.4d5e', 'mac 001a.2b3c.4d5e'],
  ['+1 (314) 555-0123', 'phone +1 (314) 555-0123'],
  ['314-555-0123', 'phone 314-555-0123'],
  ['(314) 555-0123', 'phone (314) 555-0123'],
  ['phone: 3145550123', 'phone 3145550123'],
  ['0086 10 1234 5678', 'phone 0086 10 1234 5678'],
  ['2026-03-14', 'other 2026-03-14'],
  ['4111 1111 1111 1111', 'other 4111 1111 1111 1111'],
  [
    '0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe',
    'wallet 0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe',
  ],
  ['BTC 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', 'wallet 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'],
  ['3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy', 'wallet 3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy'],
  [
    'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
    'wallet bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
  ],
  ['TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t', 'wallet TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t'],
  [
    'Solana: EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v',
    'wallet EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v',
  ],
  ['d41d8cd98f00b204e9800998ecf8427e', 'hash d41d8cd98f00b204e9800998ecf8427e'],
  ['da39a3ee5e6b4b0d3255bfef95601890afd80709', 'hash da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  [
    'SHA256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'hash e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  ],
  ['S/N: C02XK0ABJGH5', 'serial C02XK0ABJGH5'],
  ['Serial number 5CD1234ABC', 'serial 5CD1234ABC'],
  ['Service Tag: 7XK3M42', 'serial 7XK3M42'],
  ['IMEI 490154203237518', 'serial 490154203237518'],
  ['@someone_dev', 'handle @someone_dev'],
  ['telegram: @someone', 'handle @someone'],
  ['Discord: some.one#1234', 'handle some.one#1234'],
  ['live:.cid.1a2b3c4d5e6f', 'handle live:.cid.1a2b3c4d5e6f'],
  ['he always joined from a noisy room', 'other he always joined from a noisy room'],
]

describe('recognising identifiers', () => {
  it.each(table)('reads %s', (pasted, ...expected) => {
    expect(brief(pasted)).toEqual(expected)
  })

  it('keeps the order typed and names each once, however it is spelt', () => {
    expect(
      brief(
        'b@example.com 203.0.113.9\nB@EXAMPLE.COM\n00:1a:2b:3c:4d:5e\n00-1A-2B-3C-4D-5E\n203[.]0.113.9',
      ),
    ).toEqual(['email b@example.com', 'ip 203.0.113.9', 'mac 00:1a:2b:3c:4d:5e'])
  })

  it('keeps a whole line that says more than what was recognised in it', () => {
    expect(brief('a@example.com used it only at night')).toEqual([
      'email a@example.com',
      'other a@example.com used it only at night',
    ])
  })

  it('loses nothing of lines it does not understand, and cuts them to what the schema takes', () => {
    const long = Array.from({ length: 600 }, (_, n) => `word${n}`).join(' ')
    const found = recogniseIdentifiers(long)
    expect(found.map((one) => one.value).join(' ')).toBe(long)
    for (const one of found) expect(identifierSchema.safeParse(one).success).toBe(true)
  })

  it('gives only what the schema takes, and ends quickly, on hostile text', () => {
    const hostile = [
      'a'.repeat(50_000),
      'a.'.repeat(20_000),
      `${'1 '.repeat(20_000)}`,
      `x@${'a-'.repeat(20_000)}`,
      `http://${'('.repeat(20_000)}`,
      ':'.repeat(20_000),
      '@.'.repeat(10_000),
    ]
    for (const text of hostile) {
      for (const one of recogniseIdentifiers(text)) {
        expect(identifierSchema.safeParse(one).success).toBe(true)
      }
    }
  })
})

describe('defanging', () => {
  it.each([
    ['domain', 'mail.example.com', 'mail[.]example[.]com'],
    ['url', 'https://example.com/a.html', 'hxxps://example[.]com/a[.]html'],
    ['email', 'first.last@example.com', 'first[.]last[@]example[.]com'],
    ['ip', '203.0.113.7', '203[.]0[.]113[.]7'],
    ['phone', '+1 314.555.0123', '+1 314.555.0123'],
    ['other', 'see http://example.com.', 'see hxxp://example[.]com.'],
  ] as const)('writes a %s so that nothing becomes a link', (type, value, expected) => {
    expect(defang(type, value)).toBe(expected)
    expect(refang(expected)).toBe(value)
  })
})
