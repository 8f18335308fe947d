/** How the desk may reach the sender, whom it may tell, the files, and the button. */
import { Checkbox } from '#components/ui/choices'
import { controlAttributes, controlClass, Field, FieldGroup } from '#components/ui/field'
import { Fingerprint } from '#components/ui/fingerprint'
import { fill } from '#lib/i18n/fill'
import {
  controlId,
  FILE_ROWS,
  filesField,
  noteField,
  TRAP,
  textOf,
  WAY_BACK,
} from '#lib/plain/fields'
import { megabytes } from '#lib/plain/limits'
import {
  errorOf,
  PlainChoices,
  type PlainForm,
  PlainReached,
  PlainSection,
  PlainText,
  question,
} from './plain-fields.tsx'

/** Contact, sharing, partners, urgency in the subject. */
export function PlainYou({ form }: { form: PlainForm }) {
  const { words, questions, partners } = form.page
  const { fields } = words
  const urgentSubject = question(form, 'urgentSubject')
  return (
    <PlainSection title={words.sections.you}>
      <FieldGroup text={{ ...question(form, 'contact'), id: 'contact' }}>
        <p className="mb-4">{fields.anonymous}</p>
        <PlainReached form={form} name="contact" />
      </FieldGroup>
      <PlainChoices
        form={form}
        name="sharing"
        kind="radio"
        options={Object.entries(questions.options.sharing)}
      />
      {partners.length > 0 ? (
        <PlainChoices
          form={form}
          name="partners"
          kind="checkbox"
          options={partners.map((name) => [name, name] as const)}
        />
      ) : null}
      <FieldGroup text={urgentSubject}>
        <Checkbox
          id={urgentSubject.id}
          label={fields.urgentSubject}
          control={{
            name: 'urgentSubject',
            value: 'yes',
            defaultChecked: form.view.values.has('urgentSubject'),
          }}
        />
      </FieldGroup>
      <WayBack form={form} />
      <Trap form={form} />
    </PlainSection>
  )
}

/** Whether the sender wants a code, where the desk can write back. */
function WayBack({ form }: { form: PlainForm }) {
  const { wayBack } = form.page
  if (wayBack === null) return null
  const { ask } = wayBack.words
  const id = controlId(WAY_BACK)
  return (
    <FieldGroup text={{ id, label: ask.label, hint: ask.hint, error: errorOf(form, WAY_BACK) }}>
      <Checkbox
        id={id}
        label={ask.box}
        control={{
          name: WAY_BACK,
          value: 'yes',
          defaultChecked: form.view.values.has(WAY_BACK),
        }}
      />
    </FieldGroup>
  )
}

/** Hidden from people until something stands in it: then they are asked to clear it. */
function Trap({ form }: { form: PlainForm }) {
  const filled = errorOf(form, TRAP) !== undefined
  const text = { id: controlId(TRAP), label: form.page.own.trap.label, error: errorOf(form, TRAP) }
  return (
    <div className={filled ? '' : 'sr-only'} aria-hidden={filled ? undefined : true}>
      <Field text={text}>
        <input
          type="text"
          name={TRAP}
          tabIndex={filled ? undefined : -1}
          defaultValue={textOf(form.view.values, TRAP)}
          {...controlAttributes(text)}
          className={controlClass}
        />
      </Field>
    </div>
  )
}

/** Last in the form, so that everything typed is known when the first file comes. */
export function PlainFiles({
  form,
}: {
  form: {
    page: Pick<PlainForm['page'], 'words' | 'own' | 'limits' | 'questions'>
    view: Pick<PlainForm['view'], 'values' | 'errors' | 'filesAgain'>
  }
}) {
  const { words, own, limits, questions } = form.page
  const size = megabytes(limits.bytes)
  return (
    <PlainSection title={words.sections.files}>
      <div className="space-y-3">
        {form.view.filesAgain ? (
          <p className="border-l-4 border-warning pl-4 font-semibold text-warning">
            {own.filesAgain}
          </p>
        ) : null}
        <p className="font-semibold">{fill(own.files.limits, { files: limits.files, size })}</p>
        <p>{own.files.last}</p>
        <p>{own.files.hidden}</p>
        <p>
          {questions.hints.files} {own.files.several}
        </p>
      </div>
      {Array.from({ length: FILE_ROWS }, (_, row) => {
        const name = filesField(row)
        const text = {
          id: controlId(name),
          label: fill(own.files.row, { number: row + 1 }),
          error: errorOf(form, name),
        }
        return (
          <div key={name} className="space-y-3 border-t border-rule pt-4">
            <Field text={text}>
              <input
                type="file"
                name={name}
                multiple
                {...controlAttributes(text)}
                className="block min-h-12 w-full max-w-full border-2 border-ink px-3 py-2 file:mr-3 file:border-0 file:bg-sunk file:px-3 file:py-1 file:font-semibold aria-invalid:border-warning"
              />
            </Field>
            <PlainText
              form={form}
              name={noteField(row)}
              label={`${own.files.note} (${words.optional})`}
              maxLength={500}
            />
          </div>
        )
      })}
    </PlainSection>
  )
}

/** Whom it is sealed to, and the button. */
export function PlainSend({ form }: { form: PlainForm }) {
  const { words, own, inboxes, demonstration } = form.page
  return (
    <>
      <PlainSection title={own.sealing.heading}>
        <p>{own.sealing.text}</p>
        <PlainKeys words={words} inboxes={inboxes} />
        <p className="text-sm text-ink-soft">{words.key.check}</p>
      </PlainSection>
      <div className="mt-14">
        {demonstration ? (
          <p className="mb-4 font-bold text-warning">{words.demonstration.title}</p>
        ) : null}
        <button
          type="submit"
          className="border-2 border-action bg-action px-5 py-3 font-semibold text-on-action hover:border-ink"
        >
          {own.send}
        </button>
        <p className="mt-3 text-sm text-ink-soft">{own.sendHint}</p>
      </div>
    </>
  )
}

/** The desks and the fingerprints that they are sealed to. */
export function PlainKeys({
  words,
  inboxes,
}: Pick<PlainForm['page'], 'inboxes'> & { words: Pick<PlainForm['page']['words'], 'key'> }) {
  return (
    <>
      {inboxes.map(({ id, name, fingerprints, archive }) => (
        <div key={id}>
          <p className="mb-1 font-semibold">{fill(words.key.inbox, { name })}</p>
          {fingerprints.map((fingerprint) => (
            <Fingerprint key={fingerprint} value={fingerprint} />
          ))}
          {archive.map((fingerprint) => (
            <div key={fingerprint}>
              <p className="mt-3 mb-1 text-sm text-ink-soft">{words.key.archiveFingerprint}</p>
              <Fingerprint value={fingerprint} />
              <p className="mt-2">{words.key.archive}</p>
            </div>
          ))}
        </div>
      ))}
    </>
  )
}
