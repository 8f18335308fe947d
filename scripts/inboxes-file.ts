/** The inboxes as the pages are built from them (the file that `INBOXES_JSON` names). */
import { type Inbox, publicInbox } from '#lib/inboxes/inbox'

/** The file's text: what senders may know of each inbox, its mail address, and whether it is a demo. */
export function inboxesText(inboxes: readonly Inbox[]): string {
  const listed = inboxes.map((inbox) => ({
    ...publicInbox(inbox),
    demo: inbox.demo,
    address: inbox.address,
  }))
  return `${JSON.stringify({ inboxes: listed }, null, 1)}\n`
}
