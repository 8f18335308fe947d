/** What a page makes a browser fetch before anybody touches it. */
import { attribute, elementsOf, parsePage } from './html.ts'
import { preloadsScript } from './reading-page.ts'

/** Addresses of what a page asks for at once. */
export type Resources = {
  styles: string[]
  scripts: string[]
}

/** The style sheets and scripts that a page names. */
export function resourcesOf(html: string): Resources {
  const styles = new Set<string>()
  const scripts = new Set<string>()
  for (const element of elementsOf(parsePage(html))) {
    const href = attribute(element, 'href')
    const src = attribute(element, 'src')
    if (element.tagName === 'link' && attribute(element, 'rel') === 'stylesheet' && href) {
      styles.add(href)
    }
    if (element.tagName === 'link' && preloadsScript(element) && href) scripts.add(href)
    if (element.tagName === 'script' && src) scripts.add(src)
  }
  return { styles: [...styles], scripts: [...scripts] }
}
