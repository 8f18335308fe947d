/** The numbers both sides of the protocol must agree on. All sizes are bytes. */

/** One chunk; a part of n bytes has `ceil(n / chunkBytes)` of them. */
export const CHUNK_BYTES = 1024 * 1024

export type Limits = {
  /** Size of every chunk but the last of a part. */
  chunkBytes: number
  /** How many parts one tip may have. */
  parts: number
  /** Largest sealed part 0, the message. */
  messageBytes: number
  /** Largest sum of all sealed parts. */
  tipBytes: number
}

/** Files of this many bytes in all, and of this number, must pass when sealed. */
const FILES = { bytes: 2 * 1024 ** 3, number: 20 }
/** What padding (PADMÉ) and packets add to a file at most: a thirty-second part, and a little for each. */
const SEALING = { factor: 1.04, bytes: 16 * 1024 }
const MESSAGE_BYTES = 16 * 1024 ** 2

/** What the server announces at `GET /api/inboxes`; an inbox may say something else. */
export const DEFAULT_LIMITS: Limits = {
  chunkBytes: CHUNK_BYTES,
  parts: FILES.number + 1,
  messageBytes: MESSAGE_BYTES,
  tipBytes: MESSAGE_BYTES + Math.ceil(FILES.bytes * SEALING.factor) + FILES.number * SEALING.bytes,
}
