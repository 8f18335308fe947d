'use client'
/** What can still be done when this page cannot encrypt, or when a tip could not be sent. */
import { useState } from 'react'
import { Button } from '#components/ui/button'
import { Notice } from '#components/ui/notice'
import { PlainLink } from './plain-link.tsx'
import { copyText } from './save-text.ts'
import type { SealerState } from './use-sealer.ts'
import { useFormPage } from './words.tsx'

/** Copies what was typed; shows it for copying by hand where the browser forbids the clipboard. */
export function CopyTyped({ text }: { text: () => string }) {
  const { sealer } = useFormPage().words
  const [copied, setCopied] = useState<boolean>()
  return (
    <div>
      <div className="flex flex-wrap items-center gap-4">
        <Button onClick={async () => setCopied(await copyText(text()))}>{sealer.copy}</Button>
        <p role="status">
          {copied === undefined ? '' : copied ? sealer.copied : sealer.copyFailed}
        </p>
      </div>
      {copied === false ? (
        <textarea
          readOnly
          rows={8}
          aria-label={sealer.copy}
          className="mt-3 block w-full border-2 border-ink bg-paper p-3 text-ink"
          value={text()}
        />
      ) : null}
    </div>
  )
}

/** A link to the part of the page that says how to go on without it. */
export function OtherWaysLink() {
  return (
    <a href="#other-ways" className="font-semibold text-action underline underline-offset-3">
      {useFormPage().words.sealer.otherWays}
    </a>
  )
}

/** Named failure of the sealing worker; empty while it starts and when it is ready. */
export function SealerNotice({
  state,
  text,
  onRestart,
}: {
  state: SealerState
  text: () => string
  onRestart: () => void
}) {
  const { words } = useFormPage()
  const { sealer } = words
  const failed = state === 'no-crypto' || state === 'no-worker'
  return (
    <div role="alert" className="empty:hidden">
      {failed ? (
        <Notice title={sealer.failedHeading} id="sealer-failed">
          <p>{state === 'no-crypto' ? sealer.noCrypto : sealer.noWorker}</p>
          <p>{sealer.cure}</p>
          {state === 'no-worker' ? <Button onClick={onRestart}>{sealer.again}</Button> : null}
          <CopyTyped text={text} />
          {/* Without https that page would carry the words in the clear over the network. */}
          {isSecureContext ? <PlainLink words={words} newTab /> : null}
          <p>
            <OtherWaysLink />
          </p>
        </Notice>
      ) : null}
    </div>
  )
}
