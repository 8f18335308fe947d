/** How many and how large files the page without scripts takes: they pass through this server in the clear. */
import { DEFAULT_FILE_LIMITS, type FileLimits } from '#lib/evidence/limits'

/** All files of a tip that this server seals itself; larger ones need the form with JavaScript. */
export const PLAIN_FILES_BYTES_MAX = 100 * 1024 * 1024

/** What an inbox takes by this page: its own limits, or those of the page where they are smaller. */
export function plainLimits(limits: FileLimits | null | undefined): FileLimits {
  const { files, bytes } = limits ?? DEFAULT_FILE_LIMITS
  return {
    files: Math.min(files, DEFAULT_FILE_LIMITS.files),
    bytes: Math.min(bytes, PLAIN_FILES_BYTES_MAX),
  }
}

/** A limit in megabytes of 1,048,576 bytes. */
export function megabytes(bytes: number): string {
  return `${Math.floor(bytes / (1024 * 1024))} MB`
}
