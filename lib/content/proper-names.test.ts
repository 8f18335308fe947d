import { describe, expect, it } from 'vitest'
import { findNameRuns, sortNames, vocabularyOf } from './proper-names.ts'

const knowledge = {
  allowed: sortNames([
    'New York',
    'Eastern District of Missouri',
    'Justice Department',
    'LinkedIn',
  ]),
  vocabulary: vocabularyOf(['they ask and tell others to check laptops']),
}
const runs = (text: string) => findNameRuns(text, knowledge).map(({ run }) => run)

describe('the search for names', () => {
  it.each([
    ['It was said by John Smith in court.', ['John Smith']],
    ['John Smith said it.', ['John Smith']],
    ['“John Smith said it.”', ['John Smith']],
    ['The worker, Mary-Ann O’Neil, left.', ['Mary-Ann O’Neil']],
    ['He met John Q. Smith there.', ['John Q. Smith']],
    ['It was US Attorney John Smith.', ['US Attorney John Smith']],
    ['When John Smith left, Jane Roe came.', ['John Smith', 'Jane Roe']],
    ['It is John Smith’s laptop.', ['John Smith']],
    ['They called JONATHAN SMITHSON there.', ['JONATHAN SMITHSON']],
    ['A man called 김민수 came.', ['김민수']],
    ['In New York John Smith left.', ['John Smith']],
  ])('finds the names in: %s', (text, names) => {
    expect(runs(text)).toEqual(names)
  })

  it.each([
    'On Thursday December 12 the court spoke.',
    'The FBI and the DPRK did. US IT firms too.',
    'The Justice Department in New York said so.',
    'It was in the Eastern District of Missouri. Ask LinkedIn.',
    'One: Laptops are sent. Two: They are hosted.',
    'Ask Congress. Tell others.',
    'The court said: “Payments were made.”',
    'Korean and English are languages.',
  ])('finds none in: %s', (text) => {
    expect(runs(text)).toEqual([])
  })
})
