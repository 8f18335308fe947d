'use client'
/** The open conversation: its facts, its messages, a further one, and its end. */
import { useEffect, useRef, useState } from 'react'
import { Button } from '#components/ui/button'
import { fill, fillPlural } from '#lib/i18n/fill'
import { hourInWords } from '#lib/receipt/saved-receipt'
import type { Sealer } from '#lib/sending/sealer'
import type { ConversationState } from '#lib/sending/worker-messages'
import { EndConversation } from './end-conversation.tsx'
import { useFollowUpPage } from './follow-up-page.tsx'
import { Thread } from './thread.tsx'
import type { Visit } from './use-conversation.ts'
import type { Message } from './use-message.ts'
import { useReplies } from './use-replies.ts'
import { WriteMessage } from './write-message.tsx'

/** Everything it has in memory goes with it when it is closed, except `message`. */
export function OpenConversation({
  state,
  visit,
  message,
  sealer,
  onEnded,
}: {
  state: ConversationState
  visit: Visit
  message: Message
  sealer: { readonly current: Sealer | undefined }
  onEnded: () => void
}) {
  const { own, inboxes, receiptFile, language } = useFollowUpPage()
  const words = own.open
  const heading = useRef<HTMLHeadingElement>(null)
  const [said, setSaid] = useState('')
  const [looking, setLooking] = useState(false)
  const replies = useReplies(sealer, (id) =>
    visit.change((now) => ({
      ...now,
      replies: now.replies.map((one) => (one.id === id ? { ...one, read: true } : one)),
    })),
  )
  useEffect(() => heading.current?.focus(), [])

  async function refresh() {
    if (looking) return
    setLooking(true)
    setSaid(words.refreshing)
    const result = await visit.refresh()
    setLooking(false)
    setSaid(
      !result.ok
        ? `${words.refreshFailed} ${result.message}`
        : result.news > 0
          ? fillPlural(language, words.news, result.news)
          : words.nothingNew,
    )
  }

  const unread = state.replies.filter(({ read }) => !read).length
  return (
    <div className="space-y-10">
      <section aria-labelledby="conversation" className="space-y-4">
        <h2 id="conversation" ref={heading} tabIndex={-1} className="font-serif text-3xl font-bold">
          {words.heading}
        </h2>
        <div className="border-2 border-ink p-4 sm:p-6">
          <p>{words.reference}</p>
          <p className="font-mono text-3xl font-bold break-words">{state.reference}</p>
          <p className="mt-2 font-semibold">
            {unread > 0
              ? fillPlural(language, words.unread, unread)
              : state.replies.length > 0
                ? words.allRead
                : words.nothingYet}
          </p>
          <p className="mt-2 text-sm text-ink-soft">
            {fill(words.expires, { hour: hourInWords(state.expires, receiptFile, language) })}{' '}
            {words.restarts}
          </p>
        </div>
        <div className="space-y-2 print:hidden">
          <div className="flex flex-wrap items-center gap-4">
            <Button onClick={() => void refresh()}>{words.refresh}</Button>
            <Button onClick={() => visit.close('closed')}>{words.close}</Button>
          </div>
          <p role="status" className="font-semibold empty:hidden">
            {said}
          </p>
          <p className="text-sm text-ink-soft">
            {words.notAlone} {words.closeMeans}
          </p>
        </div>
      </section>
      <Thread state={state} replies={replies} />
      <WriteMessage message={message} inbox={inboxes.find(({ id }) => id === state.inbox)} />
      <EndConversation
        unsent={message.unsent}
        onEnd={async () => {
          const ended = await visit.end()
          if (ended) onEnded()
          return ended
        }}
      />
    </div>
  )
}
