'use client'
/** Everything that was written, oldest first: what the sender sent, by number, and the desk's replies. */
import { Button } from '#components/ui/button'
import { fill } from '#lib/i18n/fill'
import { hourInWords } from '#lib/receipt/saved-receipt'
import type { ConversationState } from '#lib/sending/worker-messages'
import { useFollowUpPage } from './follow-up-page.tsx'
import { ReplyText } from './reply-text.tsx'
import { type ThreadEntry, threadEntries } from './thread-entries.ts'
import type { Replies } from './use-replies.ts'

/** Shows `state`; `replies` are those that were opened in this visit. */
export function Thread({ state, replies }: { state: ConversationState; replies: Replies }) {
  const { own } = useFollowUpPage()
  const words = own.thread
  return (
    <section aria-labelledby="thread" className="space-y-4">
      <h3 id="thread" className="font-serif text-2xl font-bold">
        {words.heading}
      </h3>
      <p className="text-sm text-ink-soft">
        {words.ownWords} {words.order}
      </p>
      <ol className="border-b border-rule">
        {threadEntries(state).map((entry) => (
          <li
            key={entry.by === 'desk' ? entry.id : `message-${entry.number}`}
            className="border-t border-rule py-4"
          >
            {entry.by === 'desk' ? (
              <DeskEntry entry={entry} replies={replies} />
            ) : (
              <OwnEntry entry={entry} />
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

function OwnEntry({ entry }: { entry: Extract<ThreadEntry, { by: 'sender' }> }) {
  const page = useFollowUpPage()
  const words = page.own.thread
  const hour = (value: string) => hourInWords(value, page.receiptFile, page.language)
  return (
    <>
      <h4 className="font-semibold">
        {entry.number === 1 ? words.first : fill(words.yours, { number: entry.number })}
      </h4>
      <p className="text-sm text-ink-soft">{fill(words.sent, { hour: hour(entry.hour) })}</p>
      <p className="text-sm text-ink-soft">
        {entry.delivered === null
          ? words.notDelivered
          : fill(words.delivered, { hour: hour(entry.delivered) })}
      </p>
    </>
  )
}

function DeskEntry({
  entry,
  replies,
}: {
  entry: Extract<ThreadEntry, { by: 'desk' }>
  replies: Replies
}) {
  const page = useFollowUpPage()
  const words = page.own.thread
  const opened = replies.opened[entry.id]
  const shown = opened?.at === 'shown'
  const title = fill(words.reply, { number: entry.number })
  return (
    <div className="border-l-4 border-ink pl-4">
      <h4 className="font-semibold">{title}</h4>
      <p className="text-sm text-ink-soft">
        {fill(words.came, { hour: hourInWords(entry.hour, page.receiptFile, page.language) })}{' '}
        <span className={entry.read ? '' : 'font-bold text-ink'}>
          {shown ? '' : entry.read ? words.read : words.unread}
        </span>
      </p>
      {opened?.at === 'failed' ? (
        <p role="alert" className="mt-2 font-semibold text-warning">
          {opened.message}
        </p>
      ) : null}
      <p className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button
          aria-expanded={shown}
          // Not disabled while it opens: it would lose the focus.
          onClick={() => (shown ? replies.hide(entry.id) : void replies.show(entry))}
        >
          {shown ? words.hide : opened?.at === 'failed' ? words.again : words.show}
          <span className="sr-only"> {title}</span>
        </Button>
        <span role="status" className="text-sm">
          {opened?.at === 'opening' ? words.opening : ''}
          {shown ? (
            <span className="sr-only">{fill(words.shown, { number: entry.number })}</span>
          ) : null}
        </span>
      </p>
      {shown ? <ReplyText reply={opened.reply} title={title} /> : null}
    </div>
  )
}
