/**
 * The certificates as files that mail programs find: by fingerprint under `/keys/`, and by the mail
 * address of an inbox in a Web Key Directory (draft-koch-openpgp-webkey-service), in its direct and
 * in its advanced form, so that either can be used by pointing the domain here.
 */
import { createHash } from 'node:crypto'
import { addressesOf, dearmor } from '#lib/sealing/packets'
import type { Inbox } from './inbox.ts'

export type PublishedKey = {
  /** Address below the site's origin, with a leading slash. */
  path: string
  contentType: string
  body: Uint8Array
}

const DIRECTORY = '/.well-known/openpgpkey'
const ZBASE32 = 'ybndrfg8ejkmcpqxot1uwisza345h769'
/** The draft wants the file to be there; lines with `#` are comments. */
const POLICY = new TextEncoder().encode('# Keys of the inboxes of this site.\n')

/** Where `/keys/` has the certificate of a fingerprint (hex, any case). */
export function keyPath(fingerprint: string): string {
  return `/keys/${fingerprint.toLowerCase()}.asc`
}

/**
 * The name of a mail address in a Web Key Directory: z-base-32 (RFC 6189, section 5.1.6) of the SHA-1
 * of its local part in lower case, 32 characters.
 */
export function wkdHash(localPart: string): string {
  const digest = createHash('sha1').update(localPart.toLowerCase()).digest()
  const bits = [...digest].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  // 160 bits are 32 groups of five, without a rest.
  return (bits.match(/.{5}/g) ?? []).map((group) => ZBASE32[Number.parseInt(group, 2)]).join('')
}

/**
 * Every file to publish for the inboxes, each path once. In the directory an address has those of its
 * inbox's certificates that carry it in a user id, one after the other, since mail programs ignore
 * others; the direct form leaves out the domain, so equal local parts of two domains share a file
 * there. Demo inboxes stand under `/keys/` only: their address is nobody's.
 */
export function publishedKeys(
  inboxes: readonly Pick<Inbox, 'address' | 'secondAddress' | 'certificates' | 'demo'>[],
): PublishedKey[] {
  const keys = new Map<string, string>()
  /** Path → binary certificates by fingerprint. */
  const directory = new Map<string, Map<string, Uint8Array>>()
  const domains = new Set<string>()
  for (const { address, secondAddress, certificates, demo } of inboxes) {
    for (const { fingerprint, armored } of certificates) {
      keys.set(keyPath(fingerprint), armored)
      if (demo) continue
      for (const one of [address, secondAddress ?? address].map((text) => text.toLowerCase())) {
        if (!addressesOf(armored).includes(one)) continue
        const [local = '', domain = ''] = one.split('@')
        domains.add(domain)
        for (const folder of ['', `/${domain}`]) {
          const path = `${DIRECTORY}${folder}/hu/${wkdHash(local)}`
          const found = directory.get(path) ?? new Map<string, Uint8Array>()
          directory.set(path, found.set(fingerprint, binary(armored)))
        }
      }
    }
  }
  const policies = domains.size > 0 ? ['', ...[...domains].map((domain) => `/${domain}`)] : []
  return [
    ...[...keys].map(([path, armored]) => ({
      path,
      contentType: 'application/pgp-keys',
      body: new TextEncoder().encode(armored),
    })),
    ...[...directory].map(([path, found]) => ({
      path,
      contentType: 'application/octet-stream',
      body: Buffer.concat([...found.values()]),
    })),
    ...policies.map((folder) => ({
      path: `${DIRECTORY}${folder}/policy`,
      contentType: 'text/plain; charset=utf-8',
      body: POLICY,
    })),
  ]
}

function binary(armored: string): Uint8Array {
  return Buffer.concat(dearmor(armored).map(({ bytes }) => bytes))
}
