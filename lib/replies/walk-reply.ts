/**
 * Walks the packets of a reply without any key (RFC 9580, section 4.2): whether it is encrypted, to
 * which keys, and where it ends. Mail programs differ, so it is more patient than the walker of tips:
 * other recipients, either version of encrypted data, and the packet of older drafts are all allowed.
 */

import { createHash } from 'node:crypto'

const TAG_PKESK = 1
const TAG_SKESK = 3
const TAG_MARKER = 10
const TAG_SEIPD = 18
const TAG_AEAD_DRAFT = 20
/** Whoever seals to more keys than this does not reply to one person. */
const KEYS_MAX = 64
const WILDCARD = '0000000000000000'

export type ReplyWalk =
  /**
   * Keys it is sealed to, 16 lower-case hex digits each; `bytes` is where the message ends. `sha256`, in
   * lower-case hex, is of the encrypted data alone: anybody can change the packets around it and how its
   * length is written, but it cannot be changed and still be opened.
   */
  | { ok: true; keyIds: string[]; hidden: boolean; bytes: number; sha256: string }
  | { ok: false; reason: 'not-encrypted' | 'damaged' }

type Header = {
  tag: number
  start: number
  bytes: number
  partial: boolean
  indeterminate: boolean
}

/** A body length of the new format (RFC 9580, section 4.2.1); null past the end. */
function newLength(
  data: Uint8Array,
  at: number,
): { start: number; bytes: number; partial: boolean } | null {
  const [first, second] = [data[at], data[at + 1]]
  if (first === undefined) return null
  if (first < 192) return { start: at + 1, bytes: first, partial: false }
  if (first < 224) {
    if (second === undefined) return null
    return { start: at + 2, bytes: ((first - 192) << 8) + second + 192, partial: false }
  }
  if (first < 255) return { start: at + 1, bytes: 2 ** (first & 0x1f), partial: true }
  if (at + 5 > data.length) return null
  return { start: at + 5, bytes: view(data).getUint32(at + 1), partial: false }
}

function view(data: Uint8Array): DataView {
  return new DataView(data.buffer, data.byteOffset, data.byteLength)
}

/** A packet header of either format; null when there is none. */
function header(data: Uint8Array, at: number): Header | null {
  const first = data[at]
  if (first === undefined || (first & 0x80) === 0) return null
  if ((first & 0x40) !== 0) {
    const length = newLength(data, at + 1)
    return length === null ? null : { tag: first & 0x3f, ...length, indeterminate: false }
  }
  const tag = (first >> 2) & 0x0f
  const size = 2 ** (first & 3)
  if (size === 8) {
    const rest = { start: at + 1, bytes: data.length - at - 1 }
    return { tag, ...rest, partial: false, indeterminate: true }
  }
  if (at + 1 + size > data.length) return null
  let bytes = 0
  for (let index = 0; index < size; index += 1) bytes = bytes * 256 + (data[at + 1 + index] ?? 0)
  return { tag, start: at + 1 + size, bytes, partial: false, indeterminate: false }
}

/** The key id a session key packet names: version 3 by its id, version 6 by its fingerprint. */
function recipient(body: Uint8Array): string | null {
  const hex = (from: number, to: number) => Buffer.from(body.subarray(from, to)).toString('hex')
  if (body[0] === 3 && body.length >= 10) return hex(1, 9)
  // Length, then key version and fingerprint; none of them hides the recipient (section 5.1.2).
  if (body[0] !== 6) return null
  const length = body[1] ?? 0
  if (length === 0) return WILDCARD
  return body[2] === 4 ? hex(15, 23) : hex(3, 11)
}

/** Where the data packet ends, how long its data is, and their SHA-256; null when it is cut. */
function readData(
  data: Uint8Array,
  head: Header,
): { end: number; length: number; sha256: string } | null {
  const hash = createHash('sha256')
  let length = 0
  let { start, bytes, partial } = head
  for (;;) {
    const end = start + bytes
    if (end > data.length) return null
    hash.update(data.subarray(start, end))
    length += bytes
    if (!partial) return { end, length, sha256: hash.digest('hex') }
    const next = newLength(data, end)
    if (next === null) return null
    ;({ start, bytes, partial } = next)
  }
}

/**
 * Walks one message.
 * @param data a binary OpenPGP message, and perhaps something behind it
 */
export function walkReply(data: Uint8Array): ReplyWalk {
  const keyIds: string[] = []
  let hidden = false
  let at = 0
  for (;;) {
    const head = header(data, at)
    if (head === null) return { ok: false, reason: 'damaged' }
    const { tag, start, bytes, partial } = head
    if (tag === TAG_SEIPD || tag === TAG_AEAD_DRAFT) {
      const sealed = readData(data, head)
      if (sealed === null || sealed.length < 2) return { ok: false, reason: 'damaged' }
      return { ok: true, keyIds, hidden, bytes: sealed.end, sha256: sealed.sha256 }
    }
    if (tag !== TAG_PKESK && tag !== TAG_SKESK && tag !== TAG_MARKER) {
      return { ok: false, reason: 'not-encrypted' }
    }
    if (partial || head.indeterminate || start + bytes > data.length || keyIds.length >= KEYS_MAX) {
      return { ok: false, reason: 'damaged' }
    }
    if (tag === TAG_PKESK) {
      const keyId = recipient(data.subarray(start, start + bytes))
      if (keyId === null) return { ok: false, reason: 'damaged' }
      if (keyId === WILDCARD) hidden = true
      else keyIds.push(keyId)
    }
    at = start + bytes
  }
}
