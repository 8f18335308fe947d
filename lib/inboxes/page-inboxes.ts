/**
 * The inboxes as the pages are built from them (the file that `INBOXES_JSON` names), and their hash, by
 * which the server sees that its pages say something else.
 */
import { createHash } from 'node:crypto'
import { type Inbox, publicInbox } from './inbox.ts'

/**
 * The file's text: what senders may know of each inbox, its mail address, when tips can no longer be
 * sealed to it, whether it is a demo, and how many files of what size in all it takes if it says so.
 */
export function inboxesText(inboxes: readonly Inbox[]): string {
  const listed = inboxes.map((inbox) => ({
    ...publicInbox(inbox),
    demo: inbox.demo,
    address: inbox.address,
    expires: firstExpiry(inbox)?.toISOString() ?? null,
    ...(inbox.limits !== null && { fileLimits: inbox.limits }),
  }))
  return `${JSON.stringify({ inboxes: listed }, null, 1)}\n`
}

/**
 * The first certificate that expires ends the inbox: a tip is sealed to all readers or to none. The
 * archive's does not: tips are then sealed without it.
 */
function firstExpiry({ certificates }: Inbox): Date | undefined {
  const dates = certificates.flatMap(({ expires, archive }) =>
    expires === null || archive ? [] : [expires],
  )
  return dates.sort((one, other) => one.getTime() - other.getTime())[0]
}

/** SHA-256 of that text, lower-case hex. */
export function inboxesSha256(inboxes: readonly Inbox[]): string {
  return createHash('sha256').update(inboxesText(inboxes)).digest('hex')
}
