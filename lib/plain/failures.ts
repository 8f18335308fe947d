/** Why a tip was not taken, in words for the sender, with the status of the answer. */
import { fill } from '#lib/i18n/fill'
import type { Language } from '#lib/i18n/languages'
import { plainWords } from '#lib/i18n/plain-words'
import type { LocalRefusal } from '#lib/intake/contract'
import type { PlainError } from './view.ts'

/**
 * `retryAfterMs` goes into the answer's Retry-After. Of status 200 is a form that asked for nothing to be
 * stored: it has no errors.
 */
export type Failure = {
  status: 200 | 400 | 403 | 404 | 413 | 422 | 429 | 503
  errors: PlainError[]
  retryAfterMs?: number
}

const MINUTE_MS = 60_000

/** A failure told in one sentence, at a field or at none. */
export function failure(
  status: Failure['status'],
  message: string,
  field: string | null = null,
): Failure {
  return { status, errors: [{ field, message }] }
}

/** What a refusal of the intake means for the sender. */
export function failureOf(refusal: LocalRefusal, language: Language): Failure {
  const { errors } = plainWords(language)
  const retryAfterMs = refusal.retryAfterMs ?? MINUTE_MS
  switch (refusal.problem) {
    case 'too-many-requests':
    case 'too-much-half-open': {
      const wait = waitWords(retryAfterMs, language)
      return { ...failure(429, fill(errors.throttled, { wait })), retryAfterMs }
    }
    case 'storage-unavailable':
      return { ...failure(503, errors.storage), retryAfterMs }
    case 'too-large':
      return failure(413, errors.stopped)
    default:
      return { ...failure(503, errors.internal), retryAfterMs }
  }
}

/** How long to wait, as a sentence without its end. */
export function waitWords(retryAfterMs: number, language: Language): string {
  const { errors } = plainWords(language)
  const minutes = Math.ceil(retryAfterMs / MINUTE_MS)
  return minutes <= 1 ? errors.waitSeconds : fill(errors.waitMinutes, { minutes })
}
