/** A receipt as a text to keep, under whatever was received. */

import { NewTab } from '#components/ui/new-tab'
import type { FormWords } from '#lib/i18n/form-words'
import type { PlainWords } from '#lib/i18n/plain-words'
import type { Receipt } from '#lib/protocol/shapes'

/** Where a receipt is checked. */
const RECEIPT_ADDRESS = '/receipt'

/** @param again what happens when the page is loaded again */
export function PlainReceipt({
  page: { words, own },
  receipt,
  saved,
  again,
}: {
  page: { words: Pick<FormWords, 'receipt' | 'newTab'>; own: Pick<PlainWords, 'received'> }
  receipt: Receipt
  saved: string
  again: string
}) {
  return (
    <section className="space-y-4">
      <h2 id="receipt" className="font-serif text-xl font-bold">
        {words.receipt.receiptHeading}
      </h2>
      <p>{own.received.keepText}</p>
      <textarea
        readOnly
        rows={14}
        aria-label={own.received.text}
        defaultValue={saved}
        translate="no"
        className="block w-full border-2 border-ink bg-paper p-3 font-mono text-sm"
      />
      <p>
        <a
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(saved)}`}
          download={`receipt-${receipt.reference}.txt`}
          className="font-semibold text-action underline underline-offset-3"
        >
          {own.received.download}
        </a>{' '}
        · <NewTab href={RECEIPT_ADDRESS} text={`${own.received.check} (${words.newTab})`} />
      </p>
      <p className="text-sm text-ink-soft">{again}</p>
      <p className="text-sm text-ink-soft">{own.received.leave}</p>
    </section>
  )
}
