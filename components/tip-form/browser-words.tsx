/** Which words of the form the browser gets for its own use, beside the page that already says the rest. */
import type { FormWords } from '#lib/i18n/form-words'

/** The words that the browser needs; what only the page's text says is not sent twice. */
export type BrowserWords = Omit<FormWords, 'before' | 'otherWays' | 'lead' | 'description'>

/** Takes out the words that the browser needs. */
export function browserWords(words: FormWords): BrowserWords {
  const { before: _before, otherWays: _otherWays, lead: _lead, description: _, ...rest } = words
  return rest
}
