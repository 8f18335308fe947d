/** Ending a server process in the middle of its work: in time, with all that is in hand kept. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensureDemoInbox } from '#lib/inboxes/demo-inbox'
import * as openpgp from '#lib/sealing/openpgp.node'
import { sealedTo } from './api.fixture.ts'
import { type ApiServer, startApiServer } from './api-server.fixture.ts'

const PATIENCE_MS = 120_000
const PART = 1_500_000

let dataDir: string
let keyId: string
let server: ApiServer
/** Takes lines and never says a word. */
let silent: Server
let calls: Socket[]

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rhw-stopping-'))
  const { certificates } = await ensureDemoInbox({ dataDir, openpgp })
  keyId = certificates[0]?.encryptionKeyIds[0] ?? ''
  calls = []
  silent = createServer((socket) => calls.push(socket.on('error', () => {})))
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
})
afterEach(async () => {
  await server?.kill()
  for (const socket of calls) socket.destroy()
  silent.close()
  await rm(dataDir, { recursive: true, force: true })
})

const start = (env: Record<string, string> = {}) =>
  startApiServer(dataDir, { POW_COST: '0', METRICS_PORT: '0', ...env })
const startWithHangingMail = () =>
  start({
    MAIL_TRANSPORT: 'smtp',
    MAIL_FROM: 'tips@example.org',
    SMTP_URL: `smtp://127.0.0.1:${(silent.address() as AddressInfo).port}`,
  })

async function openTip(sealed: Uint8Array): Promise<{ tip: string; token: string }> {
  const answer = await fetch(`${server.origin}/api/tips`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ inbox: 'demo', parts: [{ bytes: sealed.length }], proof: null }),
  })
  return (await answer.json()) as { tip: string; token: string }
}
const authorized = ({ token }: { token: string }) => ({ authorization: `Bearer ${token}` })

async function putChunk(tip: { tip: string; token: string }, sealed: Buffer, chunk: number) {
  const path = `/api/tips/${tip.tip}/parts/0/chunks/${chunk}`
  const body = Buffer.from(sealed.subarray(chunk * 1024 ** 2, (chunk + 1) * 1024 ** 2))
  const put = { method: 'PUT', headers: authorized(tip), body }
  expect((await fetch(server.origin + path, put)).status).toBe(204)
}

async function complete(tip: { tip: string; token: string }, sealed: Buffer): Promise<number> {
  const sha256 = createHash('sha256').update(sealed).digest('hex')
  const answer = await fetch(`${server.origin}/api/tips/${tip.tip}/complete`, {
    method: 'POST',
    headers: { ...authorized(tip), 'content-type': 'application/json' },
    body: JSON.stringify({ parts: [{ sha256 }] }),
  })
  return answer.status === 202 ? complete(tip, sealed) : answer.status
}

/** Begins to send the first chunk and stops in the middle. */
async function sendSlowly(tip: { tip: string; token: string }, sealed: Buffer): Promise<Socket> {
  const line = connect(Number(new URL(server.origin).port), '127.0.0.1')
  line.on('error', () => {})
  calls.push(line)
  await once(line, 'connect')
  const head = [
    `PUT /api/tips/${tip.tip}/parts/0/chunks/0 HTTP/1.1`,
    'Host: localhost',
    `Authorization: Bearer ${tip.token}`,
    `Content-Length: ${1024 ** 2}`,
  ]
  line.write(`${head.join('\r\n')}\r\n\r\n`)
  line.write(sealed.subarray(0, 1_000))
  return line
}

const mails = () => readdir(join(dataDir, 'maildir', 'demo', 'new')).catch(() => [])

describe('a server that is told to stop', () => {
  it('with a mail server that hangs and an upload that crawls, ends by itself and loses nothing', {
    timeout: PATIENCE_MS,
  }, async () => {
    server = await startWithHangingMail()
    const sealed = sealedTo(keyId, PART)
    const whole = await openTip(sealed)
    for (const chunk of [0, 1]) await putChunk(whole, sealed, chunk)
    expect(await complete(whole, sealed)).toBe(201)
    await expect.poll(() => calls.length, { timeout: 30_000 }).toBe(1)
    const half = await openTip(sealed)
    await putChunk(half, sealed, 1)
    await sendSlowly(half, sealed)

    server.signal('SIGTERM')
    expect(await server.ended).toBe(0)
    const last = server.output().trim().split('\n').at(-1) ?? ''
    expect(JSON.parse(last)).toMatchObject({ event: 'stopped' })
    expect(server.output()).not.toContain('stop-forced')

    server = await start()
    await expect.poll(mails, { timeout: 60_000 }).toHaveLength(1)
    const state = await fetch(`${server.origin}/api/tips/${half.tip}`, {
      headers: authorized(half),
    })
    expect(await state.json()).toMatchObject({ state: 'open', parts: [{ chunks: [1] }] })
    await putChunk(half, sealed, 0)
    expect(await complete(half, sealed)).toBe(201)
  })

  it('takes no new lines, and closes the metrics port', { timeout: PATIENCE_MS }, async () => {
    server = await startWithHangingMail()
    const half = await openTip(sealedTo(keyId, PART))
    const metrics = await fetch(`${server.metrics}/metrics`)
    expect(await metrics.text()).toContain('rhw_half_open_tips 1')
    expect(await (await fetch(`${server.metrics}/alarms`)).json()).toEqual({ alarms: [] })
    await sendSlowly(half, sealedTo(keyId, PART))
    server.signal('SIGTERM')
    await expect
      .poll(() => fetch(`${server.origin}/healthz`).then(String, () => 'refused'))
      .toBe('refused')
    await expect
      .poll(() => fetch(`${server.metrics}/alarms`).then(String, () => 'refused'))
      .toBe('refused')
    expect(await server.ended).toBe(0)
  })

  it('twice, ends at once', { timeout: PATIENCE_MS }, async () => {
    server = await startWithHangingMail()
    await sendSlowly(await openTip(sealedTo(keyId, PART)), sealedTo(keyId, PART))
    server.signal('SIGTERM')
    await expect.poll(() => server.output()).toContain('"stopping"')
    await new Promise((resolve) => setTimeout(resolve, 500))
    server.signal('SIGTERM')
    expect(await server.ended).toBe(1)
    expect(server.output()).not.toContain('"stopped"')
  })
})
