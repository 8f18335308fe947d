/** When two identifiers mean the same account or device, however they were written. */
import { domainToASCII } from 'node:url'
import type { Identifier } from '#lib/tip/schema'

/**
 * The form under which two spellings of an identifier are one: what is equal here is the same. Links to a
 * profile and other links are one kind, since senders cannot tell them apart. Different types never meet.
 */
export function normalForm({ type, value }: Identifier): string {
  const text = value.trim().normalize('NFC')
  switch (type) {
    case 'email':
      return `email ${mailAddress(text)}`
    case 'domain':
      return `domain ${host(text)}`
    case 'ip':
      return `ip ${ipAddress(text)}`
    case 'url':
    case 'profile':
      return `url ${webAddress(text)}`
    case 'phone':
      // 00 and + both begin an international number.
      return `phone ${text.replace(/\D/g, '').replace(/^00/, '')}`
    case 'wallet':
      return `wallet ${/^(?:0x|bc1|tb1|ltc1)/i.test(text) ? text.toLowerCase() : text}`
    case 'hash':
      return `hash ${text.toLowerCase()}`
    case 'mac':
      return `mac ${text.toLowerCase().replace(/[^0-9a-f]/g, '')}`
    case 'serial':
      return `serial ${text.toUpperCase().replace(/[\s-]/g, '')}`
    case 'handle':
      return `handle ${text.toLowerCase().replace(/^@/, '')}`
    case 'other':
      return `other ${text.toLowerCase().replace(/\s+/g, ' ')}`
  }
}

/** Providers with mailboxes that differ by case do not exist in practice; the domain is ASCII (RFC 5891). */
function mailAddress(text: string): string {
  const at = text.lastIndexOf('@')
  return `${text.slice(0, at).toLowerCase()}@${host(text.slice(at + 1))}`
}

function host(text: string): string {
  const bare = text.toLowerCase().replace(/\.$/, '')
  return domainToASCII(bare) || bare
}

/** One spelling of each address (RFC 5952), by the platform's own URL parser. */
function ipAddress(text: string): string {
  const address = text.replace(/^\[|\]$/g, '')
  if (!address.includes(':')) return address
  const read = URL.parse(`http://[${address}]/`)
  return read === null ? address.toLowerCase() : read.hostname.slice(1, -1)
}

/** Without scheme, `www.`, the part after # and a slash at the end: what people leave out or add. */
function webAddress(text: string): string {
  const read = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`)
  if (read === null) return text
  const port = read.port === '' ? '' : `:${read.port}`
  const path = read.pathname.replace(/\/+$/, '')
  return `${host(read.hostname).replace(/^www\./, '')}${port}${path}${read.search}`
}
