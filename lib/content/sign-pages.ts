/**
 * Where signs stand: all on `/signs`, and those for one reader or of one stage on pages of their own, so
 * that a filter is an address that works without a script and hides nothing silently.
 */
import type { Sign } from './data-schema.ts'
import { AUDIENCES, type Audience, STAGES, type Stage } from './front-matter.ts'

export type SignPage = { address: string; signs: readonly Sign[] } & (
  | { by: 'reader'; id: Audience }
  | { by: 'stage'; id: Stage }
)

/** The address of all signs. */
export const SIGNS_ADDRESS = '/signs'

/** A page for each reader and each stage that has a sign, readers first. */
export function signPages(signs: readonly Sign[]): SignPage[] {
  const readers = AUDIENCES.map((id) => ({
    by: 'reader' as const,
    id,
    address: `${SIGNS_ADDRESS}/${id}`,
    signs: signs.filter(({ audiences }) => audiences.includes(id)),
  }))
  const stages = signsByStage(signs).map(({ stage, signs: own }) => ({
    by: 'stage' as const,
    id: stage,
    address: `${SIGNS_ADDRESS}/${stage}`,
    signs: own,
  }))
  return [...readers.filter((page) => page.signs.length > 0), ...stages]
}

/** The signs of each stage that has one, in the order in which stages happen. */
export function signsByStage(signs: readonly Sign[]): { stage: Stage; signs: Sign[] }[] {
  return STAGES.map((stage) => ({
    stage,
    signs: signs.filter((sign) => sign.stage === stage),
  })).filter((group) => group.signs.length > 0)
}

/** The anchors of a page with these signs: its stages and its signs. */
export function signAnchors(signs: readonly Sign[]): string[] {
  return signsByStage(signs).flatMap(({ stage, signs: own }) => [stage, ...own.map(({ id }) => id)])
}
