'use client'
import { useState } from 'react'
import { Button } from '#components/ui/button'
import { Checkbox } from '#components/ui/choices'
/** Whether to keep a receipt: as a file, on paper, or not at all. */
import { NewTab } from '#components/ui/new-tab'
import type { Receipt } from '#lib/protocol/shapes'
import { savedReceipt, savedReceiptName } from '#lib/receipt/saved-receipt'
import type { WayBack } from '#lib/sending/worker-messages'
import { saveText } from './save-text.ts'
import { jumpTo } from './use-page-behaviour.ts'
import { useFormPage } from './words.tsx'
import { YOUR_CODE } from './your-code.tsx'

/** `atRisk`: leaving would lose a code that nobody has written down, as far as the page knows. */
export function KeepReceipt({
  receipt,
  wayBack,
  atRisk,
  onKeepNone,
}: {
  receipt: Receipt
  wayBack: WayBack | undefined
  atRisk: boolean
  onKeepNone: () => void
}) {
  const { words, language } = useFormPage()
  const own = words.receipt
  const [withCode, setWithCode] = useState(false)
  const save = () => {
    const site = { url: location.origin, language }
    const back = withCode && wayBack ? { ...wayBack, words: words.wayBack.saved } : undefined
    saveText(
      savedReceiptName(receipt),
      'text/plain;charset=utf-8',
      savedReceipt(receipt, words.receiptFile, site, back),
    )
  }
  return (
    <section aria-labelledby="receipt-title" className="space-y-4 print:hidden">
      <h3 id="receipt-title" className="font-serif text-xl font-bold">
        {own.receiptHeading}
      </h3>
      <p>{own.receiptLead}</p>
      <ul className="space-y-4">
        <li>
          {wayBack ? (
            <div className="mb-3">
              <Checkbox
                id="code-in-file"
                label={words.wayBack.save}
                control={{
                  checked: withCode,
                  onChange: ({ target }) => setWithCode(target.checked),
                  'aria-describedby': 'code-in-file-means',
                }}
              />
              <p id="code-in-file-means" className="ml-9 text-sm text-ink-soft">
                {words.wayBack.saveMeans}
              </p>
            </div>
          ) : null}
          <Button onClick={save}>{own.save}</Button>
          <p className="mt-1 text-sm text-ink-soft">
            {own.saveMeans}{' '}
            <NewTab look="plain" href="/receipt" text={`${own.checkLater} (${words.newTab})`} />
          </p>
        </li>
        <li>
          <Button onClick={() => print()}>{own.print}</Button>
          <p className="mt-1 text-sm text-ink-soft">{own.printMeans}</p>
        </li>
        <li>
          <KeepNone atRisk={atRisk} onKeepNone={onKeepNone} />
        </li>
      </ul>
    </section>
  )
}

/** Leaves at once, or asks first while the code may be lost by it. */
function KeepNone({ atRisk, onKeepNone }: { atRisk: boolean; onKeepNone: () => void }) {
  const { receipt, wayBack } = useFormPage().words
  const [asked, setAsked] = useState(false)
  const { question, yes, no } = wayBack.leaving
  return (
    <>
      <Button onClick={() => (atRisk ? setAsked(true) : onKeepNone())}>{receipt.keepNone}</Button>
      <p className="mt-1 text-sm text-ink-soft">{receipt.keepNoneMeans}</p>
      <div role="status" className="mt-3 border-l-4 border-warning pl-4 empty:hidden">
        {asked && atRisk ? (
          <>
            <p className="font-semibold">{question}</p>
            <div className="mt-3 flex flex-wrap gap-4">
              <Button
                onClick={() => {
                  setAsked(false)
                  jumpTo(YOUR_CODE)
                }}
              >
                {no}
              </Button>
              <Button look="warning" onClick={onKeepNone}>
                {yes}
              </Button>
            </div>
          </>
        ) : null}
      </div>
    </>
  )
}
