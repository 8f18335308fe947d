/** Judges the text of a tip before the first byte of a file is taken: answers, desk, keys, limits. */
import type { MadeFollowUp } from '#lib/follow-up/make-follow-up'
import type { Language } from '#lib/i18n/languages'
import { plainWords } from '#lib/i18n/plain-words'
import type { Inbox } from '#lib/inboxes/inbox'
import { inboxFor } from '#lib/inboxes/routing'
import type { OpenPgp } from '#lib/sealing/openpgp'
import { buildMessage } from '#lib/sending/build-message'
import { FIELD_NAMES, inPageOrder, readAnswers, TRAP, textOf, WAY_BACK } from './fields.ts'
import { type Judged, noteErrors, sealedFor, shapeErrors } from './judged.ts'
import type { PlainValues } from './view.ts'

/** What judging a tip needs to know. */
export type JudgeSurroundings = {
  language: Language
  inboxes: readonly Inbox[]
  openpgp: OpenPgp
  now: Date
  /** Titles of the signs by id, for the report. */
  signTitles: Readonly<Record<string, string>>
  /** Makes a code and a key for the tip; null where senders cannot come back. */
  makeFollowUp: (() => Promise<MadeFollowUp>) | null
}

/**
 * Judges the fields of text.
 * @param values what was typed, without notes that come later
 * @param cut names of the fields whose end did not fit
 */
export async function judge(
  values: PlainValues,
  cut: ReadonlySet<string>,
  surroundings: JudgeSurroundings,
): Promise<Judged> {
  const { language, inboxes, signTitles, makeFollowUp } = surroundings
  const words = plainWords(language)
  const read = readAnswers(values, language)
  const errors = read.ok ? [] : read.errors
  errors.push(...shapeErrors(values, cut, FIELD_NAMES, language))
  if (textOf(values, TRAP) !== '') errors.push({ field: TRAP, message: words.trap.filled })
  const partners = inboxes.flatMap((inbox) => inbox.partners)
  if ((values.get('partners') ?? []).some((name) => !partners.includes(name))) {
    errors.push({ field: 'partners', message: words.errors.unknownPartner })
  }
  const wayBack = values.has(WAY_BACK)
  if (wayBack && makeFollowUp === null) {
    errors.push({ field: WAY_BACK, message: words.errors.noWayBack })
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
  const sealed = await sealedFor(inbox, surroundings)
  if (!sealed.ok) return sealed
  return {
    ...sealed,
    inbox,
    urgent: answers.urgentSubject,
    async begin() {
      const made = wayBack && makeFollowUp !== null ? await makeFollowUp() : null
      return {
        thread: made && { followUp: made.fields },
        wayBack: made && { words: made.words, returnNumber: made.returnNumber },
        message: (files, now, random) =>
          buildMessage(
            { answers, inbox, signTitles, ...(made && { tipKey: made.tipKey }) },
            files.map((listed) => ({ listed, content: null })),
            now,
            random,
          ).entity,
      }
    },
  }
}
