/** An advisory's text by heading, as plain sentences: for the search index. */
import { visit } from 'unist-util-visit'
import {
  attribute,
  type Heading,
  headingsOf,
  isJsx,
  type Node,
  parseBody,
  plainText,
} from './mdx-tree.ts'

/** `heading` is null for what stands before the first one. */
export type Section = { heading: Heading | null; text: string }

/**
 * The sections in order. A person is left out, so that nobody can be looked up here; `label` says what
 * must stand with a claim or a company wherever its text is shown.
 * @param label words for the status of a `Claim` or a `Company`, "" for none
 */
export function advisorySections(
  raw: string,
  label: (element: string, status: string) => string,
): Section[] {
  const tree = parseBody(raw)
  const headings = headingsOf(tree)
  const sections: { heading: Heading | null; pieces: string[] }[] = [{ heading: null, pieces: [] }]
  let met = 0
  for (const node of tree.children) {
    if (node.type === 'heading') {
      sections.push({ heading: headings[met] ?? null, pieces: [] })
      met += 1
    } else sections.at(-1)?.pieces.push(...blocks(node, label))
  }
  return sections.map(({ heading, pieces }) => ({
    heading,
    text: pieces.join(' ').replace(/\s+/g, ' ').trim(),
  }))
}

/** Paragraphs and cells, each a piece of its own. */
function blocks(node: Node, label: (element: string, status: string) => string): string[] {
  const pieces: string[] = []
  visit(node, (one) => {
    if (isJsx(one) && one.type === 'mdxJsxFlowElement') {
      const words = one.name === 'Claim' ? label('Claim', attribute(one, 'status') ?? '') : ''
      if (words) pieces.push(`${words}:`)
    }
    if (one.type !== 'paragraph' && one.type !== 'tableCell') return
    pieces.push(
      one.children
        .map((child) => {
          if (!isJsx(child)) return plainText(child)
          if (child.name === 'Person') return 'a person'
          if (child.name !== 'Company') return plainText(child)
          return `${plainText(child)} (${label('Company', attribute(child, 'status') ?? '')})`
        })
        .join(''),
    )
  })
  return pieces
}
