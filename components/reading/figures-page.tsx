/** The numbers: every figure with its plot or table, its publisher and date, and what not to conclude. */
import { FigureBlock } from '#components/figures/figure-block'
import type { Figure, Source } from '#lib/content/data'
import type { Language } from '#lib/i18n/languages'
import { figureCsvPath, figuresWithValues } from '#lib/publishing/reference-csv'
import { Choices } from './choices.tsx'
import { ReferencePage } from './reference-page.tsx'

export function FiguresPage({
  figures,
  sources,
  checkedTo,
  language,
}: {
  figures: readonly Figure[]
  sources: readonly Source[]
  checkedTo: string
  language: Language
}) {
  const sourceById = new Map(sources.map((source) => [source.id, source]))
  const shown = figuresWithValues(figures)
  return (
    <ReferencePage
      title="Numbers"
      lead="What has been counted or estimated about the scheme, each number with who gave it and when."
      checkedTo={checkedTo}
      sources={[]}
      language={language}
      intro={
        <p>
          Most of these numbers are estimates, and estimates are revised. Read each with the words
          before it: “at least”, “up to”, “about” are the source’s own. Three things may not be
          added up: wages of IT workers and stolen cryptocurrency, figures of different publishers,
          and cases that overlap.
        </p>
      }
      aside={
        <Choices
          label="On this page"
          choices={shown.map(({ id, title }) => ({ href: `#${id}`, text: title }))}
        />
      }
    >
      {shown.map((figure) => (
        <section key={figure.id} id={figure.id}>
          <h2>{figure.title}</h2>
          <FigureBlock figure={figure} sources={sourceById} language={language} titled={false} />
          {isDrawn(figure) ? <p className="small">In words: {figure.alt}</p> : null}
          <p className="small">
            <a href={figureCsvPath(figure)}>These values as a CSV file</a>
          </p>
        </section>
      ))}
    </ReferencePage>
  )
}

/** Plain tables need no second telling. */
function isDrawn({ kind }: Figure): boolean {
  return kind === 'bars' || kind === 'ranges' || kind === 'flow'
}
