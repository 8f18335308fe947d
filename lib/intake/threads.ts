/** What a tip that is being opened has to do with a conversation: it begins one, goes on in one, or neither. */
import { problemAnswer } from '#lib/protocol/answers'
import type { OpenTipRequest } from '#lib/protocol/shapes'
import type { FollowUp } from '#lib/store/store'
import type { IntakeContext } from './context.ts'
import { lookupOf, unknownConversation } from './conversation-of.ts'
import { lookedUp } from './follow-up-calls.ts'

export type Begins = { followUp?: FollowUp; conversation?: string }

/** What the store keeps of `followUp` in `POST /api/tips`. */
export function storedFollowUp(followUp: NonNullable<OpenTipRequest['followUp']>): FollowUp {
  const { lookup, address, keyId, key } = followUp
  return { lookupSha256: lookup, address, keyId, box: key }
}

const wrong = (pointer: string, detail: string) => ({
  ok: false as const,
  answer: problemAnswer('invalid-values', 'Correct the fields that “errors” names.', {
    errors: [{ pointer, detail }],
  }),
})

/**
 * Checks the fields of an opening that are about a conversation.
 * @param request for the return number of a further message @param source as the routes know it
 */
export async function threadFor(
  context: IntakeContext,
  request: Request,
  source: string | null,
  { inbox, followUp, conversation }: OpenTipRequest,
): Promise<{ ok: true; begins: Begins } | { ok: false; answer: Response }> {
  if (followUp !== undefined && conversation !== undefined) {
    return wrong('/followUp', 'A further message begins no conversation of its own. Leave it out.')
  }
  if (followUp !== undefined) {
    if (context.followUp === null) {
      return wrong('/followUp', 'This site has no way back to its senders. Leave it out.')
    }
    return { ok: true, begins: { followUp: storedFollowUp(followUp) } }
  }
  if (conversation === undefined) return { ok: true, begins: {} }
  const found = await lookedUp(context, source, () =>
    context.store.conversations.find(lookupOf(request) ?? ''),
  )
  if (!found.ok) return found
  if (found.value === null) return { ok: false, answer: unknownConversation() }
  if (found.value.inbox !== inbox) {
    return wrong('/inbox', 'The conversation is with another inbox: GET /api/follow-up names it.')
  }
  return { ok: true, begins: { conversation: found.value.id } }
}
