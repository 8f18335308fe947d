/** What Postgres promises besides what every store does, above all to several instances at once. */
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addressOf, runAt, type TestDatabase } from './postgres.fixture.ts'
import { openPostgresStore } from './postgres.ts'
import type { StoreBench } from './store.fixture.ts'
import { bytesOf, HOUR, LATER, lease, NOON, openBench, receiptOf, TAKEN } from './store.fixture.ts'
import type { Store } from './store.ts'

let bench: StoreBench
let database: TestDatabase
let other: Store
beforeEach(async () => {
  bench = await openBench()
  if (bench.engine.postgres === null) throw new Error('These tests are for Postgres.')
  database = bench.engine.postgres
  other = await bench.engine.open()
})
afterEach(async () => {
  await other?.close()
  await bench?.end()
})

const BYTE = Buffer.of(1)
/** Opens a tip of one byte and stores it. */
async function hold(tip: string): Promise<void> {
  await bench.open(tip, [BYTE])
  await bench.store.tips.putChunk({ tip, part: 0, chunk: 0, data: BYTE, expires: LATER })
}

describe('two instances', () => {
  it('lease every mail once', async () => {
    for (let tip = 0; tip < 40; tip += 1) {
      await bench.receive(`tip-${tip}`, `AAAA-${tip}`, [randomBytes(10)])
    }
    const taken: string[] = []
    const take = async (store: Store, name: string) => {
      for (let call = 0; ; call += 1) {
        const mails = await store.delivery.leaseDeliveries({
          ...lease(`${name} ${call}`),
          limit: 3,
        })
        if (mails.length === 0) return
        taken.push(...mails.map(({ id }) => id))
      }
    }
    await Promise.all(
      [bench.store, other, bench.store, other].map((store, at) => take(store, `loop ${at}`)),
    )
    // What was passed over while somebody else held it is there the next time.
    await take(other, 'last')
    expect(taken).toHaveLength(40)
    expect(new Set(taken).size).toBe(40)
  })

  it('spend a proof once, and receive a tip once, with one receipt', async () => {
    const opened = await Promise.all(
      [bench.store, other, bench.store, other].map((store, at) =>
        store.tips.open({
          id: `tip-${at}`,
          inbox: 'desk',
          tokenSha256: '',
          parts: [{ bytes: 1 }],
          expires: LATER,
          urgent: false,
          proof: { id: 'proof', expires: HOUR },
        }),
      ),
    )
    expect(opened.filter(({ ok }) => ok)).toHaveLength(1)
    await hold('one')
    const received = await Promise.all(
      [bench.store, other, bench.store, other].map((store, at) =>
        store.tips.receive({
          tip: 'one',
          hour: HOUR,
          receipt: receiptOf(`AAAA-${at}`, [BYTE]),
          sealedTo: [],
          outbox: [{ id: `mail-${at}`, inbox: 'desk', recipient: 'first' }],
        }),
      ),
    )
    const references = received.map((one) => (one.ok ? one.receipt.reference : one.reason))
    expect(new Set(references).size).toBe(1)
    expect(await bench.store.delivery.pendingDeliveries()).toMatchObject({ count: 1 })
  })

  it('never give a reference twice', async () => {
    const names = Array.from({ length: 8 }, (_, tip) => `tip-${tip}`)
    for (const name of names) await hold(name)
    const outcomes = await Promise.all(
      names.map((tip, at) =>
        (at % 2 === 0 ? bench.store : other).tips.receive({
          tip,
          hour: HOUR,
          receipt: receiptOf('7K3M-Q2', [BYTE]),
          sealedTo: [],
          outbox: [],
        }),
      ),
    )
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
    expect(outcomes.filter((one) => !one.ok && one.reason === 'reference-taken')).toHaveLength(7)
  })

  it('take the same chunk from both, and chunks of one tip by turns', async () => {
    const bytes = [randomBytes(400_000), randomBytes(400_000)]
    await bench.open('one', bytes)
    const puts = Array.from({ length: 8 }, (_, at) => {
      const [part, chunk] = [at % 2, Math.floor(at / 2) % 2]
      const data = bytes[part]?.subarray(chunk * 200_000, (chunk + 1) * 200_000) ?? randomBytes(1)
      const put = { tip: 'one', part, chunk, data, expires: LATER }
      return (at % 3 === 0 ? bench.store : other).tips.putChunk(put)
    })
    expect((await Promise.all(puts)).filter((one) => one.ok && one.stored)).toHaveLength(4)
    expect(await bytesOf(other.tips.readPart('one', 0))).toEqual(bytes[0])
  })

  it('agree on secrets, on the secret of a day and on the key that signs', async () => {
    const stores = [bench.store, other, bench.store, other]
    const key = (kid: string) => ({ kid, publicJwk: { kty: 'OKP' }, privateJwk: { kty: 'OKP' } })
    const secrets = await Promise.all(
      stores.map((one, at) => one.secrets.secret('s', () => `${at}`)),
    )
    const day = '2026-11-22'
    const daily = await Promise.all(
      stores.map((one, at) => one.secrets.dailySecret('s', day, () => `${at}`)),
    )
    const keys = await Promise.all(
      stores.map((one, at) => one.secrets.receiptKey(async () => key(`${at}`))),
    )
    for (const values of [secrets, daily, keys.map(({ kid }) => kid)]) {
      expect(new Set(values).size).toBe(1)
    }
    expect(await other.secrets.receiptKeys()).toHaveLength(1)
  })

  it('share the buckets of limits', async () => {
    const share = { key: 'k', amount: 1, burst: 10, perHour: 1, now: NOON }
    const all = await Promise.all(
      Array.from({ length: 30 }, (_, at) =>
        (at % 2 === 0 ? bench.store : other).limits.take(share),
      ),
    )
    expect(all.filter(({ ok }) => ok)).toHaveLength(10)
  })

  it('let one of them tell, until it has told or is gone', async () => {
    const claim = (store: Store, now = NOON) => store.notices.claim({ key: 'k', now, forMs: 1000 })
    expect((await Promise.all([claim(bench.store), claim(other), claim(other)])).sort()).toEqual([
      false,
      false,
      true,
    ])
    expect(await bench.store.notices.all()).toEqual([])
    expect(await claim(other, new Date(NOON.getTime() + 1000))).toBe(true)
    expect(await claim(bench.store)).toBe(false)
    await other.notices.release('k')
    expect(await claim(bench.store)).toBe(true)
  })

  it('forget, expire and resend beside each other without losing a mail', async () => {
    for (let tip = 0; tip < 12; tip += 1) {
      await bench.receive(`tip-${tip}`, `AAAA-${tip}`, [randomBytes(10)])
      await bench.deliver()
    }
    const before = new Date('2027-01-24T12:00:00Z')
    const purge = (store: Store) => store.delivery.purgeDelivered({ before, now: before })
    const resend = { id: 'again', recipient: 'first' as const }
    const [, added] = await Promise.all([
      purge(bench.store),
      other.records.resend('AAAA-7', resend),
      purge(other),
      purge(bench.store),
    ])
    const kept = await other.records.find('AAAA-7')
    // Whoever was first: a mail that was added is there, with its bytes.
    expect(kept !== null).toBe(added)
    if (added) expect(kept?.mails.map(({ id }) => id)).toContain('again')
    await purge(other)
    expect((await other.records.purged()).length).toBe(added ? 11 : 12)
  })

  it('that start together on an empty database make one schema', async () => {
    const name = `rhw_test_${randomBytes(6).toString('hex')}`
    await runAt(database.url, `create database ${name}`)
    try {
      const address = addressOf(database.url, name)
      const stores = await Promise.all([1, 2, 3, 4].map(() => openPostgresStore(address)))
      await Promise.all(stores.map((store) => store.notices.put({ key: 'k', toldAt: NOON })))
      for (const store of stores) await store.close()
    } finally {
      await runAt(database.url, `drop database ${name} with (force)`)
    }
  })
})

describe('Postgres', () => {
  it('commits to its disk before it answers, and says when it cannot', async () => {
    expect(await bench.engine.run('show fsync')).toEqual([{ fsync: 'off' }])
    expect(bench.store.warnings).toEqual([
      expect.stringContaining('fsync and full_page_writes off'),
    ])
    const elsewhere = { ...database.address, local: false }
    await expect(openPostgresStore(elsewhere)).rejects.toThrow('can lose tips')
  })

  it('of a newer version of this software is refused with what to do', async () => {
    await bench.engine.run(`insert into kysely_migration values ('9999-later', '2030')`)
    await expect(bench.engine.open()).rejects.toThrow('newer version')
  })

  it('keeps what tells of senders out of its log, and sealed bytes uncompressed', async () => {
    const unlogged = `select relname from pg_class where relpersistence = 'u' and relkind = 'r' order by 1`
    expect(await bench.engine.run(unlogged)).toEqual([
      { relname: 'daily_secrets' },
      { relname: 'limits' },
    ])
    const storage = `select attstorage from pg_attribute
      where attrelid = 'chunks'::regclass and attname = 'data'`
    expect(await bench.engine.run(storage)).toEqual([{ attstorage: 'e' }])
  })

  it('frees what was forgotten when the log is cleared', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(2 ** 20)])
    await bench.deliver()
    const dead = `select n_dead_tup as dead from pg_stat_user_tables where relname = 'chunks'`
    await bench.store.delivery.purgeDelivered({ before: new Date('2027-01-24'), now: NOON })
    await bench.store.clearLog()
    await expect.poll(() => bench.engine.run(dead), { timeout: 5000 }).toEqual([{ dead: '0' }])
    // Its end is given back to the disk as well: nothing else lay behind it.
    const bytes = await bench.engine.run(`select pg_total_relation_size('chunks')::int as bytes`)
    expect(Number(bytes[0]?.bytes)).toBeLessThan(2 ** 20)
  })
})

it('a mail is recorded by whoever holds its lease, whichever instance', async () => {
  await bench.receive('one', '7K3M-Q2', [randomBytes(1)])
  await bench.take('first')
  const done = { id: 'mail-one', ...TAKEN }
  expect(await other.delivery.recordDelivered({ ...done, leaseId: 'second' })).toBe(false)
  expect(await other.delivery.recordDelivered({ ...done, leaseId: 'first' })).toBe(true)
})
