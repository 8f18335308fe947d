'use client'
/** The tip form: its questions, the check before sending, the sending and the receipt, on one page. */
import { type ReactNode, useEffect, useRef } from 'react'
import { FormProvider } from 'react-hook-form'
import { answerRows, answersText } from './answer-rows.ts'
import { CheckStep } from './check-step.tsx'
import { offeredPartners } from './chosen-inbox.ts'
import { DemonstrationNotice } from './demonstration-notice.tsx'
import { ExitPage } from './exit-page.tsx'
import { ExpiredKeyNotice } from './expired-key.tsx'
import { FoundDraft } from './found-draft.tsx'
import { Questions } from './questions.tsx'
import { ReceiptView } from './receipt-view.tsx'
import { SaveDraft } from './save-draft.tsx'
import { SealerNotice } from './sealer-notice.tsx'
import { SendingView } from './sending-view.tsx'
import { useLive } from './use-live.ts'
import { jumpTo, useLeaveWarning, useTitlePrefix } from './use-page-behaviour.ts'
import { useTip } from './use-tip.ts'
import { asksDemand } from './what-happened.tsx'
import { type FormPage, FormPageProvider } from './words.tsx'

/**
 * `before` stands before the first field, as long as there are fields; `otherWays` at the end, until
 * the tip is received.
 */
export function TipForm({
  page,
  before,
  otherWays,
}: {
  page: FormPage
  before: ReactNode
  otherWays: ReactNode
}) {
  const tip = useTip(page)
  const { form, step, errors, failure } = tip
  const { words } = page
  const heading = useRef<HTMLHeadingElement>(null)
  const jump = useRef<string>(undefined)
  const lastStep = useRef(step.at)

  const stepHeading = {
    asking: '',
    checking: words.check.heading,
    sending: words.sending.heading,
    received: words.receipt.heading,
  }[step.at]
  const inError = step.at === 'checking' ? failure !== undefined : errors.length > 0
  useTitlePrefix(
    inError && (step.at === 'asking' || step.at === 'checking')
      ? words.errors.titlePrefix
      : stepHeading && `${stepHeading} – `,
  )
  useLeaveWarning(tip.unsent || tip.comeBack.atRisk)

  useEffect(() => {
    if (lastStep.current === step.at) return
    lastStep.current = step.at
    const target = jump.current
    jump.current = undefined
    if (target) jumpTo(target)
    // A failure's own box takes the focus where there is one.
    else if (!(step.at === 'checking' && failure)) heading.current?.focus()
  }, [step.at, failure])

  const rows = () =>
    answerRows(form.getValues(), tip.files.list, {
      ...page,
      withDemand: asksDemand(form.getValues('category')),
      partners: offeredPartners(page, form.getValues()),
    })
  const typed = () => answersText(rows(), words.check.notAnswered)
  // Without encryption a draft could be neither saved nor opened; the page has said so by then.
  const canKeep = useLive() && tip.sealer.state !== 'no-crypto'
  const changeAnswer = (target: string) => {
    jump.current = target
    tip.backToForm()
  }

  return (
    <FormPageProvider page={page}>
      <FormProvider {...form}>
        <ExitPage onExit={tip.exit} draft={tip.draft} />
        <div className="max-w-measure">
          <DemonstrationNotice />
          <div className="mt-8 space-y-8 empty:hidden">
            <SealerNotice state={tip.sealer.state} text={typed} onRestart={tip.sealer.restart} />
            {step.at === 'received' ? null : (
              <ExpiredKeyNotice typed={tip.unsent ? typed : undefined} />
            )}
            {step.at === 'asking' && canKeep ? (
              <FoundDraft
                draft={tip.draft}
                typed={tip.unsent}
                chosen={tip.files.list.map(({ name }) => name)}
              />
            ) : null}
          </div>
          <div hidden={step.at !== 'asking'}>
            {before}
            <Questions tip={tip} />
            {canKeep ? <SaveDraft draft={tip.draft} typed={typed} /> : null}
          </div>
          {step.at === 'asking' ? null : (
            <div className="mt-8 space-y-8">
              <h2 ref={heading} tabIndex={-1} className="font-serif text-3xl font-bold">
                {stepHeading}
              </h2>
              {step.at === 'checking' ? (
                <CheckStep
                  tip={tip}
                  answers={step.answers}
                  rows={rows()}
                  typed={typed}
                  onChange={changeAnswer}
                />
              ) : step.at === 'sending' ? (
                <SendingView
                  progress={step.progress}
                  files={tip.files.list}
                  onCancel={tip.cancel}
                  onRetryFile={tip.retryFile}
                  onRemoveFile={tip.removeFile}
                />
              ) : (
                <ReceiptView
                  receipt={step.receipt}
                  sent={step.sent}
                  wayBack={step.wayBack}
                  comeBack={tip.comeBack}
                  draft={tip.draft}
                  onKeepNone={tip.exit}
                />
              )}
            </div>
          )}
          <div hidden={step.at === 'received'}>{otherWays}</div>
        </div>
      </FormProvider>
    </FormPageProvider>
  )
}
