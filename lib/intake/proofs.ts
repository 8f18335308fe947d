/**
 * Proof of work: altcha-lib v2 challenges (PBKDF2/SHA-256), signed, bound to an expiry. That a
 * proof is spent only once is the store's part, in the transaction that opens the tip.
 */
import { type Challenge, createChallenge, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { z } from 'zod'
import { type Hour, hourAtOrAfter } from '#lib/protocol/hours'
import type { OpenTipRequest } from '#lib/protocol/shapes'

/** How long a challenge may be solved and sent. */
const VALID_MS = 20 * 60_000
/**
 * The solver tries counters from 0 until the key has the challenge's prefix, which it reaches
 * between these two numbers of tries: bounded, unlike a search for leading zeros.
 */
const TRIES_MIN = 500
const TRIES_MAX = 1500

const challengeSchema = z.strictObject({
  parameters: z.strictObject({
    algorithm: z.literal('PBKDF2/SHA-256'),
    nonce: z.string(),
    salt: z.string(),
    cost: z.number(),
    keyLength: z.number(),
    keyPrefix: z.string(),
    keySignature: z.string(),
    expiresAt: z.number(),
  }),
  signature: z.string(),
})

const solutionSchema = z.strictObject({
  counter: z.number(),
  derivedKey: z.string().max(128),
  time: z.number().optional(),
})

export type Proofs = {
  /** What `GET /api/challenge` answers. @param factor how many times the usual number of tries it takes */
  challenge(factor?: number): Promise<Challenge | { off: true }>
  /** Lets a good proof count no more, because its sender was told to come again later. */
  discard(spend: { id: string; expires: Hour } | null): void
  /**
   * Checks a proof; `spend` is what the store must spend for it, null when proof of work is off.
   * `wrong-value` means a proof came although none was asked for.
   */
  check(
    proof: OpenTipRequest['proof'],
  ): Promise<
    | { ok: true; spend: { id: string; expires: Hour } | null }
    | { ok: false; reason: 'refused' | 'wrong-value'; detail: string }
  >
}

/**
 * @param cost PBKDF2 iterations of one try (`POW_COST`); 0 turns proof of work off
 * @param secret signs challenges; whoever knows it can make proofs without work
 * @param randomBytes cryptographic randomness, for the number of tries
 */
export function createProofs(options: {
  cost: number
  secret: string
  clock: () => Date
  randomBytes: (count: number) => Uint8Array
}): Proofs {
  const { cost, secret, clock, randomBytes } = options
  if (cost === 0) {
    return {
      challenge: async () => ({ off: true }),
      check: async (proof) =>
        proof === null
          ? { ok: true, spend: null }
          : { ok: false, reason: 'wrong-value', detail: 'No proof is asked for. Send null.' },
      discard: () => {},
    }
  }
  const secrets = {
    hmacSignatureSecret: `challenge ${secret}`,
    hmacKeySignatureSecret: `solution ${secret}`,
  }
  /** Proofs that were refused a turn, with when their challenges expire: asking again must cost work again. */
  const discarded = new Map<string, number>()

  return {
    challenge: (factor = 1) =>
      createChallenge({
        algorithm: 'PBKDF2/SHA-256',
        cost,
        // More tries instead of longer ones: making a challenge costs this server one try, whatever the
        // factor. 32 random bits over a range of some thousands: the bias is of no use to anybody.
        counter: factor * TRIES_MIN + (uint32(randomBytes(4)) % (factor * (TRIES_MAX - TRIES_MIN))),
        deriveKey,
        expiresAt: new Date(clock().getTime() + VALID_MS),
        ...secrets,
      }),
    async check(proof) {
      const refused = (detail: string) => ({
        ok: false as const,
        reason: 'refused' as const,
        detail,
      })
      if (proof === null) {
        return refused('A proof of work is needed. Solve a challenge from /api/challenge.')
      }
      const challenge = challengeSchema.safeParse(proof.challenge)
      const solution = solutionSchema.safeParse(proof.solution)
      if (!challenge.success || !solution.success) {
        return refused('The proof does not have the form of altcha-lib v2. Solve a new challenge.')
      }
      const { parameters } = challenge.data
      const result = await verifySolution({
        challenge: challenge.data,
        // altcha-lib wants a time, and does not use it.
        solution: { ...solution.data, time: 0 },
        deriveKey,
        ...secrets,
      })
      if (result.expired || parameters.expiresAt * 1000 < clock().getTime()) {
        return refused('The challenge has expired. Solve a new one.')
      }
      if (!result.verified) return refused('The solution is wrong. Solve a new challenge.')
      if (discarded.has(parameters.nonce)) {
        return refused('This proof was used before. Solve a new challenge.')
      }
      const expires = hourAtOrAfter(new Date(parameters.expiresAt * 1000))
      return { ok: true, spend: { id: parameters.nonce, expires } }
    },
    discard(spend) {
      if (spend === null) return
      const now = clock().getTime()
      for (const [id, until] of discarded) {
        // They stand in the order of their ends.
        if (until > now) break
        discarded.delete(id)
      }
      discarded.set(spend.id, now + VALID_MS)
    },
  }
}

function uint32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
}
