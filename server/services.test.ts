import { spawnSync } from 'node:child_process'
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readConfig } from '#lib/config'
import { openSqliteStore } from '#lib/store/sqlite'
import { DESK } from './api.fixture.ts'
import { createServices } from './services.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rhw-services-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function setup(env: Record<string, string> = {}) {
  const read = readConfig({ DATA_DIR: join(folder, 'data'), POW_COST: '0', ...env })
  if (!read.ok) throw new Error(JSON.stringify(read.errors))
  return { config: read.config, inboxes: [DESK] }
}

const ask = (path: string) => new Request(`http://localhost${path}`)

describe('the services', () => {
  it('answer, and end so that the next server can start', async () => {
    for (let times = 0; times < 2; times += 1) {
      const services = await createServices(setup())
      services.delivery.start()
      expect((await services.intake.handle(ask('/api/inboxes'))).status).toBe(200)
      expect(await (await services.intake.handle(ask('/readyz'))).json()).toEqual({ ok: true })
      expect(await services.alarms()).toEqual([])
      await services.close()
    }
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
  })

  it('refuse a second server on the same folder, and name the cure', async () => {
    const services = await createServices(setup())
    await expect(createServices(setup())).rejects.toThrow(/Another server uses .* DATA_DIR/)
    await services.close()
  })

  it('let the delivery loop have the store open beside them', async () => {
    const services = await createServices(setup())
    const beside = await openSqliteStore({ file: services.config.databaseFile })
    expect(await beside.delivery.pendingDeliveries()).toMatchObject({ count: 0 })
    await beside.close()
    await services.close()
  })

  it('start again after a server that was killed', () => {
    const config = JSON.stringify(setup().config)
    const script = `
      const { createServices } = await import('${import.meta.dirname}/services.ts')
      await createServices({ config: ${config}, inboxes: [] })
      console.log('up')
      process.kill(process.pid, 'SIGKILL')`
    for (let times = 0; times < 2; times += 1) {
      const done = spawnSync(process.execPath, ['--input-type=module', '-e', script])
      expect(`${done.stdout}${done.stderr}`).toBe('up\n')
    }
  })

  it('are not ready when the database does not answer', async () => {
    const events: unknown[] = []
    const services = await createServices(setup(), (event) => events.push(event))
    services.store.ready = async () => false
    const answer = await services.intake.handle(ask('/readyz'))
    expect([answer.status, await answer.json()]).toEqual([503, { ok: false }])
    expect((await services.alarms()).map(({ key }) => key)).toEqual(['store-silent'])
    await services.close()
  })

  it('are not ready with an expired certificate', async () => {
    const certificates = DESK.certificates.map((one) => ({ ...one, expires: new Date(0) }))
    const inboxes = [{ ...DESK, certificates }]
    const services = await createServices({ ...setup(), inboxes }, () => {})
    expect((await services.handle(ask('/readyz'))).status).toBe(503)
    expect((await services.alarms()).map(({ key }) => key)).toEqual([
      `expired:${certificates[0]?.fingerprint}`,
    ])
    await services.close()
  })

  it('own links to large parts, webhooks only with a secret, and the intake’s addresses', async () => {
    const key = Buffer.from('a key of some bytes').toString('base64')
    for (const [secret, status] of [
      ['', 404],
      [`whsec_${key}`, 401],
    ] as const) {
      const services = await createServices(setup({ RESEND_WEBHOOK_SECRET: secret }))
      expect(['/api/tips', '/readyz', '/d/x', '/', '/d'].map(services.owns)).toEqual([
        true,
        true,
        true,
        false,
        false,
      ])
      const url = 'http://localhost/api/webhooks/resend'
      const answer = await services.handle(new Request(url, { method: 'POST', body: '{}' }))
      expect(answer.status).toBe(status)
      expect((await services.handle(ask(`/d/${'A'.repeat(43)}`))).status).toBe(404)
      expect((await services.handle(ask('/api/inboxes'))).status).toBe(200)
      await services.close()
    }
  })

  it('send a mail that came back to the second address, and tell the operator at once', async () => {
    const key = randomBytes(24)
    const env = {
      RESEND_WEBHOOK_SECRET: `whsec_${key.toString('base64')}`,
      OPERATOR_EMAIL: 'operator@example.org',
    }
    const inboxes = [{ ...DESK, secondAddress: 'second@example.org' }]
    const services = await createServices({ ...setup(env), inboxes }, () => {})
    const { tips, delivery } = services.store
    const expires = '2126-11-22T10:00Z' as const
    const data = randomBytes(300)
    const parts = [{ bytes: 300, sha256: createHash('sha256').update(data).digest('hex') }]
    const opened = { inbox: 'desk', tokenSha256: 't', parts, expires, urgent: false, proof: null }
    await tips.open({ id: 't', ...opened })
    await tips.putChunk({ tip: 't', part: 0, chunk: 0, data, expires })
    const hour = '2026-11-22T10:00Z' as const
    const receipt = { reference: '7K3M-Q2', received: hour, inbox: 'desk', parts }
    await tips.receive({
      tip: 't',
      hour,
      receipt: { ...receipt, key: '', signature: '' },
      sealedTo: [],
      outbox: [{ id: 'mail-1', inbox: 'desk', recipient: 'first' }],
    })
    // Resend took it, and says later that it came back.
    const now = new Date()
    await delivery.leaseDeliveries({ now, limit: 1, leaseMs: 1000, leaseId: 'l' })
    const taken = { id: 'mail-1', leaseId: 'l', at: now, transport: 'resend', confirmed: false }
    await delivery.recordDelivered(taken)
    services.delivery.start()
    const body = JSON.stringify({ type: 'email.bounced', data: { tags: { outbox: 'mail-1' } } })
    const seconds = String(Math.floor(now.getTime() / 1000))
    const signature = createHmac('sha256', key).update(`msg.${seconds}.${body}`).digest('base64')
    const answer = await services.handle(
      new Request('http://localhost/api/webhooks/resend', {
        method: 'POST',
        headers: {
          'svix-id': 'msg',
          'svix-timestamp': seconds,
          'svix-signature': `v1,${signature}`,
        },
        body,
      }),
    )
    expect(answer.status).toBe(200)
    await expect.poll(() => mailIn('desk')).toMatch(/^To: .*<second@example\.org>$/m)
    await expect.poll(() => mailIn('operator')).toMatch(/^To: .*operator@example\.org/m)
    expect(mailIn('operator')).not.toMatch(/7K3M|second@/)
    await services.close()
  })
})

/** The mails of an inbox in the Maildir, one after the other. */
function mailIn(inbox: string): string {
  const dir = join(folder, 'data', 'maildir', inbox, 'new')
  if (!existsSync(dir)) return ''
  return readdirSync(dir)
    .map((name) => readFileSync(join(dir, name), 'utf8'))
    .join('\n')
}
