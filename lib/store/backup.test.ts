import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backUp } from './backup.ts'
import { openBench, type StoreBench } from './store.fixture.ts'

let bench: StoreBench
let to: string
beforeEach(async () => {
  bench = await openBench()
  to = join(bench.folder, 'backup.sqlite')
})
afterEach(() => bench.end())

const copy = (file = bench.file) => backUp({ file, to })
/** Everything in the folder but the store's own. */
const left = () => readdirSync(bench.folder).filter((name) => name !== 'data')

describe('a backup', () => {
  it('is one whole file for its owner only, taken while the store is in use', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(100_000)])
    await bench.open('open', [randomBytes(10)])
    expect(copy()).toEqual({ ok: true, tips: 1, bytes: statSync(to).size })
    expect(statSync(to).mode & 0o777).toBe(0o600)
    expect(left()).toEqual(['backup.sqlite'])
    const database = new DatabaseSync(to, { readOnly: true })
    expect(database.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' })
    expect(database.prepare('select id from tips order by id').all()).toEqual([
      { id: 'one' },
      { id: 'open' },
    ])
    database.close()
  })

  it('has everything that was acknowledged, and nothing of a write that was not', async () => {
    await bench.receive('one', '7K3M-Q2', [randomBytes(10)])
    const other = new DatabaseSync(bench.file)
    other.exec("begin immediate; update tips set reference = 'BAD'")
    expect(copy()).toMatchObject({ ok: true })
    other.exec('rollback')
    other.close()
    const database = new DatabaseSync(to, { readOnly: true })
    expect(database.prepare('select reference from tips').all()).toEqual([{ reference: '7K3M-Q2' }])
    database.close()
  })

  it('holds no byte of what was forgotten', async () => {
    const marker = Buffer.from('sealed bytes of a tip '.repeat(50))
    await bench.receive('one', '7K3M-Q2', [marker])
    await bench.deliver()
    const now = new Date('2027-01-24T12:00:00Z')
    await bench.store.delivery.purgeDelivered({ before: now, now })
    copy()
    expect(readFileSync(to).includes(marker.subarray(0, 99))).toBe(false)
  })

  it('overwrites nothing', () => {
    writeFileSync(to, 'mine')
    expect(copy()).toMatchObject({ ok: false, problem: expect.stringContaining('there already') })
    expect(readFileSync(to, 'utf8')).toBe('mine')
  })

  it('says what is wrong when there is no database, no folder, or a damaged database', () => {
    const problem = (text: string) => ({ ok: false, problem: expect.stringContaining(text) })
    expect(copy(join(bench.folder, 'none.sqlite'))).toEqual(problem('There is no database'))
    const nowhere = backUp({ file: bench.file, to: join(bench.folder, 'none', 'b.sqlite') })
    expect(nowhere).toEqual(problem('There is no folder'))
    const damaged = join(bench.folder, 'data', 'damaged.sqlite')
    writeFileSync(damaged, randomBytes(50_000))
    expect(copy(damaged)).toEqual(problem('damaged'))
    const folder = join(bench.folder, 'data', 'folder')
    mkdirSync(folder)
    expect(copy(folder)).toMatchObject({ ok: false })
    expect(left()).toEqual([])
    expect(existsSync(to)).toBe(false)
  })
})
