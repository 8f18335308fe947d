/**
 * Ids of what tools keep: UUIDs of version 5 (RFC 9562), made from the site's host and a name. The same
 * content gives the same ids for ever, so that a revision updates an object and never duplicates it.
 */
import { createHash } from 'node:crypto'

/** Ours, drawn once at random; it must never change. */
const NAMESPACE = '7f5493c1-c044-4aad-8b77-95f62fe17e8f'

/**
 * The namespace of one site. The host belongs to it, so that two sites that run this software do not
 * claim one another's objects; the port and https do not.
 */
export function siteNamespace(siteUrl: string): string {
  return uuidV5(NAMESPACE, new URL(siteUrl).hostname)
}

/** The UUID of version 5 for `name` within `namespace`, which is itself a UUID. */
export function uuidV5(namespace: string, name: string): string {
  const digest = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest()
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6)
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = digest.toString('hex')
  const groups = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
  return [...groups, hex.slice(20, 32)].join('-')
}
