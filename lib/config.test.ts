import { describe, expect, it } from 'vitest'
import { type Config, readConfig } from './config.ts'

function configOf(env: Record<string, string>): Config {
  const read = readConfig(env, '/srv/site')
  if (!read.ok) throw new Error(JSON.stringify(read.errors))
  return read.config
}

describe('the configuration', () => {
  it('works without a single variable', () => {
    expect(configOf({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      siteUrl: 'http://localhost:3000',
      dataDir: '/srv/site/.data',
      databaseFile: '/srv/site/.data/store.sqlite',
      postgres: null,
      inboxesDir: '/srv/site/content/inboxes',
      mailTransports: [{ name: 'maildir' }],
      mailFrom: 'tips@localhost.invalid',
      operatorEmail: null,
      operatorDigest: false,
      powCost: 1000,
      rateLimits: true,
      retentionDays: 14,
      replyAddress: 'reply+*@localhost.invalid',
      replySources: [{ name: 'maildir', folder: '/srv/site/.data/replies' }],
      resendWebhookSecret: null,
      csafSigningKeyFile: null,
      preview: false,
      trustedProxies: [],
      metricsPort: null,
      logLevel: 'info',
    })
  })

  it('takes an empty variable for one that is not set', () => {
    expect(configOf({ PORT: '', POW_COST: ' ' })).toEqual(configOf({}))
  })

  it('reads what is set', () => {
    const config = configOf({
      PORT: '8080',
      SITE_URL: 'https://tips.example.org/',
      DATA_DIR: '/var/lib/rhw',
      DATABASE_URL: 'file:db/tips.sqlite',
      POW_COST: '0',
      RATE_LIMITS: 'off',
      RESEND_WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      CSAF_SIGNING_KEY_FILE: 'keys/csaf.asc',
      TRUSTED_PROXIES: 'loopback, 10.0.0.0/24,2001:db8::5',
      METRICS_PORT: '0',
      LOG_LEVEL: 'warn',
    })
    expect(config).toMatchObject({
      port: 8080,
      siteUrl: 'https://tips.example.org',
      dataDir: '/var/lib/rhw',
      databaseFile: '/srv/site/db/tips.sqlite',
      powCost: 0,
      rateLimits: false,
      resendWebhookSecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      csafSigningKeyFile: '/srv/site/keys/csaf.asc',
      trustedProxies: ['loopback', '10.0.0.0/24', '2001:db8::5'],
      metricsPort: 0,
      logLevel: 'warn',
    })
  })

  it('tells every fault at once, with the cure', () => {
    const read = readConfig({ PORT: '70000', HOST: 'a b', RATE_LIMITS: 'maybe' })
    expect(read).toMatchObject({
      ok: false,
      errors: [
        { variable: 'PORT', cure: expect.stringContaining('1 to 65535') },
        { variable: 'HOST', cure: expect.stringContaining('127.0.0.1') },
        { variable: 'RATE_LIMITS', cure: expect.stringContaining('off') },
      ],
    })
  })

  it.each([
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['PORT', '0x10'],
    ['SITE_URL', 'example.org'],
    ['SITE_URL', 'https://example.org/tips'],
    ['SITE_URL', 'ftp://example.org'],
    ['DATABASE_URL', 'postgres://localhost/rhw'],
    ['DATABASE_URL', 'mysql://localhost'],
    ['DATABASE_URL', 'file:'],
    ['DATABASE_URL', 'file://host/x'],
    ['MAIL_TRANSPORT', 'pigeon'],
    ['MAIL_TRANSPORT', 'maildir,'],
    ['MAIL_TRANSPORT', 'maildir, maildir'],
    ['MAIL_FROM', 'desk'],
    ['OPERATOR_EMAIL', 'a@b@c'],
    ['SMTP_URL', 'mail.example.org'],
    ['SMTP_URL', 'smtp://'],
    ['SMTP_URL', 'smtps://user@mail.example.org'],
    ['SMTP_URL', 'smtps://user:100%@mail.example.org'],
    ['SMTP_URL', 'smtps://mail.example.org?tls.rejectUnauthorized=false'],
    ['RESEND_BASE_URL', 'api'],
    ['RESEND_BASE_URL', 'http://api.resend.com'],
    ['RESEND_API_KEY', 'a b'],
    ['RESEND_WEBHOOK_SECRET', 'a b'],
    ['POW_COST', '1e3'],
    ['RETENTION_DAYS', '0'],
    ['RESEND_WEBHOOK_SECRET', 're_123'],
    ['TRUSTED_PROXIES', 'proxy.example.org'],
    ['TRUSTED_PROXIES', '10.0.0.1,'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '10.0.0.0/8/8'],
    ['TRUSTED_PROXIES', '0.0.0.0/0'],
    ['TRUSTED_PROXIES', 'fe80::1%eth0'],
    ['METRICS_PORT', 'on'],
    ['METRICS_PORT', '3000'],
    ['LOG_LEVEL', 'loud'],
  ])('refuses %s=%s', (variable, value) => {
    const read = readConfig({ [variable]: value })
    expect(read.ok ? [] : read.errors.map((error) => error.variable)).toEqual([variable])
  })

  it('takes Postgres in the place of the file', () => {
    const { postgres } = configOf({ DATABASE_URL: 'postgres://tips:p%40ss@db.example.org/rhw' })
    expect(postgres).toMatchObject({ host: 'db.example.org', password: 'p@ss', tls: 'full' })
    expect(configOf({ DATABASE_URL: 'file:db/tips.sqlite' }).postgres).toBeNull()
  })

  it('keeps the order of the transports, each with what it needs', () => {
    const config = configOf({
      MAIL_TRANSPORT: 'resend, smtp,maildir',
      MAIL_FROM: 'tips@example.org',
      SMTP_URL: 'smtps://user:p%40ss@mail.example.org',
      RESEND_API_KEY: 're_123',
    })
    expect(config.mailTransports).toEqual([
      { name: 'resend', apiKey: 're_123', baseUrl: 'https://api.resend.com' },
      { name: 'smtp', url: 'smtps://user:p%40ss@mail.example.org' },
      { name: 'maildir' },
    ])
  })

  it('names what a transport lacks, once, with the cure', () => {
    const faults = (env: Record<string, string>) => {
      const read = readConfig(env)
      return read.ok ? [] : read.errors.map(({ variable, cure }) => `${variable}: ${cure}`)
    }
    expect(faults({ MAIL_TRANSPORT: 'smtp,resend' })).toEqual([
      expect.stringMatching(/^MAIL_FROM: .*desk@example.org/),
      expect.stringMatching(/^SMTP_URL: .*smtps:/),
      expect.stringMatching(/^RESEND_API_KEY: .*key/),
    ])
    const wrong = { MAIL_TRANSPORT: 'smtp', MAIL_FROM: 'a@example.org', SMTP_URL: 'x' }
    expect(faults(wrong)).toHaveLength(1)
  })

  it('never repeats a secret in an error', () => {
    const read = readConfig({
      RESEND_API_KEY: 're_ hunter2',
      SMTP_URL: 'hunter2',
      DATABASE_URL: 'postgres://u:hunter2@db/x?sslmode=hunter2',
      RESEND_WEBHOOK_SECRET: 'hunter2',
    })
    expect(read.ok ? [] : read.errors).toHaveLength(4)
    expect(JSON.stringify(read)).not.toContain('hunter2')
  })
})
