/**
 * What must not meet the public, and what should be looked at before it does: asked by
 * `npm run up -- --production` and `node server/main.ts --production` alike.
 */
import type { Config, ConfigError } from '#lib/config'
import { emptyLegalFields, loadSite } from '#lib/content/data'

const LOOPBACK = /^(127\.|::1$|localhost$)/

/** What is judged: the configuration, and of the inboxes what matters here. */
export type Installation = {
  config: Config
  inboxes: readonly {
    id: string
    demo: boolean
    certificates: readonly { fingerprint: string; expires: Date | null; archive?: true }[]
  }[]
}

/**
 * Judges the installation as it stands in `root` (content/site.yaml is read there).
 * @returns refusals that must keep it from starting, and warnings to be shown; each with its cure
 */
export function judgeForProduction(
  installation: Installation,
  root: string,
  now: Date,
): { refusals: ConfigError[]; warnings: ConfigError[] } {
  const emptyFields = emptyLegalFields(loadSite(root))
  return {
    refusals: productionRefusals({ ...installation, emptyFields }, now),
    warnings: productionWarnings(installation.config),
  }
}

/**
 * Why this installation must not go into production, each with its cure; empty when it may.
 * @param setup with the fields of content/site.yaml that nobody may take real tips without and that
 *   are still empty
 * @param now the present instant, for keys that have expired
 */
export function productionRefusals(
  setup: Installation & { emptyFields: readonly string[] },
  now: Date,
): ConfigError[] {
  const { config, inboxes, emptyFields } = setup
  const refusals: ConfigError[] = []
  if (inboxes.length === 0 || inboxes.some((inbox) => inbox.demo)) {
    refusals.push({
      variable: 'INBOXES_DIR',
      problem: `${config.inboxesDir} names no inbox, so tips would go to the demonstration inbox, whose secret key lies on this machine.`,
      cure: 'Write an inbox file with the certificates of those who read tips.',
    })
  }
  for (const { id, certificates } of inboxes) {
    for (const { fingerprint, expires, archive } of certificates) {
      // Without the archive's, tips are sealed all the same.
      if (archive || expires === null || expires > now) continue
      refusals.push({
        variable: 'INBOXES_DIR',
        problem: `The certificate ${fingerprint} of the inbox “${id}” expired on ${expires.toISOString().slice(0, 10)}.`,
        cure: 'Extend it, export it again and replace its .asc file.',
      })
    }
  }
  for (const path of emptyFields) {
    refusals.push({
      variable: 'content/site.yaml',
      problem: `“${path}” is empty.`,
      cure: 'Fill it in: readers must know who runs the site, who reads tips, and how long they are kept.',
    })
  }
  if (!config.siteUrl.startsWith('https:')) {
    refusals.push({
      variable: 'SITE_URL',
      problem: `${config.siteUrl} is plain http: anybody on the way could change the form.`,
      cure: 'Put the site behind TLS and write its https address.',
    })
  }
  if (config.postgres !== null && !config.postgres.local) {
    if (config.postgres.tls === 'off' || config.postgres.tls === 'unverified') {
      refusals.push({
        variable: 'DATABASE_URL',
        problem:
          config.postgres.tls === 'off'
            ? 'The way to Postgres is plain: anybody on it could read and change what is stored.'
            : 'Whoever answers in the place of Postgres is believed.',
        cure: 'Write sslmode=verify-full, and sslrootcert=/path/ca.pem when its certificate is not a public one.',
      })
    }
  }
  if (config.preview) {
    refusals.push({
      variable: 'PREVIEW',
      problem: 'Drafts and embargoed advisories would be published.',
      cure: 'Leave the variable and --preview out, and run `npm run build` again.',
    })
  }
  if (!config.rateLimits) {
    refusals.push({
      variable: 'RATE_LIMITS',
      problem: 'Limits are off, so that one sender could fill the disk.',
      cure: 'Leave the variable out, or write on.',
    })
  }
  return refusals
}

/** Settings that may be meant, but seldom are, each with its cure. Certificates are warned of where they are read. */
export function productionWarnings(config: Config): ConfigError[] {
  const warnings: ConfigError[] = []
  if (config.operatorEmail === null) {
    warnings.push({
      variable: 'OPERATOR_EMAIL',
      problem: 'Nobody is told by mail when tips do not go out or a certificate ends.',
      cure: 'Write the address of whoever keeps this server.',
    })
  }
  const local = LOOPBACK.test(config.host)
  if (local && config.trustedProxies.length === 0) {
    warnings.push({
      variable: 'TRUSTED_PROXIES',
      problem: `Only a proxy on this machine reaches ${config.host}, and it is not trusted, so that all senders share the limits of one.`,
      cure: 'Write loopback, and have the proxy set X-Forwarded-For.',
    })
  }
  if (!local) {
    warnings.push({
      variable: 'HOST',
      problem: `This server speaks plain http, and ${config.host} lets other machines talk to it.`,
      cure: 'Put TLS in front and listen on 127.0.0.1, or let only the proxy reach this port.',
    })
  }
  const resend = config.mailTransports.some(({ name }) => name === 'resend')
  if (resend && config.resendWebhookSecret === null) {
    warnings.push({
      variable: 'RESEND_WEBHOOK_SECRET',
      problem: 'A mail counts as delivered once Resend has it; that it bounced is not noticed.',
      cure: `Make a webhook at Resend for ${config.siteUrl}/api/webhooks/resend and write its signing secret.`,
    })
  }
  if (config.postgres !== null && config.mailTransports.some(({ name }) => name === 'maildir')) {
    warnings.push({
      variable: 'MAIL_TRANSPORT',
      problem: 'With several instances each has a Maildir of its own, and tips lie in any of them.',
      cure: 'Send by smtp or resend, or let one instance alone share this database.',
    })
  }
  if (config.replyAddress === null || config.replyAddress.endsWith('.invalid')) {
    warnings.push({
      variable: 'REPLY_ADDRESS',
      problem:
        config.replyAddress === null
          ? 'The desk cannot answer senders, and pages offer them no way back.'
          : `Pages offer senders a way back, but mail to ${config.replyAddress} reaches nobody.`,
      cure: 'Write an address like tips+*@example.org, and say in REPLIES how its mail comes in.',
    })
  }
  if (config.powCost === 0) {
    warnings.push({
      variable: 'POW_COST',
      problem: 'No work is asked of senders, so that floods cost nothing.',
      cure: 'Leave the variable out, or write 1000.',
    })
  }
  return warnings
}
