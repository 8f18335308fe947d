/**
 * How a draft is encrypted on the sender's device: AES-256-GCM (NIST SP 800-38D) under a key made from a
 * passphrase by PBKDF2-HMAC-SHA-256 (RFC 8018), in an envelope that names its version and its cost.
 * Only what is encrypted is ever handed to a store.
 */

/** OWASP asks for 600,000 of this hash (2023); a phone of some years takes about two seconds for these. */
export const ITERATIONS = 1_000_000
/** What an envelope may ask for: nothing weak, and nothing that would hold a browser for minutes. */
const ITERATIONS_MIN = 600_000
const ITERATIONS_MAX = 10_000_000
/** The length of a draft shows only in steps of this many bytes. */
const STEP_BYTES = 4096
const SALT_BYTES = 16
const IV_BYTES = 12
const FORMAT = 'rhw-draft-v1'

/** The fewest characters a passphrase may have: whoever has the disk can try as many as they like. */
export const PASSPHRASE_MIN = 12

type Bytes = Uint8Array<ArrayBuffer>

/** A key that a passphrase gave, and what is needed to get it from the passphrase again. */
export type DraftKey = { key: CryptoKey; salt: Bytes; iterations: number }

/** `wrong-passphrase`: or bytes that were changed, which nobody can tell apart. */
export type DraftProblem = 'wrong-passphrase' | 'damaged' | 'newer'
export type OpenedDraft =
  | { ok: true; text: string; key: DraftKey }
  | { ok: false; problem: DraftProblem }

/**
 * The key of a passphrase. Spaces around it and the way its characters are composed do not matter.
 * @param passphrase what the sender typed
 * @param salt 16 random bytes; a new one for a new passphrase
 * @param iterations the cost, for an envelope that names another one than ours
 */
export async function makeDraftKey(
  passphrase: string,
  salt: Bytes = crypto.getRandomValues(new Uint8Array(SALT_BYTES)),
  iterations = ITERATIONS,
): Promise<DraftKey> {
  const typed = new TextEncoder().encode(normalised(passphrase))
  const base = await crypto.subtle.importKey('raw', typed, 'PBKDF2', false, ['deriveKey'])
  const key = await crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
  return { key, salt, iterations }
}

/** Whether a passphrase is long enough; counted in characters as people count them. */
export function isLongEnough(passphrase: string): boolean {
  return Array.from(normalised(passphrase)).length >= PASSPHRASE_MIN
}

/** The envelope of `text` as JSON, with a fresh initialisation vector. */
export async function sealDraft(
  { key, salt, iterations }: DraftKey,
  text: string,
): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const head = { format: FORMAT, iterations, salt: toBase64(salt) }
  const data = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: covered(head) },
    key,
    padded(text),
  )
  return JSON.stringify({ ...head, iv: toBase64(iv), data: toBase64(new Uint8Array(data)) })
}

/** Opens an envelope. Never rejects; the envelope stays whatever comes of it. */
export async function openDraft(envelope: string, passphrase: string): Promise<OpenedDraft> {
  const read = readEnvelope(envelope)
  if (typeof read === 'string') return { ok: false, problem: read }
  const { head, salt, iv, data } = read
  const key = await makeDraftKey(passphrase, salt, head.iterations)
  try {
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv, additionalData: covered(head) },
      key.key,
      data,
    )
    return { ok: true, text: new TextDecoder().decode(plain).trimEnd(), key }
  } catch {
    return { ok: false, problem: 'wrong-passphrase' }
  }
}

type Head = { format: string; iterations: number; salt: string }

function readEnvelope(
  envelope: string,
): { head: Head; salt: Bytes; iv: Bytes; data: Bytes } | 'damaged' | 'newer' {
  const parsed = parsedObject(envelope)
  if (!parsed) return 'damaged'
  const { format, iterations, salt, iv, data } = parsed
  if (format !== FORMAT) {
    return typeof format === 'string' && /^rhw-draft-v\d+$/.test(format) ? 'newer' : 'damaged'
  }
  if (typeof iterations !== 'number' || typeof salt !== 'string') return 'damaged'
  if (iterations < ITERATIONS_MIN || iterations > ITERATIONS_MAX) return 'damaged'
  const bytes = { salt: fromBase64(salt), iv: fromBase64(iv), data: fromBase64(data) }
  if (!bytes.salt || !bytes.data || bytes.iv?.length !== IV_BYTES) return 'damaged'
  return {
    head: { format, iterations, salt },
    salt: bytes.salt,
    iv: bytes.iv,
    data: bytes.data,
  }
}

function parsedObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** What stands in the clear is covered by the encryption's tag, so that nobody can change it unseen. */
function covered({ format, iterations, salt }: Head): Bytes {
  return new TextEncoder().encode([format, iterations, salt].join('\n'))
}

/** UTF-8, filled up with spaces, which mean nothing after JSON. */
function padded(text: string): Bytes {
  const bytes = new TextEncoder().encode(text)
  const full = new Uint8Array(Math.max(1, Math.ceil(bytes.length / STEP_BYTES)) * STEP_BYTES)
  full.fill(0x20)
  full.set(bytes)
  return full
}

function normalised(passphrase: string): string {
  return passphrase.normalize('NFKC').trim()
}

function toBase64(bytes: Bytes): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

function fromBase64(text: unknown): Bytes | undefined {
  if (typeof text !== 'string') return undefined
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
