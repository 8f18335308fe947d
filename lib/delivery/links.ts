/** Which sealed parts travel inside a mail, which go by link, and how the mail's text names the links. */
import type { Delivery } from '#lib/store/store'
import { attachmentName, wireBytes } from './parts.ts'

/**
 * The command for a link, as the text has it: two lines, since one would be too long for a mail. Anybody
 * can write such a mail, so an address may hold nothing that a shell would take for more.
 */
const LINK =
  /^ {2}curl -fo (?:tip\.eml|file-(\d{1,4}))\.pgp \\\r?\n +(https?:\/\/[\w.~:/[\]%-]+)$/gm

/**
 * The indices of the parts that do not fit a mail of `limitBytes` on the wire, ascending: each part in
 * order goes inside while it fits, and a later, smaller one may still fit when an earlier one did not.
 * @param limitBytes null for any size: nothing goes by link
 */
export function planParts(delivery: Pick<Delivery, 'parts'>, limitBytes: number | null): number[] {
  if (limitBytes === null) return []
  // All out, then in as far as they fit.
  let linked = delivery.parts.map((_, part) => part)
  for (const part of linked) {
    const fewer = linked.filter((one) => one !== part)
    if (wireBytes(delivery, fewer) <= limitBytes) linked = fewer
  }
  return linked
}

/** The command that fetches a part, in the two lines that `readLinks` finds again. */
export function fetchCommand(part: number, address: string): string[] {
  return [`curl -fo ${attachmentName(part)} \\`, `  ${address}`]
}

/** The links that stand in a mail's text, by the index of their part. */
export function readLinks(text: string): Map<number, string> {
  return new Map(
    [...text.matchAll(LINK)].map(([, part, address]) => [Number(part ?? 0), address ?? '']),
  )
}
