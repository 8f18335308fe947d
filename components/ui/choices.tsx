/** Radios and checkboxes: large enough for a thumb, drawn so that forced colours keep their mark. */
import type { ComponentPropsWithRef } from 'react'

const box =
  'peer grid size-6 flex-none appearance-none place-content-center border-2 border-ink bg-paper before:size-3 before:scale-0 before:bg-ink checked:before:scale-100 forced-colors:before:bg-[CanvasText]'
const round = `${box} rounded-full before:rounded-full`
const tick = `${box} before:[clip-path:polygon(14%_44%,0_65%,50%_100%,100%_16%,80%_0,43%_62%)]`

type ChoiceProps = { id: string; label: string; control: ComponentPropsWithRef<'input'> }

/** One radio with its label; radios of one `name` answer one question. */
export function Radio({ id, label, control }: ChoiceProps) {
  return <Choice id={id} label={label} type="radio" control={control} look={round} />
}

/** One checkbox with its label. */
export function Checkbox({ id, label, control }: ChoiceProps) {
  return <Choice id={id} label={label} type="checkbox" control={control} look={tick} />
}

function Choice({
  id,
  label,
  type,
  control,
  look,
}: ChoiceProps & { type: 'radio' | 'checkbox'; look: string }) {
  return (
    <div className="flex items-start gap-3">
      <input {...control} type={type} id={id} className={`mt-2 ${look}`} />
      <label htmlFor={id} className="min-w-0 grow py-2">
        {label}
      </label>
    </div>
  )
}
