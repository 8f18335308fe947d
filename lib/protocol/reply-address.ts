/** The address to which a desk replies: one for each conversation, made of the site's and the conversation's own id. */

/** 80 bits in Crockford's base 32, lower case (docs/protocol.md). */
export const ADDRESS_ID = /^[0-9a-hjkmnp-tv-z]{16}$/

/**
 * The reply address of one conversation.
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
