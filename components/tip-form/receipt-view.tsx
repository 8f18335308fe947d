'use client'
/** The end: what was stored, what happens next, what to keep, and whether to keep a receipt. */
import { Notice } from '#components/ui/notice'
import { fill } from '#lib/i18n/fill'
import { hourText } from '#lib/protocol/hours'
import type { Receipt } from '#lib/protocol/shapes'
import type { WayBack } from '#lib/sending/worker-messages'
import { KeepReceipt } from './keep-receipt.tsx'
import { LeftDraft } from './left-draft.tsx'
import { OfficialChannels } from './official-channels.tsx'
import { OwnCopy } from './own-copy.tsx'
import type { Draft } from './use-draft.ts'
import type { SentTip, TipCourse } from './use-tip.ts'
import { useFormPage } from './words.tsx'
import { WriteOnce } from './write-once.tsx'
import { YourCode } from './your-code.tsx'

/**
 * Shows `receipt`, the code to come back with if there is one, and once more what was sent.
 * `onKeepNone` clears the page and leaves.
 */
export function ReceiptView({
  receipt,
  sent,
  wayBack,
  comeBack,
  draft,
  onKeepNone,
}: {
  receipt: Receipt
  sent: SentTip | undefined
  wayBack: WayBack | undefined
  comeBack: TipCourse['comeBack']
  draft: Draft
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
          {fill(own.received, { hour: hourText(receipt.received) })}
        </p>
      </div>
      {wayBack ? <YourCode wayBack={wayBack} comeBack={comeBack} /> : null}
      <LeftDraft draft={draft} />
      <Part
        title={own.nextHeading}
        lines={wayBack ? [...own.next.slice(0, -1), words.wayBack.next] : own.next}
      >
        {replyTime ? <li>{fill(own.reply, { replyTime })}</li> : null}
      </Part>
      <Part title={own.keepHeading} lines={own.keep} />
      <Part title={own.dontHeading} lines={own.dont} />
      <KeepReceipt
        receipt={receipt}
        wayBack={wayBack}
        atRisk={comeBack.atRisk}
        onKeepNone={onKeepNone}
      />

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
