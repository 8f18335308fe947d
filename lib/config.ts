/**
 * The settings that every environment variable comes to, read once (`config-variables.ts` checks each).
 * Each fault names the variable, what is wrong with it and the cure, and all faults are told at once.
 */
import { join, resolve } from 'node:path'
import type { z } from 'zod'
import { type LogLevel, MAIL_CURE, SMTP_CURE, variables } from './config-variables.ts'
import type { PostgresAddress } from './database-url.ts'
import { LOCAL_REPLY_ADDRESS, type ReplySource, replySources } from './reply-variables.ts'

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

/** A way for mail, with what it needs. */
export type MailTransport =
  | { name: 'maildir' }
  | { name: 'smtp'; url: string }
  | { name: 'resend'; apiKey: string; baseUrl: string }

/** A variable at fault. `problem` and `cure` are sentences. */
export type ConfigError = { variable: string; problem: string; cure: string }

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
