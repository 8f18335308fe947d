/** One advisory as a page: status, who should read it, contents, text, sources, revisions. */
import type { ReactNode } from 'react'
import type { Advisory } from '#lib/content/advisories'
import type { Figure, Source } from '#lib/content/data'
import { dateInWords } from '#lib/i18n/dates'
import type { Language } from '#lib/i18n/languages'
import { readingWords } from '#lib/i18n/reading-words'
import { advisoryPath } from '#lib/publishing/entries'
import { csafPath, stixPath } from '#lib/publishing/tool-addresses'
import { advisoryBlocks } from './advisory-blocks.tsx'
import { readBody } from './advisory-body.ts'
import { SourceList } from './source-list.tsx'
import { StatusBanner, StatusLine } from './status.tsx'

/** The article. `advisories` are all that may be linked to, this one included. */
export function AdvisoryPage({
  advisory,
  advisories,
  sources,
  figures,
  language,
  address,
}: {
  advisory: Advisory
  advisories: readonly Advisory[]
  sources: readonly Source[]
  figures: readonly Figure[]
  language: Language
  /** The page's whole canonical address, which a printed copy shows. */
  address: string
}) {
  const words = readingWords(language)
  const sourceById = new Map(sources.map((source) => [source.id, source]))
  const figureById = new Map(figures.map((figure) => [figure.id, figure]))
  const byId = new Map(advisories.map((other) => [other.id, other]))
  const body = readBody(advisory, advisoryBlocks(language, sourceById), figureById)
  const cited = advisory.citations.flatMap(({ source }) => sourceById.get(source) ?? [])
  const related = advisory.related.flatMap((id) => byId.get(id) ?? [])
  return (
    <article className={`advisory ${advisory.status}`}>
      <header>
        <StatusBanner
          advisory={advisory}
          successor={advisory.supersededBy ? byId.get(advisory.supersededBy) : undefined}
        />
        <h1>{advisory.title}</h1>
        <p className="lead">{advisory.summary}</p>
        <StatusLine advisory={advisory} language={language} />
        <p className="readers">
          <b>Who should read this:</b>{' '}
          {advisory.audiences.map((audience) => words.audience[audience]).join(', ')}.
        </p>
      </header>
      <div className="text">{body.lead}</div>
      <Contents advisory={advisory} hasRelated={related.length > 0} />
      <div className="text">
        {body.rest}
        <Part id="sources" title="Sources">
          <SourceList sources={cited} marks={body.marks} language={language} />
        </Part>
        <Part id="revisions" title="Revisions">
          <ul className="plain">
            {advisory.revisions.toReversed().map(({ version, date, kind, summary }) => (
              <li key={version}>
                <b>Version {version}</b>, <time dateTime={date}>{dateInWords(date, language)}</time>
                . {words.revision[kind]}: {summary}
              </li>
            ))}
          </ul>
          <p className="where">Newest version: {address}</p>
          <p>
            Reviewed by {advisory.reviewedBy}.
            {advisory.legalReview
              ? ` Legal review: ${advisory.legalReview.by}, ${dateInWords(advisory.legalReview.date, language)}.`
              : ''}{' '}
            <a href="/corrections#reply">Something wrong, or are you named here?</a>
          </p>
        </Part>
        {related.length > 0 ? (
          <Part id="related" title="Related">
            <ul className="plain">
              {related.map((other) => (
                <li key={other.id}>
                  <a href={advisoryPath(other)}>{other.title}</a>
                </li>
              ))}
            </ul>
          </Part>
        ) : null}
      </div>
    </article>
  )
}

function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section id={id} className="part">
      <h2>{title}</h2>
      {children}
    </section>
  )
}

/** The contents list; beside the text on a wide page, before the first chapter on a phone. */
function Contents({ advisory, hasRelated }: { advisory: Advisory; hasRelated: boolean }) {
  const entries = [
    ...advisory.headings.filter(({ depth }) => depth === 2),
    { id: 'sources', text: 'Sources' },
    { id: 'revisions', text: 'Revisions' },
    ...(hasRelated ? [{ id: 'related', text: 'Related' }] : []),
  ]
  return (
    <aside className="contents" id="contents">
      <nav aria-labelledby="contents-title">
        <h2 id="contents-title">On this page</h2>
        <ol>
          {entries.map(({ id, text }) => (
            <li key={id}>
              <a href={`#${id}`}>{text}</a>
            </li>
          ))}
        </ol>
      </nav>
      <h2 id="for-your-tools">For your tools</h2>
      <p>
        {advisory.status === 'draft' ? (
          'Files come with its publication: '
        ) : (
          <>
            <a href={stixPath(advisory)}>STIX 2.1</a>, <a href={csafPath(advisory)}>CSAF 2.0</a>,{' '}
          </>
        )}
        <a href="/tools">feeds and more</a>
      </p>
    </aside>
  )
}
