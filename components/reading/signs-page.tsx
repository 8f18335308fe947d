/**
 * The warning signs, all of them or those for one reader or of one stage. A filter is a page of its own,
 * so it needs no script, can be sent to somebody, and says what it leaves out.
 */
import type { Control, Sign, Source } from '#lib/content/data'
import { SIGNS_ADDRESS, type SignPage, signPages, signsByStage } from '#lib/content/sign-pages'
import type { Language } from '#lib/i18n/languages'
import { readingWords } from '#lib/i18n/reading-words'
import { referenceWords } from '#lib/i18n/reference-words'
import { type Choice, Choices } from './choices.tsx'
import { numberSources } from './numbered-sources.ts'
import { ReferencePage } from './reference-page.tsx'
import { SignList } from './sign-list.tsx'

/** Title and description of the page of all signs (null) or of a filtered one. */
export function signsTitle(page: SignPage | null, language: Language): string {
  switch (page?.by) {
    case undefined:
      return 'Warning signs'
    case 'reader':
      return `Warning signs for ${readingWords(language).audience[page.id]}`
    case 'stage':
      return `Warning signs: ${referenceWords(language).signStage[page.id].toLowerCase()}`
  }
}

export function SignsPage({
  page,
  signs,
  controls,
  sources,
  checkedTo,
  language,
}: {
  /** null = every sign. */
  page: SignPage | null
  /** All signs, whatever the page shows. */
  signs: readonly Sign[]
  controls: readonly Control[]
  sources: readonly Source[]
  checkedTo: string
  language: Language
}) {
  const groups = signsByStage(page?.signs ?? signs)
  const numbered = numberSources(
    groups.flatMap((group) => group.signs),
    sources,
  )
  const { signStage } = referenceWords(language)
  return (
    <ReferencePage
      title={signsTitle(page, language)}
      lead="A sign is a question, never a verdict. Nearly all have innocent explanations, and each stands here with its own."
      checkedTo={checkedTo}
      sources={numbered.list}
      language={language}
      intro={
        <>
          <p>
            Signs are about conduct and documents, never about origin, name, accent or looks. Look
            at them in the same way for everybody. How much a sign says is our own judgement. Never
            add signs up to a score. If several trouble you, read{' '}
            <a href="/first-72-hours">what to do first</a> and{' '}
            <a href="/advisories/check-fairly">how to check fairly</a>.
          </p>
          {page ? (
            <p>
              This page holds {page.signs.length} of {signs.length} signs.{' '}
              <a href={SIGNS_ADDRESS}>Show all signs</a>
            </p>
          ) : null}
        </>
      }
      aside={
        <>
          <Choices label="For whom" choices={readerChoices(page, signs, language)} />
          <Choices label="When" choices={stageChoices(page, signs, language)} />
        </>
      }
    >
      {groups.map(({ stage, signs: own }) => (
        <section key={stage} id={stage}>
          <h2>{signStage[stage]}</h2>
          <SignList signs={own} controls={controls} sources={numbered} language={language} />
        </section>
      ))}
    </ReferencePage>
  )
}

/** Readers; from a stage's page a choice leads to that stage among the reader's signs, if there are any. */
function readerChoices(
  page: SignPage | null,
  signs: readonly Sign[],
  language: Language,
): Choice[] {
  const { reader } = referenceWords(language)
  const stage = page?.by === 'stage' ? page.id : undefined
  const readers = signPages(signs).flatMap((one): Choice[] => {
    if (one.by !== 'reader') return []
    const own = stage ? one.signs.filter((sign) => sign.stage === stage) : one.signs
    if (own.length === 0) return []
    return [
      {
        href: stage ? `${one.address}#${stage}` : one.address,
        text: reader[one.id],
        count: own.length,
        here: page?.address === one.address,
      },
    ]
  })
  const everybody = {
    href: stage && page ? page.address : SIGNS_ADDRESS,
    text: 'Everybody',
    count: (stage && page ? page.signs : signs).length,
    here: page?.by !== 'reader',
  }
  return [everybody, ...readers]
}

/** Stages; among a reader's signs a choice leads down the page, else to the stage's own page. */
function stageChoices(page: SignPage | null, signs: readonly Sign[], language: Language): Choice[] {
  const { signStage } = referenceWords(language)
  if (page?.by === 'reader')
    return signsByStage(page.signs).map(({ stage, signs: own }) => ({
      href: `#${stage}`,
      text: signStage[stage],
      count: own.length,
    }))
  const stages = signPages(signs).flatMap((one): Choice[] =>
    one.by === 'stage'
      ? [
          {
            href: one.address,
            text: signStage[one.id],
            count: one.signs.length,
            here: page?.address === one.address,
          },
        ]
      : [],
  )
  return [{ href: SIGNS_ADDRESS, text: 'At any time', count: signs.length, here: !page }, ...stages]
}
