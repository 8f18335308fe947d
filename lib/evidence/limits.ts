/** How many and how large files a tip may carry, and the words for what is too much. */
import { FILES_BYTES_MAX, FILES_MAX } from '#lib/tip/questions'

const MEGABYTE = 1024 * 1024
const GIGABYTE = 1024 * MEGABYTE

/** What the files of one tip may be: how many, and how many bytes together. */
export type FileLimits = { files: number; bytes: number }

/** The limits where an inbox says nothing of its own. */
export const DEFAULT_FILE_LIMITS: FileLimits = { files: FILES_MAX, bytes: FILES_BYTES_MAX }

/** A size with one decimal, rounded up so that what is too large never reads as fitting. */
function size(bytes: number): string {
  const [unit, name] = bytes >= GIGABYTE ? [GIGABYTE, 'GB'] : [MEGABYTE, 'MB']
  return `${Math.ceil((bytes / unit) * 10) / 10} ${name}`
}

export type FilesVerdict =
  | { ok: true }
  | { ok: false; errors: { /** Index of the file at fault. */ index?: number; message: string }[] }

/**
 * Checks the files a sender chose against the limits of their inbox. Any type is allowed, and so is
 * an empty file. Each error says what is wrong and the cure.
 * @param limits how many files, and how many bytes together; 20 files and 2 GB (of 1,073,741,824
 *   bytes) unless given
 */
export function checkFiles(
  files: readonly { name: string; size: number }[],
  limits: FileLimits = DEFAULT_FILE_LIMITS,
): FilesVerdict {
  const errors: { index?: number; message: string }[] = []
  if (files.length > limits.files) {
    errors.push({
      message: `You chose ${files.length} files. Remove ${files.length - limits.files}: a tip can carry ${limits.files}. A ZIP file counts as one.`,
    })
  }
  files.forEach((file, index) => {
    if (file.size > limits.bytes) {
      errors.push({
        index,
        message: `“${file.name}” has ${size(file.size)}. A tip can carry ${size(limits.bytes)} in all. Remove it, and say in your report that you have it.`,
      })
    }
  })
  const total = files.reduce((sum, file) => sum + file.size, 0)
  // One oversized file says it all; the sum would only repeat it.
  if (total > limits.bytes && !errors.some((error) => error.index !== undefined)) {
    errors.push({
      message: `The files have ${size(total)} together. Remove some until they have ${size(limits.bytes)} or less, and say in your report what you left out.`,
    })
  }
  return errors.length === 0 ? { ok: true } : { ok: false, errors }
}
