/** What was wrong and was corrected or withdrawn, gathered from the advisories' own revisions. */
import type { Advisory } from './advisories.ts'
import type { Revision } from './front-matter.ts'

export type Corrected = Pick<
  Advisory,
  'id' | 'slug' | 'lang' | 'title' | 'status' | 'statusNote' | 'revised' | 'revisions'
>

/** One entry of the corrections page. */
export type Correction = { advisory: Corrected; date: string } & (
  | { kind: 'correction'; revision: Revision }
  | { kind: 'withdrawal'; note: string }
)

/** Every correction and withdrawal of published advisories, newest first, then by id. */
export function correctionsOf(advisories: readonly Corrected[]): Correction[] {
  return advisories
    .filter(({ status }) => status !== 'draft')
    .flatMap((advisory): Correction[] => [
      ...advisory.revisions
        .filter(({ kind }) => kind === 'correction')
        .map((revision) => ({
          kind: 'correction' as const,
          advisory,
          date: revision.date,
          revision,
        })),
      ...(advisory.status === 'withdrawn'
        ? [
            {
              kind: 'withdrawal' as const,
              advisory,
              date: advisory.revised,
              note: advisory.statusNote ?? '',
            },
          ]
        : []),
    ])
    .toSorted((a, b) => b.date.localeCompare(a.date) || a.advisory.id.localeCompare(b.advisory.id))
}

/**
 * Advisories that hold, by the day on which they are to be looked at again, the first one first;
 * `overdue` are those whose day lies before `today` (`2026-11-22`).
 */
export function reviewsOf<T extends Pick<Advisory, 'id' | 'status' | 'nextReview'>>(
  advisories: readonly T[],
  today: string,
): { overdue: T[]; coming: T[] } {
  const current = advisories
    .filter(({ status }) => status === 'current')
    .toSorted((a, b) => a.nextReview.localeCompare(b.nextReview) || a.id.localeCompare(b.id))
  return {
    overdue: current.filter(({ nextReview }) => nextReview < today),
    coming: current.filter(({ nextReview }) => nextReview >= today),
  }
}
