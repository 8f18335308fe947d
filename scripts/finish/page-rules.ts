/** What no published page may hold, because its policy would block it or a reader would pay for it. */
import { attribute, type Document, elementsOf, isData, textOf } from './html.ts'

/** Attributes that make a browser fetch. */
const FETCHES: Record<string, readonly string[]> = {
  script: ['src'],
  img: ['src', 'srcset'],
  source: ['src', 'srcset'],
  link: ['href'],
  video: ['src', 'poster'],
  audio: ['src'],
  track: ['src'],
  image: ['href', 'xlink:href'],
  use: ['href', 'xlink:href'],
}
const FORBIDDEN = ['style', 'iframe', 'frame', 'object', 'embed', 'base', 'applet']
/** Links that say where something is, and fetch nothing. */
const PASSIVE_LINKS = ['canonical', 'alternate', 'license', 'author', 'help', 'me']

/** A page holds what it may not; `problems` says what, one line each. */
export class PageError extends Error {
  readonly problems: readonly string[]
  constructor(address: string, problems: readonly string[]) {
    super(
      `The page ${address} cannot be published:\n${problems.map((one) => `  ${one}`).join('\n')}`,
    )
    this.problems = problems
  }
}

/** What every page must keep, in words that name the place; empty when nothing is wrong. */
export function problemsOfAnyPage(document: Document): string[] {
  const problems: string[] = []
  for (const element of elementsOf(document)) {
    const name = `<${element.tagName}>`
    if (FORBIDDEN.includes(element.tagName)) problems.push(`${name} is not allowed`)
    for (const { name: attributeName, value } of element.attrs) {
      const where = `${name} has ${attributeName}="${value.slice(0, 60)}"`
      if (attributeName === 'style') problems.push(`${where}: use a class`)
      if (/^on/.test(attributeName)) problems.push(`${where}: event handlers are blocked`)
      if (/^[\s\0-\x20]*javascript:/i.test(value)) problems.push(`${where}: a script address`)
    }
    if (element.tagName === 'link' && PASSIVE_LINKS.includes(attribute(element, 'rel') ?? '')) {
      continue
    }
    for (const source of FETCHES[element.tagName] ?? []) {
      const value = attribute(element, source)
      if (value !== undefined && !isOwn(value)) {
        problems.push(
          `${name} fetches ${value.slice(0, 80)}: only our own addresses may be fetched`,
        )
      }
    }
  }
  return problems
}

/** What a reading page must keep beyond that: no script at all. */
export function problemsOfReadingPage(html: string, document: Document): string[] {
  const problems = problemsOfAnyPage(document)
  for (const element of elementsOf(document)) {
    if (element.tagName === 'template') problems.push('<template> is left: a part was streamed')
    if (element.tagName !== 'script') continue
    if (!isData(element)) problems.push('<script> is left')
    else if (textOf(element).includes('<')) {
      problems.push('JSON-LD holds an unescaped "<": write it as \\u003c')
    }
  }
  if (html.includes('$RC(')) problems.push('$RC( is left: a part was streamed')
  return problems
}

/** An address on this site, a place on this page, or data in the page itself. */
function isOwn(value: string): boolean {
  return /^(?:\/(?!\/)|#|data:image\/)/.test(value)
}
