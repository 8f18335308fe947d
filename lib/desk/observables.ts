/** Which STIX 2.1 cyber observable an identifier is; custom objects (`x-…`) where the standard has none. */
import { isIP } from 'node:net'
import type { Identifier } from '#lib/tip/schema'
import { normalForm } from './same-identifier.ts'

export type Observable = { type: string; id: string; spec_version: '2.1' } & Record<string, unknown>

type Made = {
  type: string
  /** The properties its id is made from (STIX 2.1, section 6: “ID Contributing Properties”). */
  contributing: Record<string, unknown>
  properties?: Record<string, unknown>
}

/** Names of hash algorithms in STIX, by the number of hex digits. */
const HASHES: Readonly<Record<number, string>> = {
  32: 'MD5',
  40: 'SHA-1',
  64: 'SHA-256',
  128: 'SHA-512',
}

/**
 * The observable; null for `other`, and for what is not what its type says.
 * @param identifier as the sender gave it
 */
export function observableOf(identifier: Identifier): Made | null {
  const { type } = identifier
  const value = identifier.value.trim()
  const normal = normalForm(identifier).slice(normalForm(identifier).indexOf(' ') + 1)
  switch (type) {
    case 'email':
      return /^[^\s@]+@[^\s@]+$/.test(normal) ? valued('email-addr', normal) : null
    case 'domain':
      return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(normal) ? valued('domain-name', normal) : null
    case 'ip':
      return ipAddress(normal)
    case 'url':
    case 'profile':
      return webAddress(value)
    case 'hash':
      return hashed(normal)
    case 'mac':
      return /^[0-9a-f]{12}$/.test(normal)
        ? valued('mac-addr', (normal.match(/../g) ?? []).join(':'))
        : null
    case 'handle':
      return { type: 'user-account', contributing: { account_login: normal } }
    case 'wallet':
      return valued('x-cryptocurrency-wallet', normal)
    case 'phone':
      return /\d{5}/.test(normal) ? valued('x-phone-number', withPlus(value, normal)) : null
    case 'serial':
      return valued('x-device-serial-number', normal)
    case 'other':
      return null
  }
}

const valued = (type: string, value: string): Made => ({ type, contributing: { value } })

/** An international number keeps the sign that says so. */
function withPlus(typed: string, digits: string): string {
  return /^(?:\+|00)/.test(typed) ? `+${digits}` : digits
}

function ipAddress(address: string): Made | null {
  const family = isIP(address)
  if (family === 0) return null
  return valued(family === 4 ? 'ipv4-addr' : 'ipv6-addr', address)
}

function webAddress(typed: string): Made | null {
  const read = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`)
  return read === null ? null : valued('url', read.href)
}

function hashed(hex: string): Made | null {
  const name = HASHES[hex.length]
  if (name === undefined || !/^[0-9a-f]+$/.test(hex)) return null
  return { type: 'file', contributing: { hashes: { [name]: hex } } }
}
