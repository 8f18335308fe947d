'use client'
/** The check before sending, and what went wrong with the last attempt to send. */
import { useMemo } from 'react'
import { Button } from '#components/ui/button'
import { Checkbox } from '#components/ui/choices'
import { ErrorSummary } from '#components/ui/error-summary'
import { Fingerprint } from '#components/ui/fingerprint'
import { fill } from '#lib/i18n/fill'
import type { Answers } from '#lib/tip/schema'
import type { AnswerRow } from './answer-rows.ts'
import { CheckAnswers } from './check-answers.tsx'
import { chosenInbox } from './chosen-inbox.ts'
import { DemonstrationReminder } from './demonstration-notice.tsx'
import { SealerStatus } from './questions.tsx'
import { CopyTyped, OtherWaysLink } from './sealer-notice.tsx'
import type { TipCourse } from './use-tip.ts'
import { useFormPage } from './words.tsx'
import { WriteOnce } from './write-once.tsx'

/** `answers` are what will be sent, `rows` the same for reading; `typed` gives them as text. */
export function CheckStep({
  tip,
  answers,
  rows,
  typed,
  onChange,
}: {
  tip: TipCourse
  answers: Answers
  rows: readonly AnswerRow[]
  typed: () => string
  onChange: (target: string) => void
}) {
  const page = useFormPage()
  const { check } = page.words
  const inbox = chosenInbox(page, answers)
  return (
    <>
      <SendFailureBox tip={tip} answers={answers} typed={typed} onChange={onChange} />
      <p>{check.lead}</p>
      <CheckAnswers rows={rows} onChange={onChange} />
      {answers.contact ? null : <p>{check.anonymous}</p>}
      <div className="space-y-2">
        <p>{fill(check.sealedFor, { name: inbox.name })}</p>
        {inbox.certificates.map(({ fingerprint, archive }) => (
          <div key={fingerprint}>
            {archive ? (
              <p className="mb-1 text-sm text-ink-soft">{page.words.key.archiveFingerprint}</p>
            ) : null}
            <Fingerprint value={fingerprint} />
          </div>
        ))}
      </div>
      {page.followUp === null ? null : (
        <div>
          <Checkbox
            id="come-back"
            label={page.words.wayBack.label}
            control={{
              checked: tip.comeBack.wanted,
              onChange: ({ target }) => tip.comeBack.change(target.checked),
              'aria-describedby': 'come-back-means',
              autoComplete: 'off',
            }}
          />
          <p id="come-back-means" className="ml-9 text-sm text-ink-soft" aria-live="polite">
            {tip.comeBack.wanted ? page.words.wayBack.means : page.words.wayBack.without}
          </p>
        </div>
      )}
      <div>
        <DemonstrationReminder />
        <div className="flex flex-wrap items-center gap-4">
          <Button
            look="main"
            disabled={tip.sealer.state !== 'ready'}
            onClick={() => void tip.send(answers)}
          >
            {check.send}
          </Button>
          <Button onClick={tip.backToForm}>{check.back}</Button>
        </div>
        <SealerStatus tip={tip} />
      </div>
      <WriteOnce answers={answers} files={tip.files.list} />
    </>
  )
}

/** Why the tip was not received, that nothing is lost, and what to do now. */
function SendFailureBox({
  tip,
  answers,
  typed,
  onChange,
}: {
  tip: TipCourse
  answers: Answers
  typed: () => string
  onChange: (target: string) => void
}) {
  const { errors, sending } = useFormPage().words
  const { failure } = tip
  const file = failure?.file === undefined ? undefined : tip.files.list[failure.file]
  // The same list while nothing changes, so that the box takes the focus only once.
  const links = useMemo(
    () => (failure && file ? [{ target: file.id, message: failure.message }] : []),
    [failure, file],
  )
  if (!failure) return null
  return (
    <ErrorSummary heading={errors.heading} errors={links} onJump={onChange}>
      <p className="mt-2 font-semibold">{sending.failedHeading}</p>
      {file ? null : <p className="mt-2">{failure.message}</p>}
      <p className="mt-2">{sending.kept}</p>
      <div className="mt-4 space-y-4">
        {failure.retryable ? (
          <Button disabled={tip.sealer.state !== 'ready'} onClick={() => void tip.send(answers)}>
            {sending.retry}
          </Button>
        ) : (
          <p>{sending.changeFirst}</p>
        )}
        <CopyTyped text={typed} />
        <p>
          <OtherWaysLink />
        </p>
      </div>
    </ErrorSummary>
  )
}
