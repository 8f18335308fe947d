/**
 * Solves the proof of work (altcha-lib, version 2, PBKDF2/SHA-256) with WebCrypto: the first
 * counter whose key, derived from the nonce followed by that counter, begins with the prefix.
 */
import { hex } from '#lib/evidence/sha256'

/** What `POST /api/tips` takes as `proof`. */
export type Proof = {
  challenge: Record<string, unknown>
  /** `derivedKey` in lower-case hex. How long it took is left out: it would tell devices apart. */
  solution: { counter: number; derivedKey: string }
}

type Parameters = {
  nonce: string
  salt: string
  cost: number
  keyLength: number
  keyPrefix: string
}

const HEX = /^(?:[0-9a-f]{2})+$/i
const COUNTER_MAX = 0xffffffff
/** So many derivations run side by side, on as many threads as the browser gives them. */
const BATCH = 4

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The parameters of a challenge we can solve, or null. */
function readParameters(challenge: Record<string, unknown>): Parameters | null {
  const { parameters } = challenge
  if (!isRecord(parameters)) return null
  const { algorithm, nonce, salt, cost, keyLength = 32, keyPrefix } = parameters
  const known =
    algorithm === 'PBKDF2/SHA-256' &&
    typeof nonce === 'string' &&
    HEX.test(nonce) &&
    typeof salt === 'string' &&
    HEX.test(salt) &&
    typeof keyPrefix === 'string' &&
    /^[0-9a-f]+$/i.test(keyPrefix) &&
    typeof cost === 'number' &&
    Number.isSafeInteger(cost) &&
    cost > 0 &&
    typeof keyLength === 'number' &&
    Number.isSafeInteger(keyLength) &&
    keyPrefix.length <= 2 * keyLength
  return known ? { nonce, salt, cost, keyLength, keyPrefix: keyPrefix.toLowerCase() } : null
}

/** The bytes of a string of hex digits. */
function fromHex(digits: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array((digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)))
}

/** The key for one counter, in hex. */
async function deriveKey(
  nonce: Uint8Array,
  salt: Uint8Array<ArrayBuffer>,
  { cost, keyLength }: Parameters,
  counter: number,
): Promise<string> {
  const password = new Uint8Array(nonce.length + 4)
  password.set(nonce)
  new DataView(password.buffer).setUint32(nonce.length, counter)
  const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits'])
  const algorithm = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: cost }
  return hex(new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, keyLength * 8)))
}

/**
 * Solves a challenge as `GET /api/challenge` gives it.
 * @returns the proof, or null when the challenge is of a kind this solver does not know
 * @throws the signal's reason when aborted
 */
export async function solveChallenge(
  challenge: unknown,
  signal: AbortSignal,
): Promise<Proof | null> {
  if (!isRecord(challenge)) return null
  const parameters = readParameters(challenge)
  if (parameters === null) return null
  const nonce = fromHex(parameters.nonce)
  const salt = fromHex(parameters.salt)
  for (let start = 0; start <= COUNTER_MAX; start += BATCH) {
    signal.throwIfAborted()
    const counters = Array.from({ length: BATCH }, (_, index) => start + index)
    const keys = await Promise.all(
      counters.map((counter) => deriveKey(nonce, salt, parameters, counter)),
    )
    const hit = keys.findIndex((key) => key.startsWith(parameters.keyPrefix))
    const derivedKey = keys[hit]
    if (derivedKey !== undefined) {
      return { challenge, solution: { counter: start + hit, derivedKey } }
    }
  }
  return null
}
