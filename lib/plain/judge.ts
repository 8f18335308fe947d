/** Judges what was typed before the first byte of a file is taken: answers, desk, keys, limits. */
import type { FileLimits } from '#lib/evidence/limits'
import { fill } from '#lib/i18n/fill'
import type { Language } from '#lib/i18n/languages'
import { plainWords } from '#lib/i18n/plain-words'
import type { Inbox } from '#lib/inboxes/inbox'
import { inboxFor } from '#lib/inboxes/routing'
import type { OpenPgp } from '#lib/sealing/openpgp'
import { type Recipient, readRecipients } from '#lib/sealing/recipients'
import type { Answers } from '#lib/tip/schema'
import { FIELD_NAMES, inPageOrder, isNote, readAnswers, TRAP, textOf } from './fields.ts'
import { plainLimits } from './limits.ts'
import type { PlainError, PlainValues } from './view.ts'

/** One note on files has at most so many characters, as the schema of a tip has it. */
const NOTE_MAX = 500

export type Judged =
  | { ok: true; answers: Answers; inbox: Inbox; recipients: Recipient[]; limits: FileLimits }
  | { ok: false; status: 422 | 503; errors: PlainError[] }

/**
 * Judges the fields of text.
 * @param values what was typed, without notes that come later
 * @param cut names of the fields whose end did not fit
 */
export async function judge(
  values: PlainValues,
  cut: ReadonlySet<string>,
  surroundings: {
    language: Language
    inboxes: readonly Inbox[]
    openpgp: OpenPgp
    now: Date
  },
): Promise<Judged> {
  const { language, inboxes, openpgp, now } = surroundings
  const words = plainWords(language).errors
  const read = readAnswers(values, language)
  const errors = read.ok ? [] : read.errors
  for (const field of cut) errors.push({ field, message: words.cutField })
  if (textOf(values, TRAP) !== '') {
    errors.push({ field: TRAP, message: plainWords(language).trap.filled })
  }
  const partners = inboxes.flatMap((inbox) => inbox.partners)
  if ((values.get('partners') ?? []).some((name) => !partners.includes(name))) {
    errors.push({ field: 'partners', message: words.unknownPartner })
  }
  for (const [name, typed] of values) {
    if (FIELD_NAMES.includes(name) || typed.every((text) => text === '')) continue
    errors.push({ field: null, message: fill(words.unknownField, { name: name.slice(0, 60) }) })
  }
  errors.push(...noteErrors(values, language))
  if (!read.ok || errors.length > 0) return { ok: false, status: 422, errors: inPageOrder(errors) }

  const { answers } = read
  const inbox = inboxFor(inboxes, {
    category: answers.category,
    country: answers.organisation?.country,
    language,
    leavingNow: answers.now === 'leaving-now',
  })
  const verdict = await readRecipients(openpgp, inbox.certificates, now)
  if (!verdict.ok) {
    return { ok: false, status: 503, errors: [{ field: null, message: words.key }] }
  }
  const limits = plainLimits(inbox.limits)
  return { ok: true, answers, inbox, recipients: verdict.recipients, limits }
}

/** Notes that are too long. A note may come after its files, so these are looked at once more at the end. */
export function noteErrors(values: PlainValues, language: Language): PlainError[] {
  const message = plainWords(language).errors.noteTooLong
  return [...values]
    .filter(([name, [note = '']]) => isNote(name) && note.trim().length > NOTE_MAX)
    .map(([field]) => ({ field, message }))
}
