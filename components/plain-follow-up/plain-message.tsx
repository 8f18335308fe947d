/** Writing a further message: it sends the return number in its body, never in the address. */
import type { ReactNode } from 'react'
import { errorOf, PlainSection } from '#components/plain-form/plain-fields'
import { PlainFiles, PlainKeys } from '#components/plain-form/plain-you'
import { PostForm } from '#components/plain-form/post-form'
import { TextArea } from '#components/ui/text-input'
import { controlId, textOf } from '#lib/plain/fields'
import { AFTER, NUMBER, STEP } from '#lib/plain/message-fields'
import type { FollowUpView } from '#lib/plain/view'
import type { PlainFollowUpData } from './plain-follow-up-data.ts'

/** `last` is for what cannot be undone. */
type Look = 'first' | 'second' | 'last'

const COLOURS: Record<Look, string> = {
  first: 'border-action bg-action text-on-action hover:border-ink',
  second: 'border-ink bg-paper text-ink hover:bg-sunk',
  last: 'border-warning bg-paper text-warning hover:bg-sunk',
}

/** The button that sends a form. */
export function SubmitButton({ text, look = 'first' }: { text: string; look?: Look }) {
  const colours = COLOURS[look]
  return (
    <button type="submit" className={`border-2 px-5 py-3 font-semibold ${colours}`}>
      {text}
    </button>
  )
}

/** A form of one button, which asks for one step in the conversation of `number`. */
export function StepForm({
  page,
  number,
  step,
  text,
  look,
}: {
  page: PlainFollowUpData
  number: string
  step: string
  text: string
  look?: Look
}) {
  return (
    <PostForm page={page}>
      <input type="hidden" name={NUMBER} value={number} />
      <input type="hidden" name={STEP} value={step} />
      <SubmitButton text={text} {...(look && { look })} />
    </PostForm>
  )
}

/** A further message with files. @param number the field of the number when it is not known yet */
export function PlainMessage({
  page,
  view,
  number,
}: {
  page: PlainFollowUpData
  view: Extract<FollowUpView, { state: 'returning' }>
  number?: ReactNode
}) {
  const { followUp, words, inboxes } = page
  const { message } = followUp
  const last = Math.max(0, ...(view.found?.messages.map((one) => one.number) ?? []))
  const own = inboxes.filter(({ id }) => view.found === null || id === view.found.inbox)
  return (
    <PostForm page={page}>
      {number ?? <input type="hidden" name={NUMBER} value={view.number} />}
      <input type="hidden" name={AFTER} value={last} />
      <PlainSection title={message.heading}>
        <p>{message.server}</p>
        <TextArea
          text={{
            id: controlId('story'),
            label: message.label,
            hint: message.hint,
            error: errorOf({ view }, 'story'),
            tag: words.required,
          }}
          control={{
            name: 'story',
            rows: 9,
            required: true,
            defaultValue: textOf(view.values, 'story'),
          }}
        />
      </PlainSection>
      <PlainFiles form={{ page, view }} />
      <PlainSection title={message.sealing}>
        <PlainKeys words={words} inboxes={own} />
        <p className="text-sm text-ink-soft">{words.key.check}</p>
      </PlainSection>
      <div>
        {page.demonstration ? (
          <p className="mb-4 font-bold text-warning">{words.demonstration.title}</p>
        ) : null}
        <SubmitButton text={message.send} />
        <p className="mt-3 text-sm text-ink-soft">{message.sendHint}</p>
      </div>
    </PostForm>
  )
}
