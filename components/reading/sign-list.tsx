/** Signs as pages show them: what was seen, how it may be innocent, our weight, and what to check. */
import type { Control, Sign } from '#lib/content/data'
import type { Language } from '#lib/i18n/languages'
import { readingWords } from '#lib/i18n/reading-words'
import { referenceWords } from '#lib/i18n/reference-words'
import type { NumberedSources } from './numbered-sources.ts'
import { CiteNumbers } from './reference-page.tsx'

/** The signs, each with its anchor; none is ever shown without its innocent explanations. */
export function SignList({
  signs,
  controls,
  sources,
  language,
}: {
  signs: readonly Sign[]
  controls: readonly Control[]
  sources: NumberedSources
  language: Language
}) {
  const { audience } = readingWords(language)
  const { weight } = referenceWords(language)
  const controlById = new Map(controls.map((control) => [control.id, control]))
  return (
    <ul className="list">
      {signs.map((sign) => {
        const answers = sign.controls.flatMap((id) => controlById.get(id) ?? [])
        return (
          <li key={sign.id} id={sign.id}>
            <h3>{sign.title}</h3>
            <p>
              {sign.text}
              <CiteNumbers numbers={sources.numbersOf(sign.sources)} /> {sign.note}
            </p>
            <p>
              <b>It may be innocent.</b> {sign.innocent}
            </p>
            {answers.length > 0 ? (
              <p>
                <b>What to check:</b> <CheckLinks controls={answers} />.
              </p>
            ) : null}
            <p className="small">
              Weight, in our judgement: {weight[sign.weight]}. For{' '}
              {sign.audiences.map((id) => audience[id]).join(', ')}.
            </p>
          </li>
        )
      })}
    </ul>
  )
}

function CheckLinks({ controls }: { controls: readonly Control[] }) {
  return controls.map(({ id, title }, index) => (
    <span key={id}>
      {index > 0 ? '; ' : ''}
      <a href={`/checks#${id}`}>{title}</a>
    </span>
  ))
}
