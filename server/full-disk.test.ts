/**
 * A disk that really fills, under a real server: what was acknowledged is kept, what cannot be taken is
 * said, and everything goes on once there is room. Needs to mount a small disk in memory.
 */
import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { ensureDemoInbox } from '#lib/inboxes/demo-inbox'
import type { OpenTipAnswer, Receipt } from '#lib/protocol/shapes'
import * as openpgp from '#lib/sealing/openpgp.node'
import { openSqliteStore } from '#lib/store/sqlite'
import { sealedTo } from './api.fixture.ts'
import { type ApiServer, startApiServer } from './api-server.fixture.ts'

const MIB = 1024 ** 2
const folder = mkdtempSync(join(tmpdir(), 'rhw-full-'))
const mounted = mount('size=400m')
let server: ApiServer

function mount(options: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

afterAll(async () => {
  await server?.kill()
  if (mounted) execFileSync('umount', [folder])
  rmSync(folder, { recursive: true, force: true })
})

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function call(
  method: string,
  path: string,
  body: object | Uint8Array,
  token = '',
): Promise<{ status: number; body: unknown; slug: string }> {
  const binary = body instanceof Uint8Array
  const answer = await fetch(server.origin + path, {
    method,
    headers: {
      'Content-Type': binary ? 'application/octet-stream' : 'application/json',
      Authorization: `Bearer ${token}`,
    },
    body: binary ? Buffer.from(body) : JSON.stringify(body),
  })
  const text = await answer.text()
  const read = text === '' ? null : JSON.parse(text)
  return { status: answer.status, body: read, slug: read?.type ?? '' }
}

const open = (bytes: number) =>
  call('POST', '/api/tips', { inbox: 'demo', parts: [{ bytes }], proof: null })

/** Sends what is missing of a tip; the receipt, or the problem that ends it. */
async function send(
  { tip, token }: OpenTipAnswer,
  sealed: Uint8Array,
): Promise<{ receipt: Receipt } | { slug: string }> {
  for (let chunk = 0; chunk * MIB < sealed.byteLength; chunk += 1) {
    const path = `/api/tips/${tip}/parts/0/chunks/${chunk}`
    const stored = await call('PUT', path, sealed.subarray(chunk * MIB, (chunk + 1) * MIB), token)
    if (stored.status !== 204) return stored
  }
  for (;;) {
    const parts = [{ sha256: sha256(sealed) }]
    const done = await call('POST', `/api/tips/${tip}/complete`, { parts }, token)
    if (done.status === 201) return { receipt: done.body as Receipt }
    if (done.status !== 202) return done
    await wait(100)
  }
}

describe.skipIf(!mounted)('a disk that fills', () => {
  it('loses nothing that was acknowledged, says so, and goes on', {
    timeout: 240_000,
  }, async () => {
    const { certificates } = await ensureDemoInbox({ dataDir: folder, openpgp })
    const keyId = certificates[0]?.encryptionKeyIds[0] ?? ''
    server = await startApiServer(folder, { POW_COST: '0', METRICS_PORT: '0' })
    // Somebody else's file, so that the rest fills soon.
    const junk = join(folder, 'junk')
    for (let size = 0; size < 300; size += 20) {
      writeFileSync(junk, randomBytes(20 * MIB), { flag: 'a' })
    }
    const receipts: Receipt[] = []
    const begunBefore = sealedTo(keyId, 3 * MIB)
    const begun = (await open(begunBefore.byteLength)).body as OpenTipAnswer
    await call(
      'PUT',
      `/api/tips/${begun.tip}/parts/0/chunks/0`,
      begunBefore.subarray(0, MIB),
      begun.token,
    )

    /** Sends tips of a size until one is refused; the problem. */
    async function fill(bytes: number): Promise<string> {
      for (;;) {
        const opened = await open(bytes)
        if (opened.status !== 201) return opened.slug
        const sent = await send(opened.body as OpenTipAnswer, sealedTo(keyId, bytes))
        if ('slug' in sent) return sent.slug
        receipts.push(sent.receipt)
        // Mails are written beside.
        await wait(200)
      }
    }
    expect(await fill(2 * MIB)).toBe('/problems/too-large')
    const large = receipts.length
    expect(large).toBeGreaterThan(0)
    expect(await fill(512 * 1024)).toBe('/problems/storage-unavailable')
    expect(receipts.length).toBeGreaterThan(large)
    // Not a byte is left.
    try {
      for (let size = MIB; ; ) writeFileSync(junk, randomBytes(size), { flag: 'a' })
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' })
    }
    expect(await send(begun, begunBefore)).toMatchObject({ slug: '/problems/storage-unavailable' })
    // The disk is looked at every few seconds.
    const alarms = async () => (await (await fetch(`${server.metrics}/alarms`)).json()).alarms
    await expect
      .poll(alarms, { timeout: 60_000, interval: 500 })
      .toContainEqual(expect.objectContaining({ key: 'disk-full', level: 'alarm' }))
    await server.kill()
    rmSync(junk)
    server = await startApiServer(folder, { POW_COST: '0' })
    const late = await send(begun, begunBefore)
    if (!('receipt' in late)) throw new Error(late.slug)
    receipts.push(late.receipt)
    await server.kill()
    const store = await openSqliteStore({ file: join(folder, 'store.sqlite') })
    const kept = await store.records.list()
    expect(new Set(kept.map(({ reference }) => reference))).toEqual(
      new Set(receipts.map(({ reference }) => reference)),
    )
    await store.close()
  })
})
