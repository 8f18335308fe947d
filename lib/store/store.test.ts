import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Hour } from '#lib/protocol/hours'
import type { Receipt } from '#lib/protocol/shapes'
import { acquireLock } from './lock.ts'
import { openSqliteStore } from './sqlite.ts'
import type { Store } from './store.ts'

const HOUR: Hour = '2026-11-22T10:00Z'
const LATER: Hour = '2026-11-25T11:00Z'
const NOON = new Date('2026-11-22T12:00:00Z')

/** How a mail is recorded that went into the Maildir. */
const TAKEN = { at: NOON, transport: 'maildir', confirmed: true }

let folder: string
let file: string
let store: Store

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rhw-store-'))
  file = join(folder, 'data', 'store.sqlite')
  store = await openSqliteStore({ file })
})
afterEach(async () => {
  await store.close().catch(() => undefined)
  rmSync(folder, { recursive: true, force: true })
})

const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex')

function receiptOf(reference: string, parts: Uint8Array[]): Receipt {
  return {
    reference,
    received: HOUR,
    inbox: 'desk',
    parts: parts.map((part) => ({ bytes: part.byteLength, sha256: sha256(part) })),
    key: 'kid',
    signature: 'signature',
  }
}

async function openTip(id: string, parts: Uint8Array[], proof: string | null = null) {
  return store.tips.open({
    id,
    inbox: 'desk',
    tokenSha256: sha256(`token of ${id}`),
    parts: parts.map(({ byteLength }) => ({ bytes: byteLength })),
    expires: LATER,
    urgent: false,
    proof: proof === null ? null : { id: proof, expires: HOUR },
  })
}

async function receiveTip(id: string, reference: string, parts: Uint8Array[]) {
  await openTip(id, parts)
  for (const [part, data] of parts.entries()) {
    await store.tips.putChunk({ tip: id, part, chunk: 0, data, expires: LATER })
  }
  return store.tips.receive({
    tip: id,
    hour: HOUR,
    receipt: receiptOf(reference, parts),
    sealedTo: [],
    outbox: [{ id: `mail-${id}`, inbox: 'desk' }],
  })
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const list: Uint8Array[] = []
  for await (const chunk of chunks) list.push(chunk)
  return Buffer.concat(list)
}

describe('the store', () => {
  it('is readable for its owner only and waits for the disk', () => {
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(join(folder, 'data'))) {
      if (name.startsWith('store.sqlite') && !name.endsWith('lock')) {
        expect([name, statSync(join(folder, 'data', name)).mode & 0o777]).toEqual([name, 0o600])
      }
    }
    const database = new DatabaseSync(file)
    expect(database.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' })
    expect(database.prepare('pragma page_size').get()).toEqual({ page_size: 16384 })
    database.close()
  })

  it('keeps everything over a restart, and may be opened by two processes at once', async () => {
    const data = randomBytes(1000)
    await receiveTip('one', '7K3M-Q2', [data])
    const second = await openSqliteStore({ file })
    const found = await second.tips.find('one', sha256('token of one'))
    expect(found).toMatchObject({ state: 'received', receipt: { reference: '7K3M-Q2' } })
    expect(await bytesOf(second.tips.readPart('one', 0))).toEqual(data)
    await second.close()
  })

  it('has what was acknowledged when the process is killed right afterwards', () => {
    const killed = join(folder, 'killed.sqlite')
    const script = `
      const { openSqliteStore } = await import('${import.meta.dirname}/sqlite.ts')
      const store = await openSqliteStore({ file: '${killed}' })
      await store.tips.open({ id: 'a', inbox: 'desk', tokenSha256: 'h', parts: [{ bytes: 3 }], expires: '${LATER}', urgent: false, proof: null })
      await store.tips.putChunk({ tip: 'a', part: 0, chunk: 0, data: new Uint8Array([1, 2, 3]), expires: '${LATER}' })
      process.kill(process.pid, 'SIGKILL')`
    spawnSync(process.execPath, ['--input-type=module', '-e', script])
    const database = new DatabaseSync(killed)
    expect(database.prepare('select hex(data) as data from chunks').all()).toEqual([
      { data: '010203' },
    ])
    database.close()
  })

  it('gives a tip only to its token, and never stores the token', async () => {
    await openTip('one', [randomBytes(10)])
    expect(await store.tips.find('one', sha256('token of one'))).toMatchObject({ state: 'open' })
    expect(await store.tips.find('one', sha256('token of two'))).toBeNull()
    expect(await store.tips.find('two', sha256('token of one'))).toBeNull()
    await store.close()
    for (const name of readdirSync(join(folder, 'data'))) {
      expect(readFileSync(join(folder, 'data', name)).includes('token of one')).toBe(false)
    }
  })

  it('spends a proof once, also when two tips come with it at the same moment', async () => {
    const opened = await Promise.all([openTip('a', [randomBytes(1)], 'p'), openTip('b', [], 'p')])
    expect(opened).toEqual([{ ok: true }, { ok: false, reason: 'proof-spent' }])
    await store.tips.forget({ tips: HOUR, proofs: HOUR })
    expect(await openTip('c', [randomBytes(1)], 'p')).toMatchObject({ ok: false })
    await store.tips.forget({ tips: HOUR, proofs: LATER })
    expect(await openTip('d', [randomBytes(1)], 'p')).toEqual({ ok: true })
  })

  it('takes the same chunk twice and refuses other bytes for it', async () => {
    const put = (data: Uint8Array) =>
      store.tips.putChunk({ tip: 'one', part: 0, chunk: 0, data, expires: LATER })
    const data = randomBytes(10)
    expect(await put(data)).toEqual({ ok: false, reason: 'unknown' })
    await openTip('one', [data])
    expect(await Promise.all([put(data), put(data), put(randomBytes(10))])).toEqual([
      { ok: true, stored: true },
      { ok: true, stored: false },
      { ok: false, reason: 'conflict' },
    ])
    expect(await store.tips.heldChunks('one')).toEqual([[0]])
  })

  it('fails only the write that is at fault when many share a commit', async () => {
    await openTip('one', [randomBytes(1)])
    const results = await Promise.allSettled([
      openTip('two', [randomBytes(1)]),
      openTip('one', [randomBytes(1)]),
      openTip('three', [randomBytes(1)]),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect((await store.tips.halfOpen()).map(({ tip }) => tip).sort()).toEqual([
      'one',
      'three',
      'two',
    ])
  })

  it('fails every write that waits when the database cannot be written, and recovers', async () => {
    const other = new DatabaseSync(file)
    other.exec('begin immediate')
    const blocked = Promise.allSettled([openTip('a', []), openTip('b', [randomBytes(1)])])
    expect((await blocked).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    other.exec('rollback')
    other.close()
    expect(await openTip('c', [randomBytes(1)])).toEqual({ ok: true })
  })

  it('receives a tip once: the second asker gets the first receipt and there is one mail', async () => {
    const data = randomBytes(10)
    expect(await receiveTip('one', '7K3M-Q2', [data])).toMatchObject({ ok: true })
    const again = await store.tips.receive({
      tip: 'one',
      hour: LATER,
      receipt: receiptOf('AAAA-AA', [data]),
      sealedTo: [],
      outbox: [{ id: 'second', inbox: 'desk' }],
    })
    expect(again).toMatchObject({ ok: true, receipt: { reference: '7K3M-Q2' } })
    expect((await store.delivery.pendingDeliveries()).count).toBe(1)
    expect(
      await store.tips.putChunk({ tip: 'one', part: 0, chunk: 0, data, expires: LATER }),
    ).toEqual({ ok: false, reason: 'closed' })
  })

  it('never gives a reference twice, not even after the first tip was forgotten', async () => {
    const data = randomBytes(10)
    await receiveTip('one', '7K3M-Q2', [data])
    expect(await receiveTip('two', '7K3M-Q2', [data])).toEqual({
      ok: false,
      reason: 'reference-taken',
    })
    const [delivery] = await store.delivery.leaseDeliveries(lease('l'))
    await store.delivery.recordDelivered({ id: delivery?.id ?? '', leaseId: 'l', ...TAKEN })
    expect(await store.delivery.purgeDelivered({ before: NOON, now: NOON })).toBe(0)
    expect(await store.delivery.purgeDelivered({ before: new Date('2026-12-24'), now: NOON })).toBe(
      1,
    )
    await expect(bytesOf(store.delivery.readPart('one', 0))).rejects.toThrow('not stored')
    expect(await store.tips.find('one', sha256('token of one'))).toBeNull()
    expect(await receiveTip('three', '7K3M-Q2', [data])).toMatchObject({ ok: false })
  })

  it('never purges a received tip that has no mail', async () => {
    await receiveTip('one', '7K3M-Q2', [Buffer.from('sealed')])
    const outside = new DatabaseSync(file)
    outside.exec('delete from outbox')
    outside.close()
    expect(await store.delivery.purgeDelivered({ before: new Date('2027-12-24'), now: NOON })).toBe(
      0,
    )
    expect(await bytesOf(store.delivery.readPart('one', 0))).toEqual(Buffer.from('sealed'))
  })

  it('expires what was not completed in time, and forgets it later', async () => {
    const data = randomBytes(10)
    await openTip('one', [data])
    await store.tips.putChunk({ tip: 'one', part: 0, chunk: 0, data, expires: '2026-11-26T10:00Z' })
    await openTip('empty', [data])
    expect(await store.tips.expireEmpty(LATER)).toEqual(['empty'])
    expect(await store.tips.expire(new Date('2026-11-26T09:59:59Z'))).toEqual([])
    expect(await store.tips.expire(new Date('2026-11-26T10:00:00Z'))).toEqual(['one'])
    expect(await store.tips.find('one', sha256('token of one'))).toMatchObject({ state: 'expired' })
    expect(await store.tips.heldChunks('one')).toEqual([[]])
    await store.tips.forget({ tips: '2026-12-24T10:00Z', proofs: HOUR })
    expect(await store.tips.find('one', sha256('token of one'))).toBeNull()
  })

  it('keeps its secrets over a restart', async () => {
    const make = () => randomBytes(8).toString('hex')
    const first = await store.secrets.secret('challenge', make)
    const key = { kid: 'k1', publicJwk: { kty: 'OKP' }, privateJwk: { kty: 'OKP', d: 'x' } }
    await store.secrets.receiptKey(async () => key)
    await store.close()
    store = await openSqliteStore({ file })
    expect(await store.secrets.secret('challenge', make)).toBe(first)
    expect(await store.secrets.receiptKey(() => Promise.reject(new Error('again')))).toEqual(key)
    expect(await store.secrets.receiptKeys()).toEqual([{ kid: 'k1', publicJwk: { kty: 'OKP' } }])
  })
})

const lease = (leaseId: string, now = NOON) => ({ now, limit: 10, leaseMs: 60_000, leaseId })

describe('the outbox', () => {
  it('leaves no instant of a lease and no byte of a forgotten tip on the disk', async () => {
    const marker = Buffer.from('sealed bytes of a tip '.repeat(50))
    await receiveTip('one', 'AAAA-AA', [marker])
    const now = new Date('2026-11-22T10:17:23.456Z')
    const [delivery] = await store.delivery.leaseDeliveries(lease('a', now))
    const until = Buffer.alloc(6)
    until.writeUIntBE(now.getTime() + 60_000, 0, 6)
    const holds = (bytes: Buffer) =>
      [file, `${file}-wal`].filter((path) => readFileSync(path).includes(bytes))
    expect(holds(until)).not.toEqual([])
    expect(holds(marker.subarray(0, 99))).not.toEqual([])
    await store.delivery.recordDelivered({
      id: delivery?.id ?? '',
      leaseId: 'a',
      ...TAKEN,
      at: now,
    })
    await store.delivery.purgeDelivered({ before: new Date('2026-12-24'), now: NOON })
    await store.clearLog()
    expect(holds(until)).toEqual([])
    expect(holds(marker.subarray(0, 99))).toEqual([])
  })

  it('gives a mail to one asker until its lease has run out', async () => {
    await receiveTip('one', '7K3M-Q2', [randomBytes(10), randomBytes(20)])
    const [first] = await store.delivery.leaseDeliveries(lease('a'))
    expect(first).toMatchObject({ id: 'mail-one', reference: '7K3M-Q2', hour: HOUR, attempts: 0 })
    expect(first?.parts.map(({ bytes }) => bytes)).toEqual([10, 20])
    expect(await store.delivery.leaseDeliveries(lease('b'))).toEqual([])
    const late = new Date(NOON.getTime() + 60_000)
    expect(await store.delivery.leaseDeliveries(lease('c', late))).toHaveLength(1)
    const done = { id: 'mail-one', ...TAKEN, at: late }
    expect(await store.delivery.recordDelivered({ ...done, leaseId: 'a' })).toBe(false)
    expect(await store.delivery.recordDelivered({ ...done, leaseId: 'c' })).toBe(true)
    expect((await store.delivery.pendingDeliveries()).count).toBe(0)
  })

  it('says of a mail whether somebody may have sent it already', async () => {
    await receiveTip('one', '7K3M-Q2', [randomBytes(10)])
    const [first] = await store.delivery.leaseDeliveries(lease('a'))
    expect(first?.untried).toBe(true)
    // The first asker died: nothing was recorded.
    const later = new Date(NOON.getTime() + 60_000)
    const [again] = await store.delivery.leaseDeliveries(lease('b', later))
    expect(again?.untried).toBe(false)
    const failure = {
      id: 'mail-one',
      leaseId: 'b',
      nextAttempt: later,
      reason: 'disk full',
      refused: false,
    }
    await store.delivery.recordFailure(failure)
    const [failed] = await store.delivery.leaseDeliveries(lease('c', later))
    expect(failed?.untried).toBe(false)
  })

  it('gives the mails that wait longest first', async () => {
    for (const id of ['one', 'two', 'three']) {
      await receiveTip(id, `7K3M-${id}`, [randomBytes(10)])
    }
    const first = await store.delivery.leaseDeliveries({ ...lease('a'), limit: 2 })
    expect(first).toHaveLength(2)
    for (const { id } of first) {
      const nextAttempt = new Date(NOON.getTime() + 1_000)
      await store.delivery.recordFailure({
        id,
        leaseId: 'a',
        nextAttempt,
        reason: 'disk full',
        refused: false,
      })
    }
    const next = await store.delivery.leaseDeliveries(lease('b', new Date(NOON.getTime() + 2_000)))
    expect(next.map(({ attempts }) => attempts)).toEqual([0, 1, 1])
  })

  it('gives a failed mail again when its time has come', async () => {
    await receiveTip('one', '7K3M-Q2', [randomBytes(10)])
    await store.delivery.leaseDeliveries(lease('a'))
    const nextAttempt = new Date(NOON.getTime() + 5_000)
    const failure = {
      id: 'mail-one',
      leaseId: 'a',
      nextAttempt,
      reason: 'disk full',
      refused: false,
    }
    expect(await store.delivery.recordFailure(failure)).toBe(true)
    expect(await store.delivery.leaseDeliveries(lease('b'))).toEqual([])
    expect(await store.delivery.leaseDeliveries(lease('c', nextAttempt))).toMatchObject([
      { attempts: 1 },
    ])
    expect(await store.delivery.pendingDeliveries()).toEqual({
      count: 1,
      oldestHour: HOUR,
      maxAttempts: 1,
      refused: 0,
      bounced: 0,
      lastBounce: null,
      unconfirmed: { count: 0, oldestHour: null },
      complained: 0,
      unfetched: { count: 0, oldestHour: null },
    })
  })
})

describe('a clock that was set back', () => {
  const BEFORE = new Date('2025-11-22T12:00:00Z')

  it('holds no new mail back', async () => {
    await receiveTip('one', '7K3M-Q2', [randomBytes(10)])
    expect(await store.delivery.leaseDeliveries(lease('a', BEFORE))).toHaveLength(1)
  })

  it('holds back neither a mail that was leased nor one that failed', async () => {
    await receiveTip('one', '7K3M-Q2', [randomBytes(10)])
    await store.delivery.leaseDeliveries(lease('a'))
    expect(await store.delivery.leaseDeliveries(lease('b', BEFORE))).toHaveLength(1)
    const nextAttempt = new Date(NOON.getTime() + 5_000)
    const failure = {
      id: 'mail-one',
      leaseId: 'b',
      nextAttempt,
      reason: 'disk full',
      refused: false,
    }
    expect(await store.delivery.recordFailure(failure)).toBe(true)
    expect(await store.delivery.leaseDeliveries(lease('c', BEFORE))).toHaveLength(1)
  })
})

describe('the lock', () => {
  it('is held by one at a time', () => {
    const path = join(folder, 'lock')
    const first = acquireLock(path, 0)
    expect(first).not.toBeNull()
    expect(acquireLock(path, 0)).toBeNull()
    first?.release()
    const second = acquireLock(path, 0)
    expect(second).not.toBeNull()
    second?.release()
  })
})
