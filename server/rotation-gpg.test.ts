/**
 * A certificate is replaced while a tip is on its way, with real keys: GnuPG seals and opens, the
 * server is a process of its own that is killed and started again.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CHUNK_BYTES } from '#lib/protocol/limits'
import type { InboxesAnswer, OpenTipAnswer } from '#lib/protocol/shapes'
import { installed, type KeyRing, keyRing } from '#lib/sealing/gnupg.fixture'
import { type ApiServer, startApiServer } from './api-server.fixture.ts'

const NO_GPG = installed('gpg') ? '' : ' (skipped: gpg is not installed)'
const SECRET = 'What only the desk may read.'

describe.skipIf(NO_GPG !== '')(`replacing a real certificate${NO_GPG}`, () => {
  /** One ring per key, so that what opens a tip is certain. */
  let former: { ring: KeyRing; fingerprint: string }
  let present: { ring: KeyRing; fingerprint: string }
  let dataDir: string
  let server: ApiServer | undefined

  beforeAll(() => {
    const [one, two] = [keyRing(), keyRing()]
    former = { ring: one, fingerprint: one.generate('desk@example.org', 'future-default') }
    present = { ring: two, fingerprint: two.generate('desk@example.org', 'future-default') }
  })
  afterAll(() => {
    former.ring.remove()
    present.ring.remove()
  })
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'rhw-rotation-'))
    mkdirSync(join(dataDir, 'inboxes'))
  })
  afterEach(async () => {
    await server?.kill()
    server = undefined
    rmSync(dataDir, { recursive: true, force: true })
  })

  /** Writes the inbox with one certificate, as an operator does, and starts the server anew. */
  async function startWith(ring: KeyRing, more = ''): Promise<string> {
    await server?.kill()
    const folder = join(dataDir, 'inboxes')
    writeFileSync(join(folder, 'desk.asc'), ring.certificate('desk@example.org'))
    writeFileSync(
      join(folder, 'desk.yaml'),
      `name: Desk\naddress: desk@example.org\ncertificates: [desk.asc]\n${more}`,
    )
    server = await startApiServer(dataDir, { INBOXES_DIR: folder, POW_COST: '0' })
    return server.origin
  }

  async function call<Answer>(url: string, init: RequestInit, status: number): Promise<Answer> {
    const answer = await fetch(url, init)
    const text = await answer.text()
    expect(`${answer.status} ${answer.status === status ? '' : text}`).toBe(`${status} `)
    return (text === '' ? null : JSON.parse(text)) as Answer
  }
  const json = (body: unknown, token = ''): RequestInit => ({
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  })
  const chunk = (sealed: Uint8Array, index: number, token: string): RequestInit => ({
    method: 'PUT',
    headers: { Authorization: `Bearer ${token}` },
    body: Buffer.from(sealed.slice(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES)),
  })

  /** What a page of the present build seals: two chunks, to the certificate the server names now. */
  async function sealedByPage(origin: string): Promise<Uint8Array> {
    const { inboxes } = await call<InboxesAnswer>(`${origin}/api/inboxes`, {}, 200)
    const certificate = former.ring.file('page.asc', inboxes[0]?.certificates[0]?.armored ?? '')
    const options = ['--no-encrypt-to', '--rfc4880', '--compress-algo', 'none', '--trust-model']
    return former.ring.gpg(
      [...options, 'always', '--recipient-file', certificate, '--encrypt'],
      `${SECRET}\n${'x'.repeat(CHUNK_BYTES)}`,
    )
  }

  /** The only mail of the desk, once it is there. */
  async function mail(): Promise<string> {
    const folder = join(dataDir, 'maildir', 'desk', 'new')
    for (let tries = 0; tries < 600; tries += 1) {
      const [name] = ((): string[] => {
        try {
          return readdirSync(folder)
        } catch {
          return []
        }
      })()
      if (name !== undefined) return readFileSync(join(folder, name), 'utf8')
      await wait(50)
    }
    throw new Error('No mail came to the desk.')
  }

  it('in the middle of an upload: the tip arrives, says its key, and the former key opens it', async () => {
    const before = await startWith(former.ring)
    const sealed = await sealedByPage(before)
    const parts = [{ bytes: sealed.length }]
    const opened = json({ inbox: 'desk', parts, proof: null })
    const { tip, token } = await call<OpenTipAnswer>(`${before}/api/tips`, opened, 201)
    const path = (origin: string, rest: string) => `${origin}/api/tips/${tip}${rest}`
    await call(path(before, '/parts/0/chunks/0'), chunk(sealed, 0, token), 204)

    const after = await startWith(present.ring)
    await call(path(after, '/parts/0/chunks/1'), chunk(sealed, 1, token), 204)
    const sha256 = createHash('sha256').update(sealed).digest('hex')
    await call(path(after, '/complete'), json({ parts: [{ sha256 }] }, token), 201)

    const text = await mail()
    expect(text.replaceAll(/[\s=]/g, '').toLowerCase()).toContain(former.fingerprint)
    expect(text.toLowerCase()).not.toContain(present.fingerprint)
    const armored = /-----BEGIN PGP MESSAGE-----[\s\S]*-----END PGP MESSAGE-----/.exec(text)?.[0]
    const clear = former.ring.decrypt(new TextEncoder().encode(armored))
    expect(new TextDecoder().decode(clear)).toContain(SECRET)
    expect(() => present.ring.decrypt(new TextEncoder().encode(armored))).toThrow(/secret key/i)
  })

  it('that is distrusted from then on: what is sealed to it is refused, naming the key', async () => {
    const before = await startWith(former.ring)
    const sealed = await sealedByPage(before)
    const after = await startWith(present.ring, `distrusted: ["${former.fingerprint}"]\n`)
    const opened = json({ inbox: 'desk', parts: [{ bytes: sealed.length }], proof: null })
    const { tip, token } = await call<OpenTipAnswer>(`${after}/api/tips`, opened, 201)
    for (const index of [0, 1]) {
      const url = `${after}/api/tips/${tip}/parts/0/chunks/${index}`
      await call(url, chunk(sealed, index, token), 204)
    }
    const sha256 = createHash('sha256').update(sealed).digest('hex')
    const answer = await fetch(
      `${after}/api/tips/${tip}/complete`,
      json({ parts: [{ sha256 }] }, token),
    )
    expect(answer.status).toBe(422)
    expect(await answer.text()).toMatch(/key [0-9a-f]{16}, which is not this inbox’s/)
  })
})
