/** Reply addresses: one for each conversation, made of `REPLY_ADDRESS` and the conversation's own id. */
import { addressParser, type Header } from 'postal-mime'

/** 80 bits in Crockford's base 32, lower case (see lib/follow-up/derive.ts). */
export const ADDRESS_ID = /^[0-9a-hjkmnp-tv-z]{16}$/

/** Where mail servers say whom a mail was for; the last ones are written by those on the way. */
const FIELDS: readonly string[] = [
  'to',
  'cc',
  'delivered-to',
  'x-original-to',
  'envelope-to',
  'x-envelope-to',
  'x-forwarded-to',
  'resent-to',
]

/**
 * The address to which the desk replies in one conversation.
 * @param pattern `REPLY_ADDRESS`, with one `*`
 */
export function replyAddress(pattern: string, addressId: string): string {
  return pattern.replace('*', addressId)
}

/** The conversation's id in an address; null when the address is not one of ours. */
export function addressIdOf(pattern: string, address: string): string | null {
  const [before = '', after = ''] = pattern.toLowerCase().split('*')
  const lower = address.trim().toLowerCase()
  if (!lower.startsWith(before) || !lower.endsWith(after)) return null
  const id = lower.slice(before.length, lower.length - after.length)
  return ADDRESS_ID.test(id) ? id : null
}

/** The ids of all conversations that a mail names as its recipients, each once. */
export function addressIds(
  headers: readonly Header[],
  envelopeTo: readonly string[],
  pattern: string,
): string[] {
  const named = headers
    .filter(({ key }) => FIELDS.includes(key))
    .flatMap(({ value }) => addressParser(value, { flatten: true }))
    .flatMap(({ address }) => (address === undefined ? [] : [address]))
  const ids = [...named, ...envelopeTo].flatMap((address) => addressIdOf(pattern, address) ?? [])
  return [...new Set(ids)]
}
