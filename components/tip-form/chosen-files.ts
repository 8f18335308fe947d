/** The files a sender chose, as the form holds them; their bytes stay where they are until sealing. */
import { cleanFileName } from '#lib/evidence/file-names'
import { checkFiles } from '#lib/evidence/limits'

export type ChosenFile = {
  /** Stays the same while the list changes; unique in the page. */
  id: string
  file: File
  /** The name as it will stand in the report. */
  name: string
  note: string
}

/** Chosen files for `files`; `firstNumber` is the number of the first one's id. */
export function chosenFiles(files: Iterable<File>, firstNumber: number): ChosenFile[] {
  return Array.from(files, (file, index) => ({
    id: `file-${firstNumber + index}`,
    file,
    name: cleanFileName(file.name),
    note: '',
  }))
}

/** What is wrong with a list of files: of all together, and of single ones by their id. */
export type FileErrors = { list: string | undefined; byId: ReadonlyMap<string, string> }

/** Holds `files` against the limits of a tip and the longest note that fits. */
export function fileErrors(files: readonly ChosenFile[]): FileErrors {
  const verdict = checkFiles(files.map(({ name, file }) => ({ name, size: file.size })))
  const errors = verdict.ok ? [] : verdict.errors
  const byId = new Map<string, string>()
  for (const { index, message } of errors) {
    const file = index === undefined ? undefined : files[index]
    if (file) byId.set(file.id, message)
  }
  const list = errors.filter(({ index }) => index === undefined).map(({ message }) => message)
  return { list: list.length > 0 ? list.join(' ') : undefined, byId }
}

/** A size for reading, in the units of `language`: `214 kB`, `3.1 MB` (of 1,024 and 1,048,576 bytes). */
export function formatBytes(language: string, bytes: number): string {
  const unit = bytes < 1024 ? 'byte' : bytes < 1024 * 1024 ? 'kilobyte' : 'megabyte'
  const size = unit === 'byte' ? bytes : bytes / (unit === 'kilobyte' ? 1024 : 1024 * 1024)
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: unit === 'megabyte' ? 1 : 0,
  }).format(size)
}
