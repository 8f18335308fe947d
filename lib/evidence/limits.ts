/** How many and how large files a tip may carry, and the words for what is too much. */
import { FILES_BYTES_MAX, FILES_MAX } from '#lib/tip/questions'

const MEGABYTE = 1024 * 1024

/** A size in megabytes with one decimal, rounded up so that what is too large never reads as fitting. */
function megabytes(bytes: number): string {
  return `${Math.ceil((bytes / MEGABYTE) * 10) / 10} MB`
}

export type FilesVerdict =
  | { ok: true }
  | { ok: false; errors: { /** Index of the file at fault. */ index?: number; message: string }[] }

/**
 * Checks the files a sender chose against the limits: 10 files, 9 MB (of 1,048,576 bytes) together.
 * Any type is allowed, and so is an empty file. Each error says what is wrong and the cure.
 */
export function checkFiles(files: readonly { name: string; size: number }[]): FilesVerdict {
  const errors: { index?: number; message: string }[] = []
  if (files.length > FILES_MAX) {
    errors.push({
      message: `You chose ${files.length} files. Remove ${files.length - FILES_MAX}: a tip can carry ${FILES_MAX}. A ZIP file counts as one.`,
    })
  }
  files.forEach((file, index) => {
    if (file.size > FILES_BYTES_MAX) {
      errors.push({
        index,
        message: `“${file.name}” has ${megabytes(file.size)}. A tip can carry ${megabytes(FILES_BYTES_MAX)} in all. Remove it, and say in your report that you have it.`,
      })
    }
  })
  const total = files.reduce((sum, file) => sum + file.size, 0)
  // One oversized file says it all; the sum would only repeat it.
  if (total > FILES_BYTES_MAX && !errors.some((error) => error.index !== undefined)) {
    errors.push({
      message: `The files have ${megabytes(total)} together. Remove some until they have ${megabytes(FILES_BYTES_MAX)} or less, and say in your report what you left out.`,
    })
  }
  return errors.length === 0 ? { ok: true } : { ok: false, errors }
}
