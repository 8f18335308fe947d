/**
 * Turns the compiled MDX of an advisory into React elements, on the server only. The compiled code
 * becomes a tree first, and one walk over that tree in reading order gives every citation its number
 * and its own id, so that nothing depends on the order of rendering.
 */

import * as React from 'react'
import {
  type ComponentType,
  cloneElement,
  createElement,
  isValidElement,
  type ReactElement,
  type ReactNode,
} from 'react'
import * as jsxRuntime from 'react/jsx-runtime'
import type { Advisory } from '#lib/content/advisories'
import type { Figure } from '#lib/content/data'
import { labelledValue } from '#lib/content/figure-values'

/** One place in the text that cites one source. */
export type Mark = {
  /** Id of the link in the text, `c<source>-<place>`; the source's entry links back to it. */
  id: string
  /** The source's number on this page. */
  number: number
}

export type AdvisoryBody = {
  /** What stands before the first heading: what you need to know, what to do. */
  lead: ReactNode
  /** The rest, from the first heading on. */
  rest: ReactNode
  /** The places that cite each source, in reading order, by the source's number. */
  marks: ReadonlyMap<number, Mark[]>
}

/** What the blocks of an advisory receive beside the attributes that an editor wrote. */
export type Placed = { marks?: readonly Mark[]; figure?: Figure }

type Attributes = {
  children?: ReactNode
  source?: string
  id?: string
  label?: string
  figure?: Figure | string
} & Omit<Placed, 'figure'>

/**
 * Evaluates `advisory.body.code` and prepares it for the page. `components` maps the names that
 * editors use to React components. Throws when a citation or figure is unknown: the content check
 * makes that impossible, and a page with a dangling number must not be published.
 */
export function readBody(
  advisory: Pick<Advisory, 'slug' | 'body' | 'citations'>,
  components: Record<string, ComponentType<never>>,
  figures: ReadonlyMap<string, Figure>,
): AdvisoryBody {
  const numbers = new Map(advisory.citations.map(({ source, number }) => [source, number]))
  const marks = new Map<number, Mark[]>()
  const figureComponent = components.Figure
  const valueComponent = components.Value
  let tables = 0

  function placeMarks(source: string): Mark[] {
    return source.split(/\s+/).map((id) => {
      const number = numbers.get(id)
      if (number === undefined)
        throw new Error(
          `${advisory.slug}: "${id}" is cited but has no number. Run "npm run check".`,
        )
      const earlier = marks.get(number) ?? []
      const mark = { id: `c${number}-${earlier.length + 1}`, number }
      marks.set(number, [...earlier, mark])
      return mark
    })
  }

  function figureOf(id: unknown): Figure {
    const figure = typeof id === 'string' ? figures.get(id) : undefined
    if (!figure)
      throw new Error(`${advisory.slug}: there is no figure "${id}". Run "npm run check".`)
    return figure
  }

  function place(node: ReactNode): ReactNode {
    if (Array.isArray(node)) return node.map(place)
    if (!isValidElement<Attributes>(node)) return node
    const added: Attributes = {}
    const { type, props } = node
    if (typeof type === 'function' && props.source !== undefined)
      added.marks = placeMarks(props.source)
    if (type === figureComponent) added.figure = figureOf(props.id)
    if (type === valueComponent) {
      const figure = figureOf(props.figure)
      if (labelledValue(figure, props.label ?? '') === undefined)
        throw new Error(
          `${advisory.slug}: there is no value "${props.label}" in ${figure.id}. Run "npm run check".`,
        )
      added.figure = figure
    }
    // Static children stay separate arguments, so that React asks for no keys.
    const children = Array.isArray(props.children)
      ? props.children.map(place)
      : props.children === undefined
        ? []
        : [place(props.children)]
    // Markdown's alignment of table columns is an inline style, which our pages' policy forbids.
    if (type === 'td' || type === 'th') return createElement(type, null, ...children)
    const copy = cloneElement(node, added, ...children)
    if (type !== 'table') return copy
    tables += 1
    return scrollable(copy, tables)
  }

  const blocks = topLevel(evaluate(advisory.body.code)({ components })).map(place)
  const first = blocks.findIndex((block) => isValidElement(block) && block.type === 'h2')
  const end = first === -1 ? blocks.length : first
  return {
    lead: createElement(React.Fragment, null, ...blocks.slice(0, end)),
    rest: createElement(React.Fragment, null, ...blocks.slice(end)),
    marks,
  }
}

/**
 * A wide table scrolls within itself; the region can be reached and scrolled by keyboard. Its number
 * tells it from the page's other tables.
 */
function scrollable(table: ReactElement, number: number): ReactElement {
  const label = `Table ${number}`
  return createElement(
    'div',
    { className: 'table', role: 'region', 'aria-label': label, tabIndex: 0, key: table.key },
    table,
  )
}

function topLevel(content: ReactNode): ReactNode[] {
  if (isValidElement<Attributes>(content) && content.type === React.Fragment)
    return topLevel(content.props.children)
  return Array.isArray(content) ? content : [content]
}

type Content = (props: { components: Record<string, ComponentType<never>> }) => ReactNode

/**
 * The compiled code is a function body that expects React's parts by these names and returns the
 * component. It was compiled from our own checked content, which may hold no code.
 */
function evaluate(code: string): Content {
  const run = new Function('React', '_jsx_runtime', 'ReactDOM', code)
  return run(React, jsxRuntime, {}).default
}
