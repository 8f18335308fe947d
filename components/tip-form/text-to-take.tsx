'use client'
/** A text that was made on the device, to read, copy, save or print; it is sent nowhere. */
import { useEffect, useState } from 'react'
import { Button } from '#components/ui/button'
import { copyText, saveText } from './save-text.ts'
import { useFormPage } from './words.tsx'

/** `label` names the text for a screen reader, `fileName` the file; `careful` stands below. */
export function TextToTake({
  text,
  label,
  fileName,
  careful,
}: {
  text: string
  label: string
  fileName: string
  careful: string
}) {
  const words = useFormPage().words.authority
  // Which text was copied: another one says nothing any more.
  const [copied, setCopied] = useState<{ text: string; ok: boolean }>()
  const [printing, setPrinting] = useState(false)

  useEffect(() => {
    if (!printing) return
    addEventListener('afterprint', () => setPrinting(false), { once: true })
    print()
  }, [printing])

  const said = copied?.text === text ? (copied.ok ? words.copied : words.copyFailed) : ''
  return (
    <>
      {/* A long text scrolls by keyboard only when it can have the focus. */}
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        tabIndex={0}
        data-print-alone={printing || undefined}
        className="max-h-96 overflow-auto border-2 border-ink p-4"
      >
        <pre translate="no" className="font-mono text-sm whitespace-pre-wrap wrap-anywhere">
          {text}
        </pre>
      </section>
      <div className="flex flex-wrap items-center gap-4">
        <Button onClick={async () => setCopied({ text, ok: await copyText(text) })}>
          {words.copy}
        </Button>
        <Button onClick={() => saveText(fileName, 'text/plain;charset=utf-8', text)}>
          {words.save}
        </Button>
        <Button onClick={() => setPrinting(true)}>{words.print}</Button>
        <p role="status">{said}</p>
      </div>
      <p className="text-sm text-ink-soft">{careful}</p>
    </>
  )
}
