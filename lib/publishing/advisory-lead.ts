/** The two boxes at the head of an advisory as plain lines: what you need to know, and what to do. */
import type { RootContent } from 'mdast'
import { isJsx, parseBody, plainText } from '#lib/content/mdx-tree'

export type Lead = { needToKnow: string[]; whatToDo: string[] }

/** Of an advisory without the boxes. */
export const NO_LEAD: Lead = { needToKnow: [], whatToDo: [] }

/** Reads the boxes out of an advisory's text as written; a box that is not there has no lines. */
export function leadOf(raw: string): Lead {
  // The boxes stand before the first chapter; the rest need not be parsed.
  const head = raw.slice(0, /^## /m.exec(raw)?.index)
  const nodes = parseBody(head).children
  return { needToKnow: linesOf(nodes, 'NeedToKnow'), whatToDo: linesOf(nodes, 'WhatToDo') }
}

/** The lead as text for one field: headings, lines with dashes, steps with numbers. */
export function leadText({ needToKnow, whatToDo }: Lead): string {
  return [
    needToKnow.length > 0 && `What you need to know:\n${dashed(needToKnow)}`,
    whatToDo.length > 0 && `What to do:\n${numbered(whatToDo)}`,
  ]
    .filter(Boolean)
    .join('\n\n')
}

/** Lines with a dash before each. */
export function dashed(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n')
}

/** Lines with numbers from 1. */
export function numbered(lines: readonly string[]): string {
  return lines.map((line, index) => `${index + 1}. ${line}`).join('\n')
}

function linesOf(nodes: readonly RootContent[], box: string): string[] {
  return nodes
    .filter((node) => isJsx(node) && node.name === box)
    .flatMap((node): readonly RootContent[] => ('children' in node ? node.children : []))
    .flatMap((node) => (node.type === 'list' ? node.children : []))
    .map((item) => plainText(item).replace(/\s+/g, ' ').trim())
}
