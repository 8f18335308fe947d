import { describe, expect, it } from 'vitest'
import { checkAfter } from './check.fixture.ts'
import { append, change, FIRST, SECOND } from './content.fixture.ts'
import { formatProblem } from './problem.ts'
import { readingAge, sentencesOf } from './readability.ts'

const HARD =
  'Organisational accountability necessitates comprehensive verification of contractual documentation.'
const EASY = 'The laptop came in the post, and we put it on a shelf.'
const longer = (words: number) => `Word ${'word '.repeat(words - 2)}ends.`

function warnings(edit: Parameters<typeof checkAfter>[0]): string[] {
  const { problems, errors } = checkAfter(edit)
  expect(errors).toEqual([])
  return problems.map(formatProblem)
}

describe('the reading age', () => {
  it('is low for short words and sentences, and high for long ones', () => {
    const age = (text: string) => readingAge(sentencesOf(`${text} `.repeat(20)))
    expect(age(EASY)).toBeLessThan(9)
    expect(age(HARD)).toBeGreaterThan(20)
  })

  it('of a few words is not guessed', () => {
    expect(readingAge(sentencesOf(HARD))).toBeNull()
  })

  it('is warned of in a text for the public, with file, line and the hardest sentence', () => {
    const said = warnings((files) => append(files, `${EASY}\n\n${`${HARD}\n`.repeat(20)}`, SECOND))
    expect(said).toEqual([
      expect.stringMatching(
        /second-one\/en\.mdx:25 {2}warning: reading age: .*Flesch–Kincaid.*“Organisational.*Cure: Use shorter/,
      ),
    ])
  })

  it('is not asked of a text for those whose work it is', () => {
    expect(
      warnings((files) => {
        change(files, SECOND, 'audiences: [public]', 'audiences: [it-security]')
        append(files, `${HARD}\n`.repeat(20), SECOND)
      }),
    ).toEqual([])
  })
})

describe('a long sentence', () => {
  it('is warned of, in advisories and in data, with its line and its words', () => {
    expect(
      warnings((files) => {
        append(files, `Short.\n\nA line.\n${longer(36)}`, SECOND)
        change(
          files,
          'content/data/glossary.yaml',
          'Somebody who lends a name, an address or accounts.',
          longer(40),
        )
      }),
    ).toEqual([
      expect.stringMatching(/second-one\/en\.mdx:26 {2}warning: text: This sentence has 36 words/),
      expect.stringMatching(/glossary\.yaml:8 {2}warning: facilitator\.definition: .*40 words/),
    ])
  })

  it('of 35 words is none', () => {
    expect(warnings((files) => append(files, longer(35), FIRST))).toEqual([])
  })
})
