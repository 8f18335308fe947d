/**
 * The running text of an advisory, paragraph by paragraph, as a reader sees it, for rules about words.
 * Names inside <Person> and <Company>, and code, are replaced, since their rules are others.
 */
import { attribute, isJsx, lineOf, type Node, type Tree } from './mdx-tree.ts'

/** A paragraph, heading, list item, table cell or attribute text. */
export type Passage = {
  /** Where it stands, for messages: `text`, `title`, `image`. */
  field: string
  text: string
  /** The file's line of the character at `index` of `text`. */
  line: (index: number) => number
}

/** Stands for a component's name or for code: a character that no rule about words matches. */
export const HOLE = '\ufffc'

/** Makes a passage of a text that stands on one line. */
export function passage(field: string, text: string, line: number): Passage {
  return { field, text, line: () => line }
}

/** All passages of `tree` in reading order. */
export function passagesOf(tree: Tree): Passage[] {
  const passages: Passage[] = []
  collect(tree, passages)
  return passages
}

function collect(node: Node, passages: Passage[]): void {
  if (isJsx(node) && node.name === 'Warning') {
    const title = attribute(node, 'title')
    if (title !== undefined) passages.push(passage('<Warning title>', title, lineOf(node)))
  }
  if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableCell') {
    passages.push(flatten(node, passages))
    return
  }
  if (node.type === 'code') passages.push(passage('code', node.value, lineOf(node)))
  if ('children' in node) for (const child of node.children) collect(child, passages)
}

/** One text out of the pieces of a paragraph, remembering the line of each piece. */
function flatten(block: Node, passages: Passage[]): Passage {
  const pieces: { start: number; line: number; text: string }[] = []
  let length = 0
  const add = (text: string, line: number): void => {
    pieces.push({ start: length, line, text })
    length += text.length
  }
  const walk = (node: Node): void => {
    if (node.type === 'text') add(node.value, lineOf(node))
    else if (node.type === 'inlineCode') add(HOLE, lineOf(node))
    else if (node.type === 'break') add('\n', lineOf(node))
    else if (node.type === 'image' || node.type === 'imageReference')
      passages.push(passage('image', node.alt ?? '', lineOf(node)))
    else if (isJsx(node) && node.name !== 'Cite') add(HOLE, lineOf(node))
    else if ('children' in node) node.children.forEach(walk)
  }
  walk(block)
  const text = pieces.map((piece) => piece.text).join('')
  return {
    field: block.type === 'heading' ? 'heading' : 'text',
    // A line break in the source is a blank to the reader; it stays countable through `pieces`.
    text: text.replaceAll('\n', ' '),
    line: (index) => {
      const piece = pieces.findLast((candidate) => candidate.start <= index)
      if (!piece) return lineOf(block)
      return piece.line + (piece.text.slice(0, index - piece.start).match(/\n/g)?.length ?? 0)
    },
  }
}
