'use client'
/** The answers once more before anything leaves, each with a way back to its question. */
import { Button } from '#components/ui/button'
import type { AnswerRow } from './answer-rows.ts'
import { useFormPage } from './words.tsx'

/** Lists `rows`; `onChange` gets the id of the control whose answer is to be changed. */
export function CheckAnswers({
  rows,
  onChange,
}: {
  rows: readonly AnswerRow[]
  onChange: (target: string) => void
}) {
  const { words } = useFormPage()
  const given = rows.filter(({ lines }) => lines.length > 0)
  const open = rows.filter(({ lines }) => lines.length === 0)
  return (
    <>
      <dl className="border-b border-rule">
        {given.map(({ target, label, lines }) => (
          <div
            key={target}
            className="grid gap-x-6 gap-y-1 border-t border-rule py-3 sm:grid-cols-[14rem_1fr_auto]"
          >
            <dt className="font-semibold">{label}</dt>
            <dd translate="no" className="min-w-0 space-y-2 break-words">
              {lines.map((line, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines are only read here
                <p key={index} className="min-h-4">
                  {line}
                </p>
              ))}
            </dd>
            <dd>
              <Button look="link" onClick={() => onChange(target)}>
                {words.change}
                <span className="sr-only"> {label}</span>
              </Button>
            </dd>
          </div>
        ))}
      </dl>
      {open.length > 0 ? (
        <p className="mt-4 text-sm text-ink-soft">
          {words.check.notAnswered}: {open.map(({ label }) => label).join(' · ')}
        </p>
      ) : null}
    </>
  )
}
