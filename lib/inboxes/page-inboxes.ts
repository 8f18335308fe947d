/**
 * The inboxes as the pages are built from them (the file that `INBOXES_JSON` names), and their hash, by
 * which the server sees that its pages say something else.
 */
import { createHash } from 'node:crypto'
import { type Inbox, publicInbox } from './inbox.ts'

/** The file's text: what senders may know of each inbox, its mail address, and whether it is a demo. */
export function inboxesText(inboxes: readonly Inbox[]): string {
  const listed = inboxes.map((inbox) => ({
    ...publicInbox(inbox),
    demo: inbox.demo,
    address: inbox.address,
  }))
  return `${JSON.stringify({ inboxes: listed }, null, 1)}\n`
}

/** SHA-256 of that text, lower-case hex. */
export function inboxesSha256(inboxes: readonly Inbox[]): string {
  return createHash('sha256').update(inboxesText(inboxes)).digest('hex')
}
