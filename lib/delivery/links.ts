/** Which sealed parts travel inside a mail, and which go by link because the mail would be too large. */
import type { Delivery } from '#lib/store/store'
import { wireBytes } from './mail.ts'

/**
 * The indices of the parts that do not fit a mail of `limitBytes` on the wire, ascending: each part in
 * order goes inside while it fits, and a later, smaller one may still fit when an earlier one did not.
 * @param limitBytes null for any size: nothing goes by link
 */
export function planParts(delivery: Pick<Delivery, 'parts'>, limitBytes: number | null): number[] {
  if (limitBytes === null) return []
  const inside: { bytes: number; sha256: string }[] = []
  const linked: number[] = []
  for (const [index, part] of delivery.parts.entries()) {
    if (wireBytes({ parts: [...inside, part] }) <= limitBytes) inside.push(part)
    else linked.push(index)
  }
  return linked
}
