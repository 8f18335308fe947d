/** The reference of what was received, large, and the hour it came. */
import { fill } from '#lib/i18n/fill'
import type { FormWords } from '#lib/i18n/form-words'
import { hourText } from '#lib/protocol/hours'
import type { Receipt } from '#lib/protocol/shapes'

/** Stands under the heading of the end. */
export function PlainReference({
  words: { receipt: words },
  receipt,
}: {
  words: Pick<FormWords, 'receipt'>
  receipt: Receipt
}) {
  return (
    <div className="border-2 border-ink p-4 sm:p-6">
      <p>{words.reference}</p>
      <p className="font-mono text-3xl font-bold break-words">{receipt.reference}</p>
      <p className="mt-2 text-sm text-ink-soft">
        {fill(words.received, { hour: hourText(receipt.received) })}
      </p>
    </div>
  )
}
