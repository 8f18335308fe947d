/** What a delivered mail carries, for tests of what reached the Maildir. */
import { buffer } from 'node:stream/consumers'
import { sealedParts, type TipMail } from '#scripts/inbox/mails'

/** The sealed parts of a mail, in order. @throws when some go by link */
export async function partsOf(mail: TipMail): Promise<Buffer[]> {
  const read = await sealedParts(mail, null)
  if (!read.ok) throw new Error(read.reason)
  const parts: Buffer[] = []
  for await (const part of read.parts) {
    if (!('stream' in part)) throw new Error(`${mail.reference} has a part outside its mail.`)
    parts.push(await buffer(part.stream))
  }
  return parts
}
