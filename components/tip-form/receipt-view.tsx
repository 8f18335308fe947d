'use client'
/** The end: what was stored, what happens next, what to keep, and whether to keep a receipt. */
import { Button } from '#components/ui/button'
import { Notice } from '#components/ui/notice'
import { fill } from '#lib/i18n/fill'
import type { Receipt } from '#lib/protocol/shapes'
import { savedReceipt, savedReceiptName } from '#lib/receipt/saved-receipt'
import { LeftDraft } from './left-draft.tsx'
import { OfficialChannels } from './official-channels.tsx'
import { OwnCopy } from './own-copy.tsx'
import { saveText } from './save-text.ts'
import type { Draft } from './use-draft.ts'
import type { SentTip } from './use-tip.ts'
import { useFormPage } from './words.tsx'
import { WriteOnce } from './write-once.tsx'

/** Shows `receipt`, and once more what was sent. `onKeepNone` clears the page and leaves. */
export function ReceiptView({
  receipt,
  sent,
  draft,
  onKeepNone,
}: {
  receipt: Receipt
  sent: SentTip | undefined
  draft: Draft
  onKeepNone: () => void
}) {
  const { words, replyTime, language } = useFormPage()
  const own = words.receipt
  return (
    <div className="space-y-10">
      <div className="border-2 border-ink p-4 sm:p-6">
        <p>{own.reference}</p>
        <p className="font-mono text-3xl font-bold break-words">{receipt.reference}</p>
        <p className="mt-2 text-sm text-ink-soft">
          {fill(own.received, { hour: receipt.received.replace('T', ' ').replace('Z', ' UTC') })}
        </p>
      </div>
      <LeftDraft draft={draft} />
      <Part title={own.nextHeading} lines={own.next}>
        {replyTime ? <li>{fill(own.reply, { replyTime })}</li> : null}
      </Part>
      <Part title={own.keepHeading} lines={own.keep} />
      <Part title={own.dontHeading} lines={own.dont} />
      <section aria-labelledby="receipt-title" className="space-y-4 print:hidden">
        <h3 id="receipt-title" className="font-serif text-xl font-bold">
          {own.receiptHeading}
        </h3>
        <p>{own.receiptLead}</p>
        <ul className="space-y-4">
          <li>
            <Button
              onClick={() =>
                saveText(
                  savedReceiptName(receipt),
                  'text/plain;charset=utf-8',
                  savedReceipt(receipt, words.receiptFile, { url: location.origin, language }),
                )
              }
            >
              {own.save}
            </Button>
            <p className="mt-1 text-sm text-ink-soft">
              {own.saveMeans}{' '}
              <a
                href="/receipt"
                target="_blank"
                rel="noreferrer"
                className="text-action underline underline-offset-3"
              >
                {own.checkLater} ({words.newTab})
              </a>
            </p>
          </li>
          <li>
            <Button onClick={() => print()}>{own.print}</Button>
            <p className="mt-1 text-sm text-ink-soft">{own.printMeans}</p>
          </li>
          <li>
            <Button onClick={onKeepNone}>{own.keepNone}</Button>
            <p className="mt-1 text-sm text-ink-soft">{own.keepNoneMeans}</p>
          </li>
        </ul>
      </section>
      {sent ? (
        <div>
          {sent.report === undefined ? null : <OwnCopy receipt={receipt} report={sent.report} />}
          <WriteOnce answers={sent.answers} files={sent.files} />
        </div>
      ) : null}
      <Notice look="quiet" title={own.tellHeading} id="official">
        <p>{own.tell}</p>
        <OfficialChannels />
      </Notice>
    </div>
  )
}

function Part({
  title,
  lines,
  children,
}: {
  title: string
  lines: readonly string[]
  children?: React.ReactNode
}) {
  return (
    <section>
      <h3 className="font-serif text-xl font-bold">{title}</h3>
      <ul className="mt-2 list-disc space-y-2 pl-6">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
        {children}
      </ul>
    </section>
  )
}
