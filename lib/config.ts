/**
 * Every environment variable, read and checked once. Each fault names the variable, what is wrong
 * with it and the cure, and all faults are told at once.
 */
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { type PostgresAddress, readPostgresUrl } from './database-url.ts'
import {
  LOCAL_REPLY_ADDRESS,
  type ReplySource,
  replySources,
  replyVariables,
} from './reply-variables.ts'

export type Config = {
  /** 0 lets the system choose a free one. */
  port: number
  host: string
  /** Origin under which readers reach the site, without a slash at the end. */
  siteUrl: string
  /** Absolute; holds database, Maildir and demo key. */
  dataDir: string
  /** Absolute path of the SQLite file; not used with Postgres. */
  databaseFile: string
  /** The Postgres that several instances share; null = SQLite. */
  postgres: PostgresAddress | null
  /** Absolute. */
  inboxesDir: string
  /** In the order in which they are tried. */
  mailTransports: MailTransport[]
  mailFrom: string
  /** Where alarms go; null when nobody was named. */
  operatorEmail: string | null
  /** Whether the operator gets the day's figures by mail; never without an address. */
  operatorDigest: boolean
  /** PBKDF2 iterations of one try at the proof of work; 0 = no proof is asked for. */
  powCost: number
  rateLimits: boolean
  retentionDays: number
  /** Where the desk replies to, with `*` for what names the conversation; null = senders cannot be answered. */
  replyAddress: string | null
  /** The ways by which replies come in; empty without a reply address. */
  replySources: ReplySource[]
  /** What Resend signs its webhooks with; null when it sends none. */
  resendWebhookSecret: string | null
  /** Absolute path of the secret key that signs CSAF documents at build time; null = they are not signed. */
  csafSigningKeyFile: string | null
  /** Whether drafts and embargoed advisories are built and served, for those who are given the link. */
  preview: boolean
  /** Addresses and CIDR ranges whose X-Forwarded-For is believed; `loopback` stands for this machine. */
  trustedProxies: string[]
  /** Port of the loopback address with metrics and alarms; 0 = any free one, null = none. */
  metricsPort: number | null
  /** The least grave lines that are logged. */
  logLevel: LogLevel
}

export type LogLevel = (typeof LOG_LEVELS)[number]

/** A way for mail, with what it needs. */
export type MailTransport =
  | { name: 'maildir' }
  | { name: 'smtp'; url: string }
  | { name: 'resend'; apiKey: string; baseUrl: string }

/** A variable at fault. `problem` and `cure` are sentences. */
export type ConfigError = { variable: string; problem: string; cure: string }

const TRANSPORTS = ['maildir', 'smtp', 'resend'] as const
const LOG_LEVELS = ['info', 'warn', 'error', 'silent'] as const

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
const SMTP_CURE =
  'Write it like smtps://user:password@mail.example.org, with %40 for an @ inside user or password.'
const RESEND_CURE =
  'Write an address like https://api.resend.com. Plain http, which shows the key, is for this machine only.'
const PROXIES_CURE =
  'Write the addresses of your proxies with commas between them, like 10.0.0.5 or 10.0.0.0/24, or loopback for one on this machine.'
const MAIL_CURE = 'Write a mail address like desk@example.org.'

/** One check per variable; a message says how to cure the value. */
const variables = {
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

/**
 * Reads the environment; an empty variable counts as not set. Paths are resolved against `cwd`.
 * @param env as `process.env` @param cwd the folder relative paths start from
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  cwd: string = process.cwd(),
): { ok: true; config: Config } | { ok: false; errors: ConfigError[] } {
  const errors: ConfigError[] = []
  const read = <Name extends keyof typeof variables>(
    variable: Name,
  ): z.infer<(typeof variables)[Name]> | undefined => {
    const value = env[variable]
    if (value === undefined || value.trim() === '') return undefined
    const parsed = variables[variable].safeParse(value.trim())
    if (parsed.success) return parsed.data as z.infer<(typeof variables)[Name]>
    errors.push({
      variable,
      problem: `The value ${shown(variable, value)} cannot be used.`,
      cure: parsed.error.issues[0]?.message ?? '',
    })
    return undefined
  }
  const port = read('PORT') ?? 3000
  const dataDir = resolve(cwd, read('DATA_DIR') ?? '.data')
  const database = read('DATABASE_URL') ?? null
  const file = database !== null && 'file' in database ? database.file : null
  const [from, smtpUrl, apiKey] = [read('MAIL_FROM'), read('SMTP_URL'), read('RESEND_API_KEY')]
  const [operatorEmail, digest] = [read('OPERATOR_EMAIL') ?? null, read('OPERATOR_DIGEST')]
  const signingKey = read('CSAF_SIGNING_KEY_FILE')
  const baseUrl = read('RESEND_BASE_URL') ?? 'https://api.resend.com'
  const neededFor = (by: string, variable: string, name: string, cure: string) => {
    // A value that cannot be used has been told already.
    if (errors.some((error) => error.variable === variable)) return
    errors.push({ variable, problem: `${by} names ${name}, which needs it.`, cure })
  }
  const needed = (variable: string, transport: string, cure: string) =>
    neededFor('MAIL_TRANSPORT', variable, transport, cure)
  const mailTransport = (name: MailTransport['name']): MailTransport => {
    if (name === 'maildir') return { name }
    if (from === undefined) {
      needed('MAIL_FROM', name, `${MAIL_CURE} Replies go there, and the mail server must allow it.`)
    }
    if (name === 'smtp') {
      if (smtpUrl === undefined) needed('SMTP_URL', name, SMTP_CURE)
      return { name, url: smtpUrl ?? '' }
    }
    if (apiKey === undefined) {
      needed('RESEND_API_KEY', name, 'Make a key with sending access at Resend and write it here.')
    }
    return { name, apiKey: apiKey ?? '', baseUrl }
  }
  const mailTransports = (read('MAIL_TRANSPORT') ?? ['maildir' as const]).map(mailTransport)
  // Where everything stays in this folder, replies do too; elsewhere somebody must say where they come in.
  const local = mailTransports.every(({ name }) => name === 'maildir')
  const replyAddress = read('REPLY_ADDRESS') ?? (local ? LOCAL_REPLY_ADDRESS : null)
  const webhookSecret = read('RESEND_WEBHOOK_SECRET') ?? null
  const sources = replySources(
    {
      address: replyAddress,
      sources: read('REPLIES'),
      folder: resolve(cwd, read('REPLY_MAILDIR') ?? join(dataDir, 'replies')),
      imapUrl: read('REPLY_IMAP_URL'),
      apiKey,
      baseUrl,
      webhookSecret,
    },
    (variable, by, cure) => neededFor('REPLIES', variable, by, cure),
  )
  const config: Config = {
    port,
    host: read('HOST') ?? '127.0.0.1',
    siteUrl: read('SITE_URL') ?? `http://localhost:${port}`,
    dataDir,
    databaseFile: file === null ? join(dataDir, 'store.sqlite') : resolve(cwd, file),
    postgres: database !== null && 'host' in database ? database : null,
    inboxesDir: resolve(cwd, read('INBOXES_DIR') ?? 'content/inboxes'),
    mailTransports,
    mailFrom: from ?? 'tips@localhost.invalid',
    operatorEmail,
    operatorDigest: operatorEmail !== null && digest !== 'off',
    // 1000 iterations and about 1000 tries: one to two seconds on a phone (see docs/protocol.md).
    powCost: read('POW_COST') ?? 1000,
    rateLimits: read('RATE_LIMITS') !== 'off',
    retentionDays: read('RETENTION_DAYS') ?? 14,
    replyAddress,
    replySources: sources,
    resendWebhookSecret: webhookSecret,
    csafSigningKeyFile: signingKey === undefined ? null : resolve(cwd, signingKey),
    preview: read('PREVIEW') === '1',
    trustedProxies: read('TRUSTED_PROXIES') ?? [],
    metricsPort: read('METRICS_PORT') ?? null,
    logLevel: read('LOG_LEVEL') ?? 'info',
  }
  if (config.metricsPort !== null && config.metricsPort > 0 && config.metricsPort === port) {
    errors.push({
      variable: 'METRICS_PORT',
      problem: `It is ${port}, as PORT is.`,
      cure: 'Choose another port, which only this machine reaches.',
    })
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, config }
}

/** The value for a message; never a secret. */
function shown(variable: string, value: string): string {
  return /KEY|SECRET|SMTP_URL|IMAP_URL|DATABASE_URL/.test(variable) ? '(not shown)' : `“${value}”`
}

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
