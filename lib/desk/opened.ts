/** What of an opened tip is exported or compared. */
import { recogniseIdentifiers } from '#lib/tip/identifiers'
import type { Identifier, Tip } from '#lib/tip/schema'

/** An opened tip; who opens one by hand may know neither reference nor hour. */
export type OpenedForDesk = {
  reference: string | null
  /** Hour of receipt, `2026-11-22T10:00Z`. */
  hour: string | null
  inbox: string | null
  /** Lower-case hex SHA-256 of the opened message: the same whichever way the tip was opened. */
  sha256: string
  /** As it was sent. */
  report: string
  /** What stands in `tip.json`; null for a tip that no form made. */
  tip: Tip | null
}

/**
 * The accounts and devices a tip names: what its sender listed, or, where no form asked, what is recognised
 * in its text. Never the sender's own address.
 */
export function identifiersOf({
  tip,
  report,
}: Pick<OpenedForDesk, 'tip' | 'report'>): Identifier[] {
  if (tip !== null) return tip.identifiers ?? []
  return recogniseIdentifiers(report).filter(({ type }) => type !== 'other')
}
