/**
 * Checks that people and accused companies are named only inside <Person> and <Company>, which say what
 * is charged or decided, by whom and when. All other names come from a closed list.
 */
import { visit } from 'unist-util-visit'
import type { Names, Source } from './data-schema.ts'
import { attribute, isJsx, lineOf, type Tree } from './mdx-tree.ts'
import { type Report, shown } from './problem.ts'
import {
  findNameRuns,
  holdsName,
  isOrdinary,
  type NameKnowledge,
  sortNames,
} from './proper-names.ts'
import type { Passage } from './prose.ts'
import type { Technique } from './techniques.ts'

/** Where editors may write Every Word With A Capital. */
const HEADLINES: ReadonlySet<string> = new Set(['title', 'heading', '<Warning title>'])
const LIST = 'content/data/names.yaml'
const TEXT_CURE = `If it is a person, use <Person name="…" …>; if an accused company, <Company name="…" …>; if an organisation, place, product, law or term, add it to ${LIST}; otherwise write it in small letters`
const DATA_CURE = `If it is a person or an accused company, write what they are ("a firm in China"), or list the company in the event's companies; if an organisation, place, product, law or term, add it to ${LIST}`

/** A name that stands in a component. */
export type NamedOne = { component: 'Person' | 'Company'; name: string; line: number }

/** Every person and company that `tree` names, in order. */
export function namedIn(tree: Tree): NamedOne[] {
  const named: NamedOne[] = []
  visit(tree, (node) => {
    if (!isJsx(node) || (node.name !== 'Person' && node.name !== 'Company')) return
    const name = attribute(node, 'name')
    if (name !== undefined) named.push({ component: node.name, name, line: lineOf(node) })
  })
  return named
}

/** The names that texts may use: those of names.yaml, the publishers of sources, ATT&CK techniques. */
export function allowedNames(
  names: Names,
  sources: readonly Source[],
  techniques: readonly Technique[] = [],
): string[] {
  const publishers = sources.flatMap(({ publisher }) => [
    publisher,
    ...publisher.split(/,|;|\(|\)| and /).map((part) => part.trim()),
  ])
  const listed = Object.values(names).flat()
  return sortNames(
    [...listed, ...publishers, ...techniques.map(({ name }) => name)].filter((name) =>
      /\p{L}{2}/u.test(name),
    ),
  )
}

/**
 * Reports names outside of components. `named` are the people and companies of the same advisory, whose
 * names may not stand bare elsewhere in it. `inData`: the passages are of a data file, where components
 * cannot stand.
 */
export function checkNames(
  passages: readonly Passage[],
  named: readonly NamedOne[],
  knowledge: NameKnowledge,
  report: Report,
  inData = false,
): void {
  for (const passage of passages) {
    if (passage.field === 'code') continue
    for (const { run, index } of findNameRuns(passage.text, knowledge)) {
      if (HEADLINES.has(passage.field) && isOrdinary(run, knowledge)) continue
      report(
        passage.line(index),
        passage.field,
        `${shown(run)} may be a name that nobody has vouched for`,
        inData ? DATA_CURE : TEXT_CURE,
      )
    }
    for (const { component, name } of named) {
      const bare = [name, ...surnameOf(component, name, knowledge)].find(
        (part) => holdsName(passage.text, part) !== -1,
      )
      if (bare === undefined) continue
      report(
        passage.line(holdsName(passage.text, bare)),
        passage.field,
        `${shown(bare)} is named outside of <${component}>`,
        `Use <${component} name="${name}" …> here too, or write what the ${component.toLowerCase()} is ("the defendant", "the firm")`,
      )
    }
  }
}

/** Reports people and companies that stand in the list of free names. */
export function checkListedNames(names: Names, named: readonly NamedOne[], report: Report): void {
  const listed = new Set(Object.values(names).flat())
  for (const { component, name, line } of named) {
    if (!listed.has(name)) continue
    const wrong = `${shown(name)} stands in ${LIST} and could be written without <${component}>`
    report(line, `<${component} name>`, wrong, `Delete it from ${LIST}`)
  }
}

/** The last word of a person's name, unless it is an allowed name too. */
function surnameOf(component: string, name: string, knowledge: NameKnowledge): string[] {
  if (component !== 'Person') return []
  const words = name.split(/\s+/).filter((word) => /^\p{Lu}[\p{L}'’-]{2,}$/u.test(word))
  const last = words.at(-1)
  return words.length < 2 || last === undefined || knowledge.allowed.includes(last) ? [] : [last]
}
