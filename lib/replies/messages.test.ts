import { expect, test } from 'vitest'
import { findMessages } from './messages.ts'

const MEBI = 1024 ** 2
const found = (text: string, html = '') => findMessages({ attachments: [], text, html }).messages

// With a time that grows with the square, each of these takes an hour and the test never ends.
test('reads text that was made to hold it up', () => {
  expect(found('-----BEGIN PGP MESSAGE-----\n'.repeat(MEBI / 4))).toEqual([])
  expect(found(`${' '.repeat(8 * MEBI)}x`)).toEqual([])
  for (const piece of ['<', '<br', '<blockquote>'])
    expect(found('', piece.repeat(MEBI))).toEqual([])
})

test('finds armour outside what a web page quotes, in any case', () => {
  const armour = (inside: string) =>
    `-----BEGIN PGP MESSAGE-----<br><br>${inside}<br>-----END PGP MESSAGE-----`
  const page = `${armour('aGVsbG8=')}<BlockQuote class="x">${armour('b3RoZXI=')}</blockquote>`
  expect(found('', page).map((one) => new TextDecoder().decode(one))).toEqual(['hello'])
})
