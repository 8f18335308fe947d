import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backUp } from './backup.ts'
import { restore } from './restore.ts'
import { openSqliteStore } from './sqlite.ts'
import { bytesOf, lease, NOON, openBench, type StoreBench, sha256 } from './store.fixture.ts'
import type { Store } from './store.ts'

const MONTHS_LATER = new Date('2027-01-24T12:00:00Z')
const LINK = sha256('capability')

let bench: StoreBench
let backup: string
/** A database that does not exist yet. */
let empty: string
beforeEach(async () => {
  bench = await openBench()
  backup = join(bench.folder, 'backup.sqlite')
  empty = join(bench.folder, 'new', 'store.sqlite')
})
afterEach(() => bench.end())

const save = () => expect(backUp({ file: bench.file, to: backup })).toMatchObject({ ok: true })
const bringBack = (file = bench.file) => restore({ from: backup, file })
const done = (restored: number, present: number, forgotten: number) => ({
  ok: true,
  restored,
  present,
  forgotten,
  damaged: [],
  taken: [],
})

const receiptKey = (kid: string) => async () => ({
  kid,
  publicJwk: { kty: 'OKP', x: kid },
  privateJwk: { kty: 'OKP', x: kid, d: kid },
})

/** Loses the store and begins a new one, as after a disk has died. */
async function loseStore() {
  await bench.store.close()
  bench.store = await openSqliteStore({ file: empty })
  bench.file = empty
}

/** The store as its doors show it. */
async function seen(store: Store) {
  return {
    records: await store.records.list(),
    purged: await store.records.purged(),
    pending: await store.delivery.pendingDeliveries(),
    link: await store.downloads.find(LINK),
    keys: await store.secrets.receiptKeys(),
    certificates: await store.certificates.seenSince(new Date(0)),
  }
}

/** Tips in every state a mail can have, one held, one forgotten, one with a part fetched half. */
async function fill() {
  const { store } = bench
  await bench.receive('forgotten', 'AAAA-AA', [randomBytes(5)])
  await bench.deliver()
  await store.delivery.purgeDelivered({ before: MONTHS_LATER, now: MONTHS_LATER })
  await bench.receive('linked', 'BBBB-BB', [randomBytes(10), randomBytes(3000)], 1024)
  await store.delivery.linkPart({ tip: 'linked', part: 1, sha256: LINK, archive: false })
  await bench.deliver()
  await store.downloads.recordFetched({ sha256: LINK, from: 0, to: 2000, at: NOON })
  await store.records.hold('BBBB-BB', '2026-11-22T13:00Z')
  await bench.receive('sent', 'CCCC-CC', [randomBytes(10)])
  await bench.deliver(NOON, false)
  await bench.receive('replaced', 'DDDD-DD', [randomBytes(10)])
  const bounced = { mail: await bench.deliver(NOON, false), kind: 'bounced', at: NOON } as const
  const event = { ...bounced, eventId: 'event', second: { id: 'second' } }
  await store.delivery.recordEvent(event)
  await bench.open('open', [randomBytes(10)], 'proof')
  await store.secrets.secret('challenge', () => 'first')
  await store.secrets.receiptKey(receiptKey('first'))
  await store.certificates.remember(
    [{ inbox: 'desk', fingerprint: 'f', armored: 'a', encryptionKeyIds: ['k'] }],
    NOON,
  )
  return event
}

describe('restoring into an empty folder', () => {
  it('brings everything back as it was, and nothing of the tips that were not complete', async () => {
    const event = await fill()
    save()
    const before = await seen(bench.store)
    const file = await bytesOf(bench.store.downloads.readRange('linked', 1, 0, 3000))
    await bench.store.close()
    expect(await bringBack(empty)).toEqual(done(3, 0, 1))
    expect(statSync(dirname(empty)).mode & 0o777).toBe(0o700)
    expect(statSync(empty).mode & 0o777).toBe(0o600)
    bench.store = await openSqliteStore({ file: empty })
    expect(await seen(bench.store)).toEqual(before)
    expect(await bytesOf(bench.store.downloads.readRange('linked', 1, 0, 3000))).toEqual(file)
    expect(await bench.store.secrets.secret('challenge', () => 'new')).toBe('first')
    expect(await bench.store.secrets.receiptKey(receiptKey('new'))).toMatchObject({ kid: 'first' })
    expect(await bench.store.tips.find('sent', sha256('token of sent'))).toMatchObject({
      state: 'received',
    })
    expect(await bench.store.tips.find('open', sha256('token of open'))).toBeNull()
    expect(await bench.open('again', [randomBytes(1)], 'proof')).toMatchObject({ ok: false })
    expect(await bench.store.delivery.recordEvent(event)).toBe('repeated')
    await bench.store.downloads.recordFetched({ sha256: LINK, from: 2000, to: 3000, at: NOON })
    expect(await bench.store.downloads.find(LINK)).toMatchObject({ fetched: '2026-11-22T12:00Z' })
  })

  it('leaves nothing but the database behind, and the backup untouched', async () => {
    await fill()
    save()
    const bytes = readFileSync(backup)
    await bringBack(empty)
    expect(readFileSync(backup)).toEqual(bytes)
    expect(readdirSync(dirname(empty)).filter((name) => !name.endsWith('-lock'))).toEqual([
      'store.sqlite',
    ])
    expect(readdirSync(bench.folder).sort()).toEqual(['backup.sqlite', 'data', 'new'])
  })

  it('takes the backup of a former version', async () => {
    const released = new DatabaseSync(backup)
    released.exec(readFileSync(join(import.meta.dirname, 'released-0001.fixture.sql'), 'utf8'))
    released.close()
    expect(await bringBack(empty)).toEqual(done(4, 0, 1))
    expect(await bringBack(empty)).toEqual(done(0, 4, 1))
    const store = await openSqliteStore({ file: empty })
    expect(await store.records.find('BBBB-BB')).toMatchObject({ mails: [{ state: 'delivered' }] })
    await store.close()
  })
})

describe('restoring into a store that is in use', () => {
  it('adds what is missing, and changes nothing the second time', async () => {
    await fill()
    save()
    await loseStore()
    await bench.receive('newer', 'EEEE-EE', [randomBytes(10)])
    expect(await bringBack()).toEqual(done(3, 0, 1))
    const after = await seen(bench.store)
    expect(after.records.map(({ reference }) => reference).sort()).toEqual([
      'BBBB-BB',
      'CCCC-CC',
      'DDDD-DD',
      'EEEE-EE',
    ])
    expect(await bringBack()).toEqual(done(0, 3, 1))
    expect(await seen(bench.store)).toEqual(after)
  })

  it('overwrites neither what became of a mail since nor what was held or let go', async () => {
    await fill()
    save()
    await bench.store.records.hold('BBBB-BB', null)
    await bench.store.records.hold('CCCC-CC', '2026-11-22T15:00Z')
    await bench.deliver()
    const after = await seen(bench.store)
    expect(await bringBack()).toEqual(done(0, 3, 1))
    expect(await seen(bench.store)).toEqual(after)
  })

  it('never brings back a tip that was forgotten meanwhile, nor gives its reference away', async () => {
    await fill()
    save()
    await bench.store.records.purge('CCCC-CC', { now: NOON, undelivered: true })
    expect(await bringBack()).toEqual(done(0, 2, 2))
    expect(await bench.store.records.find('CCCC-CC')).toBeNull()
    await loseStore()
    await bringBack()
    expect(await bench.receive('new', 'AAAA-AA', [randomBytes(1)])).toMatchObject({ ok: false })
    expect(await bench.store.records.purged()).toMatchObject([{ reference: 'AAAA-AA', bytes: [5] }])
  })

  it('keeps its own secrets, and adds the backup’s receipt keys as retired ones', async () => {
    await fill()
    save()
    await loseStore()
    await bench.store.secrets.secret('challenge', () => 'second')
    await bench.store.secrets.receiptKey(receiptKey('second'))
    await bringBack()
    await bringBack()
    expect(await bench.store.secrets.secret('challenge', () => 'third')).toBe('second')
    expect(await bench.store.secrets.receiptKey(receiptKey('third'))).toMatchObject({
      kid: 'second',
    })
    expect((await bench.store.secrets.receiptKeys()).map(({ kid }) => kid)).toEqual([
      'second',
      'first',
    ])
    const outside = new DatabaseSync(bench.file)
    const signing = outside.prepare('select kid from receipt_keys where private_jwk is not null')
    expect(signing.all()).toEqual([{ kid: 'second' }])
    outside.close()
  })

  it('sends a mail that was waiting under its old id, as one that may have gone already', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
    save()
    await loseStore()
    await bringBack()
    const mails = await bench.store.delivery.leaseDeliveries(lease('a'))
    expect(mails).toMatchObject([{ id: 'mail-one', attempts: 0, untried: false }])
  })

  it('takes a mail at once that somebody had in hand when the backup was made', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
    await bench.take('dead')
    save()
    await loseStore()
    await bringBack()
    expect(await bench.take('a')).toMatchObject({ id: 'mail-one', untried: false })
  })

  it('completes a tip that the store only knows as open', async () => {
    const data = randomBytes(10)
    await bench.receive('one', '7K3M-Q2', [data])
    save()
    await loseStore()
    await bench.open('one', [data])
    expect(await bringBack()).toEqual(done(1, 0, 0))
    expect(await bytesOf(bench.store.delivery.readPart('one', 0))).toEqual(data)
  })

  it('leaves out a tip whose reference was given to another one meanwhile, and says so', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
    save()
    await loseStore()
    await bench.receive('two', '7K3M-Q2', [randomBytes(20)])
    expect(await bringBack()).toEqual({ ...done(0, 0, 0), taken: ['7K3M-Q2'] })
    expect(await bench.store.records.find('7K3M-Q2')).toMatchObject({ parts: [{ bytes: 20 }] })
  })

  it('brings back many small and large tips, more than one transaction takes', async () => {
    for (let index = 0; index < 60; index += 1) {
      await bench.receive(`small-${index}`, `AAAA-${index}`, [randomBytes(10)])
    }
    for (let index = 0; index < 3; index += 1) {
      await bench.receive(`large-${index}`, `BBBB-${index}`, [randomBytes(3_000_000)])
    }
    save()
    await loseStore()
    expect(await bringBack()).toEqual(done(63, 0, 0))
    expect((await bench.store.delivery.pendingDeliveries()).count).toBe(63)
  })
})
