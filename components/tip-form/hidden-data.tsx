'use client'
/** What one file tells besides what one sees, and the choice whether that is sent. */
import { Radio } from '#components/ui/choices'
import { fill } from '#lib/i18n/fill'
import { type ChosenFile, mustChoose } from './chosen-files.ts'
import { useSendPage } from './words.tsx'

/** How many findings are shown before the rest is folded away. */
const SHOWN = 5

/** `onChoose` gets whether hidden data is to be taken out. */
export function HiddenData({
  chosen,
  onChoose,
}: {
  chosen: ChosenFile
  onChoose: (remove: boolean) => void
}) {
  const { words } = useSendPage()
  const own = words.files.hidden
  const { id, name, examination, remove } = chosen
  if (!examination) return <p className="text-sm text-ink-soft">{own.looking}</p>
  const { format, findings, removable } = examination
  if (findings.length === 0) {
    return format === 'other' ? null : <p className="text-sm text-ink-soft">{own.nothing}</p>
  }
  const line = ({ text }: { text: string }) => <li key={text}>{text}</li>
  const picture = format === 'jpeg' || format === 'png' || format === 'webp'
  return (
    <div className="space-y-3 border-l-2 border-ink pl-4">
      <p className="font-semibold">{own.heading}</p>
      <ul translate="no" className="list-disc space-y-1 pl-5 break-words">
        {findings.slice(0, SHOWN).map(line)}
      </ul>
      {findings.length > SHOWN ? (
        <details>
          <summary className="cursor-pointer text-action underline underline-offset-3">
            {fill(own.more, { count: findings.length - SHOWN })}
          </summary>
          <ul translate="no" className="mt-2 list-disc space-y-1 pl-5 break-words">
            {findings.slice(SHOWN).map(line)}
          </ul>
        </details>
      ) : null}
      {removable ? (
        <fieldset aria-describedby={`${id}-means`}>
          <legend className="font-semibold break-words">
            {fill(own.question, { name })}
            {mustChoose(chosen) ? (
              <span className="text-sm font-normal text-ink-soft"> ({words.required})</span>
            ) : null}
          </legend>
          <p id={`${id}-means`} className="mt-1 text-sm text-ink-soft">
            {own.means}
          </p>
          <Radio
            id={`${id}-without`}
            label={own.without}
            control={{
              name: `${id}-hidden`,
              checked: remove === true,
              onChange: () => onChoose(true),
            }}
          />
          <Radio
            id={`${id}-unchanged`}
            label={own.unchanged}
            control={{
              name: `${id}-hidden`,
              checked: remove === false,
              onChange: () => onChoose(false),
            }}
          />
        </fieldset>
      ) : (
        <p className="text-sm text-ink-soft">{picture ? own.picture : own.elsewhere[format]}</p>
      )}
    </div>
  )
}
