import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backUp } from './backup.ts'
import { FOLLOW_UP, LOOKUP, PART } from './conversations.fixture.ts'
import { restore } from './restore.ts'
import { openSqliteStore } from './sqlite.ts'
import {
  HOUR,
  LATER,
  NOON,
  openBench,
  receiptOf,
  type StoreBench,
  sha256,
} from './store.fixture.ts'
import type { FollowUp } from './store.ts'

let bench: StoreBench
let backup: string
let empty: string
beforeEach(async () => {
  bench = await openBench()
  backup = join(bench.folder, 'backup.sqlite')
  empty = join(bench.folder, 'new', 'store.sqlite')
})
afterEach(() => bench.end())

type Brings = { followUp?: FollowUp; conversation?: string }

async function open(id: string, brings: Brings, inbox = 'desk') {
  const { tips } = bench.store
  const parts = [{ bytes: PART.length }]
  const tip = { id, inbox, tokenSha256: sha256(id), parts, expires: LATER, urgent: false }
  await tips.open({ ...tip, proof: null, ...brings })
  await tips.putChunk({ tip: id, part: 0, chunk: 0, data: PART, expires: LATER })
}

async function take(id: string, reference: string, brings: Brings) {
  await open(id, brings)
  return bench.store.tips.receive({
    tip: id,
    hour: HOUR,
    receipt: receiptOf(reference, [PART]),
    sealedTo: [],
    outbox: [{ id: `mail-${id}`, inbox: 'desk', recipient: 'first' }],
    conversationExpires: '2026-12-06T10:00Z',
  })
}

const answer = (id: string) =>
  bench.store.conversations.putReply({
    conversation: 'first',
    id,
    hour: HOUR,
    box: new Uint8Array([9, 9]),
    messageSha256: sha256(id),
    expires: '2026-12-07T10:00Z',
  })

const find = () => bench.store.conversations.find(LOOKUP)
const save = () => expect(backUp({ file: bench.file, to: backup })).toMatchObject({ ok: true })
const bringBack = () => restore({ from: backup, file: bench.file })

/** Loses the store and begins a new one, as after a disk has died. */
async function loseStore() {
  await bench.store.close()
  bench.store = await openSqliteStore({ file: empty })
  bench.file = empty
}

describe('restoring', () => {
  it('brings a conversation back with its messages and replies, read or not', async () => {
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    await take('next', '7K3M-Q2-2', { conversation: 'first' })
    await answer('r1')
    await answer('r2')
    await bench.store.conversations.markRead(LOOKUP, ['r1'], HOUR)
    const before = await find()
    save()
    await loseStore()
    expect(await bringBack()).toMatchObject({ restored: 2 })
    expect(await find()).toEqual(before)
    expect(await bench.store.conversations.readReply(LOOKUP, 'r2')).toEqual(new Uint8Array([9, 9]))
    expect(await answer('r1')).toBe('repeated')
    expect(await bringBack()).toMatchObject({ restored: 0, present: 2 })
    expect(await find()).toEqual(before)
  })

  it('brings a conversation back whose tip was forgotten before', async () => {
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    await bench.deliver()
    const later = new Date('2026-12-01T10:00:00Z')
    await bench.store.delivery.purgeDelivered({ before: later, now: later })
    const before = await find()
    expect(before).toMatchObject({ messages: [{ number: 1, hour: HOUR }] })
    save()
    await loseStore()
    await bringBack()
    expect(await find()).toEqual(before)
  })

  it('adds replies that a store lacks which was set back, and keeps what it has', async () => {
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    await answer('r1')
    await answer('r2')
    save()
    await bench.engine.run("delete from replies where id = 'r2'")
    await bench.engine.run("update conversations set expires = '2026-12-06T10:00Z'")
    await bench.store.conversations.markRead(LOOKUP, ['r1'], HOUR)
    await bringBack()
    expect(await find()).toMatchObject({
      expires: '2026-12-07T10:00Z',
      replies: [
        { id: 'r1', number: 1, read: true },
        { id: 'r2', number: 2, read: false },
      ],
    })
  })

  it('loses no reply where another one came under its number', async () => {
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    for (const id of ['r1', 'r2', 'r3', 'r4']) await answer(id)
    save()
    // Set back to before the second; then two others came.
    await bench.engine.run("delete from replies where id in ('r2', 'r3', 'r4')")
    for (const id of ['late 1', 'late 2']) await answer(id)
    const numbers = async () => (await find())?.replies.map(({ id, number }) => [number, id])
    await bringBack()
    const all = [
      [1, 'r1'],
      [2, 'late 1'],
      [3, 'late 2'],
      [4, 'r4'],
      [5, 'r2'],
      [6, 'r3'],
    ]
    expect(await numbers()).toEqual(all)
    await bringBack()
    expect(await numbers()).toEqual(all)
    await answer('r5')
    expect((await numbers())?.at(-1)).toEqual([7, 'r5'])
  })

  it('takes a mail that came to both sides once', async () => {
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    await answer('r1')
    save()
    await bench.engine.run("update replies set id = 'came again'")
    await bringBack()
    expect((await find())?.replies).toMatchObject([{ id: 'came again', number: 1 }])
  })

  it('brings nothing back of a conversation that its sender ended', async () => {
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    await take('next', '7K3M-Q2-2', { conversation: 'first' })
    await answer('r1')
    save()
    await bench.store.conversations.end(LOOKUP)
    for (const table of ['outbox', 'chunks', 'parts']) {
      await bench.engine.run(`delete from ${table} where tip = 'next'`)
    }
    await bench.engine.run("delete from tips where id = 'next'")
    expect(await bringBack()).toMatchObject({ restored: 1, present: 1 })
    expect(await find()).toBeNull()
    expect(await bench.engine.run('select 1 from replies')).toEqual([])
    expect(await bench.store.records.list()).toMatchObject([{ message: null }, { message: null }])
  })

  it('brings nothing back of a conversation that the operator purged', async () => {
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    await answer('r1')
    save()
    await bench.store.records.purge('7K3M-Q2', { now: NOON, undelivered: true })
    expect(await bringBack()).toMatchObject({ forgotten: 1 })
    expect(await find()).toBeNull()
  })

  it('outweighs an attempt to begin the same conversation again', async () => {
    await take('first', '7K3M-Q2', { followUp: FOLLOW_UP })
    save()
    await loseStore()
    await open('again', { followUp: { ...FOLLOW_UP, box: 'another box' } })
    expect(await bringBack()).toMatchObject({ restored: 1 })
    expect(await find()).toMatchObject({ reference: '7K3M-Q2', box: FOLLOW_UP.box })
  })
})
