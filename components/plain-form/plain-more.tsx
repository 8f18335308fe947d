/** What helps those who have it, in three parts that stay closed until they are opened. */
import { Checkbox } from '#components/ui/choices'
import { FieldGroup } from '#components/ui/field'
import { fill } from '#lib/i18n/fill'
import { controlId, DELIVERY_ROWS, MONEY_ROWS, PARTS, ROW_PARTS } from '#lib/plain/fields'
import {
  PlainArea,
  PlainChoices,
  PlainDetails,
  type PlainForm,
  PlainReached,
  PlainSection,
  PlainSelect,
  PlainText,
  question,
} from './plain-fields.tsx'

const grid = 'grid gap-4 sm:grid-cols-2'
const rows = (count: number): number[] => Array.from({ length: count }, (_, row) => row)

/** All of it; nothing here is required. */
export function PlainMore({ form }: { form: PlainForm }) {
  const { words, own } = form.page
  return (
    <PlainSection title={words.sections.more}>
      <p>{own.onlyIf}</p>
      <div>
        <People form={form} />
        <Things form={form} />
        <YourSide form={form} />
      </div>
    </PlainSection>
  )
}

function People({ form }: { form: PlainForm }) {
  const { words, own, signs } = form.page
  const { sections, fields } = words
  const labels: Record<(typeof PARTS.engagement)[number], string> = {
    title: fields.jobTitle,
    from: fields.jobFrom,
    to: fields.jobTo,
    foundThrough: fields.jobFound,
    agency: fields.jobAgency,
    referredBy: fields.jobReferredBy,
    theyReferred: fields.jobTheyReferred,
  }
  return (
    <PlainDetails
      form={form}
      names={['names', 'identifiers', 'engagement', 'signs']}
      title={sections.people}
      hint={sections.peopleHint}
    >
      <PlainArea form={form} name="names" rows={3} />
      <PlainArea
        form={form}
        name="identifiers"
        rows={5}
        label={own.identifiersLabel}
        hint={own.identifiersHint}
      />
      <FieldGroup text={{ ...question(form, 'engagement'), id: 'engagement' }}>
        <div className={grid}>
          {PARTS.engagement.map((part) => (
            <PlainText
              key={part}
              form={form}
              name={`engagement.${part}`}
              label={labels[part]}
              hint={part === 'from' || part === 'to' ? fields.dateHint : undefined}
            />
          ))}
        </div>
      </FieldGroup>
      <PlainChoices
        form={form}
        name="signs"
        kind="checkbox"
        options={signs.map(({ id, title }) => [id, title] as const)}
      />
    </PlainDetails>
  )
}

function Things({ form }: { form: PlainForm }) {
  const { words, own } = form.page
  const { sections, fields } = words
  return (
    <PlainDetails
      form={form}
      names={['delivery', 'money', 'tools']}
      title={sections.things}
      hint={sections.thingsHint}
    >
      <Rows form={form} name="delivery" count={DELIVERY_ROWS} hint={own.rows.delivery} />
      <Rows form={form} name="money" count={MONEY_ROWS} hint={own.rows.money} />
      <PlainArea form={form} name="tools" rows={3} />
    </PlainDetails>
  )

  function Rows({
    name,
    count,
    hint,
  }: {
    form: PlainForm
    name: 'delivery' | 'money'
    count: number
    hint: string
  }) {
    const labels: Record<string, string> = words[name]
    return (
      <FieldGroup text={{ ...question(form, name), id: name, hint }}>
        {rows(count).map((row) => (
          <fieldset key={row} className="mb-6 min-w-0 border-l-2 border-rule pl-4">
            <legend className="font-semibold">{fill(words[name].row, { number: row + 1 })}</legend>
            <div className={`mt-2 ${grid}`}>
              {ROW_PARTS[name].map((part) => (
                <PlainText
                  key={part}
                  form={form}
                  name={`${name}.${row}.${part}`}
                  label={labels[part] ?? part}
                  hint={part === 'date' ? fields.dateHint : undefined}
                />
              ))}
            </div>
          </fieldset>
        ))}
      </FieldGroup>
    )
  }
}

function YourSide({ form }: { form: PlainForm }) {
  const { words, own, questions, countries } = form.page
  const { sections, fields } = words
  const { options } = questions
  const reported = question(form, 'reported')
  const told = form.view.values.get('reported') ?? []
  return (
    <PlainDetails
      form={form}
      names={[
        ...[
          'role',
          'organisation',
          'secondContact',
          'caseNumber',
          'firstNoticed',
          'aware',
          'kept',
          'counsel',
        ],
        'reported',
      ]}
      title={sections.side}
      hint={sections.sideHint}
    >
      <PlainSelect
        form={form}
        name="role"
        look="question"
        label={questions.labels.role}
        options={Object.entries(options.role)}
      />
      <FieldGroup text={{ ...question(form, 'organisation'), id: 'organisation' }}>
        <div className={grid}>
          <PlainText form={form} name="organisation.name" label={fields.organisationName} />
          <PlainText form={form} name="organisation.sector" label={fields.organisationSector} />
          <PlainSelect
            form={form}
            name="organisation.country"
            label={fields.organisationCountry}
            options={countries}
          />
        </div>
      </FieldGroup>
      <FieldGroup text={{ ...question(form, 'secondContact'), id: 'secondContact' }}>
        <PlainReached form={form} name="secondContact" />
      </FieldGroup>
      <PlainText
        form={form}
        name="caseNumber"
        look="question"
        label={questions.labels.caseNumber}
        hint={questions.hints.caseNumber}
      />
      <PlainText
        form={form}
        name="firstNoticed"
        look="question"
        label={questions.labels.firstNoticed}
        hint={questions.hints.firstNoticed}
      />
      <PlainChoices form={form} name="aware" kind="radio" options={Object.entries(options.aware)} />
      <PlainChoices
        form={form}
        name="kept"
        kind="checkbox"
        options={Object.entries(options.kept)}
      />
      <PlainChoices
        form={form}
        name="counsel"
        kind="radio"
        options={Object.entries(options.counsel)}
      />
      <FieldGroup text={{ ...reported, hint: own.rows.reported }}>
        {Object.entries(options.reported).map(([who, label], index) => (
          <div key={who} className="gap-4 py-1 sm:grid sm:grid-cols-2">
            <Checkbox
              id={index === 0 ? reported.id : controlId(`reported.${who}`)}
              label={label}
              control={{ name: 'reported', value: who, defaultChecked: told.includes(who) }}
            />
            <PlainText
              form={form}
              name={`reported.${who}.reference`}
              label={fill(own.rows.reference, { who: label })}
            />
          </div>
        ))}
      </FieldGroup>
    </PlainDetails>
  )
}
