/** Which call answers at which address, and whose share it is taken from. */
import { publicInbox } from '#lib/inboxes/inbox'
import { jsonAnswer } from '#lib/protocol/answers'
import { announcePart } from './announcing.ts'
import { putChunk } from './chunk-calls.ts'
import type { IntakeContext } from './context.ts'
import { endFollowUp, followUp, followUpReply, markRepliesRead } from './follow-up-calls.ts'
import { openTip } from './opening.ts'
import type { Receipts } from './receipts.ts'
import { completeTip, tipState } from './tip-calls.ts'

export type Call = (
  request: Request,
  parameters: readonly string[],
  source: string | null,
) => Promise<Response>

export type Route = {
  path: RegExp
  methods: Record<string, Call>
  /** `tip` also has the tip's own share when that of the source is used up. */
  share: 'requests' | 'challenges' | 'openings' | 'tip' | 'none'
}

/** @param ready as in `IntakeOptions` */
export function createRoutes(
  context: IntakeContext,
  receipts: Pick<Receipts, 'keySet'>,
  ready: () => Promise<boolean>,
): Route[] {
  const { inboxes, limits, clock, proofs, work } = context
  const inboxesAnswer = () => ({
    inboxes: inboxes.map((inbox) => publicInbox(inbox, clock())),
    limits,
    ...(context.followUp !== null && { followUp: { address: context.followUp } }),
  })
  const tipCall =
    (
      call: (
        context: IntakeContext,
        request: Request,
        parameters: readonly string[],
        source: string | null,
      ) => Promise<Response>,
    ): Call =>
    (request, parameters, source) =>
      call(context, request, parameters, source)
  return [
    {
      path: /^\/api\/inboxes$/,
      methods: { GET: async () => jsonAnswer(200, inboxesAnswer()) },
      share: 'requests',
    },
    {
      path: /^\/api\/challenge$/,
      methods: {
        GET: async (_request, _parameters, source) =>
          jsonAnswer(200, await proofs.challenge(await work.challenged(source))),
      },
      share: 'challenges',
    },
    {
      path: /^\/api\/tips$/,
      methods: { POST: (request, _, source) => openTip(context, request, source) },
      share: 'openings',
    },
    { path: /^\/api\/tips\/([^/]+)$/, methods: { GET: tipCall(tipState) }, share: 'tip' },
    {
      path: /^\/api\/tips\/([^/]+)\/parts\/([^/]+)$/,
      methods: { PUT: tipCall(announcePart) },
      share: 'tip',
    },
    {
      path: /^\/api\/tips\/([^/]+)\/parts\/([^/]+)\/chunks\/([^/]+)$/,
      methods: { PUT: tipCall(putChunk) },
      share: 'tip',
    },
    {
      path: /^\/api\/tips\/([^/]+)\/complete$/,
      methods: { POST: tipCall(completeTip) },
      share: 'tip',
    },
    {
      path: /^\/api\/follow-up$/,
      methods: {
        GET: (request, _, source) => followUp(context, request, source),
        DELETE: (request, _, source) => endFollowUp(context, request, source),
      },
      share: 'requests',
    },
    {
      path: /^\/api\/follow-up\/read$/,
      methods: { POST: (request, _, source) => markRepliesRead(context, request, source) },
      share: 'requests',
    },
    {
      path: /^\/api\/follow-up\/replies\/([^/]+)$/,
      methods: { GET: tipCall(followUpReply) },
      share: 'requests',
    },
    {
      path: /^\/\.well-known\/tip-receipt-key$/,
      methods: {
        GET: async () =>
          jsonAnswer(200, await receipts.keySet(), {
            'Content-Type': 'application/jwk-set+json',
            'Cache-Control': 'public, max-age=300',
          }),
      },
      share: 'requests',
    },
    {
      path: /^\/healthz$/,
      methods: { GET: async () => jsonAnswer(200, { ok: true }) },
      share: 'none',
    },
    {
      path: /^\/readyz$/,
      methods: {
        GET: async () => {
          const ok = await ready()
          return jsonAnswer(ok ? 200 : 503, { ok })
        },
      },
      share: 'none',
    },
  ]
}

/** The methods that an address answers, for `Allow`. */
export function allowedMethods({ methods }: Route): string[] {
  return [
    ...Object.keys(methods).flatMap((one) => (one === 'GET' ? ['GET', 'HEAD'] : [one])),
    'OPTIONS',
  ]
}
