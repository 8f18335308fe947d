/** What transports over the network have in common: the largest mail, and words for the log. */
import type { Mail } from '../transport.ts'

/** What must not be told of a mail: its outbox id and its reference. */
export function namesOf({ delivery }: Pick<Mail, 'delivery'>): string[] {
  return [delivery.id, delivery.reference]
}

/** The largest mail we hand on, in bytes on the wire: common mail servers take no more. */
export const WIRE_BYTES_MAX = 20_000_000

/**
 * What another machine said, fit for the log: one line of at most 300 characters, without mail
 * addresses and without what would name the tip.
 * @param names what must not be told: outbox ids, references
 */
export function quoted(text: string, names: readonly string[]): string {
  const clean = names
    .reduce((rest, name) => rest.replaceAll(name, '(name)'), text)
    .replace(/[^\s<>"'(),:;]+@[^\s<>"'(),:;]+/g, '(address)')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
  return `“${clean.slice(0, 300)}”`
}
