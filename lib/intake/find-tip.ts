/** Finding the tip that a call is about, and the answers for one that takes no more. */
import { problemAnswer } from '#lib/protocol/answers'
import type { StoredTip } from '#lib/store/store'
import type { IntakeContext } from './context.ts'
import { OPEN_HOURS } from './opening.ts'
import { sha256 } from './tokens.ts'

/** The tip that the request's bearer token belongs to, or the one 404 for all other cases. */
export async function findTip(
  context: IntakeContext,
  request: Request,
  id: string,
): Promise<{ ok: true; tip: StoredTip } | { ok: false; answer: Response }> {
  const token = /^Bearer +([A-Za-z0-9_-]{43})$/i.exec(request.headers.get('authorization') ?? '')
  const tip = token?.[1] === undefined ? null : await context.store.tips.find(id, sha256(token[1]))
  if (tip !== null) return { ok: true, tip }
  return {
    ok: false,
    answer: problemAnswer(
      'unknown-tip',
      'Send the token that POST /api/tips gave for this tip, as Authorization: Bearer.',
    ),
  }
}

export const expired = () =>
  problemAnswer('tip-expired', `A tip is kept for ${OPEN_HOURS} hours. Open a new one.`)
export const closed = () =>
  problemAnswer('tip-closed', 'The tip was received. There is nothing to add.')

/** A decimal without sign or leading zero; NaN for everything else. */
export function wholeNumber(text: string): number {
  return /^(0|[1-9]\d{0,8})$/.test(text) ? Number(text) : Number.NaN
}
