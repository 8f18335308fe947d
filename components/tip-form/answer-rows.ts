/**
 * The answers as lines to read: for the check before sending, and for the copy a sender can take
 * away when sending is not possible.
 */
import type { FormWords } from '#lib/i18n/form-words'
import type { TipWords } from '#lib/i18n/tip-words'
import { type ChosenFile, fileLine } from './chosen-files.ts'
import { countryName } from './country-options.tsx'
import { controlId, type FormValues, lines } from './form-values.ts'
import type { FormSign } from './words.tsx'

export type AnswerRow = {
  /** Id of the control where the answer can be changed. */
  target: string
  label: string
  /** Empty when it was not answered. */
  lines: string[]
}

/** Looks a chosen value up; a value the table does not know is shown as it is. */
function chosen(options: Record<string, string>, value: string | null): string[] {
  return value ? [options[value] ?? value] : []
}

/** `label: value` for every part that was filled in. */
function parts(labelled: [label: string, value: string][]): string[] {
  return labelled.filter(([, value]) => value.trim()).map(([label, value]) => `${label}: ${value}`)
}

/** The filled-in values of a row in one line. */
function oneLine(...values: string[]): string {
  return values.filter((value) => value.trim()).join(', ')
}

/**
 * One row for every question in the order of the form. A demand is only listed when `withDemand`,
 * partners only when some can be chosen.
 */
export function answerRows(
  values: FormValues,
  files: readonly ChosenFile[],
  page: {
    words: FormWords
    questions: Omit<TipWords, 'headings'>
    signs: readonly FormSign[]
    language: string
    withDemand: boolean
    /** The partners that can be chosen as the answers stand. */
    partners: readonly string[]
  },
): AnswerRow[] {
  const { words, questions, signs, language } = page
  const { options } = questions
  const { fields } = words
  const { organisation, engagement, contact, secondContact } = values
  const chosenPartners = page.partners.filter((name) => values.partners.includes(name))
  const signTitles = Object.fromEntries(signs.map(({ id, title }) => [id, title]))
  const row = (
    question: keyof TipWords['labels'],
    answer: string[],
    target: string = question,
  ): AnswerRow => ({ target: controlId(target), label: questions.labels[question], lines: answer })

  return [
    row('category', chosen(options.category, values.category)),
    row('now', chosen(options.now, values.now)),
    row('story', values.story.trim() ? values.story.trim().split('\n') : []),
    ...(page.withDemand
      ? [row('demand', values.demand.trim() ? values.demand.trim().split('\n') : [])]
      : []),
    row(
      'files',
      files.map((file) => fileLine(file, words.files, language)),
    ),
    row('names', lines(values.names)),
    row(
      'identifiers',
      values.identifiers.map(
        ({ type, value }) => `${chosen(options.identifier, type).join('') || '?'}: ${value}`,
      ),
      'pasted',
    ),
    row(
      'engagement',
      parts([
        [fields.jobTitle, engagement.title],
        [fields.jobFound, engagement.foundThrough],
        [fields.jobFrom, engagement.from],
        [fields.jobTo, engagement.to],
        [fields.jobAgency, engagement.agency],
        [fields.jobReferredBy, engagement.referredBy],
        [fields.jobTheyReferred, engagement.theyReferred],
      ]),
      'engagement.title',
    ),
    row(
      'signs',
      values.signs.flatMap((id) => chosen(signTitles, id)),
    ),
    row(
      'delivery',
      values.delivery.map(({ address, date, tracking }) => oneLine(address, date, tracking)),
      values.delivery.length > 0 ? 'delivery.0.address' : 'delivery',
    ),
    row(
      'money',
      values.money.map(({ amount, currency, from, to, account }) =>
        oneLine(
          [amount, currency].filter(Boolean).join(' '),
          ...parts([
            [words.money.from, from],
            [words.money.to, to],
            [words.money.account, account],
          ]),
        ),
      ),
      values.money.length > 0 ? 'money.0.amount' : 'money',
    ),
    row('tools', lines(values.tools)),
    row('role', chosen(options.role, values.role)),
    row(
      'organisation',
      parts([
        [fields.organisationName, organisation.name],
        [fields.organisationSector, organisation.sector],
        [
          fields.organisationCountry,
          organisation.country ? countryName(language, organisation.country) : '',
        ],
      ]),
      'organisation.name',
    ),
    row('caseNumber', values.caseNumber.trim() ? [values.caseNumber] : []),
    row(
      'secondContact',
      parts([
        [fields.secondName, secondContact.name],
        [fields.contactHow, secondContact.how],
        [fields.contactAddress, secondContact.address],
        [fields.contactLanguage, secondContact.language],
      ]),
      'secondContact.name',
    ),
    row('firstNoticed', values.firstNoticed.trim() ? [values.firstNoticed] : []),
    row('aware', chosen(options.aware, values.aware)),
    row(
      'kept',
      values.kept.flatMap((kept) => chosen(options.kept, kept)),
    ),
    row('counsel', chosen(options.counsel, values.counsel)),
    row(
      'reported',
      values.reported.map(({ who, reference }) =>
        oneLine(chosen(options.reported, who).join(''), reference),
      ),
      values.reported.length > 0 ? 'reported.0.who' : 'reported',
    ),
    row(
      'contact',
      parts([
        [fields.contactHow, contact.how],
        [fields.contactAddress, contact.address],
        [fields.contactLanguage, contact.language],
      ]),
      'contact.how',
    ),
    row('sharing', chosen(options.sharing, values.sharing)),
    ...(page.partners.length > 0
      ? [row('partners', [chosenPartners.join(', ') || fields.noPartner])]
      : []),
    row('urgentSubject', values.urgentSubject ? [fields.urgentSubject] : []),
  ]
}

/** The answered rows as plain text, and what was not answered at the end. */
export function answersText(rows: readonly AnswerRow[], notAnswered: string): string {
  const given = rows.filter((row) => row.lines.length > 0)
  const open = rows.filter((row) => row.lines.length === 0)
  const blocks = given.map(({ label, lines: said }) => [label, ...said].join('\n'))
  if (open.length > 0) {
    blocks.push(`${notAnswered}\n${open.map(({ label }) => label).join('; ')}`)
  }
  return `${blocks.join('\n\n')}\n`
}
