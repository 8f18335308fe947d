/**
 * The one way in which an advisory's text becomes a syntax tree: the check and the build see exactly
 * the same Markdown (CommonMark, GFM tables) and the same MDX. Nothing is run.
 */
import type { Heading as HeadingNode, PhrasingContent, Root, RootContent } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkMdx from 'remark-mdx'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'

export type Tree = Root
export type Node = Root | RootContent
export type JsxElement = Extract<RootContent, { type: 'mdxJsxFlowElement' | 'mdxJsxTextElement' }>

/** An entry of the contents list: depth 2 to 6, plain text, anchor id. */
export type Heading = { depth: number; text: string; id: string }
/** A numbered source: 1, 2, 3 … in the order of first appearance. */
export type Citation = { number: number; source: string }

/** Anchors that the advisory page itself has and that texts may link to. */
export const ADVISORY_ANCHORS = ['sources', 'revisions', 'for-your-tools'] as const
/** Further ids of the page; a heading that would get one of these or those gets a number. */
const TAKEN_IDS = [...ADVISORY_ANCHORS, 'main', 'contents', 'contents-title', 'related', 'pages']

/** Components whose `source` attribute makes numbered citations. */
export const CITING = ['Cite', 'Claim', 'Person', 'Company'] as const

/**
 * Parses an advisory's text (without front matter). Throws a `VFileMessage` with `reason` and `place`
 * when the MDX is broken.
 */
export function parseBody(text: string): Tree {
  return unified().use(remarkParse).use(remarkMdx).use(remarkGfm).parse(text)
}

/** The line on which a node starts, counted from 1. */
export function lineOf(node: Node): number {
  return node.position?.start.line ?? 1
}

/** True for an element written in angle brackets. */
export function isJsx(node: { type: string }): node is JsxElement {
  return node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement'
}

/** The text value of an attribute; undefined when it is absent or not a plain string. */
export function attribute(element: JsxElement, name: string): string | undefined {
  const found = element.attributes.find(
    (item) => item.type === 'mdxJsxAttribute' && item.name === name,
  )
  return typeof found?.value === 'string' ? found.value : undefined
}

/** The ids in a `source` attribute: separated by blanks. */
export function sourceIds(element: JsxElement): string[] {
  return (attribute(element, 'source') ?? '').split(/\s+/).filter((id) => id !== '')
}

/** What a reader sees of a heading or a sentence: names of people and companies included. */
export function plainText(node: Node | PhrasingContent): string {
  if (isJsx(node) && (node.name === 'Person' || node.name === 'Company'))
    return attribute(node, 'name') ?? ''
  if ('value' in node && (node.type === 'text' || node.type === 'inlineCode')) return node.value
  if (node.type === 'break') return ' '
  if ('children' in node) return node.children.map((child) => plainText(child)).join('')
  return ''
}

/** Every heading with its anchor, in order. Anchors are unique on the page. */
export function headingsOf(tree: Tree): Heading[] {
  const nodes = headingNodes(tree)
  const ids = anchorsOf(nodes)
  return nodes.map((node, index) => ({
    depth: node.depth,
    text: plainText(node).trim(),
    id: ids[index] ?? '',
  }))
}

/** Every cited source once, numbered in the order of first appearance. */
export function citationsOf(tree: Tree): Citation[] {
  const order = new Set<string>()
  visit(tree, (node) => {
    if (isJsx(node) && CITING.some((name) => name === node.name))
      for (const id of sourceIds(node)) order.add(id)
  })
  return [...order].map((source, index) => ({ number: index + 1, source }))
}

/** A remark plugin that gives every heading the same `id` as `headingsOf` lists. */
export function remarkHeadingIds() {
  return (tree: Tree): void => {
    const nodes = headingNodes(tree)
    const ids = anchorsOf(nodes)
    nodes.forEach((node, index) => {
      node.data = { ...node.data, hProperties: { id: ids[index] ?? '' } }
    })
  }
}

function headingNodes(tree: Tree): HeadingNode[] {
  const nodes: HeadingNode[] = []
  visit(tree, 'heading', (node) => {
    nodes.push(node)
  })
  return nodes
}

function anchorsOf(nodes: HeadingNode[]): string[] {
  const used = new Set<string>(TAKEN_IDS)
  return nodes.map((node) => {
    const base =
      plainText(node)
        .normalize('NFKD')
        .toLowerCase()
        .replace(/[\u0300-\u036f'’]/g, '')
        .replace(/[^\p{L}\p{N}]+/gu, '-')
        .replace(/^-+|-+$/g, '') || 'section'
    let id = base
    for (let count = 2; used.has(id); count++) id = `${base}-${count}`
    used.add(id)
    return id
  })
}
