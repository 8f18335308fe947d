/** Reads HTML as a browser does (parse5), and what the finish step asks of it. */
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, html, parse, serialize } from 'parse5'

export type Node = DefaultTreeAdapterTypes.ChildNode
export type Element = DefaultTreeAdapterTypes.Element
export type Document = DefaultTreeAdapterTypes.Document

/** Parses a page; what stands in `<noscript>` is parsed too, as a browser without scripts does. */
export function parsePage(text: string): Document {
  return parse(text, { scriptingEnabled: false })
}

/** Writes a page back, in one canonical form. */
export function writePage(document: Document): string {
  return serialize(document)
}

/** Every node below `parent`, in document order; a template's content counts as below it. */
export function* nodesOf(parent: DefaultTreeAdapterTypes.ParentNode): Generator<Node> {
  for (const node of parent.childNodes) {
    yield node
    if ('childNodes' in node) yield* nodesOf(node)
    if ('content' in node) yield* nodesOf(node.content)
  }
}

/** Every element of the page. */
export function* elementsOf(document: Document): Generator<Element> {
  for (const node of nodesOf(document)) if ('tagName' in node) yield node
}

/** The value of an attribute, undefined when it is absent. */
export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value
}

/** The text directly inside an element, as scripts and styles have it. */
export function textOf(element: Element): string {
  return element.childNodes.map((node) => ('value' in node ? node.value : '')).join('')
}

/** Takes a node out of its parent. */
export function remove(node: Node): void {
  const parent = node.parentNode
  if (parent) parent.childNodes = parent.childNodes.filter((one) => one !== node)
}

/** Makes the page load a module; browsers that know no modules leave it. */
export function addScript(document: Document, src: string): void {
  const [head] = [...elementsOf(document)].filter(({ tagName }) => tagName === 'head')
  if (!head) return
  const attributes = [
    { name: 'type', value: 'module' },
    { name: 'src', value: src },
  ]
  defaultTreeAdapter.appendChild(
    head,
    defaultTreeAdapter.createElement('script', html.NS.HTML, attributes),
  )
}

/** Appends structured data to the page's body; no tag may stand in `json`. */
export function addData(document: Document, json: string): void {
  const body = [...elementsOf(document)].find(({ tagName }) => tagName === 'body')
  if (!body) return
  const script = defaultTreeAdapter.createElement('script', html.NS.HTML, [
    { name: 'type', value: 'application/ld+json' },
  ])
  defaultTreeAdapter.insertText(script, json)
  defaultTreeAdapter.appendChild(body, script)
}

/** Whether a script is data (JSON-LD for search engines, JSON for the form), which no browser runs. */
export function isData(script: Element): boolean {
  return /^application\/(?:ld\+)?json$/.test(attribute(script, 'type') ?? '')
}
