'use client'
/** The replies that were opened in this visit. What is hidden again is also forgotten, and fetched anew. */
import { useEffect, useRef, useState } from 'react'
import type { OpenedReply } from '#lib/follow-up/open-reply'
import type { Sealer } from '#lib/sending/sealer'

type Opened =
  | { at: 'opening' }
  | { at: 'shown'; reply: OpenedReply }
  | { at: 'failed'; message: string }

export type Replies = {
  opened: Readonly<Record<string, Opened | undefined>>
  show: (reply: { id: string; read: boolean }) => Promise<void>
  hide: (id: string) => void
}

/** `onRead` is told of a reply once the server knows that it was read. */
export function useReplies(
  sealer: { readonly current: Sealer | undefined },
  onRead: (id: string) => void,
): Replies {
  const [opened, setOpened] = useState<Replies['opened']>({})
  const here = useRef(true)
  useEffect(() => {
    here.current = true
    return () => {
      here.current = false
    }
  }, [])
  const put = (id: string, what: Opened | undefined) => {
    if (here.current) setOpened((now) => ({ ...now, [id]: what }))
  }
  return {
    opened,
    async show({ id, read }) {
      const conversation = sealer.current?.conversation
      if (!conversation || opened[id]?.at === 'opening') return
      put(id, { at: 'opening' })
      const outcome = await conversation.read(id)
      if (!outcome.ok) {
        put(id, { at: 'failed', message: outcome.message })
        return
      }
      put(id, { at: 'shown', reply: outcome.reply })
      // Where this does not arrive, the reply is marked the next time it is opened.
      if (!read && here.current && (await conversation.markRead([id])) && here.current) onRead(id)
    },
    hide: (id) => put(id, undefined),
  }
}
