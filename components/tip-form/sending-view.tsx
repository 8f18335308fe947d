'use client'
/** What is seen while a tip is encrypted and sent: all of it together, and each file. */
import { Button } from '#components/ui/button'
import { FileRow } from '#components/ui/file-row'
import { Progress } from '#components/ui/progress'
import { fill, fillPlural } from '#lib/i18n/fill'
import type { FileProgress, SendProgress } from '#lib/sending/worker-messages'
import { type ChosenFile, formatBytes } from './chosen-files.ts'
import { progressLine } from './time-left.ts'
import { useWakeLock } from './use-wake-lock.ts'
import { useSendPage } from './words.tsx'

/**
 * Shows `progress` of the tip with `files`. A screen reader hears each stage once, and that a file needs
 * somebody, but no percents.
 */
export function SendingView({
  progress,
  files,
  onCancel,
  onRetryFile,
  onRemoveFile,
}: {
  progress: SendProgress
  files: readonly ChosenFile[]
  onCancel: () => void
  onRetryFile: (id: string) => void
  onRemoveFile: (id: string) => void
}) {
  const { words, language } = useSendPage()
  const { sending } = words
  const { phase, doneBytes, totalBytes } = progress
  // Before the sizes are known there is no end, and at the end the server decides.
  const measured = totalBytes > 0 && (phase === 'sending' || phase === 'waiting')
  const failed = progress.files.filter(({ state }) => state === 'failed').length
  useWakeLock(true)
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
      <p className="min-h-6 text-sm text-ink-soft tabular-nums">
        {measured ? progressLine(progress, sending, language) : null}
      </p>
      <p>{sending.stay}</p>
      <p role="status" className="font-semibold text-warning empty:hidden">
        {failed > 0 ? fillPlural(language, sending.needsYou, failed) : ''}
      </p>
      {progress.files.length > 0 ? (
        <section aria-labelledby="sending-files">
          <h3 id="sending-files" className="font-serif text-xl font-bold">
            {sending.files}
          </h3>
          <ul className="mt-3 border-b border-rule">
            {progress.files.map((file) => (
              <SentFile
                key={file.id}
                file={file}
                name={files.find(({ id }) => id === file.id)?.name ?? file.id}
                onRetry={onRetryFile}
                onRemove={onRemoveFile}
              />
            ))}
          </ul>
        </section>
      ) : null}
      <Button onClick={onCancel}>{sending.cancel}</Button>
    </div>
  )
}

function SentFile({
  file,
  name,
  onRetry,
  onRemove,
}: {
  file: FileProgress
  name: string
  onRetry: (id: string) => void
  onRemove: (id: string) => void
}) {
  const { words, language } = useSendPage()
  const { sending } = words
  const { id, state, doneBytes, totalBytes, message, unchanged } = file
  const size =
    state === 'sending' && totalBytes > 0
      ? fill(sending.amount, {
          done: formatBytes(language, doneBytes),
          total: formatBytes(language, totalBytes),
        })
      : formatBytes(language, totalBytes)
  const named = (button: string) => (
    <>
      {button}
      <span className="sr-only"> {name}</span>
    </>
  )
  return (
    <FileRow
      id={`sending-${id}`}
      name={name}
      facts={`${size}, ${sending.states[state]}`}
      error={state === 'failed' ? message : undefined}
    >
      {state === 'sending' && totalBytes > 0 ? (
        <div className="min-w-0 grow basis-full">
          <Progress label={name} value={doneBytes} max={totalBytes} />
        </div>
      ) : null}
      {state === 'failed' ? (
        <Button onClick={() => onRetry(id)}>
          {named(unchanged ? sending.fileUnchanged : sending.fileRetry)}
        </Button>
      ) : null}
      {state === 'removed' ? null : (
        <Button
          look={state === 'failed' ? 'plain' : 'link'}
          onClick={() => {
            // The button goes away with the press; the row stays and says what became of it.
            document.getElementById(`sending-${id}`)?.focus()
            onRemove(id)
          }}
        >
          {named(words.remove)}
        </Button>
      )}
    </FileRow>
  )
}
