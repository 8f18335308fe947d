import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bytesOf, HOUR, lease, NOON, openBench, type StoreBench, sha256 } from './store.fixture.ts'

/** A database as the first released version left it: purged, delivered, failed, leased, pending, open, expired tips. */
const RELEASED = join(import.meta.dirname, 'released-0001.fixture.sql')
const AFTER_LEASES = new Date('2026-11-22T12:30:00Z')

let bench: StoreBench
beforeEach(async () => {
  bench = await openBench()
  await bench.store.close()
  const released = new DatabaseSync(bench.file)
  released.exec('pragma writable_schema = reset; pragma foreign_keys = off')
  for (const { type, name } of released
    .prepare(
      "select type, name from sqlite_schema where name not like 'sqlite_%' and type = 'table'",
    )
    .all()) {
    released.exec(`drop ${type} "${name}"`)
  }
  released.exec(readFileSync(RELEASED, 'utf8'))
  released.close()
  await bench.reopen()
})
afterEach(() => bench.end())

describe('a database of the first released version', () => {
  it('keeps its tips, whatever state they are in', async () => {
    const find = (id: string) => bench.store.tips.find(id, sha256(`token of ${id}`))
    for (const id of ['delivered', 'failed', 'leased', 'pending']) {
      expect(await find(id)).toMatchObject({ state: 'received', receipt: { received: HOUR } })
    }
    expect(await find('open')).toMatchObject({ state: 'open' })
    expect(await find('expired')).toMatchObject({ state: 'expired' })
    expect(await find('purged')).toBeNull()
    expect(await bench.store.tips.heldChunks('open')).toEqual([[0], []])
    expect((await bytesOf(bench.store.tips.readPart('delivered', 1))).toString()).toBe(
      'delivered file',
    )
    expect(await bench.store.secrets.secret('challenge', () => 'another')).toBe(
      'secret of the challenge',
    )
    expect(await bench.store.secrets.receiptKeys()).toMatchObject([{ kid: 'kid' }])
  })

  it('takes up an upload where it was left', async () => {
    const data = Buffer.from('second half')
    const chunk = { tip: 'open', part: 1, chunk: 0, data, expires: HOUR }
    expect(await bench.store.tips.putChunk(chunk)).toEqual({ ok: true, stored: true })
  })

  it('delivers what was waiting, to the first address, and nothing else', async () => {
    const mails = await bench.store.delivery.leaseDeliveries(lease('new', AFTER_LEASES))
    expect(mails.map(({ id, attempts, untried }) => ({ id, attempts, untried }))).toEqual([
      { id: 'mail-leased', attempts: 0, untried: false },
      { id: 'mail-pending', attempts: 0, untried: true },
      { id: 'mail-failed', attempts: 1, untried: false },
    ])
    expect(mails[1]).toMatchObject({ recipient: 'first', sealedTo: [], urgent: true })
  })

  it('counts what was delivered as delivered, and forgets it when its time has come', async () => {
    expect(await bench.store.records.find('BBBB-BB')).toMatchObject({
      held: null,
      parts: [
        { bytes: 17, desk: null, archive: null },
        { bytes: 14, desk: null, archive: null },
      ],
      mails: [{ state: 'delivered', recipient: 'first', delivered: '2026-11-22T12:00Z' }],
    })
    const before = new Date('2026-11-22T13:00:00Z')
    expect(await bench.store.delivery.purgeDelivered({ before, now: NOON })).toBe(1)
    expect(await bench.store.records.purged()).toEqual([
      { reference: 'BBBB-BB', purged: '2026-11-22T12:00Z', bytes: [17, 14], by: 'retention' },
    ])
  })

  it('is brought up again when a first try was cut short', async () => {
    await bench.store.close()
    const cut = new DatabaseSync(bench.file)
    cut.exec(`
      delete from kysely_migration where name not like '0001-%';
      drop table notices; drop table mail_links; drop table daily_secrets; drop index outbox_by_trouble;
      alter table outbox drop column refused;
    `)
    cut.close()
    await bench.reopen()
    expect(await bench.store.delivery.pendingDeliveries()).toMatchObject({ count: 3, refused: 0 })
    await bench.store.notices.put({ key: 'k', toldAt: NOON })
  })
})

it('what was fetched of a linked part before archives had links of their own is the desk’s', async () => {
  await bench.store.delivery.linkPart({ tip: 'delivered', part: 1, sha256: 'ab', archive: false })
  await bench.store.close()
  const before = new DatabaseSync(bench.file)
  before.exec(`
    delete from kysely_migration where name like '0006-%';
    drop table fetched_pieces;
    create table fetched_ranges (tip text, part integer, first bigint, past bigint);
    insert into fetched_ranges values ('delivered', 1, 0, 7);
  `)
  before.close()
  await bench.reopen()
  await bench.store.downloads.recordFetched({ sha256: 'ab', from: 7, to: 14, at: NOON })
  expect(await bench.store.downloads.find('ab')).toMatchObject({ fetched: '2026-11-22T12:00Z' })
})

it('a database of a newer version is refused with what to do', async () => {
  await bench.store.close()
  const newer = new DatabaseSync(bench.file)
  newer.exec(`insert into kysely_migration values ('9999-later', '2030-01-01T00:00:00Z')`)
  newer.close()
  await expect(bench.reopen()).rejects.toThrow('newer version')
})
