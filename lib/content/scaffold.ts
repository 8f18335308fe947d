/** Writes what editors would otherwise copy: a new advisory, and a new revision entry. */
import { isMap, isNode, isScalar, isSeq, parseDocument, type Scalar } from 'yaml'
import type { RevisionKind } from './front-matter.ts'

export type Scaffold = { ok: true; text: string } | { ok: false; wrong: string; cure: string }

/** The id after the highest number of `year` among `ids`, like `RHW-2026-004`. */
export function nextAdvisoryId(ids: Iterable<string>, year: number): string {
  const numbers = [...ids].flatMap((id) => {
    const [, idYear, number] = /^RHW-(\d{4})-(\d+)/.exec(id) ?? []
    return Number(idYear) === year ? [Number(number)] : []
  })
  return `RHW-${year}-${String(Math.max(0, ...numbers) + 1).padStart(3, '0')}`
}

/** The whole text of a new draft that passes the check. `today` is `YYYY-MM-DD`, `source` an id that exists. */
export function newAdvisory(options: {
  id: string
  slug: string
  today: string
  source: string
}): string {
  const { id, slug, today, source } = options
  const words = slug.replaceAll('-', ' ')
  return `---
id: ${id}
title: ${JSON.stringify(words.charAt(0).toUpperCase() + words.slice(1))}
summary: One sentence that says what this is about and whom it concerns.
published: ${today}
revised: ${today}
nextReview: ${threeMonthsAfter(today)}
version: 1
# draft is never published; then current, later superseded or withdrawn
status: draft
factsChecked: ${today.slice(0, 7)}
audiences: [public]
stages: [application]
sources: [${source}]
revisions:
  - {version: 1, date: ${today}, kind: publication, summary: First publication.}
related: []
reviewedBy: Editors of Remote Hire Watch
---

<NeedToKnow>

- The most important thing, in one line.<Cite source="${source}" />
- The second.
- The third.

</NeedToKnow>

<WhatToDo>

1. The first step.
2. The second.

</WhatToDo>

## What happened

Write here. Every fact ends with its source.<Cite source="${source}" />

<Claim source="${source}" status="alleged">

What somebody alleges stands in a block that says so.

</Claim>
`
}

/**
 * Adds a revision entry to the text of an advisory file, and sets `version` and `revised`; everything
 * else stays as it is written. `today` is `YYYY-MM-DD`.
 */
export function addRevision(
  text: string,
  entry: { kind: Exclude<RevisionKind, 'publication'>; summary: string; today: string },
): Scaffold {
  const broken = (wrong: string): Scaffold => ({
    ok: false,
    wrong,
    cure: 'Run "npm run check" and put the front matter right first',
  })
  const end = text.indexOf('\n---', 3)
  if (!text.startsWith('---\n') || end === -1) return broken('The front matter is missing')
  const matter = text.slice(4, end + 1)
  const document = parseDocument(matter)
  if (document.errors.length > 0 || !isMap(document.contents))
    return broken('The front matter is broken')
  if (document.get('status') === 'draft')
    return {
      ok: false,
      wrong: 'The advisory is a draft',
      cure: 'Change it freely; revisions begin with its publication',
    }
  const version = document.get('version', true)
  const revised = document.get('revised', true)
  const revisions = document.get('revisions', true)
  if (
    !isScalar(version) ||
    !isScalar(revised) ||
    !isSeq(revisions) ||
    typeof version.value !== 'number'
  )
    return broken('version, revised or revisions is missing')
  const next = version.value + 1
  const line = `{version: ${next}, date: ${entry.today}, kind: ${entry.kind}, summary: ${JSON.stringify(entry.summary)}}`
  const last = revisions.items.at(-1)
  if (!isNode(last) || !last.range || !revisions.range) return broken('revisions is empty')
  const edits: Edit[] = [replacement(version, String(next)), replacement(revised, entry.today)]
  if (revisions.flow) {
    edits.push({ from: last.range[1], to: last.range[1], text: `, ${line}` })
  } else {
    const start = revisions.range[0]
    const indent = ' '.repeat(start - (matter.lastIndexOf('\n', start - 1) + 1))
    const after = matter.slice(0, last.range[1]).trimEnd().length
    const lineEnd = matter.indexOf('\n', after)
    edits.push({ from: lineEnd, to: lineEnd, text: `\n${indent}- ${line}` })
  }
  const changed = edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((whole, edit) => whole.slice(0, edit.from) + edit.text + whole.slice(edit.to), matter)
  return { ok: true, text: `---\n${changed}${text.slice(end + 1)}` }
}

type Edit = { from: number; to: number; text: string }

function replacement(node: Scalar, text: string): Edit {
  const [from, to] = node.range ?? [0, 0]
  return { from, to, text }
}

function threeMonthsAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCMonth(date.getUTCMonth() + 3)
  return date.toISOString().slice(0, 10)
}
