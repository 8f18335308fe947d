/** Waiting for a turn under a ceiling that slows, and the answer when it takes too long. */
import { laterAnswer } from '#lib/protocol/answers'
import type { IntakeContext } from './context.ts'
import type { Pace, Turn } from './pace.ts'

/** Waits for a turn; null when there was one, else the answer. @param last see `Pace` */
export async function takeTurn(
  { observe }: Pick<IntakeContext, 'observe'>,
  pace: Pace | null,
  source: string | null,
  last = false,
): Promise<Response | null> {
  const turn: Turn = pace === null ? { ok: true, waitedMs: 0 } : await pace.turn(source, { last })
  if (turn.ok) {
    if (turn.waitedMs > 0) observe({ kind: 'slowed', ms: turn.waitedMs })
    return null
  }
  return laterAnswer(
    'too-many-requests',
    'Very many others ask at this moment. Your turn comes: try again after the time in Retry-After.',
    turn.retryAfterMs / 1000,
  )
}
