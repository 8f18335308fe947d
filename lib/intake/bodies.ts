/** Request bodies: content type, size and form are checked before anybody looks at the values. */
import type { z } from 'zod'
import { problemAnswer } from '#lib/protocol/answers'
import type { ProblemError } from '#lib/protocol/problems'
import { readBytes } from '#lib/protocol/read-bytes'

/** More than any JSON call needs: 21 parts and a proof take about 3 kB. */
const JSON_BYTES_MAX = 64 * 1024

type Read<T> = { ok: true; value: T } | { ok: false; answer: Response }

/** Media type without parameters, in lower case; '' when none was given. */
export function mediaType(request: Request): string {
  return (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}

/** Whether the body came compressed, which the protocol does not know. */
export function isEncoded(request: Request): boolean {
  const encoding = request.headers.get('content-encoding')
  return encoding !== null && encoding.trim().toLowerCase() !== 'identity'
}

/**
 * Reads a JSON body (UTF-8) by a schema. The answer is 415, 413, 400 or 422, in this order, with a
 * pointer (RFC 6901) to every field at fault.
 */
export async function readJson<T>(request: Request, schema: z.ZodType<T>): Promise<Read<T>> {
  if (mediaType(request) !== 'application/json' || isEncoded(request)) {
    return refuse('wrong-content-type', 'Send the body as application/json, not compressed.')
  }
  const body = await readBytes(request, JSON_BYTES_MAX)
  if (!body.ok && body.reason === 'too-large') {
    return refuse('too-large', `The JSON of this call has at most ${JSON_BYTES_MAX} bytes.`)
  }
  const parsed = body.ok ? parseJson(body.bytes) : null
  if (parsed === null) {
    return refuse(
      'malformed-json',
      'The body is not JSON in UTF-8. Check quotes, commas and braces.',
    )
  }
  const checked = schema.safeParse(parsed.value)
  if (checked.success) return { ok: true, value: checked.data }
  return {
    ok: false,
    answer: problemAnswer('invalid-values', 'Correct the fields that “errors” names.', {
      errors: checked.error.issues.flatMap(fieldErrors),
    }),
  }
}

function refuse(
  slug: Parameters<typeof problemAnswer>[0],
  detail: string,
): { ok: false; answer: Response } {
  return { ok: false, answer: problemAnswer(slug, detail) }
}

function parseJson(bytes: Uint8Array): { value: unknown } | null {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }
  } catch {
    return null
  }
}

/** An issue of zod as the protocol tells it; an unknown field is named itself, not its object. */
function fieldErrors(issue: z.core.$ZodIssue): ProblemError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: pointer([...issue.path, key]),
      detail: 'There is no such field. Leave it out.',
    }))
  }
  return [{ pointer: pointer(issue.path), detail: issue.message }]
}

/** RFC 6901. */
function pointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
