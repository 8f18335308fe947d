import { describe, expect, it } from 'vitest'
import { body, checkAfter, data } from './check.fixture.ts'

const lines = (text: string) => checkAfter(body(text)).lines

describe('a charge outside of the component that gives its status', () => {
  it.each([
    'In May, Roebuck was charged in New York.',
    'A court there sentenced Roebuck.',
    'Roebuck has since been convicted.',
    'Roebuck, who pleaded later, stays at home.',
    'The court heard that Roebuck was arrested.',
  ])('is refused for a name that nobody vouched for: %s', (text) => {
    expect(lines(text)).toEqual([
      expect.stringMatching(
        /first-one\/en\.mdx:\d+ {2}text: .*"Roebuck" outside of the component.*Cure: Use <Person/,
      ),
    ])
  })

  it.each([
    'Two people in New York were charged.',
    'A woman in Elsewhere was charged.',
    'The defendants were charged in May.',
    'Prosecutors charged two people, and the prosecutors said why.',
    'The FBI arrested nobody. Fourteen were indicted. Many were charged in December.',
    '<Person name="Jane Roe" status="charged" by="a court" date="2024-12-11" source="court-2024" /> was charged in New York.',
    'People who use Roebucks are never accused of that.',
  ])('is not seen where there is none: %s', (text) => {
    expect(lines(text)).toEqual([])
  })

  it('is refused in data too, where components cannot stand', () => {
    const { lines } = checkAfter(
      data('timeline', 'A court makes charges public.', 'Roebuck was charged.'),
    )
    expect(lines).toEqual([
      expect.stringMatching(/timeline\.yaml:6 {2}t-2024\.text: .*Cure: Write what the person/),
    ])
  })
})
