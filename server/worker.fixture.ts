/** What the sender's browser does in its worker, done by the same code in a test. */
import { setTimeout as wait } from 'node:timers/promises'
import { makeFollowUp } from '#lib/follow-up/make-follow-up'
import { stretch } from '#lib/follow-up/stretch.node'
import * as openpgp from '#lib/sealing/openpgp.node'
import { createConversation, type OpenConversation } from '#lib/sending/conversation'
import { sendTip } from '#lib/sending/send-tip'
import type { SendJob } from '#lib/sending/worker-messages'

const random = (count: number) => crypto.getRandomValues(new Uint8Array(count))
const loadOpenPgp = async () => openpgp
const line = {
  fetch,
  sleep: (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal }),
  random: Math.random,
}

/** Seals and sends. @throws when it fails, with the words for the sender */
export async function send(job: SendJob, conversation?: OpenConversation) {
  const world = {
    loadOpenPgp,
    line,
    now: () => new Date(),
    randomBytes: random,
    loadFollowUp: async () => (pattern: string, hour: Parameters<typeof makeFollowUp>[3]) =>
      makeFollowUp(openpgp, stretch, pattern, hour, random),
    openThread: () => conversation?.thread() ?? null,
  }
  const outcome = await sendTip(job, world, new AbortController().signal, () => undefined).outcome
  if (!outcome.ok) throw new Error(outcome.failure.message)
  return outcome
}

/** A sender who comes back. */
export function newConversation(): OpenConversation {
  return createConversation({ loadOpenPgp, line, stretch })
}
