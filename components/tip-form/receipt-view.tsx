'use client'
/** The end: what was stored, what happens next, what to keep, and whether to keep a receipt. */
import { Button } from '#components/ui/button'
import { Notice } from '#components/ui/notice'
import { fill } from '#lib/i18n/fill'
import type { Receipt } from '#lib/protocol/shapes'
import { OfficialChannels } from './official-channels.tsx'
import { saveText } from './save-text.ts'
import type { SentTip } from './use-tip.ts'
import { useFormPage } from './words.tsx'
import { WriteOnce } from './write-once.tsx'

/** Shows `receipt`, and once more what was sent. `onKeepNone` clears the page and leaves. */
export function ReceiptView({
  receipt,
  sent,
  onKeepNone,
}: {
  receipt: Receipt
  sent: SentTip | undefined
  onKeepNone: () => void
}) {
  const { words, replyTime } = useFormPage()
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
                  `receipt-${receipt.reference}.json`,
                  'application/json',
                  `${JSON.stringify(receipt, null, 2)}\n`,
                )
              }
            >
              {own.save}
            </Button>
            <p className="mt-1 text-sm text-ink-soft">{own.saveMeans}</p>
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
      {sent ? <WriteOnce {...sent} /> : null}
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
