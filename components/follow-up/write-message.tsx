'use client'
/** A further message to the desk: writing it, sending it, its receipt. */
import { useEffect, useMemo, useRef } from 'react'
import { DemonstrationReminder } from '#components/tip-form/demonstration-notice'
import { FilesSection } from '#components/tip-form/files-section'
import { SendingView } from '#components/tip-form/sending-view'
import type { FormInbox } from '#components/tip-form/words'
import { Button } from '#components/ui/button'
import { ErrorSummary } from '#components/ui/error-summary'
import { TextArea } from '#components/ui/text-input'
import { DEFAULT_FILE_LIMITS } from '#lib/evidence/limits'
import { dateInWords } from '#lib/i18n/dates'
import { fill } from '#lib/i18n/fill'
import type { Receipt } from '#lib/protocol/shapes'
import { hourInWords, savedReceipt, savedReceiptName } from '#lib/receipt/saved-receipt'
import { expiredOn } from '../tip-form/chosen-inbox.ts'
import { saveText } from '../tip-form/save-text.ts'
import { jumpTo } from '../tip-form/use-page-behaviour.ts'
import { useFollowUpPage } from './follow-up-page.tsx'
import { FILES_ID, type Message, TEXT_ID } from './use-message.ts'

/** `inbox` is the conversation's; undefined when this site does not know it any more. */
export function WriteMessage({
  message,
  inbox,
}: {
  message: Message
  inbox: FormInbox | undefined
}) {
  const { own, language } = useFollowUpPage()
  const words = own.write
  const { step } = message
  const expired = inbox && expiredOn(inbox, new Date())
  return (
    <section aria-labelledby="write" className="space-y-4 border-t-3 border-ink pt-4 print:hidden">
      <h3 id="write" className="font-serif text-2xl font-bold">
        {words.heading}
      </h3>
      {inbox === undefined ? (
        <p className="font-semibold">{words.noInbox}</p>
      ) : expired ? (
        <p className="font-semibold text-warning">
          {fill(words.expired, { day: dateInWords(expired, language) })}
        </p>
      ) : step.at === 'writing' ? (
        <Writing message={message} inbox={inbox} />
      ) : step.at === 'sending' ? (
        <Focused title={words.sending}>
          <SendingView
            progress={step.progress}
            files={message.files.list}
            onCancel={message.cancel}
            onRetryFile={message.retryFile}
            onRemoveFile={message.removeFile}
          />
        </Focused>
      ) : (
        <Focused title={words.stored}>
          <Stored receipt={step.receipt} onAnother={message.another} />
        </Focused>
      )}
    </section>
  )
}

function Writing({ message, inbox }: { message: Message; inbox: FormInbox }) {
  const { own, words, problemHeading } = useFollowUpPage()
  const { errors, failure, files } = message
  return (
    <form
      noValidate
      autoComplete="off"
      // Some browsers send what is typed to a spelling service. Inherited by the fields.
      spellCheck={false}
      onSubmit={(event) => {
        event.preventDefault()
        void message.send(inbox)
      }}
      className="space-y-8"
    >
      {errors.length > 0 ? (
        <ErrorSummary heading={problemHeading} errors={errors} onJump={jumpTo} />
      ) : failure ? (
        <Failed message={message} />
      ) : null}
      <TextArea
        text={{
          id: TEXT_ID,
          label: own.write.label,
          hint: own.write.hint,
          error: message.textError,
          tag: words.required,
        }}
        look="part"
        control={{
          value: message.text,
          rows: 8,
          onChange: ({ target }) => message.write(target.value),
        }}
      />
      <div>
        <p className="font-semibold">
          {own.write.files}{' '}
          <span className="text-sm font-normal text-ink-soft">({words.optional})</span>
        </p>
        <FilesSection
          id={FILES_ID}
          files={files.list}
          errors={files.errors}
          limits={inbox.fileLimits ?? DEFAULT_FILE_LIMITS}
          judged={message.judged}
          onChange={files.change}
        />
      </div>
      <div>
        <DemonstrationReminder />
        <p className="mb-3">{fill(own.write.sealedFor, { name: inbox.name })}</p>
        <Button type="submit" look="main">
          {own.write.send}
        </Button>
      </div>
    </form>
  )
}

/** Why the message was not received, and that nothing is lost. */
function Failed({ message }: { message: Message }) {
  const { own, problemHeading } = useFollowUpPage()
  const { failure, files } = message
  const file = failure?.file === undefined ? undefined : files.list[failure.file]
  // The same list while nothing changes, so that the box takes the focus only once.
  const links = useMemo(
    () => (failure && file ? [{ target: file.id, message: failure.message }] : []),
    [failure, file],
  )
  if (!failure) return null
  return (
    <ErrorSummary heading={problemHeading} errors={links} onJump={jumpTo}>
      <p className="mt-2 font-semibold">{own.write.failed}</p>
      {file ? null : <p className="mt-2">{failure.message}</p>}
      <p className="mt-2">{own.write.kept}</p>
    </ErrorSummary>
  )
}

function Stored({ receipt, onAnother }: { receipt: Receipt; onAnother: () => void }) {
  const { own, receiptFile, language } = useFollowUpPage()
  const words = own.write
  return (
    <div className="space-y-4">
      <div className="border-2 border-ink p-4">
        <p>{words.reference}</p>
        <p className="font-mono text-2xl font-bold break-words">{receipt.reference}</p>
        <p className="mt-2 text-sm text-ink-soft">
          {fill(words.received, { hour: hourInWords(receipt.received, receiptFile, language) })}
        </p>
      </div>
      <p className="flex flex-wrap gap-4">
        <Button onClick={onAnother}>{words.another}</Button>
        <Button
          onClick={() =>
            saveText(
              savedReceiptName(receipt),
              'text/plain;charset=utf-8',
              savedReceipt(receipt, receiptFile, { url: location.origin, language }),
            )
          }
        >
          {words.saveReceipt}
        </Button>
      </p>
      <p className="text-sm text-ink-soft">{words.receiptMeans}</p>
    </div>
  )
}

/** A stage of the way, whose heading takes the focus when it begins. */
function Focused({ title, children }: { title: string; children: React.ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <>
      <h4 ref={heading} tabIndex={-1} className="font-serif text-xl font-bold">
        {title}
      </h4>
      {children}
    </>
  )
}
