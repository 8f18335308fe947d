import { expect, it } from 'vitest'
import { leadOf, leadText } from './advisory-lead.ts'

const raw = `<NeedToKnow>

- The **first** line.<Cite source="court-2024" />
- See [the second](/advisories/second) of <Person name="Jane Roe" status="charged" by="a court" date="2024-12-11" source="court-2024" />.

</NeedToKnow>

<WhatToDo>

1. Cut the access.
   Then wait.
2. Keep the laptop.

</WhatToDo>

## A chapter

- A list that is not in a box.
`

it('reads the boxes as a reader sees them, without marks and citations', () => {
  expect(leadText(leadOf(raw))).toBe(
    'What you need to know:\n- The first line.\n- See the second of Jane Roe.\n\nWhat to do:\n1. Cut the access. Then wait.\n2. Keep the laptop.',
  )
})

it('leaves out a box that is not there', () => {
  expect(leadText(leadOf('## Only a chapter\n\n- A list.\n'))).toBe('')
})
