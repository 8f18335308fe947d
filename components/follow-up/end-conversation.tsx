'use client'
/** Ending a conversation for good, after one question. */
import { useEffect, useRef, useState } from 'react'
import { Button } from '#components/ui/button'
import { useFollowUpPage } from './follow-up-page.tsx'

/** `unsent` says that a message would be lost; `onEnd` tells whether it was ended. */
export function EndConversation({
  unsent,
  onEnd,
}: {
  unsent: boolean
  onEnd: () => Promise<boolean>
}) {
  const words = useFollowUpPage().own.end
  const [step, setStep] = useState<'idle' | 'asking' | 'ending'>('idle')
  const [said, setSaid] = useState('')
  const question = useRef<HTMLParagraphElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const back = useRef(false)
  useEffect(() => {
    if (step === 'asking') question.current?.focus()
    else if (step === 'idle' && back.current) button.current?.focus()
    back.current = true
  }, [step])

  async function end() {
    if (step === 'ending') return
    setStep('ending')
    setSaid(words.ending)
    // Where it was ended, this is gone with the conversation.
    if (await onEnd()) return
    setSaid(words.failed)
    setStep('idle')
  }

  return (
    <section aria-labelledby="end" className="space-y-4 border-t-3 border-ink pt-4 print:hidden">
      <h3 id="end" className="font-serif text-2xl font-bold">
        {words.heading}
      </h3>
      <ul className="list-disc space-y-2 pl-6">
        {words.means.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {step === 'idle' ? (
        <Button ref={button} look="warning" onClick={() => setStep('asking')}>
          {words.button}
        </Button>
      ) : (
        <div className="border-4 border-warning p-4">
          <p ref={question} tabIndex={-1} className="font-semibold">
            {words.question} {unsent ? words.unsent : ''}
          </p>
          <p className="mt-3 flex flex-wrap gap-4">
            <Button look="warning" onClick={() => void end()}>
              {words.yes}
            </Button>
            <Button onClick={() => setStep('idle')}>{words.no}</Button>
          </p>
        </div>
      )}
      <p role="status" className="font-semibold text-warning empty:hidden">
        {said}
      </p>
    </section>
  )
}
