/** Why a code opened nothing, in words: which word to look at and what it may have been, or when to try again. */
import { CODE_WORDS, type CodeVerdict } from '#lib/follow-up/code'
import { fill, fillPlural } from '#lib/i18n/fill'
import type { FollowUpWords } from '#lib/i18n/follow-up-words'

const MINUTE_MS = 60_000

/** What is wrong with a typed code: the sentence that stands beside the field. */
export function codeError(
  verdict: Extract<CodeVerdict, { ok: false }>,
  words: FollowUpWords['code'],
  language: string,
): string {
  switch (verdict.problem) {
    case 'count':
      return verdict.count === 0
        ? words.empty
        : fillPlural(language, words.count, verdict.count, { needed: CODE_WORDS })
    case 'unknown-word': {
      const { at, word, similar } = verdict
      const quoted = similar.map((one) => `“${one}”`)
      const hint =
        similar.length > 0
          ? fill(words.similar, {
              words: new Intl.ListFormat(language, { type: 'disjunction' }).format(quoted),
            })
          : words.noneSimilar
      return `${fill(words.unknownWord, { at, word })} ${hint}`
    }
  }
}

/** That there were too many tries, and when to try again, in whole minutes where it is known. */
export function busyText(
  retryAfterMs: number | undefined,
  words: FollowUpWords['refused'],
  language: string,
): string {
  return retryAfterMs === undefined
    ? words.busyUnknown
    : fillPlural(language, words.busy, Math.max(1, Math.ceil(retryAfterMs / MINUTE_MS)))
}
