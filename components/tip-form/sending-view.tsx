'use client'
/** What is seen while a tip is encrypted and sent. */
import { Button } from '#components/ui/button'
import { Progress } from '#components/ui/progress'
import { fill } from '#lib/i18n/fill'
import type { SendProgress } from '#lib/sending/worker-messages'
import { formatBytes } from './chosen-files.ts'
import { useFormPage } from './words.tsx'

/** Shows `progress`; a screen reader hears each stage once, not every percent. */
export function SendingView({
  progress,
  onCancel,
}: {
  progress: SendProgress
  onCancel: () => void
}) {
  const { words, language } = useFormPage()
  const { sending } = words
  const { phase, doneBytes, totalBytes } = progress
  // Before sealing ends nobody knows how much there is to send, and after it the server decides.
  const measured = totalBytes > 0 && (phase === 'sending' || phase === 'waiting')
  return (
    <div className="space-y-4">
      <p role="status" className={phase === 'waiting' ? 'font-semibold text-warning' : ''}>
        {sending.phases[phase]}
      </p>
      <Progress
        label={sending.heading}
        value={measured ? doneBytes : 0}
        max={measured ? totalBytes : 0}
      />
      <p className="min-h-6 text-sm text-ink-soft">
        {measured
          ? fill(sending.amount, {
              done: formatBytes(language, doneBytes),
              total: formatBytes(language, totalBytes),
            })
          : null}
      </p>
      <p>{sending.stay}</p>
      <Button onClick={onCancel}>{sending.cancel}</Button>
    </div>
  )
}
