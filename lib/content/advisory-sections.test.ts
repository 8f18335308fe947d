import { describe, expect, it } from 'vitest'
import { advisorySections } from './advisory-sections.ts'

const RAW = `
<NeedToKnow>

- One line.<Cite source="a" />
- Two *lines*.

</NeedToKnow>

## What happened

A court heard <Person name="Jane Roe" status="charged" by="a court" date="2024" source="a" />, of
<Company name="Example Ltd" status="sanctioned" by="us" date="2024" source="a" />.

<Claim source="a" status="alleged">

It took [money](/signs).

</Claim>

| Sign | It may be |
| --- | --- |
| A<Cite source="a" /> | B |

## What happened

Again.
`
const label = (element: string, status: string) => `${element} ${status}`

describe('the sections of an advisory', () => {
  const sections = advisorySections(RAW, label)

  it('stand under the anchors that the page has, the opening first', () => {
    expect(sections.map(({ heading }) => heading?.id ?? null)).toEqual([
      null,
      'what-happened',
      'what-happened-2',
    ])
    expect(sections[0]?.text).toBe('One line. Two lines.')
    expect(sections[2]?.text).toBe('Again.')
  })

  it('name no person, and no claim or company without its status', () => {
    expect(sections[1]?.text).toBe(
      'A court heard a person, of Example Ltd (Company sanctioned). Claim alleged: It took money. Sign It may be A B',
    )
  })
})
