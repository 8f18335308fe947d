/**
 * Facts out of the headers of mails (RFC 5322): who sent it and from where, to be offered as
 * identifiers; and to whom it was delivered, which tells of the one who has it.
 */
import type { Identifier } from '#lib/tip/schema'
import type { Notes } from './notes.ts'

/** How many identifiers are offered, and how long each may be in a tip. */
const IDENTIFIERS_MAX = 60
const VALUE_MAX = 500
const RECIPIENTS_MAX = 5
const LINES_MAX = 1000

const ADDRESS =
  /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@[\p{L}\p{N}.-]{1,255}\.[\p{L}\p{N}-]{2,63}/gu
const IPV4 = /(?<![\d.])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?![\d.])/g
const IPV6 = /\[(?:IPv6:)?([0-9a-f:.]{3,45})\]/gi

/** Addresses of house networks, of this machine, and of no network at all. */
const PRIVATE =
  /^(?:0\.|10\.|127\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|2(?:2[4-9]|[345]\d)\.|::1?$|f[cde])/i

/** Public network addresses in a header. */
function networkAddresses(text: string): string[] {
  const six = Array.from(text.matchAll(IPV6), ([, address = '']) => address).filter((address) =>
    URL.canParse(`http://[${address}]/`),
  )
  return [...(text.match(IPV4) ?? []), ...six].filter((address) => !PRIVATE.test(address))
}

export type MailFacts = {
  /** Takes the headers of one mail, with or without what follows them. */
  add(headers: string): void
  /** What can be offered, in the order met, each once. */
  identifiers(): Identifier[]
  /** Notes to whom the mails were delivered. */
  note(notes: Notes): void
}

/** Facts of one mail or of many. */
export function createMailFacts(): MailFacts {
  const found = new Map<string, Identifier>()
  const recipients = new Map<string, string>()
  const keep = (type: Identifier['type'], value: string) => {
    const key = `${type} ${value.toLowerCase()}`
    if (value.length > VALUE_MAX || found.size >= IDENTIFIERS_MAX || found.has(key)) return
    found.set(key, { type, value })
  }

  function header(name: string, value: string): void {
    switch (name) {
      case 'from':
      case 'sender':
      case 'reply-to':
      case 'return-path':
      case 'x-sender':
      case 'x-original-from':
        for (const address of value.match(ADDRESS) ?? []) keep('email', address)
        return
      case 'received': {
        // “from … (… [address]) by our.server”: what stands behind belongs to the receiving side.
        const from = /^from\s([\s\S]*?)(?:\sby\s|;|$)/i.exec(value)?.[1] ?? ''
        for (const address of networkAddresses(from)) keep('ip', address)
        return
      }
      case 'x-originating-ip':
      case 'x-sender-ip':
      case 'x-client-ip':
        for (const address of networkAddresses(value.includes('[') ? value : `[${value.trim()}]`)) {
          keep('ip', address)
        }
        return
      case 'message-id': {
        const id = /<[^<>\s]{3,400}>/.exec(value)?.[0]
        if (id) keep('other', `Message-ID ${id}`)
        return
      }
      case 'to':
      case 'cc':
      case 'bcc':
      case 'delivered-to':
      case 'x-original-to':
      case 'envelope-to':
        for (const address of value.match(ADDRESS) ?? []) {
          if (recipients.size < RECIPIENTS_MAX) recipients.set(address.toLowerCase(), address)
        }
        return
      default:
    }
  }

  return {
    add(headers) {
      let open: { name: string; value: string } | undefined
      for (const line of headers.split(/\r?\n/, LINES_MAX)) {
        if (line === '') break
        if (/^[ \t]/.test(line)) {
          // A header goes on in lines that begin with white space.
          if (open && open.value.length < 8192) open.value += line
          continue
        }
        if (open) header(open.name, open.value)
        const match = /^([!-9;-~]{1,100}):\s?(.*)$/.exec(line.slice(0, 8192))
        open = match ? { name: (match[1] ?? '').toLowerCase(), value: match[2] ?? '' } : undefined
      }
      if (open) header(open.name, open.value)
    },
    identifiers: () =>
      [...found.values()].filter(({ value }) => !recipients.has(value.toLowerCase())),
    note(notes) {
      for (const address of recipients.values()) notes.add('deliveredTo', address)
    },
  }
}

/** Names that the headers of every mail have some of. */
const USUAL =
  /^(?:from|to|subject|date|message-id|received|return-path|delivered-to|mime-version|content-type|reply-to|x-[\w-]+|dkim-signature|arc-[\w-]+)$/i

/**
 * Whether a text begins like a mail, or like a mailbox of many.
 * @param start the first few thousand characters
 */
export function looksLikeMail(start: string): 'mail' | 'mailbox' | null {
  const mailbox = /^From \S+ .*\d{4}/.test(start)
  const lines = start.split(/\r?\n/, 60)
  const names = new Set<string>()
  for (const line of mailbox ? lines.slice(1) : lines) {
    if (line === '') break
    if (/^[ \t]/.test(line)) continue
    const name = /^([!-9;-~]{1,100}):/.exec(line)?.[1]
    if (!name) return null
    if (USUAL.test(name)) names.add(name.toLowerCase())
  }
  if (names.size < 3) return null
  return mailbox ? 'mailbox' : 'mail'
}
