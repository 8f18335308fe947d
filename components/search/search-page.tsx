/**
 * The search page as it is published: one field, a place for results, and below it a way to everything
 * by title, which is all that a reader without JavaScript needs. take-over.ts does the searching.
 */
import { LinkList } from '#components/reading/link-list'
import type { Advisory } from '#lib/content/advisories'
import { advisoryAddress } from '#lib/content/pages'
import {
  QUERY_NAME,
  SEARCH_FORM,
  SEARCH_LIST,
  SEARCH_QUERY,
  SEARCH_REST,
  SEARCH_RESULTS,
  SEARCH_STATUS,
} from './search-ids.ts'

export type SearchPageLink = { href: string; text: string }

/** `advisories` in the order shown, `pages` the other main pages. */
export function SearchPage({
  advisories,
  pages,
}: {
  advisories: readonly Pick<Advisory, 'slug' | 'title'>[]
  pages: readonly SearchPageLink[]
}) {
  return (
    <article className="text">
      <h1>Search</h1>
      {/* A browser without scripts never shows it: see search.css. */}
      <search>
        <form id={SEARCH_FORM} action="/search" method="get">
          <label htmlFor={SEARCH_QUERY}>What are you looking for?</label>
          <div>
            <input
              id={SEARCH_QUERY}
              name={QUERY_NAME}
              type="search"
              autoComplete="off"
              autoCapitalize="none"
              // Some browsers send what is typed to a spelling service.
              spellCheck={false}
              aria-describedby="search-privacy"
            />
            <button className="button" type="submit">
              Search
            </button>
          </div>
        </form>
        <p className="small" id="search-privacy">
          What you type stays in this browser: the page brings all that can be searched, and asks no
          one. Your words stand behind the # of this page’s address, and no browser sends that part.
          English, Korean and Japanese words are found.
        </p>
      </search>
      <noscript>
        <p>
          Searching needs JavaScript, and it is off here. Nothing is lost: everything stands below
          by title, and your browser can search within each page.
        </p>
      </noscript>
      <p id={SEARCH_STATUS} role="status" />
      <section id={SEARCH_RESULTS} hidden aria-label="Results">
        <ul id={SEARCH_LIST} className="list" />
        <button id={SEARCH_REST} className="button" type="button" hidden />
      </section>
      <h2>Everything by title</h2>
      <h3>Pages</h3>
      <LinkList links={pages} />
      <h3>Advisories</h3>
      <LinkList
        links={advisories.map(({ slug, title }) => ({ href: advisoryAddress(slug), text: title }))}
      />
    </article>
  )
}
