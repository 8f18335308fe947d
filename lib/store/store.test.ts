import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { onPostgres } from './engine.fixture.ts'
import { acquireLock } from './lock.ts'
import {
  bytesOf,
  HOUR,
  LATER,
  openBench,
  receiptOf,
  type StoreBench,
  sha256,
} from './store.fixture.ts'

let bench: StoreBench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.end())

describe('the store', () => {
  it.skipIf(onPostgres)('is readable for its owner only and waits for the disk', () => {
    expect(statSync(join(bench.folder, 'data')).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(join(bench.folder, 'data'))) {
      if (name.startsWith('store.sqlite') && !name.endsWith('lock')) {
        expect([name, statSync(join(bench.folder, 'data', name)).mode & 0o777]).toEqual([
          name,
          0o600,
        ])
      }
    }
    const database = new DatabaseSync(bench.file)
    expect(database.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'wal' })
    expect(database.prepare('pragma page_size').get()).toEqual({ page_size: 16384 })
    database.close()
  })

  it('keeps everything over a restart, and may be opened by two processes at once', async () => {
    const data = randomBytes(1000)
    await bench.receive('one', '7K3M-Q2', [data])
    const second = await bench.engine.open()
    const found = await second.tips.find('one', sha256('token of one'))
    expect(found).toMatchObject({ state: 'received', receipt: { reference: '7K3M-Q2' } })
    expect(await bytesOf(second.tips.readPart('one', 0))).toEqual(data)
    await second.close()
  })

  it.skipIf(onPostgres)(
    'has what was acknowledged when the process is killed right afterwards',
    () => {
      const killed = join(bench.folder, 'killed.sqlite')
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
    },
  )

  it('gives a tip only to its token, and never stores the token', async () => {
    await bench.open('one', [randomBytes(10)])
    expect(await bench.store.tips.find('one', sha256('token of one'))).toMatchObject({
      state: 'open',
    })
    expect(await bench.store.tips.find('one', sha256('token of two'))).toBeNull()
    expect(await bench.store.tips.find('two', sha256('token of one'))).toBeNull()
    expect(JSON.stringify(await bench.engine.run('select * from tips'))).not.toContain('token of')
    await bench.store.close()
    if (onPostgres) return
    for (const name of readdirSync(join(bench.folder, 'data'))) {
      expect(readFileSync(join(bench.folder, 'data', name)).includes('token of one')).toBe(false)
    }
  })

  it('spends a proof once, also when two tips come with it at the same moment', async () => {
    const opened = await Promise.all([
      bench.open('a', [randomBytes(1)], 'p'),
      bench.open('b', [], 'p'),
    ])
    expect(opened).toEqual([{ ok: true }, { ok: false, reason: 'proof-spent' }])
    await bench.store.tips.forget({ tips: HOUR, proofs: HOUR })
    expect(await bench.open('c', [randomBytes(1)], 'p')).toMatchObject({ ok: false })
    await bench.store.tips.forget({ tips: HOUR, proofs: LATER })
    expect(await bench.open('d', [randomBytes(1)], 'p')).toEqual({ ok: true })
  })

  it('takes the same chunk twice and refuses other bytes for it', async () => {
    const put = (data: Uint8Array) =>
      bench.store.tips.putChunk({ tip: 'one', part: 0, chunk: 0, data, expires: LATER })
    const data = randomBytes(10)
    expect(await put(data)).toEqual({ ok: false, reason: 'unknown' })
    await bench.open('one', [data])
    expect(await Promise.all([put(data), put(data), put(randomBytes(10))])).toEqual([
      { ok: true, stored: true },
      { ok: true, stored: false },
      { ok: false, reason: 'conflict' },
    ])
    expect(await bench.store.tips.heldChunks('one')).toEqual([[0]])
  })

  it('fails only the write that is at fault when many share a commit', async () => {
    await bench.open('one', [randomBytes(1)])
    const results = await Promise.allSettled([
      bench.open('two', [randomBytes(1)]),
      bench.open('one', [randomBytes(1)]),
      bench.open('three', [randomBytes(1)]),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect((await bench.store.tips.halfOpen()).map(({ tip }) => tip).sort()).toEqual([
      'one',
      'three',
      'two',
    ])
  })

  it.skipIf(onPostgres)(
    'fails every write that waits when the database cannot be written, and recovers',
    async () => {
      const other = new DatabaseSync(bench.file)
      other.exec('begin immediate')
      const blocked = Promise.allSettled([bench.open('a', []), bench.open('b', [randomBytes(1)])])
      expect((await blocked).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
      other.exec('rollback')
      other.close()
      expect(await bench.open('c', [randomBytes(1)])).toEqual({ ok: true })
    },
  )

  it('receives a tip once: the second asker gets the first receipt and there is one mail', async () => {
    const data = randomBytes(10)
    expect(await bench.receive('one', '7K3M-Q2', [data])).toMatchObject({ ok: true })
    const again = await bench.store.tips.receive({
      tip: 'one',
      hour: LATER,
      receipt: receiptOf('AAAA-AA', [data]),
      sealedTo: [],
      outbox: [{ id: 'second', inbox: 'desk', recipient: 'first' }],
    })
    expect(again).toMatchObject({ ok: true, receipt: { reference: '7K3M-Q2' } })
    expect((await bench.store.delivery.pendingDeliveries()).count).toBe(1)
    expect(
      await bench.store.tips.putChunk({ tip: 'one', part: 0, chunk: 0, data, expires: LATER }),
    ).toEqual({ ok: false, reason: 'closed' })
  })

  it('expires what was not completed in time, and forgets it later', async () => {
    const data = randomBytes(10)
    await bench.open('one', [data])
    await bench.store.tips.putChunk({
      tip: 'one',
      part: 0,
      chunk: 0,
      data,
      expires: '2026-11-26T10:00Z',
    })
    expect(await bench.store.tips.expire(new Date('2026-11-26T09:59:59Z'))).toEqual([])
    expect(await bench.store.tips.expire(new Date('2026-11-26T10:00:00Z'))).toEqual(['one'])
    expect(await bench.store.tips.find('one', sha256('token of one'))).toMatchObject({
      state: 'expired',
    })
    expect(await bench.store.tips.heldChunks('one')).toEqual([[]])
    await bench.store.tips.forget({ tips: '2026-12-24T10:00Z', proofs: HOUR })
    expect(await bench.store.tips.find('one', sha256('token of one'))).toBeNull()
  })

  it('forgets tips at once when told, but none that was received', async () => {
    const data = randomBytes(10)
    const expires = '2026-11-26T10:00Z'
    const names = ['one', 'two', 'three', 'four', 'five', 'six']
    for (const name of [...names, 'done']) {
      await bench.open(name, [data])
      await bench.store.tips.putChunk({ tip: name, part: 0, chunk: 0, data, expires })
    }
    await bench.store.tips.receive({
      tip: 'done',
      hour: LATER,
      receipt: receiptOf('7K3M-Q2', [data]),
      sealedTo: [],
      outbox: [{ id: 'mail', inbox: 'desk', recipient: 'first' }],
    })
    const before = await bench.store.reusableBytes()
    await bench.open('large', [randomBytes(2 ** 20)])
    const mebibyte = randomBytes(2 ** 20)
    await bench.store.tips.putChunk({ tip: 'large', part: 0, chunk: 0, data: mebibyte, expires })
    await bench.store.tips.abandon([...names.slice(1), 'done', 'never-there', 'large'])
    if (!onPostgres) expect(await bench.store.reusableBytes()).toBeGreaterThan(before + 1_000_000)
    expect(await bench.store.tips.halfOpen()).toEqual([{ tip: 'one', bytes: 10 }])
    expect(await bench.store.tips.find('six', sha256('token of six'))).toBeNull()
    expect(await bench.store.tips.find('done', sha256('token of done'))).toMatchObject({
      state: 'received',
    })
    expect(
      await bench.store.tips.putChunk({ tip: 'two', part: 0, chunk: 0, data, expires }),
    ).toEqual({ ok: false, reason: 'unknown' })
  })

  it('keeps its secrets over a restart', async () => {
    const make = () => randomBytes(8).toString('hex')
    const first = await bench.store.secrets.secret('challenge', make)
    const key = { kid: 'k1', publicJwk: { kty: 'OKP' }, privateJwk: { kty: 'OKP', d: 'x' } }
    await bench.store.secrets.receiptKey(async () => key)
    await bench.reopen()
    expect(await bench.store.secrets.secret('challenge', make)).toBe(first)
    expect(await bench.store.secrets.receiptKey(() => Promise.reject(new Error('again')))).toEqual(
      key,
    )
    expect(await bench.store.secrets.receiptKeys()).toEqual([
      { kid: 'k1', publicJwk: { kty: 'OKP' } },
    ])
  })
})

describe('the lock', () => {
  it('is held by one at a time', () => {
    const path = join(bench.folder, 'lock')
    const first = acquireLock(path, 0)
    expect(first).not.toBeNull()
    expect(acquireLock(path, 0)).toBeNull()
    first?.release()
    const second = acquireLock(path, 0)
    expect(second).not.toBeNull()
    second?.release()
  })
})
