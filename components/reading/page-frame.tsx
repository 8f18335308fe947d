/** What stands around every page: who speaks, the way to the main pages, and what we are not. */

import type { ReactNode } from 'react'
import { LinkList } from './link-list.tsx'
import { footerLinks, HEADER_LINKS, TIP } from './navigation.ts'

/** Header, `<main>` and footer. `siteName` and `operator` come from content/site.yaml. */
export function PageFrame({
  siteName,
  operator,
  wayBack,
  children,
}: {
  siteName: string
  /** Legal name of who runs the site; "" while nobody is named. */
  operator: string
  /** Whether senders of tips can come back here. */
  wayBack: boolean
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
            <LinkList links={HEADER_LINKS} />
          </nav>
          <a className="menu" href="#pages">
            All pages
          </a>
          <a className="button" href={TIP.href}>
            {TIP.text}
          </a>
        </div>
      </header>
      <main id="main" className="page">
        {children}
      </main>
      <footer className="site-footer">
        <div className="page">
          <nav id="pages" aria-label="All pages">
            {footerLinks(wayBack).map(({ title, links }) => (
              <div key={title}>
                <b>{title}</b>
                <LinkList links={links} />
              </div>
            ))}
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
