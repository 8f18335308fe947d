/** Answers of the server: JSON, and problems as RFC 9457 has them. None of them may be cached. */
import { type Problem, type ProblemSlug, problem } from './problems.ts'

const HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
}

/** An answer with a JSON body. @param headers added to, or instead of, the usual ones */
export function jsonAnswer(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...HEADERS, 'Content-Type': 'application/json', ...headers },
  })
}

/** 204, or another status without a body. */
export function emptyAnswer(status = 204, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { ...HEADERS, ...headers } })
}

/** An answer whose body is streamed. @param headers added to, or instead of, the usual ones */
export function streamAnswer(
  status: number,
  body: ReadableStream<Uint8Array>,
  headers: Record<string, string>,
): Response {
  return new Response(body, { status, headers: { ...HEADERS, ...headers } })
}

/**
 * A problem of the closed list.
 * @param detail what happened here and the cure @param more fields at fault, and headers to add
 */
export function problemAnswer(
  slug: ProblemSlug,
  detail: string,
  more: Pick<Problem, 'errors' | 'missing'> & { headers?: Record<string, string> } = {},
): Response {
  const { headers, ...fields } = more
  const body = problem(slug, detail, fields)
  const type = { 'Content-Type': 'application/problem+json' }
  return new ProblemAnswer(JSON.stringify(body), {
    slug,
    status: body.status,
    headers: { ...HEADERS, ...type, ...headers },
  })
}

/** Remembers what it tells, so that it can be counted without reading its body. */
class ProblemAnswer extends Response {
  readonly slug: ProblemSlug
  constructor(body: string, { slug, ...init }: ResponseInit & { slug: ProblemSlug }) {
    super(body, init)
    this.slug = slug
  }
}

/** The problem that an answer of `problemAnswer` tells; null for any other answer. */
export function problemSlugOf(answer: Response): ProblemSlug | null {
  return answer instanceof ProblemAnswer ? answer.slug : null
}

/** 429 or 503 that names the seconds after which asking again makes sense. */
export function laterAnswer(slug: ProblemSlug, detail: string, retryAfter: number): Response {
  return problemAnswer(slug, detail, {
    headers: { 'Retry-After': String(Math.max(1, Math.ceil(retryAfter))) },
  })
}
