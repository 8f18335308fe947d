/**
 * Checks the numbers that a text takes from `figures.yaml`: each must exist there, and its own source
 * must be cited beside it, so that a number and its source can never part.
 */
import type { Figure } from './data-schema.ts'
import { hasNumber, labelledValue, valueLabels } from './figure-values.ts'
import {
  attribute,
  CITING,
  isJsx,
  type JsxElement,
  lineOf,
  type Node,
  plainText,
  sourceIds,
  type Tree,
} from './mdx-tree.ts'
import { nearest, type Report, shown } from './problem.ts'

const FILE = 'content/data/figures.yaml'
/** Places whose words are also printed where no figure can be looked up: contents, feeds, files for tools. */
const PLAIN = new Set(['NeedToKnow', 'WhatToDo'])

/** Reports every `<Value>` of `tree` that names no number of `figures`, or whose source is not cited beside it. */
export function checkValues(tree: Tree, figures: readonly Figure[], report: Report): void {
  const byId = new Map(figures.map((figure) => [figure.id, figure]))
  for (const { node, ancestors } of placedValues(tree, [])) {
    const line = lineOf(node)
    const plain = ancestors.find(
      (one) => one.type === 'heading' || (isJsx(one) && PLAIN.has(one.name ?? '')),
    )
    if (plain !== undefined)
      report(
        line,
        '<Value>',
        'A value cannot stand in a heading, <NeedToKnow> or <WhatToDo>: their words are printed elsewhere too',
        'Write the number out, or move it into the text below',
      )
    // An unknown figure, or a missing attribute, is reported with the other attributes.
    const figure = byId.get(attribute(node, 'figure') ?? '')
    const label = attribute(node, 'label')
    if (figure === undefined || label === undefined) continue
    const value = labelledValue(figure, label)
    if (value === undefined) {
      reportLabel(figure, label, line, report)
      continue
    }
    if (!hasNumber(value))
      report(
        line,
        '<Value label>',
        `${shown(label)} of the figure ${figure.id} has words and no number`,
        'Write the words out, with their source',
      )
    const block = ancestors.findLast(({ type }) => type === 'paragraph' || type === 'tableCell')
    const claims = ancestors.filter((one) => isJsx(one))
    if (![...claims, ...(block ? [block] : [])].some((one) => cites(one, value.source)))
      report(
        line,
        '<Value>',
        `The source of this number, ${shown(value.source)}, is not cited beside it`,
        `Write <Cite source="${value.source}" /> at the end of the sentence`,
      )
    const alleged =
      claims.some((one) => attribute(one, 'status') === 'alleged') ||
      (block !== undefined && /\balleg/i.test(plainText(block)))
    if (/\balleg/i.test(value.note ?? '') && !alleged)
      report(
        line,
        '<Value>',
        `This number is alleged (${shown(value.note)}), and the text does not say so`,
        'Write who alleges it, or put the paragraph into <Claim … status="alleged">',
      )
  }
}

type PlacedValue = { node: JsxElement; ancestors: readonly Node[] }

function placedValues(node: Node, ancestors: readonly Node[]): PlacedValue[] {
  if (isJsx(node) && node.name === 'Value') return [{ node, ancestors }]
  if (!('children' in node)) return []
  return node.children.flatMap((child) => placedValues(child, [...ancestors, node]))
}

function reportLabel(figure: Figure, label: string, line: number, report: Report): void {
  const labels = valueLabels(figure)
  const near = nearest(label, labels)
  const list = labels.map((one) => `"${one}"`).join(', ')
  report(
    line,
    '<Value label>',
    labels.includes(label)
      ? `Several values of the figure ${figure.id} are called ${shown(label)}`
      : `The figure ${figure.id} has no value ${shown(label)}`,
    labels.includes(label)
      ? `Give them labels of their own in ${FILE}`
      : near === undefined
        ? `Use one of ${list || 'another figure'}`
        : `Did you mean "${near}"?`,
  )
}

/** Whether `node` or anything in it cites `source`. */
function cites(node: Node, source: string): boolean {
  if (isJsx(node) && CITING.some((name) => name === node.name))
    if (sourceIds(node).includes(source)) return true
  // Of a claim its own attribute counts; what stands in its other paragraphs does not.
  if (node.type === 'mdxJsxFlowElement') return false
  return 'children' in node && node.children.some((child) => cites(child, source))
}
