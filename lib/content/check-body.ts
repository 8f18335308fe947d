/**
 * Checks that an advisory's text is only text: known Markdown and known components with plain text
 * attributes. MDX is code, so import, export, expressions and everything unknown is refused.
 */
import { checkElement } from './check-element.ts'
import { COMPONENTS, type Known } from './components.ts'
import { isJsx, lineOf, type Node, parseBody, type Tree } from './mdx-tree.ts'
import type { Report } from './problem.ts'

/** Markdown that an advisory may use. */
const MARKDOWN: ReadonlySet<string> = new Set([
  'root',
  'paragraph',
  'text',
  'emphasis',
  'strong',
  'inlineCode',
  'code',
  'break',
  'heading',
  'list',
  'listItem',
  'blockquote',
  'thematicBreak',
  'table',
  'tableRow',
  'tableCell',
  'link',
  'linkReference',
  'definition',
  'image',
  'imageReference',
])

/** Why other Markdown and MDX is refused, and what to write instead. */
const REFUSED: Readonly<Record<string, [field: string, wrong: string, cure: string]>> = {
  mdxjsEsm: [
    'import or export',
    'import and export are code',
    'Delete the line; components need no import. A sentence must not start its line with "import" or "export"',
  ],
  mdxFlowExpression: [
    'expression',
    'Text in braces { } is code',
    'Write the text itself; for the characters write \\{ and \\}, or put them in backticks: `{`',
  ],
  mdxTextExpression: [
    'expression',
    'Text in braces { } is code',
    'Write the text itself; for the characters write \\{ and \\}, or put them in backticks: `{`',
  ],
  footnoteReference: ['footnote', 'Footnotes are not used', 'Cite with <Cite source="…" />'],
  footnoteDefinition: ['footnote', 'Footnotes are not used', 'Cite with <Cite source="…" />'],
  delete: [
    'strike-through',
    'Text must not be struck through',
    'Correct it and add a revision entry',
  ],
}

/**
 * Parses `body`, which starts on line `firstLine` of its file, and reports everything in it that is not
 * allowed. Gives the tree, whose lines are those of the file, or null when the MDX is broken.
 */
export function checkBody(
  body: string,
  firstLine: number,
  known: Known,
  report: Report,
): Tree | null {
  if (body.trim() === '') {
    report(firstLine, 'text', 'The advisory has no text', 'Write it below the front matter')
    return null
  }
  let tree: Tree
  try {
    // Empty lines before the text make the tree count lines as the file does.
    tree = parseBody('\n'.repeat(firstLine - 1) + body)
  } catch (error) {
    reportBroken(error, firstLine, report)
    return null
  }
  if (isTooDeep(tree)) {
    report(firstLine, 'mdx', 'The text is nested too deeply', 'Write it flat')
    return null
  }
  checkTree(tree, known, report)
  return tree
}

/** Reports everything in `tree` that is not allowed, on the lines that the tree counts. */
export function checkTree(tree: Tree, known: Known, report: Report): void {
  checkNode(tree, null, known, report)
  checkHeadings(tree, report)
}

/** Whether anything stands deeper than any text needs; whatever walks the tree later is recursive. */
function isTooDeep(tree: Tree): boolean {
  let level: Node[] = [tree]
  for (let depth = 0; depth < 50; depth++) {
    level = level.flatMap((node) => ('children' in node ? node.children : []))
    if (level.length === 0) return false
  }
  return true
}

function checkNode(node: Node, parent: Node | null, known: Known, report: Report): void {
  if (isJsx(node)) checkElement(node, parent, known, report)
  else if (!MARKDOWN.has(node.type) && !isFrontMatter(node)) {
    const [field, wrong, cure] = REFUSED[node.type] ?? [
      node.type,
      `Markdown of the kind "${node.type}" is not used`,
      'Write it as a paragraph, list or table',
    ]
    report(lineOf(node), field, wrong, cure)
    return
  }
  if (node.type === 'listItem' && typeof node.checked === 'boolean')
    report(lineOf(node), 'list', 'Check boxes are not used', 'Write a plain list without [ ]')
  if ('children' in node) for (const child of node.children) checkNode(child, node, known, report)
}

/** The compiler's own view of front matter: YAML, and an export without a place, which nobody wrote. */
function isFrontMatter(node: Node): boolean {
  return node.type === 'yaml' || (node.type === 'mdxjsEsm' && node.position === undefined)
}

function checkHeadings(tree: Tree, report: Report): void {
  let depth = 1
  const walk = (node: Node): void => {
    if (node.type === 'heading') {
      const marks = '#'.repeat(node.depth)
      if (node.depth === 1)
        report(
          lineOf(node),
          'heading',
          'The title is the only heading of level 1',
          'Start headings with ##',
        )
      else if (node.depth > depth + 1)
        report(
          lineOf(node),
          'heading',
          `A heading of level ${node.depth} (${marks}) skips a level`,
          `Use ${'#'.repeat(depth + 1)}`,
        )
      if (node.children.length === 0)
        report(lineOf(node), 'heading', 'The heading has no text', 'Write its text or delete it')
      depth = node.depth
    }
    if ('children' in node) node.children.forEach(walk)
  }
  walk(tree)
}

function reportBroken(error: unknown, firstLine: number, report: Report): void {
  if (error instanceof RangeError) {
    report(firstLine, 'mdx', 'The text is nested too deeply', 'Write it flat')
    return
  }
  if (!isMessage(error)) throw error
  const place = error.place
  const end = place === undefined ? firstLine : 'line' in place ? place.line : place.start.line
  // A tag that is never closed is noticed at the end; the reason says where it was opened.
  const opened = /\((\d+):\d+/.exec(error.reason)?.[1]
  const line = opened === undefined ? end : Number(opened)
  const reason = error.reason.replace(/\s+/g, ' ')
  // The parser's own advice is a comment or an element in braces, which is refused too.
  const said = reason.replace(/ \(note: .*\)$/, '')
  report(line, brokenField(reason), `Broken MDX: ${said}`, brokenCure(reason))
}

type Place = { line: number } | { start: { line: number } }

/** The message of a Markdown parser: what is wrong, and where. */
function isMessage(error: unknown): error is Error & { reason: string; place?: Place } {
  return error instanceof Error && 'reason' in error && typeof error.reason === 'string'
}

function brokenField(reason: string): string {
  return /import\/exports/.test(reason)
    ? 'import or export'
    : /expression/.test(reason)
      ? 'expression'
      : 'mdx'
}

function brokenCure(reason: string): string {
  if (/import\/exports/.test(reason)) return 'Do not start a line with "import" or "export"'
  if (/expression/.test(reason))
    return 'Write no braces { }; for the characters write \\{ and \\}, or put them in backticks: `{`'
  if (/character `!`/.test(reason))
    return 'Delete the comment; nobody reads it, and what editors must know belongs into the commit. For the character write \\<, or put it in backticks: `<`'
  if (/closing slash/.test(reason))
    return 'Delete the closing tag, or write the opening tag that belongs to it'
  if (/end of file/.test(reason)) return 'End the tag with />'
  if (/closing tag for `<[a-z]/.test(reason))
    return 'HTML elements are not allowed. Use Markdown: ![text](/images/name.png), [text](address), **strong**, lists, tables'
  if (/closing tag/.test(reason))
    return 'Close every component, and put its tags on lines of their own with empty lines around the text'
  if (/create a link/.test(reason)) return 'Write links as [text](https://…)'
  return `For the character write \\<, or put it in backticks: \`<\`; components are ${Object.keys(COMPONENTS).join(', ')}`
}
