'use client'
/**
 * The code to come back with: shown once, with how to keep it and a check that the sender has it. It
 * stays in the page's memory; nothing here goes into storage, an address or a request.
 */
import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import { Button } from '#components/ui/button'
import { TextInput } from '#components/ui/text-input'
import { fill } from '#lib/i18n/fill'
import type { WayBack } from '#lib/sending/worker-messages'
import { chosenPlaces, isWordAt } from './code-check.ts'
import { copyText } from './save-text.ts'
import type { TipCourse } from './use-tip.ts'
import { useFormPage } from './words.tsx'

/** Id of its heading, which can take the focus. */
export const YOUR_CODE = 'your-code'

/** Shows `wayBack`; `comeBack.settle` is called once it may be left behind. */
export function YourCode({
  wayBack,
  comeBack,
}: {
  wayBack: WayBack
  comeBack: TipCourse['comeBack']
}) {
  const words = useFormPage().words.wayBack
  const [copied, setCopied] = useState<boolean>()
  return (
    <section aria-labelledby={YOUR_CODE} className="space-y-6 border-4 border-action p-3 sm:p-6">
      <h3 id={YOUR_CODE} tabIndex={-1} className="font-serif text-2xl font-bold">
        {words.heading}
      </h3>
      <p>{fill(words.lead, { address: `${location.host}/follow-up` })}</p>
      <ol
        translate="no"
        aria-label={words.words}
        className="grid grid-cols-3 gap-x-2 gap-y-4 border-2 border-ink bg-sunk p-2 sm:gap-x-6 sm:p-5"
      >
        {wayBack.code.map((word, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a word may come twice, and none moves
            key={index}
            className="min-w-0"
          >
            <span className="block text-sm text-ink-soft">{index + 1}</span>
            {/* The longest words have eight letters, and three stand side by side on any screen. */}
            <span className="font-mono text-[clamp(0.875rem,4.7vw,1.875rem)] font-bold">
              {word}
            </span>
          </li>
        ))}
      </ol>
      <div>
        <h4 className="font-semibold">{words.keepHeading}</h4>
        <ul className="mt-2 list-disc space-y-2 pl-6">
          {words.keep.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <div className="mt-4 print:hidden">
          <div className="flex flex-wrap items-center gap-4">
            <Button onClick={async () => setCopied(await copyText(wayBack.code.join(' ')))}>
              {words.copy}
            </Button>
            <p role="status">
              {copied === undefined ? '' : copied ? words.copied : words.copyFailed}
            </p>
          </div>
          <p className="mt-1 text-sm text-ink-soft">{words.copyMeans}</p>
        </div>
      </div>
      <CodeCheck code={wayBack.code} comeBack={comeBack} />
      <div className="border-t border-rule pt-4 text-sm text-ink-soft">
        <p>{words.number}</p>
        <p translate="no" className="font-mono text-ink wrap-anywhere">
          {wayBack.returnNumber}
        </p>
        <p className="mt-1">
          {words.numberMeans} <PlainFollowUp />
        </p>
      </div>
    </section>
  )
}

function PlainFollowUp() {
  const { wayBack, newTab } = useFormPage().words
  return (
    <a
      href="/follow-up/plain"
      target="_blank"
      rel="noreferrer"
      className="text-action underline underline-offset-3 print:hidden"
    >
      {wayBack.numberLink} ({newTab})
    </a>
  )
}

/** Asks for two of the words; the page then lets go without a question. */
function CodeCheck({
  code,
  comeBack: { atRisk, settle },
}: {
  code: readonly string[]
  comeBack: TipCourse['comeBack']
}) {
  const words = useFormPage().words.wayBack
  const [places] = useState(() => chosenPlaces(code.length))
  const [typed, setTyped] = useState<Record<number, string>>({})
  const [errors, setErrors] = useState<Record<number, string>>({})
  const [outcome, setOutcome] = useState<'right' | 'let-go'>()
  const outcomeLine = useRef<HTMLParagraphElement>(null)
  const id = useId()
  const inputId = (place: number) => `${id}-${place}`

  // What had the focus goes away with the fields.
  useEffect(() => {
    if (outcome !== undefined) outcomeLine.current?.focus()
  }, [outcome])

  function end(how: 'right' | 'let-go') {
    setOutcome(how)
    setErrors({})
    settle()
  }

  function check(event: FormEvent) {
    event.preventDefault()
    const wrong = places.filter((place) => !isWordAt(code, place, typed[place] ?? ''))
    const [first] = wrong
    if (first === undefined) return end('right')
    setErrors(
      Object.fromEntries(
        wrong.map((place) => {
          const empty = (typed[place] ?? '').trim() === ''
          return [place, fill(empty ? words.empty : words.wrong, { number: place })]
        }),
      ),
    )
    document.getElementById(inputId(first))?.focus()
  }

  const [first, second] = places
  return (
    <div className="print:hidden">
      <h4 className="font-semibold">{words.checkHeading}</h4>
      {outcome === undefined ? null : (
        <p ref={outcomeLine} tabIndex={-1} className="mt-2">
          {outcome === 'right' ? words.right : words.letGone}
        </p>
      )}
      {atRisk ? (
        <>
          <p className="mt-2">{fill(words.checkLead, { first, second })}</p>
          {/* Has no action, and its fields no names: nothing can leave this form. */}
          <form noValidate autoComplete="off" onSubmit={check} className="mt-4">
            <div className="grid gap-4 sm:grid-cols-2">
              {places.map((place) => (
                <TextInput
                  key={place}
                  text={{
                    id: inputId(place),
                    label: fill(words.word, { number: place }),
                    error: errors[place],
                  }}
                  control={{
                    value: typed[place] ?? '',
                    onChange: ({ target }) =>
                      setTyped((before) => ({ ...before, [place]: target.value })),
                    autoCapitalize: 'none',
                    autoCorrect: 'off',
                    spellCheck: false,
                  }}
                />
              ))}
            </div>
            <div className="mt-4 flex flex-wrap items-center gap-4">
              <Button type="submit">{words.check}</Button>
              <Button look="link" onClick={() => end('let-go')}>
                {words.letGo}
              </Button>
            </div>
            <p className="mt-1 text-sm text-ink-soft">{words.letGoMeans}</p>
          </form>
        </>
      ) : null}
    </div>
  )
}
