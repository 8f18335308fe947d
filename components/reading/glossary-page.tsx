/** The glossary: every term with its anchor, its definition, where it comes from, and what is near it. */
import type { Source, Term } from '#lib/content/data'
import type { Language } from '#lib/i18n/languages'
import { numberSources } from './numbered-sources.ts'
import { CiteNumbers, ReferencePage } from './reference-page.tsx'

export function GlossaryPage({
  terms,
  sources,
  checkedTo,
  language,
}: {
  /** By alphabet. */
  terms: readonly Term[]
  sources: readonly Source[]
  checkedTo: string
  language: Language
}) {
  const numbered = numberSources(terms, sources)
  const byId = new Map(terms.map((term) => [term.id, term]))
  return (
    <ReferencePage
      title="Words explained"
      lead="What the words on this site mean, in plain English, from A to Z."
      checkedTo={checkedTo}
      sources={numbered.list}
      language={language}
    >
      <p>
        A program or device stands here because a source describes how the scheme uses it. To have
        one is lawful and common.
      </p>
      <dl className="terms">
        {terms.map(({ id, term, definition, seeAlso, sources: cited }) => (
          <div key={id} id={id}>
            <dt>
              <dfn>{term}</dfn>
            </dt>
            <dd>
              {definition}
              <CiteNumbers numbers={numbered.numbersOf(cited)} />
              <SeeAlso terms={seeAlso.flatMap((other) => byId.get(other) ?? [])} />
            </dd>
          </div>
        ))}
      </dl>
    </ReferencePage>
  )
}

function SeeAlso({ terms }: { terms: readonly Term[] }) {
  if (terms.length === 0) return null
  return (
    <>
      {' '}
      See also{' '}
      {terms.map(({ id, term }, index) => (
        <span key={id}>
          {index > 0 ? ', ' : ''}
          <a href={`#${id}`}>{term}</a>
        </span>
      ))}
      .
    </>
  )
}
