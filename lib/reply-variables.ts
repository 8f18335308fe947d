/** The environment variables about replies of the desk: where it replies to, and how that comes in. */
import { z } from 'zod'

/** A way for replies. `resend` takes its key from the transport's variables. */
export type ReplySource =
  | { name: 'maildir'; folder: string }
  | { name: 'imap'; url: string }
  | { name: 'resend'; apiKey: string; baseUrl: string }

/** Where nothing leaves this machine, nobody needs an address that mail servers know. */
export const LOCAL_REPLY_ADDRESS = 'reply+*@localhost.invalid'
const SOURCES = ['maildir', 'imap', 'resend'] as const
/** Characters that take the place of `*`. */
const ID_LENGTH = 16
const LOCAL_PART_MAX = 64

const ADDRESS_CURE =
  'Write an address with one * in front of the @, like tips+*@example.org or *@reply.example.org.'
const SOURCES_CURE = 'Write maildir, imap or resend, or several with commas between them.'
const IMAP_CURE =
  'Write it like imaps://user:password@mail.example.org/Replies, with %40 for an @ inside user or password. Beyond this machine it must be imaps.'

/** One check per variable; a message says how to cure the value. */
export const replyVariables = {
  REPLY_ADDRESS: z
    .string()
    .refine(isReplyPattern, ADDRESS_CURE)
    .transform((value) => value.toLowerCase()),
  REPLIES: z
    .string()
    .transform((value) => value.split(',').map((name) => name.trim()))
    .pipe(z.array(z.enum(SOURCES, SOURCES_CURE)))
    .refine((names) => new Set(names).size === names.length, 'Name each one once.'),
  REPLY_MAILDIR: z.string().regex(/^[^\0]+$/, 'Write the path of a Maildir, like .data/replies.'),
  REPLY_IMAP_URL: z.string().refine(isMailbox, IMAP_CURE),
} satisfies Record<string, z.ZodType>

/** What was read of the variables; undefined where one is not set. */
export type ReplySettings = {
  address: string | null
  sources: readonly ReplySource['name'][] | undefined
  /** Absolute. */
  folder: string
  imapUrl: string | undefined
  apiKey: string | undefined
  baseUrl: string
  webhookSecret: string | null
}

/**
 * The ways by which replies come in; none without an address.
 * @param needed told of each variable that is not set and must be: who names what, and the cure
 */
export function replySources(
  settings: ReplySettings,
  needed: (variable: string, by: string, cure: string) => void,
): ReplySource[] {
  const { address, sources, folder, imapUrl, apiKey, baseUrl, webhookSecret } = settings
  if (address === null) {
    if (sources !== undefined) needed('REPLY_ADDRESS', sources.join(','), ADDRESS_CURE)
    return []
  }
  return (sources ?? ['maildir']).map((name): ReplySource => {
    if (name === 'maildir') return { name, folder }
    if (name === 'imap') {
      if (imapUrl === undefined) needed('REPLY_IMAP_URL', name, IMAP_CURE)
      return { name, url: imapUrl ?? '' }
    }
    if (apiKey === undefined) {
      needed(
        'RESEND_API_KEY',
        name,
        'Make a key with full access at Resend, which may read mail, and write it here.',
      )
    }
    if (webhookSecret === null) {
      needed(
        'RESEND_WEBHOOK_SECRET',
        name,
        'Make a webhook at Resend for email.received and copy its signing secret.',
      )
    }
    return { name, apiKey: apiKey ?? '', baseUrl }
  })
}

/** One `*` in a local part that can be written without quotes, and room for the id it stands for. */
function isReplyPattern(value: string): boolean {
  const [local = '', ...rest] = value.split('*')
  if (rest.length !== 1 || !rest[0]?.includes('@') || local.includes('@')) return false
  const address = value.replace('*', '0'.repeat(ID_LENGTH))
  return z.email().safeParse(address).success && address.indexOf('@') <= LOCAL_PART_MAX
}

/** An IMAP mailbox: TLS from the first byte, or this machine; the login can be decoded. */
function isMailbox(value: string): boolean {
  if (!/^imaps?:\/\/\S+$/.test(value) || !URL.canParse(value)) return false
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(value)
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  if (hostname === '' || username === '' || password === '' || `${search}${hash}` !== '') {
    return false
  }
  try {
    decodeURIComponent(`${username}${password}${pathname}`)
  } catch {
    return false
  }
  return protocol === 'imaps:' || local
}
