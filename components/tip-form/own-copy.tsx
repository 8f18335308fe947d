'use client'
/** A readable copy of what was sent, for the sender's lawyer; it says that it is not encrypted. */
import { useState } from 'react'
import { Disclosure } from '#components/ui/disclosure'
import type { Receipt } from '#lib/protocol/shapes'
import { sentCopy, sentCopyName } from '#lib/receipt/sent-copy'
import { TextToTake } from './text-to-take.tsx'
import { useFormPage } from './words.tsx'

/** A closed disclosure; `report` is the report as it was sealed. */
export function OwnCopy({ receipt, report }: { receipt: Receipt; report: string }) {
  const { copy } = useFormPage().words
  const [open, setOpen] = useState(false)
  return (
    <div className="write-once">
      <Disclosure title={copy.heading} hint={copy.hint} onToggle={setOpen}>
        {open ? (
          <div className="space-y-6">
            <ul className="list-disc space-y-2 pl-6">
              {copy.lead.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
            <TextToTake
              text={sentCopy(receipt, report, copy)}
              label={copy.result}
              fileName={sentCopyName(receipt, copy)}
              careful={copy.careful}
            />
          </div>
        ) : null}
      </Disclosure>
    </div>
  )
}
