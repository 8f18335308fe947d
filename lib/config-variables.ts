/** The checks of the environment variables, one by one, and how each value at fault is cured. */
import { isIP } from 'node:net'
import { z } from 'zod'
import { type PostgresAddress, readPostgresUrl } from './database-url.ts'
import { replyVariables } from './reply-variables.ts'

const TRANSPORTS = ['maildir', 'smtp', 'resend'] as const
const LOG_LEVELS = ['info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

const wholeNumber = (min: number, max: number, cure: string) =>
  z
    .string()
    .regex(/^\d{1,9}$/, cure)
    .transform(Number)
    .refine((value) => value >= min && value <= max, cure)

const URL_CURE = 'Write an address like https://tips.example.org, without a path.'
const DATABASE_CURE =
  'Write file: and a path, like file:/var/lib/rhw/store.sqlite, or postgres: and an address.'
const TRANSPORT_CURE =
  'Write maildir, smtp or resend, or several with commas between them: the next is the fallback.'
export const SMTP_CURE =
  'Write it like smtps://user:password@mail.example.org, with %40 for an @ inside user or password.'
const RESEND_CURE =
  'Write an address like https://api.resend.com. Plain http, which shows the key, is for this machine only.'
const PROXIES_CURE =
  'Write the addresses of your proxies with commas between them, like 10.0.0.5 or 10.0.0.0/24, or loopback for one on this machine.'
export const MAIL_CURE = 'Write a mail address like desk@example.org.'

/** One check per variable; a message says how to cure the value. Those of replies have a file of their own. */
export const variables = {
  PORT: wholeNumber(0, 65535, 'Write a port from 1 to 65535, like 3000, or 0 for any free one.'),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:-]+$/, 'Write an address of this machine like 127.0.0.1, ::1 or 0.0.0.0.'),
  SITE_URL: z
    .string()
    .refine(isOrigin, URL_CURE)
    .transform((value) => new URL(value).origin),
  DATA_DIR: z.string().regex(/^[^\0]+$/, 'Write the path of a folder, like .data.'),
  DATABASE_URL: z.string().transform((value, context): { file: string } | PostgresAddress => {
    if (!/^postgres(ql)?:/.test(value)) {
      if (/^file:(?!\/\/)[^\0?#]+$/.test(value)) return { file: value.slice('file:'.length) }
      context.addIssue({ code: 'custom', message: DATABASE_CURE })
      return z.NEVER
    }
    const read = readPostgresUrl(value)
    if (read.ok) return read.address
    context.addIssue({ code: 'custom', message: read.cure })
    return z.NEVER
  }),
  INBOXES_DIR: z.string().regex(/^[^\0]+$/, 'Write the path of a folder, like content/inboxes.'),
  MAIL_TRANSPORT: z
    .string()
    .transform((value) => value.split(',').map((name) => name.trim()))
    .pipe(z.array(z.enum(TRANSPORTS, TRANSPORT_CURE)))
    .refine((names) => new Set(names).size === names.length, 'Name each one once.'),
  MAIL_FROM: z.email(MAIL_CURE),
  OPERATOR_EMAIL: z.email(MAIL_CURE),
  OPERATOR_DIGEST: z.enum(['daily', 'off'], 'Write daily, or off for no daily mail.'),
  SMTP_URL: z.string().refine(isMailServer, SMTP_CURE),
  RESEND_API_KEY: z.string().regex(/^\S+$/, 'Write the key without spaces.'),
  RESEND_BASE_URL: z.string().refine(keepsKeys, RESEND_CURE),
  ...replyVariables,
  RESEND_WEBHOOK_SECRET: z
    .string()
    .regex(
      /^(whsec_)?[A-Za-z0-9+/=_-]{16,}$/,
      'Copy the signing secret that Resend shows beside the webhook; it begins with whsec_.',
    ),
  POW_COST: wholeNumber(0, 1_000_000, 'Write a number from 0 (off) to 1000000, like 1000.'),
  RATE_LIMITS: z.enum(['on', 'off'], 'Write on, or off for a load test.'),
  RETENTION_DAYS: wholeNumber(1, 3650, 'Write a number of days from 1 to 3650, like 14.'),
  CSAF_SIGNING_KEY_FILE: z
    .string()
    .regex(
      /^(?!-----BEGIN)[^\0\n]+$/,
      'Write the path of a file with an OpenPGP secret key, not the key itself.',
    ),
  PREVIEW: z.enum(['0', '1'], 'Write 1 to show drafts and embargoed advisories, or leave it out.'),
  TRUSTED_PROXIES: z
    .string()
    .transform((value) => value.split(',').map((one) => one.trim()))
    .refine((proxies) => proxies.every(isProxyRange), PROXIES_CURE),
  METRICS_PORT: wholeNumber(
    0,
    65535,
    'Write a port from 1 to 65535, like 9464, or 0 for any free one.',
  ),
  LOG_LEVEL: z.enum(LOG_LEVELS, 'Write info, warn, error or silent.'),
} satisfies Record<string, z.ZodType>

/** `loopback`, an address, or a CIDR range that is not everybody. */
function isProxyRange(value: string): boolean {
  if (value === 'loopback') return true
  const [address = '', bits, ...rest] = value.split('/')
  const family = isIP(address)
  if (family === 0 || address.includes('%') || rest.length > 0) return false
  if (bits === undefined) return true
  return /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)
}

function isWebAddress(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
}

/** Whether a key may be sent there: over TLS, or without leaving this machine. */
function keepsKeys(value: string): boolean {
  if (!isWebAddress(value)) return false
  const { protocol, hostname } = new URL(value)
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

/** Nothing but scheme, user, host and port: options in the address could switch TLS checks off. */
function isMailServer(value: string): boolean {
  if (!/^smtps?:\/\/\S+$/.test(value) || !URL.canParse(value)) return false
  const { hostname, pathname, search, hash, username, password } = new URL(value)
  if (hostname === '' || !['', '/'].includes(pathname) || `${search}${hash}` !== '') return false
  try {
    decodeURIComponent(`${username}${password}`)
    return (username === '') === (password === '')
  } catch {
    return false
  }
}

function isOrigin(value: string): boolean {
  if (!isWebAddress(value)) return false
  const { pathname, search, hash, username, password } = new URL(value)
  return pathname === '/' && `${search}${hash}${username}${password}` === ''
}
