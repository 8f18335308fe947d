/** The files a sender chose, as the form holds them; their bytes stay where they are until sealing. */
import type { Examination, HiddenFinding } from '#lib/evidence/examination'
import { reportNames } from '#lib/evidence/file-names'
import { checkFiles, DEFAULT_FILE_LIMITS, type FileLimits } from '#lib/evidence/limits'
import type { FileWords } from '#lib/i18n/file-words'
import { fill, fillPlural } from '#lib/i18n/fill'
import type { HiddenKind } from '#lib/tip/questions'

export type ChosenFile = {
  /** Stays the same while the list changes; unique in the page. */
  id: string
  file: File
  /** The name as it will stand in the report. */
  name: string
  note: string
  /** What was found in it; absent while it is being looked at. */
  examination?: Examination
  /** Whether hidden data is to be taken out; absent until the sender has chosen. */
  remove?: boolean
}

/** `files` with the names under which they will stand in the report, no two the same. */
export function named(files: readonly ChosenFile[]): ChosenFile[] {
  const names = reportNames(files.map(({ file }) => file))
  return files.map((chosen, index) => ({ ...chosen, name: names[index] ?? chosen.name }))
}

/** `before` and new ones for `files`; `firstNumber` is the number of the first new one's id. */
export function withChosen(
  before: readonly ChosenFile[],
  files: Iterable<File>,
  firstNumber: number,
): ChosenFile[] {
  const added = Array.from(files, (file, index) => ({
    id: `file-${firstNumber + index}`,
    file,
    name: file.name,
    note: '',
  }))
  return named([...before, ...added])
}

/** Names of programs and remarks of this page point to nobody. */
const HARMLESS: readonly HiddenKind[] = ['software', 'other']

/**
 * Whether the sender must say what becomes of hidden data: it can be taken out, and it is of a kind
 * that can lead to a person or a place. There is no preset: of a photo that the sender took, the data
 * endangers them; of one that they were sent, it is evidence. Only they know which it is.
 */
export function mustChoose({ examination }: ChosenFile): boolean {
  return (
    examination?.removable === true &&
    examination.findings.some(({ kind }) => !HARMLESS.includes(kind))
  )
}

/** The sentence that asks for the choice, or undefined where none is missing. */
export function missingChoice(chosen: ChosenFile, words: FileWords): string | undefined {
  return mustChoose(chosen) && chosen.remove === undefined
    ? fill(words.hidden.asked, { name: chosen.name })
    : undefined
}

/**
 * What the sealed report is to say of hidden data, for the sending worker. Of what is taken out only
 * the kinds are named: the report must not tell what the sender took out of the file.
 */
export function hiddenOf({
  examination,
  remove = false,
}: ChosenFile): { found: HiddenFinding[]; remove: boolean } | undefined {
  if (!examination || examination.findings.length === 0) return undefined
  if (!remove) return { found: examination.findings, remove }
  const kinds = new Set(examination.findings.map(({ kind }) => kind))
  return { found: [...kinds].map((kind) => ({ kind, text: '' })), remove }
}

/** What is wrong with a list of files: of all together, and of single ones by their id. */
export type FileErrors = { list: string | undefined; byId: ReadonlyMap<string, string> }

/** Holds `files` against the limits of the inbox, and asks for choices that are missing. */
export function fileErrors(
  files: readonly ChosenFile[],
  words: FileWords,
  limits: FileLimits = DEFAULT_FILE_LIMITS,
): FileErrors {
  const verdict = checkFiles(
    files.map(({ name, file }) => ({ name, size: file.size })),
    limits,
  )
  const errors = verdict.ok ? [] : verdict.errors
  const byId = new Map<string, string>()
  for (const [at, file] of files.entries()) {
    const message = errors.find(({ index }) => index === at)?.message ?? missingChoice(file, words)
    if (message) byId.set(file.id, message)
  }
  const list = errors.filter(({ index }) => index === undefined).map(({ message }) => message)
  return { list: list.length > 0 ? list.join(' ') : undefined, byId }
}

/** A file as the list of answers shows it: name, size, what becomes of hidden data, note. */
export function fileLine(chosen: ChosenFile, words: FileWords, language: string): string {
  const { name, file, note, examination, remove } = chosen
  const count = examination?.findings.length ?? 0
  const hidden = remove
    ? words.sent.without
    : count > 0 && fillPlural(language, words.sent.unchanged, count)
  const facts = [formatBytes(language, file.size), hidden].filter(Boolean).join(', ')
  return `${name} (${facts})${note.trim() ? `: ${note}` : ''}`
}

/** Units from the largest down, with the decimals they are shown with. */
const UNITS = [
  ['gigabyte', 1024 ** 3, 1],
  ['megabyte', 1024 ** 2, 1],
  ['kilobyte', 1024, 0],
] as const

/** A size for reading, in the units of `language`: `214 kB`, `3.1 MB`, `2 GB` (powers of 1,024). */
export function formatBytes(language: string, bytes: number): string {
  const [unit, size, decimals] = UNITS.find(([, least]) => bytes >= least) ?? ['byte', 1, 0]
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: decimals,
  }).format(bytes / size)
}
