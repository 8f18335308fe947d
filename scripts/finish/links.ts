/** Follows every link between the published pages, so that every door opens. */
import { attribute, elementsOf, parsePage } from './html.ts'

/** Answered by the server itself, not by a published file. */
const BY_THE_SERVER =
  /^\/(?:healthz|readyz|\.well-known\/(?:security\.txt|tip-receipt-key)|api\/\S*)$/

/**
 * Links that lead nowhere: to an address that is not published, or a place that is not on its page.
 * @param pages address → HTML of every published page @param published all addresses
 */
export function brokenLinks(
  pages: ReadonlyMap<string, string>,
  published: ReadonlySet<string>,
): string[] {
  const documents = new Map([...pages].map(([address, html]) => [address, parsePage(html)]))
  const places = new Map(
    [...documents].map(([address, document]) => [
      address,
      new Set([...elementsOf(document)].map((element) => attribute(element, 'id'))),
    ]),
  )
  const broken: string[] = []
  for (const [address, document] of documents) {
    for (const element of elementsOf(document)) {
      const target = attribute(element, 'href') ?? attribute(element, 'src')
      if (target === undefined || !/^[/#](?!\/)/.test(target)) continue
      const [path = '', place] = target.split('#', 2)
      const to = path.split('?', 1)[0] || address
      if (!published.has(to) && !BY_THE_SERVER.test(to)) {
        broken.push(`${address} names ${target}, which is not published`)
      } else if (place && places.has(to) && !places.get(to)?.has(decodeURIComponent(place))) {
        broken.push(`${address} names ${target}, but nothing there has the id "${place}"`)
      }
    }
  }
  return broken
}
