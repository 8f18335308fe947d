/** What stands around every page: who speaks, the way to the main pages, and what we are not. */
import type { ReactNode } from 'react'

const MAIN_LINKS = [
  { href: '/first-72-hours', text: 'What to do first' },
  { href: '/advisories/how-the-scheme-works', text: 'How the scheme works' },
  { href: '/advisories', text: 'Advisories' },
  { href: '/about', text: 'About' },
] as const

const SMALL_LINKS = [
  { href: '/privacy', text: 'Privacy' },
  { href: '/licences', text: 'Licences' },
  { href: '/feed.xml', text: 'Atom feed' },
  { href: '/feed.json', text: 'JSON feed' },
] as const

/** Header, `<main>` and footer. `siteName` and `operator` come from content/site.yaml. */
export function PageFrame({
  siteName,
  operator,
  children,
}: {
  siteName: string
  /** Legal name of who runs the site; "" while nobody is named. */
  operator: string
  children: ReactNode
}) {
  return (
    <>
      <a className="skip" href="#main">
        Skip to the text
      </a>
      <header className="site-header">
        <p className="page">
          An independent service. Not a government service. In an emergency call the police.
        </p>
        <div className="page">
          <a className="brand" href="/">
            {siteName}
          </a>
          <nav aria-label="Main">
            <Links links={MAIN_LINKS} />
          </nav>
          <a className="button" href="/report">
            Send a tip
          </a>
        </div>
      </header>
      <main id="main" className="page">
        {children}
      </main>
      <footer className="site-footer">
        <div className="page">
          <nav aria-label="All pages">
            <Links links={[...MAIN_LINKS, { href: '/report', text: 'Send a tip' }]} />
            <Links links={SMALL_LINKS} />
          </nav>
          <p>
            A sign is a question, never a verdict. Look at conduct and documents, in the same way
            for everybody, and never at origin, name, accent or looks.
          </p>
          <p>
            {operator
              ? `${operator} runs ${siteName}. It`
              : `This copy of ${siteName} is a demonstration: no operator is named yet. It`}{' '}
            is not a government service, and telling us is not telling the police.
          </p>
        </div>
      </footer>
    </>
  )
}

function Links({ links }: { links: readonly { href: string; text: string }[] }) {
  return (
    <ul>
      {links.map(({ href, text }) => (
        <li key={href}>
          <a href={href}>{text}</a>
        </li>
      ))}
    </ul>
  )
}
