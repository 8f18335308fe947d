import { describe, expect, it } from 'vitest'
import { type Config, readConfig } from './config.ts'

const ADDRESS = 'tips+*@example.org'

function configOf(env: Record<string, string>): Config {
  const read = readConfig(env, '/srv/site')
  if (!read.ok) throw new Error(JSON.stringify(read.errors))
  return read.config
}
const faults = (env: Record<string, string>) => {
  const read = readConfig(env, '/srv/site')
  return read.ok ? [] : read.errors.map(({ variable, cure }) => `${variable}: ${cure}`)
}
const mail = { MAIL_TRANSPORT: 'smtp', MAIL_FROM: 'a@example.org', SMTP_URL: 'smtp://localhost' }

describe('the reply address', () => {
  it('is one that nobody has where all mail stays on this machine', () => {
    expect(configOf({}).replyAddress).toBe('reply+*@localhost.invalid')
  })

  it('must be written where mail leaves it: else senders cannot be answered', () => {
    const config = configOf(mail)
    expect([config.replyAddress, config.replySources]).toEqual([null, []])
    expect(faults({ ...mail, REPLIES: 'imap' })).toEqual([
      expect.stringMatching(/^REPLY_ADDRESS: .*one \*/),
    ])
  })

  it.each(['tips+*@example.org', '*@reply.example.org', 'Tips+*@Example.org'])('is %s', (value) => {
    expect(configOf({ ...mail, REPLY_ADDRESS: value }).replyAddress).toBe(value.toLowerCase())
  })

  it.each([
    'tips@example.org',
    'tips+*',
    'tips@*.example.org',
    '**@example.org',
    'ti ps+*@example.org',
    `${'a'.repeat(49)}*@example.org`,
  ])('is not %s', (value) => {
    expect(faults({ REPLY_ADDRESS: value })).toEqual([expect.stringMatching(/^REPLY_ADDRESS: /)])
  })
})

describe('the ways of replies', () => {
  it('are a Maildir in DATA_DIR, or elsewhere', () => {
    expect(configOf({ DATA_DIR: '/data' }).replySources).toEqual([
      { name: 'maildir', folder: '/data/replies' },
    ])
    const elsewhere = configOf({ REPLY_MAILDIR: 'mail/replies' }).replySources
    expect(elsewhere).toEqual([{ name: 'maildir', folder: '/srv/site/mail/replies' }])
  })

  it('are several, each with what it needs', () => {
    const config = configOf({
      REPLY_ADDRESS: ADDRESS,
      REPLIES: 'imap, resend',
      REPLY_IMAP_URL: 'imaps://user:p%40ss@mail.example.org/Replies',
      RESEND_API_KEY: 're_123',
      RESEND_WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    })
    expect(config.replySources).toEqual([
      { name: 'imap', url: 'imaps://user:p%40ss@mail.example.org/Replies' },
      { name: 'resend', apiKey: 're_123', baseUrl: 'https://api.resend.com' },
    ])
  })

  it('name what they lack, with the cure', () => {
    expect(faults({ REPLIES: 'imap,resend' })).toEqual([
      expect.stringMatching(/^REPLY_IMAP_URL: .*imaps:/),
      expect.stringMatching(/^RESEND_API_KEY: .*full access/),
      expect.stringMatching(/^RESEND_WEBHOOK_SECRET: .*email.received/),
    ])
  })

  it.each([
    ['REPLIES', 'pop3'],
    ['REPLIES', 'maildir,'],
    ['REPLIES', 'imap, imap'],
    ['REPLY_IMAP_URL', 'mail.example.org'],
    ['REPLY_IMAP_URL', 'imaps://mail.example.org'],
    ['REPLY_IMAP_URL', 'imaps://user@mail.example.org'],
    ['REPLY_IMAP_URL', 'imap://user:pw@mail.example.org'],
    ['REPLY_IMAP_URL', 'imaps://user:pw@mail.example.org?tls=off'],
    ['REPLY_IMAP_URL', 'imaps://user:100%@mail.example.org'],
  ])('refuse %s=%s', (variable, value) => {
    const read = readConfig({ [variable]: value })
    expect(read.ok ? [] : read.errors.map((error) => error.variable)).toEqual([variable])
  })

  it('take plain IMAP from this machine', () => {
    const env = { REPLIES: 'imap', REPLY_IMAP_URL: 'imap://user:pw@localhost' }
    expect(configOf(env).replySources).toHaveLength(1)
  })

  it('never repeat a password in an error', () => {
    expect(JSON.stringify(readConfig({ REPLY_IMAP_URL: 'imap://u:hunter2@b' }))).not.toContain(
      'hunter2',
    )
  })
})
