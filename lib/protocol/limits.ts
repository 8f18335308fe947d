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

/** What the server announces at `GET /api/inboxes` unless an inbox says less. */
export const DEFAULT_LIMITS: Limits = {
  chunkBytes: CHUNK_BYTES,
  parts: 21,
  messageBytes: 16 * 1024 * 1024,
  tipBytes: 16 * 1024 * 1024,
}
