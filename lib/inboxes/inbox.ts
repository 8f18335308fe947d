/** An inbox: who reads tips, to which certificates they are sealed, and which categories go there. */
import type { PublicInbox } from '#lib/protocol/shapes'
import type { Category } from '#lib/tip/questions'

export type InboxCertificate = {
  /** 40 lower-case hex digits. */
  fingerprint: string
  /** The certificate as it was published, ASCII armour. */
  armored: string
  /** Key ids of its encryption subkeys, 16 lower-case hex digits each. */
  encryptionKeyIds: string[]
  /** When it stops being usable for sealing; null when it never does. */
  expires: Date | null
}

export type Inbox = {
  /** Lower-case letters, digits and hyphens: also a folder in the Maildir and a value of the protocol. */
  id: string
  name: string
  /** The mail address that `To` names. */
  address: string
  /** Where mail goes when `address` sends it back; null when there is none. */
  secondAddress: string | null
  /** The largest mail it wants, in bytes on the wire; null for what the transport takes. */
  mailBytes: number | null
  /** What it takes. Without any of the four, it is the default: it takes what no other one claims. */
  categories: Category[]
  /** ISO 3166 codes of the company's country, as the form asks for it; empty for all. */
  countries: string[]
  /** Codes of page languages (`en`); empty for all. */
  languages: string[]
  /** Takes only tips that say data or money is leaving now. */
  leavingNow: boolean
  /** Every tip is sealed to all of them, so that each reader can open it alone. Never empty. */
  certificates: InboxCertificate[]
  /** Fingerprints of former certificates to which nothing may be sealed any more, lower-case hex. */
  distrusted: string[]
  /** Made on the spot, its secret key lies beside the server: nothing real may be sent to it. */
  demo: boolean
}

/** What senders learn of an inbox (`GET /api/inboxes`): never a mail address. */
export function publicInbox(inbox: Inbox): PublicInbox {
  return {
    id: inbox.id,
    name: inbox.name,
    categories: [...inbox.categories],
    ...(inbox.countries.length > 0 && { countries: [...inbox.countries] }),
    ...(inbox.languages.length > 0 && { languages: [...inbox.languages] }),
    ...(inbox.leavingNow && { leavingNow: true as const }),
    certificates: inbox.certificates.map(({ fingerprint, armored }) => ({ fingerprint, armored })),
  }
}
