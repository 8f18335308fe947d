/** An inbox: who reads tips, to which certificates they are sealed, and which categories go there. */
import { DEFAULT_LIMITS } from '#lib/protocol/limits'
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
  /** It is the archive's: what it cannot be used for any more is sealed without it. */
  archive?: true
}

/** How much a sender may attach to a tip for an inbox. */
export type FileLimits = {
  files: number
  /** Of all files together, before sealing. */
  bytes: number
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
  /**
   * Every tip is sealed to all of them, so that each reader can open it alone. One at least is a
   * reader's; the archive's, if there is one, is the last and may have expired.
   */
  certificates: InboxCertificate[]
  /** Fingerprints of former certificates to which nothing may be sealed any more, lower-case hex. */
  distrusted: string[]
  /** What it takes of files; null for the site's limits. */
  limits: FileLimits | null
  /** With whom the sender may allow the desk to share. */
  partners: string[]
  /** From where the desk replies to senders, besides its own addresses: addresses, and `*@domain`. */
  replyFrom: string[]
  /** Where a copy of every mail goes, and the fingerprint of its certificate; null without an archive. */
  archive: { fingerprint: string; email: string } | null
  /** Made on the spot, its secret key lies beside the server: nothing real may be sent to it. */
  demo: boolean
}

/**
 * What senders learn of an inbox (`GET /api/inboxes`): never a mail address.
 * @param now leaves an archive's certificate out that has expired by then, since programs that seal
 * would refuse the tip for its sake; left out, as in pages that are built once, it stays
 */
export function publicInbox(inbox: Inbox, now?: Date): PublicInbox {
  return {
    id: inbox.id,
    name: inbox.name,
    categories: [...inbox.categories],
    ...(inbox.countries.length > 0 && { countries: [...inbox.countries] }),
    ...(inbox.languages.length > 0 && { languages: [...inbox.languages] }),
    ...(inbox.leavingNow && { leavingNow: true as const }),
    ...(inbox.limits !== null && { limits: partLimits(inbox.limits) }),
    ...(inbox.partners.length > 0 && { partners: [...inbox.partners] }),
    certificates: inbox.certificates
      .filter(({ archive, expires }) => !archive || !isPast(expires, now))
      .map(({ fingerprint, armored, archive }) => ({
        fingerprint,
        armored,
        ...(archive && { archive }),
      })),
  }
}

function isPast(expires: Date | null, now: Date | undefined): boolean {
  return expires !== null && now !== undefined && expires <= now
}

/** What padding adds at most to a file of some size (PADMÉ), as a factor. */
const PADDING = 1.04
/** What padding and packets add besides to each file, however small, in bytes. */
const PADDING_BYTES = 16_384

/** What the protocol must allow of sealed parts, for files of that number and size to pass. */
export function partLimits({ files, bytes }: FileLimits): { parts: number; tipBytes: number } {
  return {
    parts: files + 1,
    tipBytes: DEFAULT_LIMITS.messageBytes + Math.ceil(bytes * PADDING) + files * PADDING_BYTES,
  }
}
