/** The box in which a reply waits for its sender: its size says little about what is inside. */
import { padmeSize } from '#lib/sealing/padding'

const LENGTH_BYTES = 4
/** No box is smaller: a short question looks like any other. In bytes. */
const BOX_MINIMUM = 4096

/**
 * Puts an OpenPGP message into its box (docs/protocol.md, `GET /api/follow-up/replies/{id}`): its length,
 * most significant byte first, the message, and zeros up to a PADMÉ size.
 */
export function replyBox(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const box = new Uint8Array(padmeSize(Math.max(BOX_MINIMUM, LENGTH_BYTES + message.length)))
  new DataView(box.buffer).setUint32(0, message.length)
  box.set(message, LENGTH_BYTES)
  return box
}
