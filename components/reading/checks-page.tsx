/** The controls as a checklist that prints: a box for each, by stage, with what fairness asks. */
import type { Control, Sign, Source } from '#lib/content/data'
import { CONTROL_STAGES } from '#lib/content/reference-schema'
import type { Language } from '#lib/i18n/languages'
import { referenceWords } from '#lib/i18n/reference-words'
import { Choices } from './choices.tsx'
import { type NumberedSources, numberSources } from './numbered-sources.ts'
import { CiteNumbers, ReferencePage } from './reference-page.tsx'

export function ChecksPage({
  controls,
  signs,
  sources,
  checkedTo,
  language,
}: {
  controls: readonly Control[]
  signs: readonly Sign[]
  sources: readonly Source[]
  checkedTo: string
  language: Language
}) {
  const stages = CONTROL_STAGES.map((stage) => ({
    stage,
    own: controls.filter((control) => control.stage === stage),
  })).filter(({ own }) => own.length > 0)
  const numbered = numberSources(
    stages.flatMap(({ own }) => own),
    sources,
  )
  const { controlStage } = referenceWords(language)
  return (
    <ReferencePage
      title="Hiring and access checks"
      lead="A checklist to print. Apply each check to everybody in the same kind of role, and write down that you did."
      checkedTo={checkedTo}
      sources={numbered.list}
      language={language}
      intro={
        <p>
          A check that only some people get is unfair, and the law may forbid it. Never choose whom
          to check by origin, name, accent or looks. Offer another way where a disability or a
          belief stands against one. Read <a href="/advisories/check-fairly">how to check fairly</a>{' '}
          first.
        </p>
      }
      aside={
        <Choices
          label="When"
          choices={stages.map(({ stage, own }) => ({
            href: `#${stage}`,
            text: controlStage[stage],
            count: own.length,
          }))}
        />
      }
    >
      {stages.map(({ stage, own }) => (
        <section key={stage} id={stage}>
          <h2>{controlStage[stage]}</h2>
          <ul className="checks">
            {own.map((control) => (
              <Check
                key={control.id}
                control={control}
                answered={signs.filter((sign) => sign.controls.includes(control.id))}
                sources={numbered}
              />
            ))}
          </ul>
        </section>
      ))}
    </ReferencePage>
  )
}

function Check({
  control: { id, title, text, caution, note, sources: cited },
  answered,
  sources,
}: {
  control: Control
  answered: readonly Sign[]
  sources: NumberedSources
}) {
  return (
    <li id={id}>
      <h3>{title}</h3>
      <p>
        {text}
        <CiteNumbers numbers={sources.numbersOf(cited)} /> {note}
      </p>
      {caution ? (
        <p>
          <b>Fair and lawful:</b> {caution}
        </p>
      ) : null}
      {answered.length > 0 ? (
        <p className="small">
          Answers these signs:{' '}
          {answered.map((sign, index) => (
            <span key={sign.id}>
              {index > 0 ? '; ' : ''}
              <a href={`/signs#${sign.id}`}>{sign.title}</a>
            </span>
          ))}
          .
        </p>
      ) : null}
    </li>
  )
}
