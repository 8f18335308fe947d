/**
 * Links the first use of each word of the glossary in an advisory to its entry. It works on the tree that
 * is compiled, so the text that editors wrote, and the lock's hash of it, stay as they are.
 */
import type { Link, Parent, RootContent, Text } from 'mdast'
import { visit } from 'unist-util-visit'
import type { Node, Tree } from './mdx-tree.ts'
import type { Term } from './reference-schema.ts'

/** Where no link is put: it would be a link in a link, change what somebody said, or shout. */
const LEFT_ALONE: ReadonlySet<string> = new Set([
  'heading',
  'link',
  'linkReference',
  'definition',
  'blockquote',
  'inlineCode',
  'code',
])

/** Words in quotation marks are somebody else's. */
const QUOTED = /“[^”]*”|"[^"]*"/g

const GLOSSARY = '/glossary#'

type Word = { id: string; text: string }

/** A remark plugin that links each of `terms` once. */
export function remarkGlossaryLinks({ terms }: { terms: readonly Pick<Term, 'id' | 'term'>[] }) {
  const words = terms
    .flatMap(({ id, term }) => term.split(', ').map((text): Word => ({ id, text })))
    // The longest first: "KVM over IP" must not be taken for "IP".
    .toSorted((a, b) => b.text.length - a.text.length)
  const patterns = words.map((word) => ({ ...word, pattern: patternOf(word.text) }))
  return (tree: Tree): void => {
    // What the editor has linked by hand is linked.
    const linked = new Set<string>()
    visit(tree, 'link', ({ url }) => {
      if (url.startsWith(GLOSSARY)) linked.add(url.slice(GLOSSARY.length))
    })

    function firstIn(text: string): (Word & { index: number }) | undefined {
      const quotes = [...text.matchAll(QUOTED)].map(({ index, 0: quote }) => [
        index,
        index + quote.length,
      ])
      const found = patterns.flatMap(({ id, pattern }) => {
        if (linked.has(id)) return []
        return [...text.matchAll(pattern)]
          .filter(({ index }) =>
            quotes.every(([start = 0, end = 0]) => index < start || index >= end),
          )
          .slice(0, 1)
          .map((match) => ({ id, text: match[0], index: match.index }))
      })
      // Equal places: the longest stands first in the list, and the sort keeps that order.
      return found.toSorted((a, b) => a.index - b.index)[0]
    }

    function split({ value }: Text): (Text | Link)[] {
      const first = firstIn(value)
      if (first === undefined) return value === '' ? [] : [{ type: 'text', value }]
      linked.add(first.id)
      const before = value.slice(0, first.index)
      const link: Link = {
        type: 'link',
        url: GLOSSARY + first.id,
        children: [{ type: 'text', value: first.text }],
      }
      return [
        ...(before === '' ? [] : [{ type: 'text' as const, value: before }]),
        link,
        ...split({ type: 'text', value: value.slice(first.index + first.text.length) }),
      ]
    }

    function walk(node: Node): void {
      if (LEFT_ALONE.has(node.type) || !isParent(node)) return
      node.children = node.children.flatMap((child): RootContent[] => {
        if (child.type === 'text') return split(child)
        walk(child)
        return [child]
      })
    }

    walk(tree)
  }
}

function isParent(node: Node): node is Node & Parent {
  return 'children' in node
}

/** The word as it stands in a sentence: its first letter may be small or large, its plural may have an s. */
function patternOf(text: string): RegExp {
  const [first = '', ...rest] = text
  const acronym = text === text.toUpperCase()
  const start = acronym ? escapePattern(first) : `[${first.toLowerCase()}${first.toUpperCase()}]`
  return new RegExp(
    `(?<![\\p{L}\\p{N}-])${start}${escapePattern(rest.join(''))}s?(?![\\p{L}\\p{N}-])`,
    'gu',
  )
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
