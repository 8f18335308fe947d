/** Rows of CSV (RFC 4180) that a spreadsheet program takes for text. */

/** Beginnings that spreadsheet programs take for a formula. */
const FORMULA = /^[=+\-@\t\r]/

/**
 * One row with its line end. A value that a spreadsheet program would run gets an apostrophe before it;
 * quotes stand only where they are needed, or everywhere when `alwaysQuote` is set.
 */
export function csvRow(
  values: readonly string[],
  { alwaysQuote = false }: { alwaysQuote?: boolean } = {},
): string {
  const fields = values.map((value) => {
    const safe = FORMULA.test(value) ? `'${value}` : value
    return alwaysQuote || /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  })
  return `${fields.join(',')}\r\n`
}
