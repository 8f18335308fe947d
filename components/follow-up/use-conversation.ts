'use client'
/**
 * The course of a visit: asking for the code, opening, the open conversation, and closing it again.
 * The typed words leave this module for the worker, and the field as soon as they have opened something.
 */
import { useState } from 'react'
import { type CodeVerdict, readCode } from '#lib/follow-up/code'
import type { Sealer } from '#lib/sending/sealer'
import type { ConversationState, OpenOutcome } from '#lib/sending/worker-messages'

export type WhyClosed = 'idle' | 'closed' | 'ended'

/** Why the code did not open anything. */
export type Refusal =
  | { what: 'code'; verdict: Extract<CodeVerdict, { ok: false }> }
  | { what: 'server'; failure: Extract<OpenOutcome, { ok: false }> }

export type VisitStep =
  | { at: 'asking'; closed?: WhyClosed }
  | { at: 'opening' }
  | { at: 'open'; state: ConversationState }

export type Visit = {
  step: VisitStep
  /** What stands in the field. */
  code: string
  type: (code: string) => void
  /** A new value each time something was refused. */
  refusal: Refusal | undefined
  /** Until a code was tried. */
  fresh: boolean
  open: () => Promise<void>
  /** Asks again; gives the number of new replies, or what went wrong. */
  refresh: () => Promise<{ ok: true; news: number } | { ok: false; message: string }>
  /** Changes what is shown after something was opened or sent. */
  change: (changed: (state: ConversationState) => ConversationState) => void
  /** Hides everything; words and keys leave the worker. */
  close: (why: WhyClosed) => void
  /** Whether it was ended on the server. */
  end: () => Promise<boolean>
}

/**
 * `restart` ends the worker, with whatever it still has in memory, and starts another one; `onOpen` gets
 * a conversation before it is shown.
 */
export function useConversation(
  sealer: { readonly current: Sealer | undefined },
  restart: () => void,
  page: {
    offline: string
    unknown: string
    busy: (retryAfterMs: number | undefined) => string
    internal: string
    onOpen: (state: ConversationState) => void
  },
): Visit {
  const [step, setStep] = useState<VisitStep>({ at: 'asking' })
  const [code, setCode] = useState('')
  const [refusal, setRefusal] = useState<Refusal>()
  const [fresh, setFresh] = useState(true)

  function close(why: WhyClosed) {
    sealer.current?.conversation.forget()
    restart()
    setCode('')
    setRefusal(undefined)
    setStep({ at: 'asking', closed: why })
  }

  async function open() {
    const verdict = readCode(code)
    setFresh(false)
    if (!verdict.ok) {
      setRefusal({ what: 'code', verdict })
      return
    }
    const current = sealer.current
    if (!current) return
    setRefusal(undefined)
    setStep({ at: 'opening' })
    const outcome = await current.conversation.open(verdict.words, location.origin)
    // Closed or left meanwhile.
    if (sealer.current !== current) return
    if (outcome.ok) {
      setCode('')
      page.onOpen(outcome.state)
      setStep({ at: 'open', state: outcome.state })
      return
    }
    setRefusal({ what: 'server', failure: outcome })
    setStep({ at: 'asking' })
    if (outcome.reason === 'internal') restart()
  }

  return {
    step,
    code,
    type: setCode,
    refusal,
    fresh,
    open,
    async refresh() {
      const current = sealer.current
      const outcome = await current?.conversation.refresh()
      if (sealer.current !== current) return { ok: true, news: 0 }
      if (outcome?.ok) {
        const before = step.at === 'open' ? step.state.replies.map(({ id }) => id) : []
        setStep({ at: 'open', state: outcome.state })
        const news = outcome.state.replies.filter(({ id }) => !before.includes(id))
        return { ok: true, news: news.length }
      }
      return {
        ok: false,
        message:
          outcome?.reason === 'busy'
            ? page.busy(outcome.retryAfterMs)
            : page[outcome?.reason ?? 'internal'],
      }
    },
    change: (changed) =>
      setStep((now) => (now.at === 'open' ? { at: 'open', state: changed(now.state) } : now)),
    close,
    async end() {
      const ended = (await sealer.current?.conversation.end()) ?? false
      if (ended) close('ended')
      return ended
    },
  }
}
