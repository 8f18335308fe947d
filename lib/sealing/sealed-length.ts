/** The size of a sealed part, known to the byte before it is sealed. */
import { deflateOverhead, MESSAGE_MINIMUM, padmeSize } from './padding.ts'

/** Packet tag and five-octet length; parts are never so small that a shorter length is used. */
export const LONG_HEADER = 6
/** Literal body before the content: format, empty name, date. */
export const LITERAL_FIELDS = 6
/** Random prefix of encrypted data: a block, and its last two bytes again. */
export const PREFIX_BYTES = 18
/** Packet header of two bytes, then a SHA-1. */
export const MDC_BYTES = 22
/** SEIPD v1 around its content: version, prefix, modification detection code. */
export const SEIPD_FIELDS = 1 + PREFIX_BYTES + MDC_BYTES
/** Bytes around the deflate stream: SEIPD and compressed-data packet. */
const SHELL = LONG_HEADER + SEIPD_FIELDS + LONG_HEADER + 1
/** Below this, OpenPGP lengths take fewer bytes and sizes would no longer be exact. */
const PART_MINIMUM = 16 * 1024

/** The length of a packet in the new format whose body has `body` bytes (RFC 9580, 4.2.1). */
export function withHeader(body: number): number {
  return body + (body < 192 ? 2 : body < 8384 ? 3 : LONG_HEADER)
}

/** The length of the literal packet that holds `content` bytes. */
export function literalLength(content: number): number {
  return withHeader(LITERAL_FIELDS + content)
}

/** @throws RangeError when a part would be so small that its size could not be exact */
export function demandMinimum(minimum: number): void {
  if (minimum < PART_MINIMUM) throw new RangeError(`A part has at least ${PART_MINIMUM} bytes`)
}

/**
 * The exact size of a sealed part before it is sealed.
 * @param content bytes to seal @param recipients who can open it
 * @param minimum least size of the part in bytes, 16 KiB or more
 * @throws RangeError when `minimum` is under 16 KiB
 */
export function sealedLength(
  content: number,
  recipients: readonly { sessionKeyBytes: number }[],
  minimum: number = MESSAGE_MINIMUM,
): number {
  demandMinimum(minimum)
  const literal = literalLength(content)
  const keys = recipients.reduce((sum, recipient) => sum + recipient.sessionKeyBytes, 0)
  return padmeSize(Math.max(minimum, keys + SHELL + literal + deflateOverhead(literal)))
}
