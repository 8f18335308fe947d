'use client'
/** One reply of the desk: who signed it, its text as text, and its files to save. */
import { Button } from '#components/ui/button'
import { reportNames } from '#lib/evidence/file-names'
import type { OpenedReply } from '#lib/follow-up/open-reply'
import { fill } from '#lib/i18n/fill'
import { hourInWords } from '#lib/receipt/saved-receipt'
import { formatBytes } from '../tip-form/chosen-files.ts'
import { saveBlob } from '../tip-form/save-text.ts'
import { useFollowUpPage } from './follow-up-page.tsx'

/** `title` names the reply for a screen reader. */
export function ReplyText({ reply, title }: { reply: OpenedReply; title: string }) {
  const { own, receiptFile, language } = useFollowUpPage()
  const words = own.thread
  const names = reportNames(reply.files)
  const doubtful = reply.signed === 'unknown-key' || reply.signed === 'wrong'
  return (
    <div className="mt-4 space-y-4">
      <div className={doubtful ? 'border-l-4 border-warning pl-4' : ''}>
        <p className={`font-semibold ${doubtful ? 'text-warning' : ''}`}>
          {words.signed[reply.signed]}
        </p>
        <p className="text-sm text-ink-soft">
          {reply.signedAt === null
            ? ''
            : fill(words.signedAt, {
                hour: hourInWords(reply.signedAt, receiptFile, language),
              })}{' '}
          {words.signedMeans[reply.signed]}
        </p>
      </div>
      {reply.subject === null ? null : (
        <p translate="no" dir="auto" className="font-semibold wrap-anywhere">
          {fill(words.subject, { subject: reply.subject })}
        </p>
      )}
      {/* A long text scrolls by keyboard only when it can have the focus. */}
      <section
        aria-label={title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        tabIndex={0}
        className="max-h-[70vh] overflow-auto border-2 border-ink p-4"
      >
        {/* The dir of each line is its own: a reply may mix scripts. */}
        <p translate="no" dir="auto" className="whitespace-pre-wrap wrap-anywhere">
          {reply.text.trim() === '' ? words.noText : reply.text}
        </p>
      </section>
      <p className="text-sm text-ink-soft">{words.sealed}</p>
      {reply.files.length > 0 ? (
        <div>
          <h5 className="font-semibold">{words.files}</h5>
          <p className="text-sm text-ink-soft">{words.filesWarning}</p>
          <ul className="mt-2">
            {reply.files.map(({ content }, index) => {
              const name = names[index] ?? ''
              return (
                <li
                  key={name}
                  className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-rule py-3"
                >
                  <span className="min-w-0 grow">
                    <span translate="no" className="font-semibold wrap-anywhere">
                      {name}
                    </span>{' '}
                    <span className="text-sm text-ink-soft">
                      {formatBytes(language, content.byteLength)}
                    </span>
                  </span>
                  <Button
                    onClick={() =>
                      // Of no type, so that no browser opens it as a page of this site.
                      saveBlob(
                        name,
                        new Blob([new Uint8Array(content)], { type: 'application/octet-stream' }),
                      )
                    }
                  >
                    {words.save}
                    <span className="sr-only"> {name}</span>
                  </Button>
                </li>
              )
            })}
          </ul>
        </div>
      ) : null}
    </div>
  )
}
