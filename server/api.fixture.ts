/** A real server on a free port over a store in a temporary folder, and a sender that speaks to it. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Inbox } from '#lib/inboxes/inbox'
import type { Intake, IntakeOptions } from '#lib/intake/contract'
import { createIntake } from '#lib/intake/intake'
import type { Limits } from '#lib/protocol/limits'
import type { OpenTipAnswer } from '#lib/protocol/shapes'
import { makeEngine } from '#lib/store/engine.fixture'
import type { Store } from '#lib/store/store'
import { createApiListener, SERVER_OPTIONS } from './api.ts'
import { createProxies } from './proxies.ts'

export const KEY_ID = '0123456789abcdef'
const FINGERPRINT = `${'ab'.repeat(12)}${KEY_ID}`

export const DESK: Inbox = {
  id: 'desk',
  name: 'The desk',
  address: 'desk@example.org',
  secondAddress: null,
  mailBytes: null,
  categories: [],
  countries: [],
  languages: [],
  leavingNow: false,
  distrusted: [],
  limits: null,
  partners: [],
  replyFrom: [],
  archive: null,
  certificates: [
    { fingerprint: FINGERPRINT, armored: 'ARMOR', encryptionKeyIds: [KEY_ID], expires: null },
  ],
  demo: false,
}

/** Small numbers, so that tests of limits stay small. */
export const LIMITS: Limits = {
  chunkBytes: 1024,
  parts: 3,
  messageBytes: 4096,
  tipBytes: 8192,
}

/** Bytes with the packets of a part sealed to `keyId`; 200 bytes or more. */
export function sealedTo(keyId: string, bytes: number): Buffer {
  const point = [0x01, 0x07, ...randomBytes(33)]
  const sessionKey = [3, ...Buffer.from(keyId, 'hex'), 18, ...point, 48, ...randomBytes(48)]
  const head = Buffer.from([0xc1, sessionKey.length, ...sessionKey, 0xd2, 0xff, 0, 0, 0, 0, 1])
  const rest = bytes - head.length
  head.writeUInt32BE(rest + 1, head.length - 5)
  return Buffer.concat([head, randomBytes(rest)])
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

export type TestServer = {
  origin: string
  store: Store
  intake: Intake
  folder: string
  /** The server's clock; tests may move it. */
  time: { now: Date }
  received: number[]
  errors: unknown[]
  /** Opens a tip for these parts. @throws when it is refused */
  open(parts: Uint8Array[]): Promise<OpenTipAnswer>
  /** Calls on an open tip; `path` follows `/api/tips/{tip}`. */
  call(
    tip: OpenTipAnswer,
    method: string,
    path: string,
    body?: string | Uint8Array,
  ): Promise<Response>
  /** Sends every chunk of every part. */
  sendAll(tip: OpenTipAnswer, parts: Uint8Array[]): Promise<void>
  complete(tip: OpenTipAnswer, parts: Uint8Array[]): Promise<Response>
  close(): Promise<void>
}

/**
 * Starts a server; without options it asks for no proof and has no limits per source. A store that
 * is handed in stays open when the server is closed.
 * @param trustedProxies as in the configuration
 */
export async function startTestServer(
  options: Partial<IntakeOptions> = {},
  trustedProxies: readonly string[] = [],
): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'rhw-api-'))
  const engine =
    options.store === undefined ? await makeEngine(join(folder, 'store.sqlite')) : undefined
  const store = options.store ?? (await engine?.open())
  if (store === undefined) throw new Error('There is no store.')
  const time = { now: new Date('2026-11-22T10:20:30Z') }
  const received: number[] = []
  const errors: unknown[] = []
  const intake = await createIntake({
    inboxes: [DESK],
    limits: LIMITS,
    clock: () => time.now,
    randomBytes,
    powCost: 0,
    rateLimits: false,
    ready: async () => true,
    onReceived: () => received.push(1),
    onError: (error) => errors.push(error),
    ...options,
    store,
  })
  const server = createServer(
    SERVER_OPTIONS,
    createApiListener(intake, createProxies(trustedProxies)),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const chunkBytes = (options.limits ?? LIMITS).chunkBytes

  const json = (body: unknown): RequestInit => ({
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  const call: TestServer['call'] = (tip, method, path, body) =>
    fetch(`${origin}/api/tips/${tip.tip}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${tip.token}`,
        ...(typeof body === 'string' ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : Buffer.from(body) }),
    })
  return {
    origin,
    store,
    intake,
    folder,
    time,
    received,
    errors,
    call,
    async open(parts) {
      const announced = parts.map(({ byteLength }) => ({ bytes: byteLength }))
      const body = json({ inbox: 'desk', parts: announced, proof: null })
      const answer = await fetch(`${origin}/api/tips`, body)
      if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`)
      return (await answer.json()) as OpenTipAnswer
    },
    async sendAll(tip, parts) {
      for (const [part, bytes] of parts.entries()) {
        for (let at = 0; at * chunkBytes < bytes.byteLength; at += 1) {
          const chunk = bytes.slice(at * chunkBytes, (at + 1) * chunkBytes)
          const answer = await call(tip, 'PUT', `/parts/${part}/chunks/${at}`, chunk)
          if (answer.status !== 204) throw new Error(`${answer.status} ${await answer.text()}`)
        }
      }
    },
    complete: (tip, parts) =>
      call(
        tip,
        'POST',
        '/complete',
        JSON.stringify({ parts: parts.map((part) => ({ sha256: sha256(part) })) }),
      ),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      if (options.store === undefined) await store.close()
      await engine?.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
