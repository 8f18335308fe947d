'use client'
/** What helps those who have it, in three parts that stay closed until they are opened. */
import { Disclosure } from '#components/ui/disclosure'
import { FieldGroup } from '#components/ui/field'
import {
  BoundArea,
  BoundCheckboxes,
  BoundRadios,
  BoundSelect,
  BoundText,
  useQuestion,
} from './bound-fields.tsx'
import { CountryOptions } from './country-options.tsx'
import { IdentifiersField } from './identifiers-field.tsx'
import { Rows } from './rows.tsx'
import { useFormPage } from './words.tsx'

const grid = 'grid gap-4 sm:grid-cols-2'

/** Names, accounts, job and signs. */
export function PeopleSection() {
  const { words, signs } = useFormPage()
  const { fields } = words
  const engagement = useQuestion('engagement')
  return (
    <Disclosure title={words.sections.people} hint={words.sections.peopleHint}>
      <BoundArea question="names" rows={3} />
      <IdentifiersField />
      <FieldGroup text={engagement}>
        <div className={grid}>
          <BoundText name="engagement.title" label={fields.jobTitle} />
          <BoundText name="engagement.foundThrough" label={fields.jobFound} />
          <BoundText name="engagement.from" label={fields.jobFrom} hint={fields.dateHint} />
          <BoundText name="engagement.to" label={fields.jobTo} hint={fields.dateHint} />
          <BoundText name="engagement.agency" label={fields.jobAgency} />
          <BoundText name="engagement.referredBy" label={fields.jobReferredBy} />
          <BoundText name="engagement.theyReferred" label={fields.jobTheyReferred} />
        </div>
      </FieldGroup>
      <BoundCheckboxes question="signs" options={signs.map(({ id, title }) => [id, title])} />
    </Disclosure>
  )
}

/** Where equipment went, what was paid, what tools were seen. */
export function ThingsSection() {
  const { words } = useFormPage()
  const { delivery, money, fields } = words
  return (
    <Disclosure title={words.sections.things} hint={words.sections.thingsHint}>
      <Rows
        name="delivery"
        row={delivery.row}
        add={delivery.add}
        max={20}
        empty={{ address: '', date: '', tracking: '' }}
      >
        {(index) => (
          <>
            <div className="sm:col-span-2">
              <BoundText name={`delivery.${index}.address`} label={delivery.address} />
            </div>
            <BoundText
              name={`delivery.${index}.date`}
              label={delivery.date}
              hint={fields.dateHint}
            />
            <BoundText
              name={`delivery.${index}.tracking`}
              label={delivery.tracking}
              hint={words.optional}
            />
          </>
        )}
      </Rows>
      <Rows
        name="money"
        row={money.row}
        add={money.add}
        max={50}
        empty={{ amount: '', currency: '', from: '', to: '', account: '' }}
      >
        {(index) => (
          <>
            <BoundText name={`money.${index}.amount`} label={money.amount} />
            <BoundText name={`money.${index}.currency`} label={money.currency} />
            <BoundText name={`money.${index}.from`} label={money.from} />
            <BoundText name={`money.${index}.to`} label={money.to} />
            <div className="sm:col-span-2">
              <BoundText name={`money.${index}.account`} label={money.account} />
            </div>
          </>
        )}
      </Rows>
      <BoundArea question="tools" rows={3} />
    </Disclosure>
  )
}

/** The sender's side: connection, organisation, what is known, kept and told. */
export function YourSideSection() {
  const { words, questions } = useFormPage()
  const { fields, reported } = words
  const organisation = useQuestion('organisation')
  const second = useQuestion('secondContact')
  return (
    <Disclosure title={words.sections.side} hint={words.sections.sideHint}>
      <BoundSelect
        name="role"
        look="question"
        label={questions.labels.role}
        nothing={fields.countryNone}
      >
        {Object.entries(questions.options.role).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </BoundSelect>
      <FieldGroup text={organisation}>
        <div className={grid}>
          <BoundText name="organisation.name" label={fields.organisationName} />
          <BoundText name="organisation.sector" label={fields.organisationSector} />
          <BoundSelect
            name="organisation.country"
            label={fields.organisationCountry}
            nothing={fields.countryNone}
          >
            <CountryOptions />
          </BoundSelect>
        </div>
      </FieldGroup>
      <BoundText
        name="caseNumber"
        look="question"
        label={questions.labels.caseNumber}
        hint={questions.hints.caseNumber}
      />
      <FieldGroup text={second}>
        <div className={grid}>
          <BoundText name="secondContact.name" label={fields.secondName} />
          <BoundText
            name="secondContact.how"
            label={fields.contactHow}
            hint={fields.contactHowHint}
          />
          <BoundText name="secondContact.address" label={fields.contactAddress} />
          <BoundText name="secondContact.language" label={fields.contactLanguage} />
        </div>
      </FieldGroup>
      <BoundText
        name="firstNoticed"
        look="question"
        label={questions.labels.firstNoticed}
        hint={questions.hints.firstNoticed}
      />
      <BoundRadios question="aware" options={questions.options.aware} />
      <BoundCheckboxes question="kept" options={Object.entries(questions.options.kept)} />
      <BoundRadios question="counsel" options={questions.options.counsel} />
      <Rows
        name="reported"
        row={reported.row}
        add={reported.add}
        max={20}
        empty={{ who: '', reference: '' }}
      >
        {(index) => (
          <>
            <BoundSelect
              name={`reported.${index}.who`}
              label={reported.who}
              nothing={fields.choose}
            >
              {Object.entries(questions.options.reported).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </BoundSelect>
            <BoundText name={`reported.${index}.reference`} label={reported.reference} />
          </>
        )}
      </Rows>
    </Disclosure>
  )
}
