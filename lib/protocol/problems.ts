/** Problem types of the protocol (RFC 9457). The list is closed: a new slug is a change of the protocol. */

export const PROBLEMS = {
  'malformed-json': { status: 400, title: 'The request is not valid JSON' },
  'signature-refused': { status: 401, title: 'The signature was refused' },
  'proof-refused': { status: 403, title: 'The proof of work was refused' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'unknown-tip': { status: 404, title: 'No such tip, or the token does not belong to it' },
  'chunk-out-of-range': { status: 404, title: 'The tip has no such part or chunk' },
  'method-not-allowed': { status: 405, title: 'The address does not answer this method' },
  'chunk-conflict': { status: 409, title: 'Other bytes are already stored for this chunk' },
  'tip-closed': { status: 409, title: 'The tip takes no more chunks' },
  'chunks-missing': { status: 409, title: 'Some chunks have not arrived' },
  'unknown-conversation': { status: 404, title: 'No conversation has this return number' },
  'tip-expired': { status: 404, title: 'The tip was not completed in time' },
  'too-large': { status: 413, title: 'The body is larger than allowed' },
  'wrong-content-type': { status: 415, title: 'The body has the wrong content type' },
  'range-not-satisfiable': { status: 416, title: 'The file does not have these bytes' },
  'invalid-values': { status: 422, title: 'Some values are not acceptable' },
  'unknown-inbox': { status: 422, title: 'There is no such inbox' },
  'chunk-too-short': { status: 422, title: 'The chunk is shorter than it must be' },
  'not-sealed': { status: 422, title: 'A part is not sealed to this inbox' },
  'hash-mismatch': { status: 422, title: 'A part does not have the hash that was given' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'too-much-half-open': { status: 429, title: 'Too much is waiting to be completed' },
  'internal-error': { status: 500, title: 'The server failed' },
  'storage-unavailable': { status: 503, title: 'The server cannot store anything at the moment' },
} as const satisfies Record<string, { status: number; title: string }>

export type ProblemSlug = keyof typeof PROBLEMS

/** A field at fault: an RFC 6901 JSON pointer and what is wrong with cure. */
export type ProblemError = { pointer: string; detail: string }

/** The body of an error answer, media type `application/problem+json`. */
export type Problem = {
  type: `/problems/${ProblemSlug}`
  title: string
  status: number
  detail: string
  errors?: ProblemError[]
  /** Only for `chunks-missing`: the chunks that have not arrived, by part. */
  missing?: { part: number; chunks: number[] }[]
}

/**
 * Builds a problem of the closed list.
 * @param slug its kind @param detail what happened here and how to cure it @param more fields at fault
 */
export function problem(
  slug: ProblemSlug,
  detail: string,
  more: Pick<Problem, 'errors' | 'missing'> = {},
): Problem {
  const { status, title } = PROBLEMS[slug]
  return { type: `/problems/${slug}`, title, status, detail, ...more }
}
