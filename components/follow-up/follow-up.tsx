'use client'
/** The page that a sender comes back to: the code, the conversation, and the ways out of it. */
import { useEffect, useRef } from 'react'
import { flushSync } from 'react-dom'
import { DemonstrationNotice } from '#components/tip-form/demonstration-notice'
import { ExitBar, leaveForNeutralPage } from '#components/tip-form/exit-bar'
import { Button } from '#components/ui/button'
import { Notice } from '#components/ui/notice'
import { useLeaveWarning, useTitlePrefix } from '../tip-form/use-page-behaviour.ts'
import { type SealerState, useSealer } from '../tip-form/use-sealer.ts'
import { BeforeYouOpen } from './before-you-open.tsx'
import { CodeForm } from './code-form.tsx'
import { useFollowUpPage } from './follow-up-page.tsx'
import { OpenConversation } from './open-conversation.tsx'
import { PlainWay } from './plain-way.tsx'
import { busyText } from './refusal-words.ts'
import { useConversation } from './use-conversation.ts'
import { useIdle } from './use-idle.ts'
import { useMessage } from './use-message.ts'

/** After so long without a key or a touch everything is hidden; the page says so beforehand. */
const IDLE_MS = 15 * 60_000

/** The last part of `7K3M-Q2-2`; where there is none, the next number. */
function messageNumber(reference: string, before: readonly { number: number }[]): number {
  const last = Number(reference.split('-')[2])
  return last > 0 ? last : Math.max(0, ...before.map(({ number }) => number)) + 1
}

/** The island's one element. */
export function FollowUp() {
  const page = useFollowUpPage()
  const { own, words, errorPrefix, language } = page
  const { state, sealer, restart } = useSealer()
  const written = useRef<string>(undefined)
  const visit = useConversation(sealer, restart, {
    offline: own.refused.offline,
    internal: own.open.internal,
    unknown: own.open.gone,
    busy: (retryAfterMs) => busyText(retryAfterMs, own.refused, language),
    onOpen: ({ reference }) => {
      // What waits for its conversation is not shown in another one.
      if (written.current !== undefined && written.current !== reference) message.discard()
      written.current = reference
    },
  })
  const message = useMessage(page, sealer, ({ reference, received }) => {
    visit.change((now) => ({
      ...now,
      messages: [
        ...now.messages,
        { number: messageNumber(reference, now.messages), hour: received, delivered: null },
      ],
    }))
  })
  const { step } = visit
  const sending = message.step.at === 'sending'

  useTitlePrefix(
    (step.at === 'open' ? message.errors.length > 0 || message.failure : visit.refusal)
      ? errorPrefix
      : step.at === 'open'
        ? `${own.open.heading} – `
        : '',
  )
  useLeaveWarning(message.unsent)
  useIdle(!sending && (step.at === 'open' || visit.code !== ''), IDLE_MS, () => visit.close('idle'))
  useForgetOnLeaving(() => {
    message.discard()
    visit.close('closed')
  })

  return (
    <>
      <ExitBar
        button={words.exit.button}
        why={own.exitWhy}
        onExit={() => {
          message.discard()
          visit.close('closed')
          leaveForNeutralPage()
        }}
      />
      <div className="max-w-measure space-y-8">
        <DemonstrationNotice />
        <SealerFailed state={state} onRestart={restart} />
        {step.at === 'open' ? (
          <OpenConversation
            state={step.state}
            visit={visit}
            message={message}
            sealer={sealer}
            onEnded={message.discard}
          />
        ) : (
          <>
            {/* Whoever was refused, or comes back, has read it: what is new stands on top. */}
            {visit.fresh ? <BeforeYouOpen /> : null}
            <CodeForm visit={visit} sealer={state} kept={message.unsent} />
          </>
        )}
      </div>
    </>
  )
}

/** Forgets when the page is left: a browser may keep it as it was and show it to whoever goes back. */
function useForgetOnLeaving(forget: () => void): void {
  const now = useRef(forget)
  now.current = forget
  useEffect(() => {
    const leave = () => flushSync(() => now.current())
    addEventListener('pagehide', leave)
    return () => removeEventListener('pagehide', leave)
  }, [])
}

/** Named failure of the worker; empty while it starts and when it is ready. */
function SealerFailed({ state, onRestart }: { state: SealerState; onRestart: () => void }) {
  const words = useFollowUpPage().own.sealer
  const failed = state === 'no-crypto' || state === 'no-worker'
  return (
    <div role="alert" className="empty:hidden">
      {failed ? (
        <Notice title={words.failed} id="sealer-failed">
          <p>{words.cure}</p>
          {state === 'no-worker' ? <Button onClick={onRestart}>{words.again}</Button> : null}
          {/* Without https that page would carry the words in the clear over the network. */}
          {isSecureContext ? <PlainWay /> : null}
        </Notice>
      ) : null}
    </div>
  )
}
