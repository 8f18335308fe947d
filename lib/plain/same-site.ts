/** Whether a form was sent from this site's own page, as far as its browser says. */

type Headers = Readonly<Record<string, string | string[] | undefined>>

/**
 * False for a form that another website had sent. A browser that says `Sec-Fetch-Site` is believed. One
 * that does not, and programs, may name an origin or none: our pages send no referrer, so that their
 * own forms come with `Origin: null`.
 * @param headers of the request, names in lower case
 * @param siteUrl where the site is published; an onion address or a test has another `Host`
 */
export function isFromHere(headers: Headers, siteUrl: string): boolean {
  const site = headers['sec-fetch-site']
  // `none` is what a person starts: a reload, an address typed anew.
  if (typeof site === 'string') return site === 'same-origin' || site === 'none'
  const origin = headers.origin
  if (typeof origin !== 'string' || origin === 'null') return true
  if (origin === new URL(siteUrl).origin) return true
  return URL.canParse(origin) && new URL(origin).host === headers.host
}
