/** What a finished page says of itself to search engines and to sites that show links. */
import { attribute, type Document, type Element, elementsOf } from './html.ts'

/** "" and null where the page does not say it. */
export type PageHead = {
  /** The whole title in the browser's tab. */
  title: string
  description: string
  /** The page's own title, without the site's name. */
  name: string
  siteName: string
  /** Path of the canonical address. */
  canonical: string | null
  /** Path of the share image. */
  image: string | null
  /** False where search engines are told to stay away. */
  listed: boolean
}

/** Reads the head of a page. */
export function readHead(document: Document): PageHead {
  const elements = [...elementsOf(document)]
  const meta = (key: 'name' | 'property', value: string) =>
    contentOf(elements, (one) => one.tagName === 'meta' && attribute(one, key) === value)
  const title = elements.find(({ tagName }) => tagName === 'title')
  const link = elements.find(
    (one) => one.tagName === 'link' && attribute(one, 'rel') === 'canonical',
  )
  return {
    title: title?.childNodes.map((node) => ('value' in node ? node.value : '')).join('') ?? '',
    description: meta('name', 'description'),
    name: meta('property', 'og:title'),
    siteName: meta('property', 'og:site_name'),
    canonical: pathOf(link && attribute(link, 'href')),
    image: pathOf(meta('property', 'og:image')),
    listed: !meta('name', 'robots').includes('noindex'),
  }
}

function contentOf(elements: readonly Element[], wanted: (one: Element) => boolean): string {
  const found = elements.find(wanted)
  return (found && attribute(found, 'content')) ?? ''
}

function pathOf(address: string | undefined): string | null {
  return address && URL.canParse(address) ? new URL(address).pathname : null
}
