/** `/indicators.csv`: what authorities have named, one row each, for spreadsheets and scripts. */
import { confidenceIn } from './confidence.ts'
import { csvRow } from './csv.ts'
import type { NamedInAdvisories, ToolContent } from './tool-content.ts'

/** The columns, in their order; new ones are only ever added at the end. */
export const INDICATOR_COLUMNS = [
  'type',
  'value',
  'first_seen',
  'last_seen',
  'confidence',
  'status',
  'named_by',
  'advisory',
  'identity_basis',
] as const

/**
 * The file as text. Values stand whole, with plain dots: `status` says which are history. `confidence` is
 * how sure we are that the authority named it, `identity_basis` on what the naming rests (alleged,
 * designated, seized). Dates are as exact as they are known. Retracted rows stay, and say so.
 */
export function indicatorsCsv(content: ToolContent, named: NamedInAdvisories): string {
  const sources = new Map(content.sources.map((source) => [source.id, source]))
  const rows = content.indicators.map((indicator) => [
    indicator.kind,
    indicator.value,
    indicator.firstSeen ?? '',
    indicator.lastSeen ?? '',
    confidenceIn(indicator.sources, sources),
    indicator.status,
    `${indicator.namedBy} (${indicator.date})`,
    [...named]
      .filter(([, { indicators }]) => indicators.includes(indicator))
      .map(([advisory]) => advisory)
      .join(' '),
    indicator.basis,
  ])
  return [INDICATOR_COLUMNS, ...rows].map((row) => csvRow(row)).join('')
}
