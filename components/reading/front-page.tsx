/**
 * The front page: what this is, whether it concerns the reader, and what to do now, in one screen of a
 * phone; below it the scheme, the newest advisories, one plot and the latest events.
 */
import { Fragment, type ReactNode } from 'react'
import { FigureBlock } from '#components/figures/figure-block'
import type { Advisory } from '#lib/content/advisories'
import type { Figure, Role, Source, TimelineEvent } from '#lib/content/data'
import { roleAddress } from '#lib/content/roles'
import { dateInWords } from '#lib/i18n/dates'
import type { Language } from '#lib/i18n/languages'
import { AdvisoryList } from './advisory-list.tsx'
import { TIP } from './navigation.ts'
import { CiteNumbers } from './reference-page.tsx'
import { SourceLine } from './source-list.tsx'

/** The sources of the two opening sentences, in the order in which they are cited there. */
const OPENING_SOURCES = ['us-advisory-2022', 'doj-2024-12-12'] as const
const NEWEST = 3
const EVENTS = 5

/** What the front page says first, also to search engines and where it is shared. */
export const FRONT_TITLE = 'Your remote hire may be someone else'

export function FrontPage({
  advisories,
  roles,
  figures,
  sources,
  timeline,
  language,
}: {
  /** Those that hold, newest first. */
  advisories: readonly Advisory[]
  /** The readers whom the page asks, in order. */
  roles: readonly Role[]
  figures: readonly Figure[]
  sources: readonly Source[]
  timeline: readonly TimelineEvent[]
  language: Language
}) {
  const sourceById = new Map(sources.map((source) => [source.id, source]))
  const figure = (id: string): ReactNode => {
    const found = figures.find((candidate) => candidate.id === id)
    return found ? <FigureBlock figure={found} sources={sourceById} language={language} /> : null
  }
  const others = roles.filter(({ front }) => !front)
  const checkedTo = advisories
    .map(({ factsChecked }) => factsChecked)
    .toSorted()
    .at(-1)
  return (
    <div className="front">
      <h1>{FRONT_TITLE}</h1>
      <p className="lead">
        Thousands of people take remote IT jobs under false or stolen identities, and the US
        government says that the wages go to North Korea.
        <CiteNumbers numbers={[1]} /> One group, fourteen of whom are charged, allegedly brought in
        at least $88 million in about six years.
        <CiteNumbers numbers={[2]} />
      </p>
      <p className="now">
        <a className="button urgent" href="/first-72-hours">
          I think we have hired one: do this first
        </a>
        <a className="button" href={TIP.href}>
          {TIP.text}
        </a>
      </p>
      <nav className="doors" aria-label="Does it concern me?">
        <ul>
          {roles
            .filter(({ front }) => front)
            .map((role) => (
              <li key={role.id}>
                <a href={roleAddress(role)}>{role.door}</a>
                <p>{role.doorText}</p>
              </li>
            ))}
        </ul>
      </nav>
      {others.length > 0 ? (
        <p className="small others">
          Or:{' '}
          {others.map((role, index) => (
            <Fragment key={role.id}>
              {index > 0 ? ' · ' : ''}
              <a href={roleAddress(role)}>{role.door}</a>
            </Fragment>
          ))}
        </p>
      ) : null}
      <section>
        <h2>How the scheme works</h2>
        {figure('scheme')}
        <p>
          For each stage: <a href="/signs">warning signs</a> and{' '}
          <a href="/checks">hiring and access checks</a>.
        </p>
      </section>
      <div className="columns">
        <section>
          <h2>Newest advisories</h2>
          <AdvisoryList advisories={advisories.slice(0, NEWEST)} language={language} heading="h3" />
          <p>
            <a href="/advisories">All advisories</a>
          </p>
        </section>
        <section>
          <h2>A separate matter: theft</h2>
          {figure('crypto-chainalysis')}
          <p>
            <a href="/figures">All numbers</a>
          </p>
        </section>
      </div>
      <section>
        <h2>What happened lately</h2>
        {checkedTo ? (
          <p className="small">Facts checked to {dateInWords(checkedTo, language)}.</p>
        ) : null}
        <ol className="events">
          {timeline
            .toReversed()
            .slice(0, EVENTS)
            .map((event) => (
              <Event key={event.id} event={event} sources={sourceById} language={language} />
            ))}
        </ol>
        <p>
          <a href="/timeline">The whole timeline</a>
        </p>
      </section>
      <section className="part">
        <h2>Sources of the figures at the top</h2>
        <ol className="sources">
          {OPENING_SOURCES.flatMap((id) => sourceById.get(id) ?? []).map((source, index) => (
            <li key={source.id} id={`s${index + 1}`}>
              <SourceLine source={source} language={language} />
            </li>
          ))}
        </ol>
      </section>
    </div>
  )
}

function Event({
  event: { date, jurisdiction, title, legalStatus, sources: ids },
  sources,
  language,
}: {
  event: TimelineEvent
  sources: ReadonlyMap<string, Source>
  language: Language
}) {
  const source = ids.flatMap((id) => sources.get(id) ?? []).find(({ url }) => url !== null)
  return (
    <li>
      <time dateTime={date}>{dateInWords(date, language)}</time>
      <div>
        <b>{title}</b> ({jurisdiction}). {legalStatus}{' '}
        {source?.url ? <a href={source.url}>{source.publisher}</a> : null}
      </div>
    </li>
  )
}
