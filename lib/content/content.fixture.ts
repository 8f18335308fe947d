/** For tests: a small, valid `content` folder that a test changes in one place and writes to a temporary folder. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** File contents by path from the folder that holds `content`. */
export type Files = Record<string, string | Uint8Array>

export const FIRST = 'content/advisories/first-one/en.mdx'
export const SECOND = 'content/advisories/second-one/en.mdx'

const first = `---
id: RHW-2026-001
title: What to do first
summary: One sentence for everybody.
published: 2026-01-10
revised: 2026-02-10
nextReview: 2099-01-10
version: 2
status: current
factsChecked: 2026-01
audiences: [public, it-security]
stages: [identity, wages]
sources: [court-2024, firm-2025]
revisions:
  - {version: 1, date: 2026-01-10, kind: publication, summary: First publication.}
  - {version: 2, date: 2026-02-10, kind: correction, summary: A date was wrong.}
related: [RHW-2026-002]
reviewedBy: Editors
legalReview: {by: A lawyer, date: 2026-01-09}
address: /first-72-hours
---

<NeedToKnow>

- One line.<Cite source="court-2024" />
- Two lines.
- Three lines.

</NeedToKnow>

<WhatToDo>

1. Cut the access.
2. Keep the laptop.

</WhatToDo>

## The charges

A court in New York heard <Person name="Jane Roe" status="charged" by="a court" date="2024-12-11" source="court-2024" /> in December 2024.

<Claim source="firm-2025" status="estimated">

The firm counted **many** cases.

</Claim>

<Figure id="scheme" />

<Warning title="Keep the laptop">

Do not wipe it. See [the second one](/advisories/second-one#what-we-know) or [the law](https://example.gov/law).

</Warning>

![A laptop on a shelf](/images/laptop.png)

| Who | What |
| --- | --- |
| The firm | a count |

### Details

Read [more about tips](/report) and [the charges][charges].

[charges]: #the-charges
`

const second = `---
id: RHW-2026-002
title: How it works
summary: Another sentence.
published: 2026-01-11
revised: 2026-01-11
nextReview: 2099-01-10
version: 1
status: current
factsChecked: 2026-01
audiences: [public]
stages: [work]
sources: [firm-2025]
revisions:
  - {version: 1, date: 2026-01-11, kind: publication, summary: First publication.}
reviewedBy: Editors
---

## What we know

The firm wrote it down.<Cite source="firm-2025" />
`

/** A fresh copy of the valid content. */
export function validFiles(): Files {
  return {
    [FIRST]: first,
    [SECOND]: second,
    'content/data/sources.yaml': `- id: court-2024
  publisher: A court
  title: An indictment
  date: 2024-12-12
  url: https://example.gov/case
  strength: official
- id: firm-2025
  publisher: Example Research
  title: A count
  date: '2025'
  url: https://example.com/count
  strength: company
`,
    'content/data/signs.yaml': `- id: sign-shared-address
  stage: application
  audiences: [recruiter-hr]
  title: One address, many laptops
  text: Several laptops go to one address.
  weight: strong
  innocent: People who share a house.
  controls: [ship-to-document]
  sources: [firm-2025]
`,
    'content/data/controls.yaml': `- id: ship-to-document
  stage: onboarding
  audiences: [it-security]
  title: Send laptops to the address on the document
  text: Ask for more evidence when it is to go elsewhere.
  sources: [firm-2025]
`,
    'content/data/channels.yaml': `- id: police
  country: United States
  body: A police force
  kind: report
  useFor: A suspected case
  address: https://example.gov/report
  phone: null
  verified: 2026-01
  sources: [court-2024]
- id: customs
  country: United States
  body: A customs office
  kind: report
  useFor: A suspected parcel
  address: null
  verified: null
  sources: [court-2024]
`,
    'content/data/glossary.yaml': `- id: laptop-farm
  term: Laptop farm
  definition: A home where one person keeps many laptops connected.
  seeAlso: [facilitator]
  sources: [court-2024]
- id: facilitator
  term: Facilitator
  definition: Somebody who lends a name, an address or accounts.
  sources: [court-2024]
`,
    'content/data/indicators.yaml': `- id: dom-example
  kind: domain
  value: shop.example.com
  describedAs: A site that looked like a firm's
  namedBy: A court
  date: 2024-12-12
  basis: seized
  status: expired
  sources: [court-2024]
`,
    'content/data/actors.yaml': `- id: act-example
  name: Example Sleet
  by: Example Research
  about: it-workers
  meaning: The workers' activity as the firm sees it.
  sources: [firm-2025]
`,
    'content/data/software.yaml': `- id: example-desk
  name: ExampleDesk
  kind: program
  text: An ordinary program for remote control.
  reportedWith: [act-example]
  technique: T1000.001
  sources: [firm-2025]
`,
    'content/data/figures.yaml': `- id: scheme
  kind: scheme
  title: The scheme
  alt: Stages from identity to wages.
  stages:
    - {stage: identity, title: Identity, text: A name is taken., link: /advisories/second-one#what-we-know}
  sources: [court-2024]
- id: counts
  kind: bars
  title: Counts
  alt: Two bars.
  unit: people
  data:
    - {label: 2024, value: 3, source: firm-2025}
  sources: [firm-2025]
`.replace('label: 2024', "label: '2024'"),
    'content/data/timeline.yaml': `- id: t-2024
  date: 2024-12-12
  jurisdiction: US
  kind: indictment
  title: Charges are made public
  text: A court makes charges public.
  sources: [court-2024]
`,
    'content/data/techniques.yaml': `- id: T1000.001
  name: A technique
  status: current
  sources: [firm-2025]
- id: T1000
  name: An old one
  status: revoked
  replacedBy: T1000.001
  sources: [firm-2025]
`,
    'content/data/roles.yaml': `- id: recruiters
  title: If you hire
  door: I hire
  doorText: Signs and checks
  lead: What concerns you, in order.
  front: true
  sections:
    - {show: steps, title: Do this first, steps: [{text: Read this., link: /report}]}
    - {show: advisories, title: Read next, ids: [RHW-2026-002]}
    - {show: signs, title: Signs, audiences: [recruiter-hr]}
    - {show: pages, title: More, pages: [{text: All advisories, link: /advisories}]}
`,
    'content/data/names.yaml': 'places: [New York, North Korean]\n',
    'content/site.yaml': `name: Remote Hire Watch
tagline: ''
operator: {legalName: '', address: '', country: '', email: ''}
privacy: {contact: '', representatives: [], legalBasis: ''}
desk: {whoReads: '', country: '', replyTime: '', retentionDays: null}
partners: []
languages: [en]
security: {contact: ''}
`,
    'public/images/laptop.png': 'png',
  }
}

/** Replaces `from`, which must stand in the file, by `to`. */
export function change(files: Files, file: string, from: string | RegExp, to: string): void {
  const text = files[file]
  if (typeof text !== 'string') throw new Error(`${file} is no text`)
  const changed = text.replace(from, () => to)
  if (changed === text) throw new Error(`${file} does not hold ${from}`)
  files[file] = changed
}

/** Adds `text` at the end of an advisory; gives nothing. */
export function append(files: Files, text: string, file = FIRST): void {
  files[file] = `${String(files[file])}\n${text}\n`
}

/** Writes the files into a new temporary folder and gives its path. */
export function writeFiles(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), 'content-'))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}
