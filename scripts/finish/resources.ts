/** What a page makes a browser fetch before anybody touches it. */
import { attribute, elementsOf, parsePage } from './html.ts'
import { preloadsScript } from './reading-page.ts'

/** The addresses of the style sheets and scripts that a page asks for at once. */
export function resourcesOf(html: string): { styles: string[]; scripts: string[] } {
  const styles = new Set<string>()
  const scripts = new Set<string>()
  for (const element of elementsOf(parsePage(html))) {
    const href = attribute(element, 'href')
    const src = attribute(element, 'src')
    if (element.tagName === 'link' && attribute(element, 'rel') === 'stylesheet' && href) {
      styles.add(href)
    }
    if (element.tagName === 'link' && preloadsScript(element) && href) scripts.add(href)
    // Browsers that know modules do not fetch these.
    const old = element.attrs.some((one) => one.name === 'nomodule')
    if (element.tagName === 'script' && src && !old) scripts.add(src)
  }
  return { styles: [...styles], scripts: [...scripts] }
}
