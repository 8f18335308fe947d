import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Config, readConfig } from '#lib/config'
import { productionRefusals, productionWarnings } from './production.ts'

function configOf(env: Record<string, string>): Config {
  const read = readConfig(env)
  if (!read.ok) throw new Error(JSON.stringify(read.errors))
  return read.config
}

describe('an installation for the public', () => {
  const desk = { id: 'desk', demo: false, certificates: [{ fingerprint: 'ab', expires: null }] }
  const config = configOf({ SITE_URL: 'https://example.org' })
  const now = new Date('2026-11-22T10:00:00Z')

  it('takes a complete installation', () => {
    expect(productionRefusals({ config, inboxes: [desk], emptyFields: [] }, now)).toEqual([])
  })

  it('refuses the demo inbox, expired keys, empty legal fields, plain http, a preview and limits off', () => {
    const refusals = productionRefusals(
      {
        config: configOf({ RATE_LIMITS: 'off', PREVIEW: '1' }),
        inboxes: [
          { ...desk, demo: true },
          { ...desk, certificates: [{ fingerprint: 'cd', expires: now }] },
        ],
        emptyFields: ['desk.retentionDays'],
      },
      now,
    )
    expect(refusals.map(({ variable }) => variable)).toEqual([
      'INBOXES_DIR',
      'INBOXES_DIR',
      'content/site.yaml',
      'SITE_URL',
      'PREVIEW',
      'RATE_LIMITS',
    ])
    for (const { cure } of refusals) expect(cure).not.toBe('')
  })

  it.each([
    ['plain', 'postgres://u:p@db.example.org/tips?sslmode=disable', ['DATABASE_URL']],
    ['to whoever answers', 'postgres://u:p@db.example.org/tips?sslmode=require', ['DATABASE_URL']],
    ['with a checked certificate', 'postgres://u:p@db.example.org/tips', []],
    ['by an authority of one’s own', 'postgres://u:p@10.0.0.5/tips?sslmode=verify-ca', []],
    ['on this machine', 'postgres://u:p@localhost/tips', []],
    ['by a socket', 'postgres:///tips?host=/run/postgresql&user=u', []],
  ])('judges the way to Postgres: %s', (_, url, expected) => {
    const config = configOf({ SITE_URL: 'https://example.org', DATABASE_URL: url })
    const refusals = productionRefusals({ config, inboxes: [desk], emptyFields: [] }, now)
    expect(refusals.map(({ variable }) => variable)).toEqual(expected)
  })

  const warned = (env: Record<string, string>) =>
    productionWarnings(configOf({ SITE_URL: 'https://example.org', ...env })).map(
      ({ variable }) => variable,
    )
  const fit = {
    OPERATOR_EMAIL: 'op@example.org',
    TRUSTED_PROXIES: 'loopback',
    REPLY_ADDRESS: 'tips+*@example.org',
  }

  it('warns of nothing when all is set', () => {
    expect(warned(fit)).toEqual([])
  })

  it.each([
    ['OPERATOR_EMAIL', { OPERATOR_EMAIL: '' }],
    ['TRUSTED_PROXIES', { TRUSTED_PROXIES: '' }],
    ['HOST', { HOST: '0.0.0.0' }],
    ['POW_COST', { POW_COST: '0' }],
    ['REPLY_ADDRESS', { REPLY_ADDRESS: '' }],
    [
      'REPLY_ADDRESS',
      {
        REPLY_ADDRESS: '',
        MAIL_TRANSPORT: 'smtp',
        MAIL_FROM: 'a@example.org',
        SMTP_URL: 'smtp://localhost',
      },
    ],
    ['MAIL_TRANSPORT', { DATABASE_URL: 'postgres://u:p@localhost/tips' }],
    [
      'RESEND_WEBHOOK_SECRET',
      { MAIL_TRANSPORT: 'resend', MAIL_FROM: 'a@example.org', RESEND_API_KEY: 're_1' },
    ],
  ])('warns of %s', (variable, env) => {
    expect(warned({ ...fit, ...env })).toEqual([variable])
  })
})

describe('node server/main.ts', () => {
  const run = async (options: string[], env: Record<string, string>) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'rhw-production-'))
    const main = join(import.meta.dirname, 'main.ts')
    try {
      const { status, stderr } = spawnSync(process.execPath, [main, ...options], {
        env: { ...process.env, DATA_DIR: dataDir, INBOXES_DIR: join(dataDir, 'none'), ...env },
        encoding: 'utf8',
      })
      return { status, stderr, left: await readdir(dataDir) }
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  }

  it('--production refuses what npm run up refuses, with every cure', async () => {
    const { status, stderr } = await run(['--production'], { RATE_LIMITS: 'off' })
    expect(status).toBe(1)
    expect(stderr).toMatch(/INBOXES_DIR: .*demonstration inbox.*Write an inbox file/)
    expect(stderr).toMatch(/SITE_URL: .*plain http.*https/)
    expect(stderr).toMatch(/RATE_LIMITS: .*Leave the variable out/)
  })

  it('--production makes no demonstration key on the way to its refusal', async () => {
    const { stderr, left } = await run(['--production'], {})
    expect(stderr).toContain('demonstration inbox')
    expect(left).toEqual([])
  })

  it('tells what cannot be read without a trace of its own code', async () => {
    const { status, stderr } = await run([], { INBOXES_DIR: import.meta.filename })
    expect(status).toBe(1)
    expect(stderr).toMatch(/^The server cannot start:/)
    expect(stderr).not.toContain('    at ')
  })

  it('refuses an option it does not know', async () => {
    const { status, stderr } = await run(['--prod'], {})
    expect([status, stderr]).toEqual([1, expect.stringContaining('Unknown: --prod.')])
  })
})
