/**
 * Reads YAML into a value that fits a zod schema, and reports every misfit with its line, its field and
 * the cure. Anchors, aliases and tags are refused: nothing in our files needs them, and an alias can be
 * a bomb.
 */
import { isAlias, isMap, isNode, isPair, LineCounter, parseDocument, visit } from 'yaml'
import type { z } from 'zod'
import { nearest, type Report, shown } from './problem.ts'

export type Path = readonly (string | number)[]

export type YamlText<T> =
  /** `line` gives the line in the file of a field, or of its nearest parent that is there. */
  { ok: true; value: T; line: (path: Path) => number } | { ok: false }

/**
 * Parses `text`, which starts on line `firstLine` of its file, and checks it against `schema`. All
 * misfits go to `report`; a value comes out only when there is none.
 */
export function readYaml<T>(
  text: string,
  schema: z.ZodType<T>,
  report: Report,
  firstLine = 1,
): YamlText<T> {
  const counter = new LineCounter()
  const lineAt = (offset: number) => firstLine + Math.max(counter.linePos(offset).line, 1) - 1
  const document = parseYaml(text, counter)
  if (!document) {
    report(firstLine, 'yaml', 'This is nested too deeply', 'Write it flat, as in docs/editing.md')
    return { ok: false }
  }
  if (document.errors.some(({ message }) => /call stack/i.test(message))) {
    report(firstLine, 'yaml', 'This is nested too deeply', 'Write it flat, as in docs/editing.md')
    return { ok: false }
  }
  for (const error of [...document.errors, ...document.warnings]) {
    const wrong = `Bad YAML: ${error.message.replace(/\s+/g, ' ')}`
    const cure =
      error.code === 'DUPLICATE_KEY'
        ? 'Keep one of the two'
        : 'Check indentation and colons; put quotes around text with : or # in it'
    const open = /closing .quote/.test(error.message) ? openQuote(document) : undefined
    report(lineAt(open ?? error.pos[0]), 'yaml', wrong, cure)
  }
  if (document.errors.length > 0 || document.warnings.length > 0) return { ok: false }
  let refused = false
  visit(document, (_, node) => {
    if (!isNode(node)) return
    const anchored = isAlias(node) || ('anchor' in node && node.anchor !== undefined)
    if (!anchored && node.tag === undefined) return
    refused = true
    const wrong = anchored
      ? 'YAML anchors and aliases (& and *) are not used here'
      : 'YAML tags (!) are not used here'
    report(
      lineAt(node.range?.[0] ?? 0),
      'yaml',
      wrong,
      'Write the value out, in quotes if it is text',
    )
  })
  if (refused) return { ok: false }

  const line = (path: Path): number => {
    for (let length = path.length; length > 0; length--) {
      const offset = offsetOf(document, path.slice(0, length))
      if (offset !== undefined) return lineAt(offset)
    }
    return firstLine
  }
  const value: unknown = document.toJS({ maxAliasCount: 0 })
  const parsed = schema.safeParse(value, { reportInput: true })
  if (parsed.success) return { ok: true, value: parsed.data, line }
  for (const issue of parsed.error.issues) reportIssue(issue, value, line, report)
  return { ok: false }
}

/** `['revisions', 0, 'date']` as editors read it: `revisions[0].date`. */
export function fieldName(path: Path): string {
  const name = path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${part}` : part,
    '',
  )
  return name || 'file'
}

function parseYaml(text: string, lineCounter: LineCounter) {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true })
  } catch (error) {
    // The parser is recursive: thousands of nested brackets exhaust the stack.
    if (error instanceof RangeError) return null
    throw error
  }
}

/** A quote that is never closed is noticed at the end of the text; this is where it was opened. */
function openQuote(document: ReturnType<typeof parseDocument>): number | undefined {
  let start: number | undefined
  visit(document, {
    Scalar: (_, node) => {
      if (node.type?.startsWith('QUOTE')) start = node.range?.[0]
    },
  })
  return start
}

function offsetOf(document: ReturnType<typeof parseDocument>, path: Path): number | undefined {
  const last = path.at(-1)
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isPair(item) && String(item.key) === String(last))
    return isNode(pair?.key) ? pair.key.range?.[0] : undefined
  }
  const node = document.getIn(path, true)
  return isNode(node) ? node.range?.[0] : undefined
}

function reportIssue(
  issue: z.core.$ZodIssue,
  value: unknown,
  line: (path: Path) => number,
  report: Report,
): void {
  const path = issue.path.filter((part) => typeof part !== 'symbol')
  const field = fieldName(path)
  const given = path.reduce<unknown>((parent, key) => entry(parent, key), value)
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys)
      report(
        line([...path, key]),
        fieldName([...path, key]),
        'This field is unknown',
        unknownCure(key),
      )
    return
  }
  if (given === undefined) {
    report(line(path), field, 'This field is missing', cureOf(issue, 'Add it'))
    return
  }
  if (issue.code === 'invalid_value') {
    const allowed = issue.values.map(String)
    const near = typeof given === 'string' ? nearest(given, allowed) : undefined
    const meant = near ? `. Did you mean "${near}"?` : ''
    report(
      line(path),
      field,
      `${shown(given)} is not one of the allowed values`,
      `Use ${allowed.join(', ')}${meant}`,
    )
    return
  }
  const [wrong, cure] = splitMessage(issue.message)
  const kind = given === null ? 'There is no value here' : `${shown(given)} is of the wrong kind`
  report(
    line(path),
    field,
    issue.code === 'invalid_type' ? kind : (wrong ?? `${shown(given)} does not fit here`),
    issue.code === 'invalid_type' && wrong === undefined && /^Invalid/.test(cure)
      ? typeCure(issue.expected)
      : cure,
  )
}

function entry(parent: unknown, key: string | number): unknown {
  if (typeof parent !== 'object' || parent === null) return undefined
  return Object.entries(parent).find(([name]) => name === String(key))?.[1]
}

/** Messages of our schemas read "What is wrong. What to do" or only "What to do". */
function splitMessage(message: string): [string | undefined, string] {
  const cut = message.indexOf('. ')
  return cut === -1 ? [undefined, message] : [message.slice(0, cut), message.slice(cut + 2)]
}

function cureOf(issue: z.core.$ZodIssue, verb: string): string {
  if (issue.code === 'invalid_value')
    return `${verb}, with one of ${issue.values.map(String).join(', ')}`
  const [, cure] = splitMessage(issue.message)
  return /^Invalid/.test(cure) ? `${verb}, as in docs/editing.md` : `${verb}. ${cure}`
}

function typeCure(expected: string): string {
  if (expected === 'array') return 'Write a list, like [a, b]'
  if (expected === 'object') return 'Write fields below it, indented'
  return `Write a ${expected}`
}

function unknownCure(key: string): string {
  return `Correct the spelling of "${key}" or delete it; docs/editing.md lists the fields`
}
