import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DESK, mailOf, UNENDING } from './mail.fixture.ts'
import { resendTransport } from './resend.ts'
import { API_KEY, type Mishap, startResend, type TestResend } from './resend-server.fixture.ts'

let server: TestResend
beforeEach(async () => {
  server = await startResend()
})
afterEach(() => server.close())

const transport = (more: Partial<Parameters<typeof resendTransport>[0]> = {}) =>
  resendTransport({
    apiKey: API_KEY,
    baseUrl: server.url,
    retentionDays: 14,
    confirmsByWebhook: false,
    ...more,
  })

describe('Resend', () => {
  it('gets a text mail with the sealed parts as they are', async () => {
    const parts = [randomBytes(70_000), randomBytes(5000)]
    expect(await transport().deliver(mailOf(parts), UNENDING)).toEqual({
      ok: true,
      confirmed: true,
      providerId: 'mail-0',
    })
    expect(server.keys).toEqual(['Zm9vYmFyYmF6cXV4'])
    const [email] = server.sent
    expect(email).toMatchObject({
      from: 'tips@example.org',
      to: ['desk@example.org'],
      subject: 'Tip 7K3M-Q2 · 75 kB',
      reply_to: ['desk@example.org'],
      headers: { 'Auto-Submitted': 'auto-generated', 'Tip-Reference': '7K3M-Q2' },
      tags: [{ name: 'outbox', value: 'Zm9vYmFyYmF6cXV4' }],
    })
    expect(
      email?.attachments?.map((one) => [
        one.filename,
        one.content_type,
        Buffer.from(one.content, 'base64').equals(
          parts[one.filename === 'tip.eml.pgp' ? 0 : 1] ?? Buffer.of(),
        ),
      ]),
    ).toEqual([
      ['tip.eml.pgp', 'application/octet-stream', true],
      ['file-1.pgp', 'application/octet-stream', true],
    ])
    expect(Object.keys(email ?? {})).not.toContain('html')
  })

  it('tells the analyst on one screen what it is, who can open it, how, and how long', async () => {
    await transport().deliver(mailOf(), UNENDING)
    const text = server.sent[0]?.text ?? ''
    for (const needed of [
      'Tip 7K3M-Q2',
      '2026-11-22 10:00 UTC',
      '70 kB',
      DESK.certificates[0]?.fingerprint.toUpperCase() ?? '',
      'gpg --output tip.eml --decrypt tip.eml.pgp',
      'expires 14 days after',
    ]) {
      expect(text).toContain(needed)
    }
    const lines = text.split('\n')
    expect(lines.length).toBeLessThanOrEqual(24)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(78)
  })

  it('gets what goes by link as an address in the text, and not as an attachment', async () => {
    const links = new Map([[1, 'https://tips.example.org/d/abc']])
    await transport().deliver(mailOf([randomBytes(70_000), randomBytes(5000)], {}, links), UNENDING)
    const [email] = server.sent
    expect(email?.attachments?.map(({ filename }) => filename)).toEqual(['tip.eml.pgp'])
    expect(email?.text).toContain('curl -fo file-1.pgp \\\n    https://tips.example.org/d/abc\n')
    expect(email?.headers).toMatchObject({ 'Tip-Parts': '70000,5000', 'Tip-Linked': '1' })
  })

  it('gets a mail to the second address when it is told to', async () => {
    await transport().deliver({ ...mailOf(), to: 'duty@example.org' }, UNENDING)
    expect(server.sent.map(({ to }) => to)).toEqual([['duty@example.org']])
  })

  it('confirms nothing by itself when webhooks will', async () => {
    const patient = transport({ confirmsByWebhook: true })
    expect(await patient.deliver(mailOf(), UNENDING)).toMatchObject({ ok: true, confirmed: false })
  })

  it('makes one mail of two requests at the same time', async () => {
    server.mishaps.push('take long')
    const [one, two] = [transport(), transport()].map((each) =>
      each.deliver(mailOf([Buffer.of(1)]), UNENDING),
    )
    expect(
      [await one, await two].map((result) => (result?.ok ? 'taken' : result?.retry)).sort(),
    ).toEqual(['now', 'taken'])
    expect(server.sent).toHaveLength(1)
  })

  it('ends at once when it is told to, and then does not know', async () => {
    server.mishaps.push('hang after')
    const ending = new AbortController()
    const result = transport().deliver(mailOf(), ending.signal)
    await expect.poll(() => server.sent.length).toBe(1)
    ending.abort()
    expect(await result).toMatchObject({ ok: false, retry: 'now' })
  })

  it('takes a notice to the operator, once, and waits for nobody to confirm it', async () => {
    const notice = {
      id: 'bm90aWNl',
      from: 'tips@example.org',
      to: 'operator@example.org',
      subject: 'Mail waits',
      text: 'Look at the log.',
      date: new Date('2026-11-22T10:11:12Z'),
    }
    server.mishaps.push('hang up after')
    const patient = transport({ confirmsByWebhook: true })
    expect(await patient.notify(notice, UNENDING)).toMatchObject({ ok: false, retry: 'now' })
    expect(await patient.notify(notice, UNENDING)).toMatchObject({ ok: true, confirmed: true })
    expect(server.keys).toEqual(['bm90aWNl', 'bm90aWNl'])
    expect(server.sent).toEqual([
      {
        from: 'tips@example.org',
        to: ['operator@example.org'],
        reply_to: 'operator@example.org',
        subject: 'Mail waits',
        text: 'Look at the log.',
        headers: { 'Auto-Submitted': 'auto-generated' },
      },
    ])
  })

  const unknown: [string, Mishap][] = [
    ['the line drops after it was taken', 'hang up after'],
    ['the line drops before', 'hang up before'],
    ['it hangs after it was taken', 'hang after'],
    ['it hangs before', 'hang'],
    ['it fails with 500', { status: 500, name: 'internal_server_error' }],
    ['a proxy answers 502 with a page', { status: 502, name: '', raw: '<html>' }],
    ['a proxy answers 200 with a page', { status: 200, name: '', raw: '<html>' }],
    ['a proxy answers 503 with null', { status: 503, name: '', raw: 'null' }],
    ['the first request is still in hand', { status: 409, name: 'concurrent_idempotent_requests' }],
    ['it is too much for this second', { status: 429, name: 'rate_limit_exceeded' }],
  ]
  it.each(unknown)('makes one mail and not two when %s', async (_, mishap) => {
    server.mishaps.push(mishap)
    const mail = mailOf([Buffer.from('x')])
    const hangs = typeof mishap === 'string' && mishap.startsWith('hang') && !mishap.includes('up')
    const first = await transport(hangs ? { timeoutMs: 1_000 } : {}).deliver(mail, UNENDING)
    expect(first).toMatchObject({ ok: false, retry: 'now' })
    expect(await transport().deliver(mail, UNENDING)).toMatchObject({ ok: true })
    expect(server.sent).toHaveLength(1)
    expect(new Set(server.keys).size).toBe(1)
  })

  it('passes on how long Resend asks to wait', async () => {
    const headers = { 'retry-after': '7' }
    server.mishaps.push({ status: 429, name: 'rate_limit_exceeded', headers })
    server.mishaps.push({ status: 429, name: 'daily_quota_exceeded', headers })
    server.mishaps.push({
      status: 429,
      name: 'rate_limit_exceeded',
      headers: { 'retry-after': 'x' },
    })
    expect(await transport().deliver(mailOf(), UNENDING)).toMatchObject({
      retry: 'now',
      retryAfterMs: 7000,
    })
    expect(await transport().deliver(mailOf(), UNENDING)).toMatchObject({
      retry: 'later',
      retryAfterMs: 7000,
    })
    expect(await transport().deliver(mailOf(), UNENDING)).not.toHaveProperty('retryAfterMs')
  })

  it.each([
    [429, 'daily_quota_exceeded', 'later', 'Raise the quota'],
    [429, 'monthly_quota_exceeded', 'later', 'Raise the quota'],
    [422, 'validation_error', 'never', 'Check MAIL_FROM'],
    [422, 'invalid_attachment', 'never', 'Check MAIL_FROM'],
    [400, 'validation_error', 'never', 'Check MAIL_FROM'],
    [401, 'missing_api_key', 'never', 'RESEND_API_KEY'],
    [403, 'validation_error', 'never', 'domain of MAIL_FROM'],
    [451, 'security_error', 'never', 'Check'],
  ])('takes %i %s for “%s”, and names the cure but no tip', async (status, name, retry, cure) => {
    server.mishaps.push({ status, name })
    const result = await transport().deliver(mailOf(), UNENDING)
    expect(result).toMatchObject({ ok: false, retry })
    const reason = result.ok ? '' : result.reason
    expect(reason).toContain(cure)
    expect(reason).toContain(`${status} ${name}`)
    expect(reason).not.toMatch(/7K3M|Zm9v|desk@/)
  })

  it('refuses with a wrong key, and does not say which', async () => {
    const result = await transport({ apiKey: 're_hunter2' }).deliver(mailOf(), UNENDING)
    expect(result).toMatchObject({ ok: false, retry: 'never' })
    expect(JSON.stringify(result)).not.toContain('hunter2')
    expect(server.sent).toEqual([])
  })

  it('says that settings changed between two attempts at the same mail', async () => {
    server.mishaps.push('hang up after')
    const mail = mailOf()
    await transport().deliver(mail, UNENDING)
    const result = await transport({ retentionDays: 7 }).deliver(mail, UNENDING)
    expect(result).toMatchObject({ ok: false, retry: 'never' })
    expect(JSON.stringify(result)).toContain('Put it back')
    expect(server.sent).toHaveLength(1)
  })
})
