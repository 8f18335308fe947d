/**
 * A tip's answers as a plain text for the police or another authority, with an evidence list. The
 * sender's browser makes it and sends it nowhere. Lines are not wrapped, so that each can be copied
 * into a form; identifiers stand as they were written, since an authority looks them up.
 */
import type { AuthorityTextWords } from '#lib/i18n/authority-words'
import { fill } from '#lib/i18n/fill'
import type { TipWords } from '#lib/i18n/tip-words'
import { IDENTIFIER_TYPES } from './questions.ts'
import type { Answers } from './schema.ts'
import { plainText, textWidth } from './text-layout.ts'

export const AUTHORITY_PARTS = [
  'reporter',
  'story',
  'when',
  'who',
  'identifiers',
  'money',
  'evidence',
  'done',
] as const
export type AuthorityPart = (typeof AUTHORITY_PARTS)[number]

/** Whom the text is for; decides its order. */
export const AUTHORITY_KINDS = ['police', 'sanctions'] as const
export type AuthorityKind = (typeof AUTHORITY_KINDS)[number]

/** The order is our own: no source that we use gives the order of a form. */
const ORDER: Record<AuthorityKind, readonly AuthorityPart[]> = {
  police: AUTHORITY_PARTS,
  sanctions: ['reporter', 'money', 'who', 'when', 'story', 'identifiers', 'evidence', 'done'],
}

/** A file as the evidence list names it; `sha256` is absent where it could not be computed. */
export type EvidenceFile = {
  name: string
  bytes: number
  sha256?: string | undefined
  note?: string | undefined
}

export type AuthorityTip = Answers & { files: readonly EvidenceFile[] }

export type AuthorityPage = {
  text: AuthorityTextWords
  options: TipWords['options']
  /** Titles of the signs by id; else the ids are shown. */
  signTitles: Readonly<Record<string, string>>
  language: string
}

/**
 * The text, its parts numbered in the order for `kind`. What the form does not ask and an authority
 * may need is a line to fill in by hand; whom we may tell and the like is left out, being for us.
 */
export function authorityText(tip: AuthorityTip, kind: AuthorityKind, page: AuthorityPage): string {
  const { text } = page
  const blocks = ORDER[kind].map((part, index) => {
    const heading = `${index + 1}. ${text.parts[part]}`
    const lines = PARTS[part](tip, page)
    return [heading, '-'.repeat(textWidth(heading)), ...(lines.length ? lines : [text.notGiven])]
  })
  return [[text.title], [text.lead], ...blocks, [`${text.signature}: ${text.blank}`]]
    .map((lines) => lines.map(plainText).join('\n'))
    .join('\n\n')
    .concat('\n')
}

const PARTS: Record<AuthorityPart, (tip: AuthorityTip, page: AuthorityPage) => string[]> = {
  reporter: ({ contact, role, organisation }, { text, options, language }) => [
    `${text.name}: ${text.blank}`,
    `${text.postal}: ${text.blank}`,
    `${text.reach}: ${[contact?.how, contact?.address].filter(Boolean).join(', ') || text.blank}`,
    ...line(text.language, contact?.language),
    ...line(text.role, role && options.role[role]),
    ...line(text.organisation.name, organisation?.name),
    ...line(
      text.organisation.country,
      organisation?.country && countryName(organisation.country, language),
    ),
    ...line(text.organisation.sector, organisation?.sector),
  ],
  story: (tip, { text, options, signTitles }) => [
    `${text.about}: ${options.category[tip.category]}`,
    ...(tip.now === 'does-not-apply' ? [] : [`${text.now}: ${options.now[tip.now]}`]),
    '',
    tip.story,
    ...(tip.demand ? ['', `${text.demand}:`, tip.demand] : []),
    ...(tip.signs?.length
      ? [
          '',
          ...list(
            text.signs,
            tip.signs.map((id) => signTitles[id] ?? id),
          ),
        ]
      : []),
  ],
  when: ({ firstNoticed, engagement }, { text }) => [
    ...line(text.firstNoticed, firstNoticed),
    ...line(text.engagement.from, engagement?.from),
    ...line(text.engagement.to, engagement?.to),
  ],
  who: ({ names, engagement, delivery }, { text }) => [
    ...(names ? [...list(text.names, names), text.namesNote] : []),
    ...line(text.engagement.title, engagement?.title),
    ...line(text.engagement.foundThrough, engagement?.foundThrough),
    ...line(text.engagement.agency, engagement?.agency),
    ...line(text.engagement.referredBy, engagement?.referredBy),
    ...line(text.engagement.theyReferred, engagement?.theyReferred),
    ...list(
      text.deliveries,
      (delivery ?? []).map(({ address, date, tracking }) =>
        [
          address,
          ...line(text.delivery.date, date),
          ...line(text.delivery.tracking, tracking),
        ].join('; '),
      ),
    ),
  ],
  identifiers: ({ identifiers, tools }, { text, options }) => [
    ...IDENTIFIER_TYPES.flatMap((type) =>
      list(
        options.identifier[type],
        (identifiers ?? []).filter((one) => one.type === type).map(({ value }) => value),
      ),
    ),
    ...list(text.tools, tools ?? []),
  ],
  money: ({ money }, { text }) =>
    (money ?? []).flatMap(({ amount, currency, from, to, account }, index) => [
      fill(text.payment, { number: index + 1 }),
      ...line(text.money.amount, [amount, currency].filter(Boolean).join(' ')),
      ...line(text.money.from, from),
      ...line(text.money.to, to),
      ...line(text.money.account, account),
    ]),
  evidence: ({ kept, files }, { text, options, language }) => [
    ...list(
      text.kept,
      (kept ?? []).map((one) => options.kept[one]),
    ),
    ...list(
      text.files,
      files.map(({ name, bytes, sha256, note }) =>
        [
          `${name} (${fill(text.file.bytes, { count: bytes.toLocaleString(language) })})`,
          ...line(text.file.sha256, sha256),
          ...line(text.file.note, note),
        ].join('\n  '),
      ),
    ),
  ],
  done: ({ reported, counsel, aware, caseNumber }, { text, options }) => [
    ...line(text.caseNumber, caseNumber),
    ...list(
      text.told,
      (reported ?? []).map(({ who, reference }) =>
        [options.reported[who], ...line(text.reference, reference)].join(', '),
      ),
    ),
    ...(counsel === undefined || counsel === 'rather-not-say'
      ? []
      : [`${text.counsel}: ${options.counsel[counsel]}`]),
    ...line(text.aware, aware && options.aware[aware]),
  ],
}

/** `Label: value`, or nothing. */
function line(label: string, value: string | undefined): string[] {
  return value ? [`${label}: ${value}`] : []
}

/** A label above its entries, or nothing. */
function list(label: string, entries: readonly string[]): string[] {
  return entries.length === 0 ? [] : [`${label}:`, ...entries.map((entry) => `- ${entry}`)]
}

function countryName(code: string, language: string): string {
  return new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? code
}
