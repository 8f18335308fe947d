'use client'
/** Asks for the nine words, and says why the last ones opened nothing. */
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react'
import { Button } from '#components/ui/button'
import { Checkbox } from '#components/ui/choices'
import { ErrorSummary, type ShownError } from '#components/ui/error-summary'
import { controlAttributes, controlClass, Field } from '#components/ui/field'
import { fill } from '#lib/i18n/fill'
import { useLive } from '../tip-form/use-live.ts'
import { jumpTo } from '../tip-form/use-page-behaviour.ts'
import type { SealerState } from '../tip-form/use-sealer.ts'
import { useFollowUpPage } from './follow-up-page.tsx'
import { PlainWay } from './plain-way.tsx'
import { busyText, codeError } from './refusal-words.ts'
import type { Refusal, Visit, WhyClosed } from './use-conversation.ts'

const CODE_ID = 'code'

/** `kept` is true while an unsent message waits, hidden, for the conversation to be opened again. */
export function CodeForm({
  visit,
  sealer,
  kept,
}: {
  visit: Visit
  sealer: SealerState
  kept: boolean
}) {
  const { own, problemHeading, language } = useFollowUpPage()
  const live = useLive()
  const [hidden, setHidden] = useState(false)
  const { step, refusal } = visit
  const opening = step.at === 'opening'
  const wrong =
    refusal?.what === 'code' ? codeError(refusal.verdict, own.code, language) : undefined
  // A new list only with a new refusal, so that the box takes the focus once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same words refused again are told again
  const errors = useMemo(
    (): ShownError[] => (wrong === undefined ? [] : [{ target: CODE_ID, message: wrong }]),
    [wrong, refusal],
  )
  const text = { id: CODE_ID, label: own.code.label, hint: own.code.hint, error: wrong }
  return (
    <div className="space-y-8">
      {step.at === 'asking' && step.closed ? <Closed why={step.closed} kept={kept} /> : null}
      {refusal?.what === 'code' ? (
        <ErrorSummary heading={problemHeading} errors={errors} onJump={jumpTo} />
      ) : refusal ? (
        <Refused failure={refusal.failure} errors={errors} />
      ) : null}
      {/* Has no action, and its field no name: nothing can leave this form. */}
      <form
        noValidate
        autoComplete="off"
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          if (!opening) void visit.open()
        }}
      >
        <fieldset disabled={!live} className="min-w-0 space-y-4">
          <legend className="sr-only">{own.title}</legend>
          <Field text={text} look="question">
            <textarea
              {...controlAttributes(text)}
              rows={3}
              value={visit.code}
              readOnly={opening}
              onChange={({ target }) => visit.type(target.value)}
              autoCapitalize="none"
              autoCorrect="off"
              spellCheck={false}
              translate="no"
              className={`${controlClass} font-mono ${hidden ? '[-webkit-text-security:disc]' : ''}`}
            />
          </Field>
          {live && CSS.supports('-webkit-text-security', 'disc') ? (
            <Checkbox
              id="code-hidden"
              label={own.code.hide}
              control={{ checked: hidden, onChange: ({ target }) => setHidden(target.checked) }}
            />
          ) : null}
          <div>
            <Button type="submit" look="main" disabled={sealer !== 'ready'}>
              {own.code.open}
            </Button>
            <p role="status" className="mt-3 text-sm text-ink-soft">
              {opening
                ? own.code.opening
                : sealer === 'starting'
                  ? own.code.starting
                  : own.code.takes}
            </p>
          </div>
        </fieldset>
      </form>
    </div>
  )
}

/** Why the words are asked for again; takes the focus, since what had it is gone. */
function Closed({ why, kept }: { why: WhyClosed; kept: boolean }) {
  const { closed } = useFollowUpPage().own
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <div ref={box} tabIndex={-1} className="border-l-4 border-ink bg-sunk p-4">
      <p className="font-semibold">{closed[why]}</p>
      {kept ? <p className="mt-2">{closed.kept}</p> : null}
    </div>
  )
}

/** What the server, or the line to it, had against the words. */
function Refused({
  failure,
  errors,
}: {
  failure: Extract<Refusal, { what: 'server' }>['failure']
  errors: readonly ShownError[]
}) {
  const { own, language, days } = useFollowUpPage()
  const words = own.refused
  const line = {
    unknown: words.unknown,
    busy: busyText(failure.retryAfterMs, words, language),
    offline: words.offline,
    internal: words.internal,
  }[failure.reason]
  return (
    <ErrorSummary heading={words.heading} errors={errors} onJump={jumpTo}>
      <p className="mt-2 font-semibold">{line}</p>
      {failure.reason === 'unknown' ? (
        <>
          <ul className="mt-2 list-disc space-y-2 pl-6">
            {words.check.map((one) => (
              <li key={one}>{fill(one, { days })}</li>
            ))}
          </ul>
          <p className="mt-2">{words.lost}</p>
        </>
      ) : null}
      {failure.reason === 'internal' ? <PlainWay /> : null}
    </ErrorSummary>
  )
}
