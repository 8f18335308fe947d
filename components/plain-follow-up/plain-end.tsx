/** Ending a conversation without scripts: the way there, a page that asks once more, and what is left. */
import { END, END_NOW, LOOK } from '#lib/plain/message-fields'
import type { FollowUpView } from '#lib/plain/view'
import type { PlainFollowUpData } from './plain-follow-up-data.ts'
import { StepForm } from './plain-message.tsx'

/** At the end of the conversation's page. */
export function PlainEnd({ page, number }: { page: PlainFollowUpData; number: string }) {
  const { end } = page.followUp
  return (
    <section className="mt-12 border-t-3 border-ink pt-4">
      <h2 className="font-serif text-xl font-bold">{end.heading}</h2>
      <Means page={page} />
      <StepForm page={page} number={number} step={END} text={end.go} look="last" />
    </section>
  )
}

/** Asks once more; stands in the place of the page. */
export function PlainEnding({
  page,
  view: { number, found },
}: {
  page: PlainFollowUpData
  view: Extract<FollowUpView, { state: 'ending' }>
}) {
  const { end, state } = page.followUp
  const unread = found.replies.some(({ read }) => !read)
  return (
    <>
      <h1 className="font-serif text-4xl leading-tight font-bold">{end.question}</h1>
      <p className="mt-4">
        {state.reference} <span className="font-mono font-bold">{found.reference}</span>
      </p>
      <Means page={page} />
      {unread ? <p className="mt-4 font-bold text-warning">{end.lost}</p> : null}
      <StepForm page={page} number={number} step={END_NOW} text={end.yes} look="last" />
      <StepForm page={page} number={number} step={LOOK} text={end.no} look="second" />
    </>
  )
}

/** What is left to do. */
export function PlainEnded({ page: { followUp, formAddress } }: { page: PlainFollowUpData }) {
  const { end } = followUp
  return (
    <>
      <h1 className="font-serif text-4xl leading-tight font-bold">{end.title}</h1>
      <p className="mt-4 text-xl">{end.done}</p>
      <p className="mt-4">{end.note}</p>
      <p className="mt-6">
        <a href={formAddress} className="font-semibold text-action underline underline-offset-3">
          {end.another}
        </a>
      </p>
    </>
  )
}

function Means({ page: { followUp } }: { page: PlainFollowUpData }) {
  return (
    <ul className="mt-4 list-disc space-y-2 pl-6">
      {followUp.end.means.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}
