/** Gathers the text of a form while it arrives, within bounds, and knows what did not fit. */
import { isNote } from './fields.ts'
import type { PlainValues } from './view.ts'

/** All texts together in bytes: every answer at its longest takes less than half of it. */
const TEXT_BYTES_MAX = 1024 * 1024

export type FormText = {
  values: PlainValues
  /** Fields whose end was cut off. */
  cut: ReadonlySet<string>
  /** Texts stopped to be kept, since all together were too long. */
  overflowed(): boolean
  /** An answer came after files had begun. */
  late(): boolean
  /** Takes a field as it was read. */
  add(field: { name: string; value: string; cut: boolean }): void
  /** From here on only notes on files are expected. */
  filesBegin(): void
}

/** An empty one. @param fields names of the form's fields of text */
export function createFormText(fields: readonly string[]): FormText {
  const values = new Map<string, string[]>()
  const cut = new Set<string>()
  let bytes = 0
  let overflowed = false
  let inFiles = false
  let late = false
  return {
    values,
    cut,
    overflowed: () => overflowed,
    late: () => late,
    filesBegin() {
      inFiles = true
    },
    add({ name, value, cut: wasCut }) {
      if (inFiles && !isNote(name)) late = true
      bytes += Buffer.byteLength(name) + Buffer.byteLength(value)
      if (bytes > TEXT_BYTES_MAX) {
        overflowed = true
        return
      }
      const present = values.get(name)
      if (present) present.push(value)
      else values.set(name, [value])
      if (wasCut && fields.includes(name)) cut.add(name)
    },
  }
}
