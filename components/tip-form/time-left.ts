/** How fast a tip is sent and how long it still takes, in words that promise no more than is known. */
import { fill, fillPlural } from '#lib/i18n/fill'
import type { SendingWords } from '#lib/i18n/form-sending-words'
import type { SendProgress } from '#lib/sending/worker-messages'
import { formatBytes } from './chosen-files.ts'

/** From here on hours are said, since nobody can tell so long ahead to the minute. */
const HOURS_FROM_SECONDS = 90 * 60

/** “about 12 minutes left”, or that it is not known yet. */
export function timeLeft(
  secondsLeft: number | null,
  { timeLeft: words }: Pick<SendingWords['sending'], 'timeLeft'>,
  language: string,
): string {
  if (secondsLeft === null) return words.unknown
  if (secondsLeft < 60) return words.soon
  return secondsLeft < HOURS_FROM_SECONDS
    ? fillPlural(language, words.minutes, Math.round(secondsLeft / 60))
    : fillPlural(language, words.hours, Math.round(secondsLeft / 3600))
}

/** What is done, how fast, and what is left, as one line; empty while no size is known. */
export function progressLine(
  { phase, doneBytes, totalBytes, bytesPerSecond, secondsLeft }: SendProgress,
  words: SendingWords['sending'],
  language: string,
): string {
  if (totalBytes === 0) return ''
  const amount = fill(words.amount, {
    done: formatBytes(language, doneBytes),
    total: formatBytes(language, totalBytes),
  })
  // On a lost line nothing has a speed, and an end would be a guess.
  if (phase !== 'sending') return amount
  const speed =
    bytesPerSecond === null
      ? []
      : [fill(words.speed, { amount: formatBytes(language, bytesPerSecond) })]
  return [amount, ...speed, timeLeft(secondsLeft, words, language)].join(' · ')
}
