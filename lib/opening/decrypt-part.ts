/**
 * Decrypts one sealed part as a stream, and gathers what comes out with its size and SHA-256. Nothing is
 * given out before the end, where it turns out whether the part was changed on its way.
 */
import type { PrivateKey } from 'openpgp'
import { createSha256 } from '#lib/evidence/sha256'
import type { OpeningPgp } from './openpgp.ts'
import { type Unlocked, unlockFor } from './secret-keys.ts'

export type PartProblem =
  | (Unlocked & { ok: false })['problem']
  | 'not-sealed'
  | 'damaged'
  | 'too-large'
  | 'unreadable'

export type Gathered = {
  ok: true
  /** In the browser it may lie on disk while it is large. */
  content: Blob
  bytes: number
  /** Lower-case hex. */
  sha256: string
  /** Fingerprint of the certificate that opened it, upper-case hex. */
  fingerprint: string
  /** Whether the sealed part holds an OpenPGP signature; nothing is made of it. */
  signed: boolean
}
export type GatheredPart = Gathered | { ok: false; problem: PartProblem; sealedTo: string[] }

/** Armored parts are read whole. */
const ARMORED_BYTES_MAX = 64 * 1024 * 1024
/** So often the page gets a moment to draw and to take a click. */
const BREATH_BYTES = 4 * 1024 * 1024

class TooLarge extends Error {}
/** The browser could not keep what came out. */
class NotKept extends Error {}

/**
 * Decrypts `sealed` and gathers it.
 * @param keys the analyst's, locked or not @param options.bytesMax more than this that comes out is
 * refused, so that a small part cannot unfold into a full disk
 * @param options.onProgress is told the bytes so far
 */
export async function decryptPart(
  openpgp: OpeningPgp,
  sealed: Blob,
  keys: readonly PrivateKey[],
  options: { passphrase: string; bytesMax: number; onProgress?: (bytes: number) => void },
): Promise<GatheredPart> {
  const refused = (problem: PartProblem, sealedTo: string[] = []): GatheredPart => ({
    ok: false,
    problem,
    sealedTo,
  })
  const message = await readSealed(openpgp, sealed)
  if (message === null) return refused('not-sealed')
  const recipients = message.getEncryptionKeyIDs()
  const sealedTo = recipients.map((id) => id.toHex().toUpperCase())
  if (recipients.length === 0) return refused('not-sealed')
  const unlocked = await unlockFor(recipients, keys, options.passphrase)
  if (!unlocked.ok) return refused(unlocked.problem, sealedTo)
  try {
    const { data, signatures } = await openpgp.decrypt({
      message,
      decryptionKeys: unlocked.key,
      format: 'binary',
      config: {
        // What streams out before the end is kept back by `gather`.
        allowUnauthenticatedStream: true,
        // The message may be wrapped once more than the content itself.
        maxDecompressedMessageSize: options.bytesMax + 65_536,
      },
    })
    const gathered = await gather(data, options)
    const { fingerprint } = unlocked
    return { ok: true, ...gathered, fingerprint, signed: signatures.length > 0 }
  } catch (error) {
    if (error instanceof TooLarge || /maximum decompressed/i.test(String(error))) {
      return refused('too-large', sealedTo)
    }
    // The browser’s own errors name a file that was moved or a disk that is full.
    const unreadable = error instanceof DOMException || error instanceof NotKept
    return refused(unreadable ? 'unreadable' : 'damaged', sealedTo)
  }
}

async function readSealed(openpgp: OpeningPgp, sealed: Blob) {
  try {
    const head = await sealed.slice(0, 64).text()
    if (!head.trimStart().startsWith('-----BEGIN')) {
      return await openpgp.readMessage({ binaryMessage: sealed.stream() })
    }
    if (sealed.size > ARMORED_BYTES_MAX) return null
    return await openpgp.readMessage({ armoredMessage: await sealed.text() })
  } catch {
    return null
  }
}

async function gather(
  plaintext: unknown,
  { bytesMax, onProgress }: { bytesMax: number; onProgress?: (bytes: number) => void },
): Promise<{ content: Blob; bytes: number; sha256: string }> {
  const hash = createSha256()
  let bytes = 0
  let breath = BREATH_BYTES
  let failure: unknown
  // What was armored comes out in one piece.
  const stream =
    plaintext instanceof Uint8Array
      ? new Blob([new Uint8Array(plaintext)]).stream()
      : (plaintext as ReadableStream<Uint8Array>)
  const reader = stream.getReader()
  const next = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const { done, value } = await reader.read()
    if (done) {
      controller.close()
      return
    }
    bytes += value.byteLength
    if (bytes > bytesMax) throw new TooLarge()
    hash.update(value)
    controller.enqueue(value)
    if (bytes < breath) return
    breath = bytes + BREATH_BYTES
    onProgress?.(bytes)
    await new Promise((resolve) => setTimeout(resolve))
  }
  const counted = new ReadableStream<Uint8Array>({
    pull: (controller) =>
      next(controller).catch((error: unknown) => {
        failure = error
        controller.error(error)
        void reader.cancel().catch(() => undefined)
      }),
  })
  // A browser writes the body of an answer to disk when it is large; no network is involved. It tells
  // of every failure alike, so the first one is remembered here.
  const content = await new Response(counted).blob().catch(() => {
    throw failure ?? new NotKept()
  })
  return { content, bytes, sha256: hash.hex() }
}
