/** How sure we are that an authority named something: it depends on the text that we read. */
import type { Source } from '#lib/content/data'

export type Confidence = 'high' | 'medium' | 'low'

/**
 * `high` when one of the sources is the authority's own text, `medium` when it is a copy of it, `low` when
 * the words of others alone were read.
 */
export function confidenceIn(
  ids: readonly string[],
  sources: ReadonlyMap<string, Source>,
): Confidence {
  const strengths = ids.map((id) => sources.get(id)?.strength)
  if (strengths.includes('official')) return 'high'
  return strengths.includes('official-copy') ? 'medium' : 'low'
}

/** The same on the scale of STIX 2.1, appendix A: the number for High, Med and Low. */
export function confidenceScore(confidence: Confidence): number {
  return { high: 85, medium: 50, low: 15 }[confidence]
}
