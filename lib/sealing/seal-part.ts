/** Seals bytes that lie in memory: `sealStream` for what is small, such as the message of a tip. */
import type { OpenPgp } from './openpgp.ts'
import { MESSAGE_MINIMUM } from './padding.ts'
import type { Recipient } from './recipients.ts'
import { sealStream } from './seal-stream.ts'
import { sealedLength } from './sealed-length.ts'

/**
 * Seals `content` to all `recipients`. The result has exactly `sealedLength(…)` bytes.
 * @param openpgp OpenPGP.js @param recipients from `readRecipients`
 * @param content the bytes; not changed @param minimum as for `sealedLength`
 * @throws Error when encryption fails; nothing unencrypted is ever returned
 */
export async function sealPart(
  openpgp: OpenPgp,
  recipients: readonly Recipient[],
  content: Uint8Array,
  minimum: number = MESSAGE_MINIMUM,
): Promise<Uint8Array<ArrayBuffer>> {
  const out = new Uint8Array(sealedLength(content.length, recipients, minimum))
  const options = { bytes: content.length, minimum }
  let at = 0
  for await (const piece of sealStream(openpgp, recipients, once(content), options)) {
    out.set(piece, at)
    at += piece.length
  }
  return out
}

/** A stream of one piece. */
async function* once(content: Uint8Array): AsyncIterable<Uint8Array> {
  yield content
}
