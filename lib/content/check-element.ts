/** Checks one component of an advisory's text: its name, its place, its attributes, what it holds. */
import { type AttributeKind, COMPONENTS, type ComponentRule, type Known } from './components.ts'
import { isDay } from './dates.ts'
import { type JsxElement, lineOf, type Node } from './mdx-tree.ts'
import { nearest, type Report, shown } from './problem.ts'

const NAMES = Object.keys(COMPONENTS)
/** Components inside which no block component may stand. */
const FLAT = new Set(['Claim', 'NeedToKnow', 'WhatToDo'])

/** Reports everything that is wrong with `element`, which stands in `parent`. */
export function checkElement(
  element: JsxElement,
  parent: Node | null,
  known: Known,
  report: Report,
): void {
  const name = element.name
  const line = lineOf(element)
  const rule = name !== null && Object.hasOwn(COMPONENTS, name) ? COMPONENTS[name] : undefined
  if (name === null || rule === undefined) {
    reportUnknown(name, line, report)
    // Handlers and expressions in an unknown element are named all the same.
    for (const item of element.attributes) checkAttributeForm(item, name ?? '', line, report)
    return
  }
  checkPlace(element, name, rule, parent, line, report)
  checkAttributes(element, name, rule, line, known, report)
  checkContent(element, name, rule, line, report)
}

function reportUnknown(name: string | null, line: number, report: Report): void {
  if (name === null) {
    report(line, 'component', '<> is not a component', 'Delete it')
  } else if (/^[a-z]/.test(name) && !name.includes('.')) {
    const markdown = 'Use Markdown: [text](address), **strong**, *emphasis*, lists, tables'
    report(line, `<${name}>`, 'HTML elements are not allowed', markdown)
  } else {
    const near = nearest(name, NAMES)
    const meant = near ? `. Did you mean <${near}>?` : ''
    report(line, `<${name}>`, 'This component is unknown', `Use one of ${NAMES.join(', ')}${meant}`)
  }
}

function checkPlace(
  element: JsxElement,
  name: string,
  rule: ComponentRule,
  parent: Node | null,
  line: number,
  report: Report,
): void {
  if (rule.place === 'block' && element.type === 'mdxJsxTextElement') {
    const cure = `Put its tags on lines of their own: ${rule.example}`
    report(line, `<${name}>`, 'This component cannot stand within a line', cure)
  }
  if (rule.place === 'inline' && element.type === 'mdxJsxFlowElement') {
    report(
      line,
      `<${name}>`,
      'This component stands alone on its line',
      'Put it into the sentence it belongs to',
    )
  }
  if (rule.place === 'block' && parent && 'name' in parent && FLAT.has(parent.name ?? '')) {
    report(line, `<${name}>`, `This block cannot stand inside <${parent.name}>`, 'Move it out')
  }
}

type Attribute = JsxElement['attributes'][number]

/** True when the attribute is plain text; otherwise reports what it is. */
function checkAttributeForm(
  item: Attribute,
  element: string,
  line: number,
  report: Report,
): boolean {
  const at = item.position?.start.line ?? line
  if (item.type === 'mdxJsxExpressionAttribute') {
    report(
      at,
      `<${element}>`,
      'A spread {...} is code',
      'Write each attribute out, like source="…"',
    )
    return false
  }
  const field = `<${element} ${item.name}>`
  if (/^on/i.test(item.name)) {
    report(at, field, 'An event handler is code', 'Delete it')
    return false
  }
  if (typeof item.value === 'string') return true
  if (item.value === null || item.value === undefined)
    report(at, field, 'The attribute has no value', `Write ${item.name}="…"`)
  else report(at, field, 'An attribute in braces { } is code', `Write ${item.name}="…" in quotes`)
  return false
}

function checkAttributes(
  element: JsxElement,
  name: string,
  rule: ComponentRule,
  line: number,
  known: Known,
  report: Report,
): void {
  const seen = new Set<string>()
  for (const item of element.attributes) {
    const plain = checkAttributeForm(item, name, line, report)
    if (item.type !== 'mdxJsxAttribute') continue
    const field = `<${name} ${item.name}>`
    const at = item.position?.start.line ?? line
    const twice = seen.has(item.name)
    seen.add(item.name)
    if (twice) report(at, field, 'The attribute stands here twice', 'Keep one of the two')
    if (!plain || typeof item.value !== 'string') continue
    const kind = Object.hasOwn(rule.attributes, item.name) ? rule.attributes[item.name] : undefined
    if (kind === undefined) {
      report(at, field, 'The attribute is unknown', `Write ${rule.example}`)
    } else checkValue(item.value, kind, field, at, known, report)
  }
  for (const required of Object.keys(rule.attributes)) {
    if (seen.has(required)) continue
    const wrong = `The attribute ${required} is missing`
    report(line, `<${name} ${required}>`, wrong, `Write ${rule.example}`)
  }
}

function checkValue(
  value: string,
  kind: AttributeKind,
  field: string,
  line: number,
  known: Known,
  report: Report,
): void {
  if (value.trim() === '') {
    report(line, field, 'The attribute is empty', 'Write its value between the quotes')
    return
  }
  switch (kind.kind) {
    case 'text':
      if (/[\n<>{}]/.test(value))
        report(
          line,
          field,
          'The text holds a line break or one of < > { }',
          'Write plain words on one line',
        )
      return
    case 'date':
      if (!isDay(value))
        report(line, field, `${shown(value)} is not a day that exists`, 'Write it as 2026-11-22')
      return
    case 'one of':
      if (!kind.values.includes(value))
        report(
          line,
          field,
          `${shown(value)} is not one of the allowed values`,
          `Use ${kind.values.join(', ')}`,
        )
      return
    case 'figure':
      checkId(value, known.figures, 'figure', 'content/data/figures.yaml', field, line, report)
      return
    case 'sources':
      for (const id of value.trim().split(/\s+/))
        checkId(id, known.sources, 'source', 'content/data/sources.yaml', field, line, report)
      return
    default:
      kind satisfies never
  }
}

function checkId(
  id: string,
  known: ReadonlySet<string> | null,
  what: string,
  file: string,
  field: string,
  line: number,
  report: Report,
): void {
  if (known === null || known.has(id)) return
  const near = nearest(id, [...known])
  const meant = near ? `. Did you mean "${near}"?` : ''
  report(
    line,
    field,
    `There is no ${what} ${shown(id)}`,
    `Add it to ${file} or use an id from there${meant}`,
  )
}

function checkContent(
  element: JsxElement,
  name: string,
  rule: ComponentRule,
  line: number,
  report: Report,
): void {
  const field = `<${name}>`
  if (rule.content === 'none') {
    if (element.children.length > 0)
      report(line, field, 'Nothing may stand inside', `Write ${rule.example}`)
    return
  }
  if (element.type !== 'mdxJsxFlowElement') return
  if (element.children.length === 0) {
    report(line, field, 'There is nothing inside', `Write ${rule.example}`)
    return
  }
  const lists = element.children.filter((child) => child.type === 'list')
  if (name === 'NeedToKnow') {
    const lines = lists[0]?.children.length ?? 0
    if (element.children.length !== 1 || lists.length !== 1 || lines < 3 || lines > 5)
      report(
        line,
        field,
        'It does not hold exactly one list of 3 to 5 lines',
        `Write ${rule.example}`,
      )
  }
  if (name === 'WhatToDo' && !lists.some((list) => list.ordered === true))
    report(line, field, 'It holds no numbered list', `Write ${rule.example}`)
}
