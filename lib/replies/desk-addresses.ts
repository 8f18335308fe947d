/** Who may reply for a desk. An address in From can be forged: this keeps mistakes and spam out, no attacker. */
import type { Inbox } from '#lib/inboxes/inbox'

/**
 * Whether a mail comes from one of the desk's addresses: those that tips go to, and those of `replyFrom`.
 * The archive's is none: it answers nobody.
 * @param from a mail address
 */
export function isOfDesk(
  from: string,
  { address, secondAddress, replyFrom }: Pick<Inbox, 'address' | 'secondAddress' | 'replyFrom'>,
): boolean {
  const lower = from.toLowerCase()
  return [address, secondAddress ?? '', ...replyFrom].some((one) => {
    const known = one.toLowerCase()
    return known.startsWith('*@') ? lower.endsWith(known.slice(1)) : known !== '' && lower === known
  })
}
