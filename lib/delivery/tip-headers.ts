/** What the mails of tips and the programs that open them agree on: the names of header fields. */

/** Header fields by which `npm run inbox` finds and describes a tip without opening it. */
export const TIP_HEADERS = {
  reference: 'Tip-Reference',
  /** The reference of the first message, on every later one. */
  conversation: 'Tip-Conversation',
  received: 'Tip-Received',
  inbox: 'Tip-Inbox',
  /** Sealed sizes of all parts in bytes, comma-separated, those that go by link too. */
  parts: 'Tip-Parts',
  /** Indices of the parts that go by link, comma-separated; absent when none does. */
  linked: 'Tip-Linked',
} as const
