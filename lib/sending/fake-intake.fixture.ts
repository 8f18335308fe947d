/**
 * A small intake in memory for tests of the sender's side: follows docs/protocol.md, checks proofs
 * with altcha-lib itself, and breaks where a test tells it to.
 */
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { createChallenge, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { chunkCount, chunkRange } from '#lib/protocol/chunks'
import { type ProblemSlug, problem } from '#lib/protocol/problems'
import { receiptSigningInput } from '#lib/protocol/receipt'
import {
  announcePartRequest,
  completeRequest,
  type OpenTipAnswer,
  type OpenTipRequest,
  openTipRequest,
  type Receipt,
  type TipStateAnswer,
} from '#lib/protocol/shapes'
import {
  type FakeConversations,
  fakeConversations,
  lookupOf,
} from './fake-conversations.fixture.ts'
import type { Line } from './line.ts'

type Tip = {
  token: string
  inbox: string
  parts: { bytes: number; chunks: Map<number, Uint8Array> }[]
  receipt: Receipt | null
  /** As it was asked for, and of which conversation. */
  asked: OpenTipRequest
  lookup: string | null
}

/** What happens to one request: answered as it should be, or else. */
export type Fault =
  | 'none'
  /** The line breaks before the request arrives. */
  | 'lost-request'
  /** The request does its work, and its answer is lost. */
  | 'lost-answer'
  | { status: number; headers?: Record<string, string>; slug?: ProblemSlug }

export type FakeIntake = {
  line: Line
  /** `METHOD /path` of every request that arrived, in order. */
  seen: string[]
  /** How long the client waited between attempts, in milliseconds. */
  waits: number[]
  /** Every tip, also those given up. */
  tips: Map<string, Tip>
  /** The received parts of the one tip that was completed. */
  received: () => Uint8Array[]
  /** Forgets an open tip, as its expiry would. */
  forget: (tip: string) => void
  /** Bytes of chunks that came again although they were stored. */
  repeated: () => number
  conversations: FakeConversations
  /** Every byte of every request that arrived, but for the chunks: addresses, headers, bodies. */
  said: string[]
}

const SECRETS = { hmacSignatureSecret: 'test', hmacKeySignatureSecret: 'test key' }

function answer(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers })
}
function refuse(slug: ProblemSlug, headers: Record<string, string> = {}): Response {
  const body = problem(slug, 'for a test')
  return answer(body.status, body, headers)
}

/**
 * @param options `fault` decides about each request, by its line in `seen` and how often that came;
 *   `pow` false answers `{off: true}`; `checks` is how often `complete` says 202 first
 */
export function fakeIntake(
  options: {
    fault?: (request: string, times: number) => Fault
    pow?: boolean
    chunkBytes?: number
    checks?: number
    onWait?: () => void
    /** Signs receipts with a key that it does not publish. */
    falseReceipts?: boolean
    /** What `GET /api/inboxes` answers. */
    inboxes?: unknown
    /** Loses one stored chunk before a tip is completed, as a restored backup would. */
    lose?: { part: number; chunk: number }
  } = {},
): FakeIntake {
  const { fault = () => 'none', pow = true, chunkBytes = 1000, onWait } = options
  let checks = options.checks ?? 0
  let { lose } = options
  const tips: FakeIntake['tips'] = new Map()
  const spent = new Set<unknown>()
  const seen: string[] = []
  const said: string[] = []
  const conversations = fakeConversations('7K3M-Q2')
  const waits: number[] = []
  let repeated = 0
  const keys = generateKeyPairSync('ed25519')
  const signing = options.falseReceipts
    ? generateKeyPairSync('ed25519').privateKey
    : keys.privateKey
  const { x = '' } = keys.publicKey.export({ format: 'jwk' })
  const thumbprint = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url')

  async function open(request: Request): Promise<Response> {
    const asked = openTipRequest.parse(await request.json())
    const { inbox, parts, proof } = asked
    const refusal = conversations.opening(request, asked)
    if (refusal !== null) return refuse(refusal)
    if (pow) {
      const challenge = proof?.challenge as unknown as Parameters<
        typeof verifySolution
      >[0]['challenge']
      const solution = proof?.solution as unknown as Parameters<
        typeof verifySolution
      >[0]['solution']
      const { verified } = await verifySolution({ challenge, solution, deriveKey, ...SECRETS })
      if (!verified || spent.has(challenge.signature)) return refuse('proof-refused')
      spent.add(challenge.signature)
    } else if (proof !== null) return refuse('invalid-values')
    const tip = `tip-${tips.size}`
    const token = `token-${tips.size}`
    tips.set(tip, {
      token,
      inbox,
      parts: parts.map(({ bytes }) => ({ bytes, chunks: new Map() })),
      receipt: null,
      asked,
      lookup: lookupOf(request),
    })
    return answer(201, {
      tip,
      token,
      chunkBytes,
      expires: '2026-11-25T10:00Z',
    } satisfies OpenTipAnswer)
  }

  async function put(tip: Tip, request: Request, part: number, index: number): Promise<Response> {
    if (tip.receipt) return refuse('tip-closed')
    const target = tip.parts[part]
    const range = target ? chunkRange(target.bytes, chunkBytes, index) : null
    if (!target || !range) return refuse('chunk-out-of-range')
    const bytes = new Uint8Array(await request.arrayBuffer())
    if (bytes.length > range.end - range.start) return refuse('too-large')
    if (bytes.length < range.end - range.start) return refuse('chunk-too-short')
    const held = target.chunks.get(index)
    if (held && Buffer.compare(held, bytes) !== 0) return refuse('chunk-conflict')
    if (held) repeated += bytes.length
    target.chunks.set(index, bytes)
    return new Response(null, { status: 204 })
  }

  async function announce(tip: Tip, request: Request, part: number): Promise<Response> {
    if (tip.receipt) return refuse('tip-closed')
    const { bytes } = announcePartRequest.parse(await request.json())
    if (!tip.parts[part]) return refuse('chunk-out-of-range')
    tip.parts[part] = { bytes, chunks: new Map() }
    return new Response(null, { status: 204 })
  }

  async function complete(tip: Tip, request: Request): Promise<Response> {
    const { parts } = completeRequest.parse(await request.json())
    if (tip.receipt) return answer(201, tip.receipt)
    if (lose) tip.parts[lose.part]?.chunks.delete(lose.chunk)
    lose = undefined
    const whole = tip.parts.map(({ bytes, chunks }) =>
      chunks.size === chunkCount(bytes, chunkBytes) ? joined(chunks) : null,
    )
    if (whole.includes(null)) return refuse('chunks-missing')
    if (checks > 0) {
      checks -= 1
      return answer(202, { state: 'checking' }, { 'retry-after': '1' })
    }
    const hashes = whole.map((one) =>
      createHash('sha256')
        .update(one ?? '')
        .digest('hex'),
    )
    if (hashes.some((sha256, index) => sha256 !== parts[index]?.sha256))
      return refuse('hash-mismatch')
    const unsigned = {
      reference: conversations.received(tip.lookup, tip.asked),
      received: '2026-11-22T10:00Z',
      inbox: tip.inbox,
      parts: tip.parts.map(({ bytes }, index) => ({ bytes, sha256: hashes[index] ?? '' })),
      key: thumbprint,
    }
    const signature = sign(null, receiptSigningInput(unsigned), signing).toString('base64url')
    tip.receipt = { ...unsigned, signature }
    return answer(201, tip.receipt)
  }

  async function handle(request: Request, path: string): Promise<Response> {
    if (path === '/api/challenge') {
      if (!pow) return answer(200, { off: true })
      return answer(
        200,
        await createChallenge({
          algorithm: 'PBKDF2/SHA-256',
          cost: 1,
          counter: 7,
          deriveKey,
          ...SECRETS,
        }),
      )
    }
    if (path === '/.well-known/tip-receipt-key') {
      return answer(200, { keys: [{ kty: 'OKP', crv: 'Ed25519', x }] })
    }
    if (path === '/api/inboxes') return answer(200, { inboxes: options.inboxes ?? [] })
    const about = await conversations.handle(request, path)
    if (about !== null) return about
    if (path === '/api/tips') return open(request)
    const [, id = '', rest = ''] = /^\/api\/tips\/([^/]+)(.*)$/.exec(path) ?? []
    const tip = tips.get(id)
    if (!tip || request.headers.get('authorization') !== `Bearer ${tip.token}`)
      return refuse('unknown-tip')
    if (rest === '/complete') return complete(tip, request)
    const chunk = /^\/parts\/(\d+)\/chunks\/(\d+)$/.exec(rest)
    if (chunk) return put(tip, request, Number(chunk[1]), Number(chunk[2]))
    const part = /^\/parts\/(\d+)$/.exec(rest)
    if (part) return announce(tip, request, Number(part[1]))
    return answer(200, {
      state: tip.receipt ? 'received' : 'open',
      parts: tip.parts.map(({ bytes, chunks }) => ({
        bytes,
        chunks: [...chunks.keys()].sort((a, b) => a - b),
      })),
    } satisfies TipStateAnswer)
  }

  const line: Line = {
    async fetch(address, init) {
      const { pathname } = new URL(address)
      const { signal, ...rest } = init
      signal?.throwIfAborted()
      const name = `${init.method} ${pathname}`
      seen.push(name)
      const what = fault(name, seen.filter((one) => one === name).length)
      if (what === 'lost-request') throw new TypeError('fetch failed')
      if (typeof what === 'object') {
        if (what.slug) return refuse(what.slug, what.headers)
        return new Response('<h1>Error</h1>', { status: what.status, headers: what.headers ?? {} })
      }
      said.push(JSON.stringify([address, rest.headers, typeof rest.body === 'string' && rest.body]))
      const response = await handle(new Request(address, { ...rest, cache: 'default' }), pathname)
      if (what === 'lost-answer') throw new TypeError('fetch failed')
      return response
    },
    async sleep(ms, signal) {
      waits.push(ms)
      onWait?.()
      signal.throwIfAborted()
    },
    random: () => 0.5,
  }

  return {
    line,
    seen,
    waits,
    tips,
    received: () => {
      const done = [...tips.values()].filter((tip) => tip.receipt !== null)
      if (done.length !== 1) throw new Error(`${done.length} tips were completed`)
      return done.flatMap((tip) => tip.parts.map(({ chunks }) => joined(chunks)))
    },
    forget: (tip) => {
      tips.delete(tip)
    },
    repeated: () => repeated,
    conversations,
    said,
  }
}

/** Chunks put together in order. */
function joined(chunks: ReadonlyMap<number, Uint8Array>): Uint8Array<ArrayBuffer> {
  const ordered = [...chunks].sort(([a], [b]) => a - b).map(([, bytes]) => bytes)
  return new Uint8Array(Buffer.concat(ordered))
}
