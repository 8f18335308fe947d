/** After a further message: that it is stored, its receipt, and the way back to the conversation. */
import { PlainReceipt } from '#components/plain-form/plain-receipt'
import { PlainReference } from '#components/plain-form/plain-reference'
import { LOOK } from '#lib/plain/message-fields'
import type { FollowUpView } from '#lib/plain/view'
import type { PlainFollowUpData } from './plain-follow-up-data.ts'
import { StepForm } from './plain-message.tsx'

/** Stands in the place of the page. */
export function PlainSent({
  page,
  view: { number, receipt, saved },
}: {
  page: PlainFollowUpData
  view: Extract<FollowUpView, { state: 'sent' }>
}) {
  const { words, followUp } = page
  return (
    <div className="space-y-10">
      <h1 className="font-serif text-4xl leading-tight font-bold" tabIndex={-1}>
        {followUp.titleSent}
      </h1>
      <PlainReference words={words} receipt={receipt} />
      <StepForm page={page} number={number} step={LOOK} text={followUp.number.look} />
      <PlainReceipt page={page} receipt={receipt} saved={saved} again={followUp.message.again} />
    </div>
  )
}
