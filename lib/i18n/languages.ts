/** Languages the site can be published in. English has no prefix in addresses; others stand under `/<lang>`. */
export const LANGUAGES = ['en'] as const
export type Language = (typeof LANGUAGES)[number]
export const DEFAULT_LANGUAGE: Language = 'en'

/** Tells whether `value` is a language the site knows. */
export function isLanguage(value: string): value is Language {
  return (LANGUAGES as readonly string[]).includes(value)
}
