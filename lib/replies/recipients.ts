/** Which conversations a mail names as its recipients. */
import { addressParser, type Header } from 'postal-mime'
import { addressIdOf } from '#lib/protocol/reply-address'

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
