/**
 * What authorities have named: organisations and domains, by whom, when and on what basis. No person, no
 * suspect of ours; what was seized is shown as history and written so that nothing makes it a link.
 */
import type { Actor, Indicator, Source } from '#lib/content/data'
import { ACTORS_ANCHOR } from '#lib/content/reference-pages'
import { INDICATOR_BASES, type IndicatorBasis } from '#lib/content/reference-schema'
import { dateInWords } from '#lib/i18n/dates'
import type { Language } from '#lib/i18n/languages'
import { timelineWords } from '#lib/i18n/timeline-words'
import { defang } from '#lib/tip/defang'
import { Choices } from './choices.tsx'
import { type NumberedSources, numberSources } from './numbered-sources.ts'
import { CiteNumbers, ReferencePage } from './reference-page.tsx'

export function IndicatorsPage({
  indicators,
  actors,
  sources,
  checkedTo,
  language,
}: {
  indicators: readonly Indicator[]
  actors: readonly Actor[]
  sources: readonly Source[]
  checkedTo: string
  language: Language
}) {
  const groups = indicatorsByBasis(indicators)
  const numbered = numberSources([...groups.flatMap(({ own }) => own), ...actors], sources)
  const words = timelineWords(language)
  return (
    <ReferencePage
      title="Named entities and domains"
      lead="Organisations and domains that authorities have named around the scheme: by whom, when and on what basis."
      checkedTo={checkedTo}
      sources={numbered.list}
      language={language}
      intro={
        <>
          <p>
            Sanctions are a decision of an authority, not the verdict of a court, and can be lifted.
            Names are borne by others too, and are written in many ways. Before you act on a name,
            look it up in the list in force. We name no person here and keep no list of suspects.
          </p>
          <p>
            <a href="/indicators.csv">All as a CSV file</a>. Are you named here, and is something
            wrong? <a href="/corrections#reply">Tell us</a>.
          </p>
        </>
      }
      aside={
        <Choices
          label="On this page"
          choices={[
            ...groups.map(({ basis, own }) => ({
              href: `#${basis}`,
              text: words.basisTitle[basis],
              count: own.length,
            })),
            { href: `#${ACTORS_ANCHOR}`, text: 'What firms call the groups', count: actors.length },
          ]}
        />
      }
    >
      {groups.map(({ basis, own }) => (
        <section key={basis} id={basis}>
          <h2>{words.basisTitle[basis]}</h2>
          <p>{words.basis[basis]}</p>
          <ul className="list">
            {own.map((indicator) => (
              <Named key={indicator.id} {...{ indicator, language }} sources={numbered} />
            ))}
          </ul>
        </section>
      ))}
      <section id={ACTORS_ANCHOR}>
        <h2>What firms call the groups</h2>
        <p>
          Security firms give names to activity that they see. The names overlap and are no exact
          synonyms.
        </p>
        <ul className="list">
          {actors.map(({ id, name, by, formerly, meaning, note, sources: cited }) => (
            <li key={id} id={id}>
              <h3>{name}</h3>
              <p>
                {by}
                {formerly ? `, formerly ${formerly}` : ''}. {meaning} {note}
                <CiteNumbers numbers={numbered.numbersOf(cited)} />
              </p>
            </li>
          ))}
        </ul>
      </section>
    </ReferencePage>
  )
}

/** Entries by what their naming rests on, in the order of weight; bases without an entry are left out. */
export function indicatorsByBasis(
  indicators: readonly Indicator[],
): { basis: IndicatorBasis; own: Indicator[] }[] {
  const order: readonly IndicatorBasis[] = ['designated', 'alleged', 'seized']
  return [...INDICATOR_BASES]
    .sort((a, b) => order.indexOf(a) - order.indexOf(b))
    .map((basis) => ({ basis, own: indicators.filter((one) => one.basis === basis) }))
    .filter(({ own }) => own.length > 0)
}

function Named({
  indicator,
  sources,
  language,
}: {
  indicator: Indicator
  sources: NumberedSources
  language: Language
}) {
  const { id, kind, value, alsoKnownAs, describedAs, namedBy, date, status, note } = indicator
  const shown = (name: string) => (kind === 'domain' ? defang('domain', name) : name)
  const seen = [
    indicator.firstSeen && `first seen ${dateInWords(indicator.firstSeen, language)}`,
    indicator.lastSeen && `last seen ${dateInWords(indicator.lastSeen, language)}`,
  ].filter(Boolean)
  return (
    <li id={id}>
      <h3>{kind === 'domain' ? <code>{shown(value)}</code> : value}</h3>
      {alsoKnownAs.length > 0 ? (
        <p className="small">Also written {alsoKnownAs.map(shown).join(', ')}</p>
      ) : null}
      <p>
        Described as: {describedAs}.
        <CiteNumbers numbers={sources.numbersOf(indicator.sources)} /> {note}
      </p>
      <p>
        Named by {namedBy}, <time dateTime={date}>{dateInWords(date, language)}</time>
        {seen.length > 0 ? `; ${seen.join(', ')}` : ''}.{' '}
        <b>{timelineWords(language).indicatorStatus[status]}.</b>{' '}
        {indicator.liveList ? <a href={indicator.liveList}>Who keeps the list in force</a> : null}
      </p>
    </li>
  )
}
