/** The message of a tip that this server seals: report and tip.json; its files are parts of their own. */
import { DEFAULT_LANGUAGE } from '#lib/i18n/languages'
import { tipWords } from '#lib/i18n/tip-words'
import { hourOf } from '#lib/protocol/hours'
import { mimeEntity } from '#lib/tip/mime-entity'
import { reportText } from '#lib/tip/report'
import type { Answers, AttachedFile, Tip } from '#lib/tip/schema'

/**
 * The MIME entity of part 0 before it is sealed.
 * @param tip what was answered, its inbox and the files that were sealed already
 * @param signTitles titles of the signs by id, as the report shows them
 * @param now the clock, of which only the hour is kept @param random 16 or more random bytes
 */
export function plainMessage(
  { answers, inbox, files }: { answers: Answers; inbox: string; files: readonly AttachedFile[] },
  signTitles: Readonly<Record<string, string>>,
  now: Date,
  random: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const tip: Tip = {
    format: 'rhw-tip-v1',
    sealed: hourOf(now),
    inbox,
    ...answers,
    files: [...files],
  }
  return mimeEntity(
    {
      subject: tipWords(DEFAULT_LANGUAGE).options.category[tip.category],
      report: reportText(tip, { signTitles }),
      json: `${JSON.stringify(tip, null, 2)}\n`,
      files: [],
    },
    random,
  )
}
