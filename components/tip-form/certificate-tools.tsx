'use client'
/** Buttons that take a certificate out of the page; without scripts its text below is enough. */
import { useState } from 'react'
import { Button } from '#components/ui/button'
import { copyText, saveText } from './save-text.ts'
import { useLive } from './use-live.ts'

/** `armored` is saved as `<name>.asc`. */
export function CertificateTools({
  name,
  armored,
  words,
}: {
  name: string
  armored: string
  words: { copy: string; download: string; copied: string; copyFailed: string }
}) {
  const [copied, setCopied] = useState<boolean>()
  if (!useLive()) return null
  return (
    <div className="flex flex-wrap items-center gap-4">
      <Button onClick={() => saveText(`${name}.asc`, 'application/pgp-keys', armored)}>
        {words.download}
      </Button>
      <Button onClick={async () => setCopied(await copyText(armored))}>{words.copy}</Button>
      <p role="status">{copied === undefined ? '' : copied ? words.copied : words.copyFailed}</p>
    </div>
  )
}
