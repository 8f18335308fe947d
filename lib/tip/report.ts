/**
 * The readable report of a tip: plain text, 72 columns, the same order every time. What the sender
 * wrote is indented, so that it cannot pass for a heading of ours; identifiers are defanged; what
 * was not answered is listed at the end.
 */
import { fill } from '#lib/i18n/fill'
import { DEFAULT_LANGUAGE, type Language } from '#lib/i18n/languages'
import { type ReportWords, reportWords } from '#lib/i18n/report-words'
import { type TipWords, tipWords } from '#lib/i18n/tip-words'
import { defang } from './defang.ts'
import type { Message } from './message-schema.ts'
import { DEMAND_CATEGORIES, IDENTIFIER_TYPES } from './questions.ts'
import type { AttachedFile, Tip } from './schema.ts'
import { heading, labelled, wrap } from './text-layout.ts'

const INDENT = '  '

type Words = { tip: TipWords; report: ReportWords; language: Language }

/** The English name of a country, or its code. */
function countryName(code: string, language: Language): string {
  return new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? code
}

/** Labelled lines for the fields of an object that were answered. */
function fields(
  values: Record<string, string | undefined>,
  labels: Record<string, string>,
): string[] {
  return Object.entries(labels).flatMap(([key, label]) => {
    const value = values[key]
    return value ? [labelled(label, value, INDENT)] : []
  })
}

/** A section, or nothing when it has no lines. */
function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${heading(title)}\n\n${lines.join('\n')}`]
}

/** A numbered list of objects. */
function list(
  items: readonly Record<string, string | undefined>[] | undefined,
  labels: Record<string, string>,
): string[] {
  return (items ?? []).flatMap((item, index) => {
    const lines = fields(item, labels)
    return lines.length === 0 ? [] : [`${INDENT}${index + 1}.`, ...lines]
  })
}

/** Counted by kind: `3 (2 E-mail address, 1 Domain)`. */
function identifierCounts(tip: Tip, words: Words): string {
  const all = tip.identifiers ?? []
  const kinds = IDENTIFIER_TYPES.flatMap((type) => {
    const count = all.filter((one) => one.type === type).length
    return count === 0 ? [] : [`${words.tip.options.identifier[type]} ${count}`]
  })
  return kinds.length === 0 ? '0' : `${all.length} (${kinds.join(', ')})`
}

/** What an analyst decides by, in a few lines. */
function summary(tip: Tip, words: Words): string {
  const { headings, options } = words.tip
  const { contact, secondContact, reported, organisation } = tip
  const oneLine = (...said: (string | undefined)[]) => said.filter(Boolean).join(', ')
  const told = reported?.map(({ who, reference }) =>
    reference
      ? `${options.reported[who]} (${words.report.reference} ${reference})`
      : options.reported[who],
  )
  const country = organisation?.country
  const lines: [string, string | undefined][] = [
    [headings.category, options.category[tip.category]],
    [headings.now, options.now[tip.now]],
    [headings.aware, tip.aware && options.aware[tip.aware]],
    [words.report.country, country && countryName(country, words.language)],
    [headings.sharing, options.sharing[tip.sharing]],
    [headings.partners, tip.partners?.join('; ')],
    [headings.contact, contact && oneLine(contact.how, contact.address, contact.language)],
    [
      headings.secondContact,
      secondContact &&
        oneLine(
          secondContact.name,
          secondContact.how,
          secondContact.address,
          secondContact.language,
        ),
    ],
    [headings.caseNumber, tip.caseNumber],
    [headings.reported, told?.join('; ')],
    [headings.identifiers, identifierCounts(tip, words)],
    [headings.files, String(tip.files.length)],
  ]
  return lines.flatMap(([label, value]) => (value ? [labelled(label, value)] : [])).join('\n')
}

/** Identifiers by kind, defanged. */
function identifiers(tip: Tip, words: Words): string[] {
  const groups = IDENTIFIER_TYPES.flatMap((type) => {
    const values = (tip.identifiers ?? []).filter((one) => one.type === type)
    if (values.length === 0) return []
    const lines = values.map(({ value }) => wrap(defang(type, value), INDENT + INDENT))
    return [`${INDENT}${words.tip.options.identifier[type]}\n${lines.join('\n')}`]
  })
  return groups.length === 0
    ? []
    : [`${heading(words.tip.headings.identifiers)}\n\n${groups.join('\n\n')}`]
}

/** Everything else that was answered. */
function rest(tip: Tip, words: Words, signTitles: Readonly<Record<string, string>>): string[] {
  const { headings, options } = words.tip
  const country = tip.organisation?.country
  const organisation = country
    ? { ...tip.organisation, country: countryName(country, words.language) }
    : tip.organisation
  const single = [
    tip.role && labelled(headings.role, options.role[tip.role]),
    tip.firstNoticed && labelled(headings.firstNoticed, tip.firstNoticed),
    tip.counsel && labelled(headings.counsel, options.counsel[tip.counsel]),
    tip.kept && labelled(headings.kept, tip.kept.map((one) => options.kept[one]).join(', ')),
    tip.urgentSubject && labelled(headings.urgentSubject, words.report.yes),
  ].filter((line) => typeof line === 'string' && line !== '')
  const lines = (values: readonly string[] | undefined) =>
    (values ?? []).map((one) => wrap(`- ${one}`, INDENT))
  return [
    ...(single.length > 0 ? [single.join('\n')] : []),
    ...section(headings.demand, tip.demand ? [wrap(tip.demand, INDENT)] : []),
    ...section(headings.organisation, fields(organisation ?? {}, words.report.organisation)),
    ...section(headings.engagement, fields(tip.engagement ?? {}, words.report.engagement)),
    ...section(headings.names, lines(tip.names)),
    ...section(headings.delivery, list(tip.delivery, words.report.delivery)),
    ...section(headings.money, list(tip.money, words.report.money)),
    ...section(headings.tools, lines(tip.tools)),
    ...section(headings.signs, lines(tip.signs?.map((id) => signTitles[id] ?? id))),
  ]
}

/** One file: everything about it that helps to judge it before opening it. */
function fileEntry(file: AttachedFile, index: number, { report, tip }: Words): string {
  const words = report.file
  const { part, hidden, original } = file
  const found = hidden?.found.map(({ kind, text }) =>
    text ? `${tip.options.hidden[kind]}: ${text}` : tip.options.hidden[kind],
  )
  return [
    wrap(`${index + 1}. ${file.name}`, INDENT),
    ...(file.removed ? [wrap(words.takenOut, INDENT)] : []),
    labelled(words.type, file.type || words.unknownType, INDENT),
    labelled(words.bytes, file.bytes.toLocaleString('en'), INDENT),
    labelled(words.where, part === undefined ? words.inside : fill(words.part, { part }), INDENT),
    `${INDENT}${words.sha256}\n${INDENT}${file.sha256}`,
    ...(file.note ? [labelled(words.note, file.note, INDENT)] : []),
    ...(hidden && found?.length
      ? [
          labelled(
            words.hidden,
            [...found, hidden.removed ? words.hiddenRemoved : words.hiddenKept].join('\n'),
            INDENT,
          ),
        ]
      : []),
    ...(original
      ? [
          labelled(words.original, original.bytes.toLocaleString('en'), INDENT),
          `${INDENT}${words.originalSha256}\n${INDENT}${original.sha256}`,
        ]
      : []),
  ].join('\n')
}

/** Headings of what was asked and not answered. */
function notAnswered(tip: Tip, words: Words): string[] {
  const { headings } = words.tip
  const keys = Object.keys(headings) as (keyof typeof headings)[]
  return keys
    .filter((key) => {
      if (key === 'files') return tip.files.length === 0
      // Asked only where the inbox has partners; no answer means that none is allowed.
      if (key === 'partners') return false
      if (key === 'demand' && !DEMAND_CATEGORIES.includes(tip.category)) return false
      return tip[key] === undefined
    })
    .map((key) => INDENT + headings[key])
    .concat(tip.organisation && !tip.organisation.country ? [INDENT + words.report.country] : [])
}

/**
 * The report of a tip as plain text, lines of at most 72 columns, ended by line feeds. Its reference
 * is not known when it is sealed; whoever opens the tip puts it on top.
 * @param tip a valid tip
 * @param options `signTitles`: titles of the signs by id, else the ids are shown; `language` of the words
 */
export function reportText(
  tip: Tip,
  options: { signTitles?: Readonly<Record<string, string>>; language?: Language } = {},
): string {
  const { signTitles = {}, language = DEFAULT_LANGUAGE } = options
  const words: Words = { tip: tipWords(language), report: reportWords(language), language }
  const files = tip.files.map((file, index) => fileEntry(file, index, words))
  const missing = notAnswered(tip, words)
  return [
    wrap(
      `${words.report.title}: ${words.tip.options.category[tip.category]}\n${sealedLine(tip, words)}`,
    ),
    ...(tip.followUp ? [wrap(words.report.replyTo)] : []),
    summary(tip, words),
    `${heading(words.tip.headings.story)}\n\n${wrap(tip.story, INDENT)}`,
    ...identifiers(tip, words),
    ...rest(tip, words, signTitles),
    ...section(words.tip.headings.files, files.length > 0 ? [files.join('\n\n')] : []),
    ...section(words.report.notAnswered, missing),
  ]
    .join('\n\n')
    .concat('\n')
}

/**
 * The report of a further message: what was written and its files.
 * @param message a valid message @param language of the words
 */
export function messageReport(message: Message, language: Language = DEFAULT_LANGUAGE): string {
  const words: Words = { tip: tipWords(language), report: reportWords(language), language }
  const { number, reference } = message
  const files = message.files.map((file, index) => fileEntry(file, index, words))
  return [
    wrap(`${fill(words.report.message, { number, reference })}\n${sealedLine(message, words)}`),
    wrap(message.story, INDENT),
    ...section(words.tip.headings.files, files.length > 0 ? [files.join('\n\n')] : []),
  ]
    .join('\n\n')
    .concat('\n')
}

/** When it was sealed, and for whom. */
function sealedLine({ sealed, inbox }: Pick<Tip, 'sealed' | 'inbox'>, { report }: Words): string {
  const hour = sealed.replace('T', ' ').replace('Z', ' UTC')
  return report.sealed.replace('{hour}', hour).replace('{inbox}', inbox)
}
