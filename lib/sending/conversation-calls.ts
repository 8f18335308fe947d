/**
 * The page's side of a conversation with the desk: each question goes to the worker, which holds the
 * words and the keys, and settles with its answer. Nothing rejects; every failure is a value.
 */
import type {
  ConversationAnswer,
  ConversationAsk,
  OpenOutcome,
  ReadOutcome,
} from './worker-messages.ts'

export type Conversation = {
  /**
   * Derives the keys, which takes a second or more, and asks for the conversation.
   * @param words the nine words, as `readCode` gives them
   * @param origin of the site, like `https://example.org`
   */
  open(words: readonly string[], origin: string): Promise<OpenOutcome>
  /** Asks again for what has come meanwhile. */
  refresh(): Promise<OpenOutcome>
  /** Fetches one reply and opens it. */
  read(replyId: string): Promise<ReadOutcome>
  /** Whether the server knows now that they were read. */
  markRead(ids: readonly string[]): Promise<boolean>
  /** Ends it for good, on the server too. Whether that was done. */
  end(): Promise<boolean>
  /** Words and keys leave the worker's memory; the conversation itself stays. */
  forget(): void
}

const STOPPED =
  'The part of this page that holds your code has stopped. Hide and close the conversation and open it again: what you wrote is kept.'

/** @param post hands a question to the worker; false when there is none */
export function createConversationCalls(
  post: (id: string, ask: ConversationAsk) => Promise<boolean>,
): {
  conversation: Conversation
  settle: (id: string, answer: ConversationAnswer) => void
  /** The worker has ended. */
  stop: () => void
} {
  const waiting = new Map<string, (answer: ConversationAnswer | null) => void>()
  let asked = 0

  function ask(question: ConversationAsk): Promise<ConversationAnswer | null> {
    asked += 1
    const id = String(asked)
    return new Promise((resolve) => {
      waiting.set(id, resolve)
      post(id, question).then(
        (posted) => {
          if (!posted) settle(id, null)
        },
        () => settle(id, null),
      )
    })
  }

  function settle(id: string, answer: ConversationAnswer | null): void {
    waiting.get(id)?.(answer)
    waiting.delete(id)
  }

  async function state(question: ConversationAsk): Promise<OpenOutcome> {
    const answer = await ask(question)
    return answer?.what === 'open' || answer?.what === 'refresh'
      ? answer.outcome
      : { ok: false, reason: 'internal', message: STOPPED }
  }

  async function done(question: ConversationAsk): Promise<boolean> {
    const answer = await ask(question)
    return answer !== null && 'done' in answer && answer.done
  }

  return {
    conversation: {
      open: (words, origin) => state({ what: 'open', words, origin }),
      refresh: () => state({ what: 'refresh' }),
      read: async (reply) => {
        const answer = await ask({ what: 'read', reply })
        return answer?.what === 'read' ? answer.outcome : { ok: false, message: STOPPED }
      },
      markRead: (replies) => done({ what: 'mark-read', replies }),
      end: () => done({ what: 'end' }),
      forget: () => void done({ what: 'forget' }),
    },
    settle,
    stop: () => {
      for (const id of [...waiting.keys()]) settle(id, null)
    },
  }
}
