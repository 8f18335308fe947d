/** How a conversation stands: replies that wait, messages and when the desk got them, when it all ends. */
import { fill } from '#lib/i18n/fill'
import type { ShownConversation } from '#lib/plain/view'
import { hourText } from '#lib/protocol/hours'
import type { PlainFollowUpData } from './plain-follow-up-data.ts'
import { WhyNoReplies } from './why-no-replies.tsx'

/** Everything that the server knows of it. */
export function PlainConversation({
  page,
  found,
}: {
  page: PlainFollowUpData
  found: ShownConversation
}) {
  const { state, replies } = page.followUp
  const waiting = found.replies.filter(({ read }) => !read).length
  const count =
    waiting === 0
      ? replies.none
      : waiting === 1
        ? replies.one
        : fill(replies.several, { count: waiting })
  return (
    <div className="mt-8 space-y-10">
      <div className="border-2 border-ink p-4 sm:p-6">
        <p>{state.reference}</p>
        <p className="font-mono text-3xl font-bold break-words">{found.reference}</p>
        <p className="mt-2">{fill(state.expires, { hour: hourText(found.expires) })}</p>
      </div>
      <section>
        <h2 className="font-serif text-xl font-bold">{replies.heading}</h2>
        <p className="mt-2 font-semibold">{count}</p>
        <ul className="mt-2 list-disc space-y-2 pl-6">
          {found.replies.map(({ id, number, hour, read }) => (
            <li key={id}>
              {fill(read ? replies.cameRead : replies.came, { number, hour: hourText(hour) })}
            </li>
          ))}
        </ul>
      </section>
      <WhyNoReplies page={page} />
      <section>
        <h2 className="font-serif text-xl font-bold">{state.messagesHeading}</h2>
        <ul className="mt-2 list-disc space-y-2 pl-6">
          {found.messages.map(({ number, hour, delivered }) => (
            <li key={number}>
              {fill(state.stored, { number, hour: hourText(hour) })},{' '}
              {delivered === null
                ? state.waiting
                : fill(state.delivered, { hour: hourText(delivered) })}
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}
