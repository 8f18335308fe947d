/**
 * The page without scripts for those who come back: the return number, then how the conversation stands
 * and a form for a further message. The build draws it empty, the server draws its answers.
 */
import { PlainErrors } from '#components/plain-form/plain-errors'
import { errorOf } from '#components/plain-form/plain-fields'
import { PostForm } from '#components/plain-form/post-form'
import { Notice } from '#components/ui/notice'
import { TextInput } from '#components/ui/text-input'
import { controlId, textOf } from '#lib/plain/fields'
import { LOOK, NUMBER, STEP } from '#lib/plain/message-fields'
import type { FollowUpView } from '#lib/plain/view'
import { PlainConversation } from './plain-conversation.tsx'
import { PlainEnd, PlainEnded, PlainEnding } from './plain-end.tsx'
import type { PlainFollowUpData } from './plain-follow-up-data.ts'
import { PlainMessage, StepForm, SubmitButton } from './plain-message.tsx'
import { PlainSent } from './plain-sent.tsx'
import { WhyNoReplies } from './why-no-replies.tsx'

export type { PlainFollowUpData } from './plain-follow-up-data.ts'

type Returning = Extract<FollowUpView, { state: 'returning' }>

/** Draws a view of the page; without hooks, handlers or anything else that a script would need. */
export function PlainFollowUpPage({ page, view }: { page: PlainFollowUpData; view: FollowUpView }) {
  if (view.state === 'sent') return <PlainSent page={page} view={view} />
  if (view.state === 'ending') return <PlainEnding page={page} view={view} />
  if (view.state === 'ended') return <PlainEnded page={page} />
  const { followUp, own, found } = { ...page, found: view.found }
  const typed = textOf(view.values, 'story').trim() !== ''
  const kept = view.filesAgain ? own.filesAgain : typed ? followUp.message.kept : null
  return (
    <>
      <h1 className="font-serif text-4xl leading-tight font-bold">
        {found === null ? followUp.title : followUp.titleFound}
      </h1>
      <PlainErrors page={page} errors={view.errors} kept={kept} />
      {found === null ? (
        <Arriving page={page} view={view} typed={typed || view.filesAgain} />
      ) : null}
      {found === null ? null : (
        <>
          <PlainConversation page={page} found={found} />
          <StepForm
            page={page}
            number={view.number}
            step={LOOK}
            text={followUp.number.again}
            look="second"
          />
          <PlainMessage page={page} view={view} />
          <PlainEnd page={page} number={view.number} />
          <p className="mt-10">
            <a
              href={page.address}
              className="font-semibold text-action underline underline-offset-3"
            >
              {followUp.number.other}
            </a>
          </p>
        </>
      )}
    </>
  )
}

/** Before a conversation was found. A message that was typed already stays beside the number. */
function Arriving({
  page,
  view,
  typed,
}: {
  page: PlainFollowUpData
  view: Returning
  typed: boolean
}) {
  const { followUp } = page
  return (
    <>
      <p className="mt-4 mb-6 text-xl">{followUp.lead}</p>
      {page.offered ? null : <p className="mb-6 font-semibold">{followUp.none}</p>}
      {typed ? (
        <PlainMessage page={page} view={view} number={<NumberField page={page} view={view} />} />
      ) : (
        <PostForm page={page}>
          <input type="hidden" name={STEP} value={LOOK} />
          <NumberField page={page} view={view} />
          <SubmitButton text={followUp.number.look} />
        </PostForm>
      )}
      <div className="mt-10 space-y-10">
        <Notice title={followUp.different.heading} id="different">
          <ul className="list-disc space-y-2 pl-6">
            {followUp.different.points.map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
        </Notice>
        <WhyNoReplies page={page} />
      </div>
    </>
  )
}

function NumberField({ page: { followUp }, view }: { page: PlainFollowUpData; view: Returning }) {
  const { label, hint } = followUp.number
  return (
    <TextInput
      look="question"
      text={{ id: controlId(NUMBER), label, hint, error: errorOf({ view }, NUMBER) }}
      control={{
        name: NUMBER,
        defaultValue: view.number,
        required: true,
        autoCapitalize: 'characters',
        translate: 'no',
      }}
    />
  )
}
