/**
 * The closed list of components that an advisory's text may use, with their attributes. The check, the
 * build and docs/editing.md follow it; `components/reading` draws them.
 */

/** What an attribute's text must be. */
export type AttributeKind =
  | { kind: 'text' }
  | { kind: 'date' }
  /** One or more ids of content/data/sources.yaml, separated by blanks. */
  | { kind: 'sources' }
  /** One id of content/data/figures.yaml. */
  | { kind: 'figure' }
  | { kind: 'one of'; values: readonly string[] }

/** Ids that attributes may name; null when their file is broken, which is reported once, not at each use. */
export type Known = {
  sources: ReadonlySet<string> | null
  figures: ReadonlySet<string> | null
}

export type ComponentRule = {
  /** `block` stands on lines of its own, `inline` within a sentence. */
  place: 'block' | 'inline'
  /** Whether something stands between an opening and a closing tag. */
  content: 'none' | 'blocks'
  attributes: Readonly<Record<string, AttributeKind>>
  /** How to write it, for cures. */
  example: string
}

/** How sure a claim is: alleged, stated by the source, an estimate, or our own reading. */
export const CLAIM_STATUSES = ['alleged', 'stated', 'estimated', 'reading'] as const
/** What a court or authority has done about a person. */
export const PERSON_STATUSES = ['charged', 'pleaded', 'convicted', 'sanctioned'] as const
/** The same about a company; `named` = an official text names it without accusing it. */
export const COMPANY_STATUSES = ['charged', 'convicted', 'sanctioned', 'named'] as const

const text = { kind: 'text' } as const
const sources = { kind: 'sources' } as const

/** What must stand beside a name: its status, who gave it, when, and where that is to be read. */
const named = (statuses: readonly string[]): ComponentRule['attributes'] => ({
  name: text,
  status: { kind: 'one of', values: statuses },
  by: text,
  date: { kind: 'date' },
  source: sources,
})

export const COMPONENTS: Readonly<Record<string, ComponentRule>> = {
  Cite: {
    place: 'inline',
    content: 'none',
    attributes: { source: sources },
    example: '<Cite source="doj-2024-12-12" />',
  },
  Claim: {
    place: 'block',
    content: 'blocks',
    attributes: { source: sources, status: { kind: 'one of', values: CLAIM_STATUSES } },
    example:
      '<Claim source="doj-2024-12-12" status="alleged">, the text, </Claim>, each on its own line',
  },
  Figure: {
    place: 'block',
    content: 'none',
    attributes: { id: { kind: 'figure' } },
    example: '<Figure id="scheme" />',
  },
  Value: {
    place: 'inline',
    content: 'none',
    attributes: { figure: { kind: 'figure' }, label: text },
    example:
      '<Value figure="seized-laptops" label="2024" />, with the <Cite> of its source in the sentence',
  },
  NeedToKnow: {
    place: 'block',
    content: 'blocks',
    attributes: {},
    example:
      '<NeedToKnow>, a list of 3 to 5 lines, </NeedToKnow>, with empty lines around the list',
  },
  WhatToDo: {
    place: 'block',
    content: 'blocks',
    attributes: {},
    example: '<WhatToDo>, a numbered list, </WhatToDo>, with empty lines around the list',
  },
  Warning: {
    place: 'block',
    content: 'blocks',
    attributes: { title: text },
    example: '<Warning title="Do not wipe the laptop">, the text, </Warning>, each on its own line',
  },
  Person: {
    place: 'inline',
    content: 'none',
    attributes: named(PERSON_STATUSES),
    example:
      '<Person name="…" status="charged" by="the court or authority" date="2024-12-11" source="doj-2024-12-12" />',
  },
  Company: {
    place: 'inline',
    content: 'none',
    attributes: named(COMPANY_STATUSES),
    example:
      '<Company name="…" status="sanctioned" by="the court or authority" date="2018-09-13" source="treasury-2018-09-13" />',
  },
}
