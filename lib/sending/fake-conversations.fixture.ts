/** The conversations of the small intake in memory: what a sender leaves, looks up, reads and ends. */
import { lookupSha256, readReturnNumber } from '#lib/follow-up/derive'
import { type ProblemSlug, problem } from '#lib/protocol/problems'
import { type FollowUpAnswer, type OpenTipRequest, readRepliesRequest } from '#lib/protocol/shapes'

const HOUR = '2026-11-22T10:00Z'

type Conversation = {
  answer: Omit<FollowUpAnswer, 'padding'>
  boxes: Map<string, Uint8Array<ArrayBuffer>>
}

export type FakeConversations = {
  /** By the hash of the return number. */
  all: Map<string, Conversation>
  /** Puts a sealed reply into the only conversation, padded as the server does. Gives its id. */
  reply: (message: Uint8Array) => string
  /** Whether the tip may be opened: null, or why not. */
  opening: (request: Request, asked: OpenTipRequest) => ProblemSlug | null
  /** Enters a received tip or message and gives its reference. */
  received: (lookup: string | null, asked: OpenTipRequest) => string
  /** Answers a call about a conversation; null when it is none. */
  handle: (request: Request, path: string) => Promise<Response | null>
}

/** The hash of the return number in a request's Authorization; null without one. */
export function lookupOf(request: Request): string | null {
  const [, number = ''] = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '') ?? []
  const bytes = readReturnNumber(number)
  return bytes === null ? null : lookupSha256(bytes)
}

/** No conversation yet. @param reference of every tip that begins one */
export function fakeConversations(reference: string): FakeConversations {
  const all: FakeConversations['all'] = new Map()
  const refuse = (slug: ProblemSlug) => {
    const body = problem(slug, 'for a test')
    return Response.json(body, { status: body.status })
  }
  return {
    all,
    reply: (message) => {
      const [only] = all.values()
      if (only === undefined) throw new Error('There is no conversation.')
      const id = `reply-${only.boxes.size}`
      const box = new Uint8Array(Math.max(4096, message.length + 4))
      new DataView(box.buffer).setUint32(0, message.length)
      box.set(message, 4)
      only.boxes.set(id, box)
      const number = only.boxes.size
      only.answer.replies.push({ id, number, hour: HOUR, bytes: message.length, read: false })
      return id
    },
    opening: (request, asked) => {
      if (asked.conversation === undefined) return null
      return all.has(lookupOf(request) ?? '') ? null : 'unknown-conversation'
    },
    received: (lookup, { inbox, followUp }) => {
      const known = all.get(followUp?.lookup ?? lookup ?? '')
      if (known) {
        const number = known.answer.messages.length + 1
        known.answer.messages.push({ number, hour: HOUR, delivered: null })
        return `${reference}-${number}`
      }
      if (followUp) {
        const { lookup: sha256, key, keyId } = followUp
        const messages = [{ number: 1, hour: HOUR, delivered: null }]
        const answer = { reference, inbox, expires: HOUR, key, keyId, messages, replies: [] }
        all.set(sha256, { answer, boxes: new Map() })
      }
      return reference
    },
    handle: async (request, path) => {
      if (!path.startsWith('/api/follow-up')) return null
      const lookup = lookupOf(request) ?? ''
      const found = all.get(lookup)
      if (found === undefined) return refuse('unknown-conversation')
      if (path === '/api/follow-up/read') {
        const { replies } = readRepliesRequest.parse(await request.json())
        for (const reply of found.answer.replies) reply.read ||= replies.includes(reply.id)
        return new Response(null, { status: 204 })
      }
      const [, id] = /^\/api\/follow-up\/replies\/(.+)$/.exec(path) ?? []
      if (id !== undefined) {
        const box = found.boxes.get(id)
        return box === undefined ? refuse('not-found') : new Response(box)
      }
      if (request.method === 'DELETE') {
        all.delete(lookup)
        return new Response(null, { status: 204 })
      }
      return Response.json({ ...found.answer, padding: ' '.repeat(100) })
    },
  }
}
