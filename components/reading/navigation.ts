/**
 * The main pages in readers' words: one list for header and footer, so that a page has the same name
 * wherever it is named.
 */

export type PageLink = { href: string; text: string }

const FIRST = { href: '/first-72-hours', text: 'What to do first' }
const SIGNS = { href: '/signs', text: 'Warning signs' }
const AUTHORITIES = { href: '/report-to', text: 'Police and authorities' }
const ADVISORIES = { href: '/advisories', text: 'Advisories' }
const SEARCH = { href: '/search', text: 'Search' }

/** The way to our own form, in the header's button and wherever a tip is asked for. */
export const TIP: PageLink = { href: '/report', text: 'Send us a tip' }

/** Where the sender of a tip comes back to. */
const FOLLOW_UP: PageLink = { href: '/follow-up', text: 'Come back to a tip' }

/** What the header of a wide page shows; on a narrow one its menu leads to the footer. */
export const HEADER_LINKS: readonly PageLink[] = [FIRST, SIGNS, AUTHORITIES, ADVISORIES, SEARCH]

/** A group of main pages, and what they are for. */
type LinkGroup = { title: string; links: readonly PageLink[] }

/** Every main page, by what it is for; `wayBack` says whether senders of tips can come back here. */
export function footerLinks(wayBack: boolean): readonly LinkGroup[] {
  const act = [FIRST, { href: '/checks', text: 'Hiring and access checks' }, AUTHORITIES, TIP]
  return [{ title: 'Act', links: wayBack ? [...act, FOLLOW_UP] : act }, ...OTHER_LINKS]
}

const OTHER_LINKS: readonly LinkGroup[] = [
  {
    title: 'Understand',
    links: [
      { href: '/advisories/how-the-scheme-works', text: 'How the scheme works' },
      SIGNS,
      ADVISORIES,
      { href: '/figures', text: 'Numbers' },
      { href: '/timeline', text: 'Timeline' },
      { href: '/indicators', text: 'Named entities and domains' },
      { href: '/glossary', text: 'Words explained' },
    ],
  },
  {
    title: 'This site',
    links: [
      SEARCH,
      { href: '/about', text: 'About' },
      { href: '/receipt', text: 'Check a receipt' },
      { href: '/corrections', text: 'Corrections and replies' },
      { href: '/privacy', text: 'Privacy' },
      { href: '/licences', text: 'Licences' },
      { href: '/tools', text: 'For your tools' },
      { href: '/open', text: 'Open a tip offline' },
      { href: '/feed.xml', text: 'Atom feed' },
      { href: '/feed.json', text: 'JSON feed' },
    ],
  },
]
