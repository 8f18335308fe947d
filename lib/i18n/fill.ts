/** Puts values into the sentences of a dictionary, which are plain strings so that pages can carry them. */

/** A sentence for each plural form a language has; `other` is always there. */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }

/**
 * Replaces every `{name}` of `sentence` by the value of that name. A name without a value stays as
 * it is, so that a mistake shows in a test.
 */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** The form of `sentences` that `count` needs in `language`, with `{count}` and `values` put in. */
export function fillPlural(
  language: string,
  sentences: Plural,
  count: number,
  values: Record<string, string | number> = {},
): string {
  const sentence = sentences[new Intl.PluralRules(language).select(count)] ?? sentences.other
  return fill(sentence, { ...values, count: count.toLocaleString(language) })
}
