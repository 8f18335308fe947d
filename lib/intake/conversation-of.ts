/** Whose conversation a request is about: the return number in its Authorization, and the one answer to a wrong one. */
import { lookupSha256, readReturnNumber } from '#lib/follow-up/derive'
import { problemAnswer } from '#lib/protocol/answers'

/** The hash of the return number that a request brings; null when it brings none that could be one. */
export function lookupOf(request: Request): string | null {
  const header = request.headers.get('authorization') ?? ''
  const number = readReturnNumber(/^Bearer +(\S{1,64})$/i.exec(header)?.[1] ?? '')
  return number === null ? null : lookupSha256(number)
}

/** The same for a wrong number, one that was never used, and a conversation that was forgotten. */
export function unknownConversation(): Response {
  return problemAnswer(
    'unknown-conversation',
    'No conversation has this return number. It may be mistyped, or the conversation was forgotten after its time.',
  )
}
