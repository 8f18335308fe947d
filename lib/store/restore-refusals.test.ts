import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backUp } from './backup.ts'
import { restore } from './restore.ts'
import { openBench, type StoreBench } from './store.fixture.ts'

let bench: StoreBench
let backup: string
beforeEach(async () => {
  bench = await openBench()
  backup = join(bench.folder, 'backup.sqlite')
})
afterEach(() => bench.end())

describe('a file that is no good', () => {
  const save = () => expect(backUp({ file: bench.file, to: backup })).toMatchObject({ ok: true })
  const bringBack = () => restore({ from: backup, file: bench.file })
  const problem = (text: string) => ({ ok: false, problem: expect.stringContaining(text) })
  const names = () =>
    readdirSync(join(bench.folder, 'data')).filter((name) => /restoring/.test(name))

  it('is refused when it is missing, no database, another one, or the store itself', async () => {
    expect(await bringBack()).toEqual(problem('There is no file'))
    writeFileSync(backup, 'a text')
    expect(await bringBack()).toEqual(problem('is not a database'))
    writeFileSync(backup, '')
    expect(await bringBack()).toEqual(problem('no database of this software'))
    expect(await restore({ from: bench.file, file: bench.file })).toEqual(problem('itself'))
    expect(names()).toEqual([])
  })

  it('is refused when it was made by a newer version', async () => {
    save()
    const newer = new DatabaseSync(backup)
    newer.exec(`insert into kysely_migration values ('9999-later', '2030-01-01T00:00:00Z')`)
    newer.close()
    expect(await bringBack()).toEqual(problem('newer version'))
  })

  it('is refused when its structure is damaged, with the store as it was', async () => {
    await bench.receive('one', 'AAAA-AA', [randomBytes(100_000)])
    save()
    const before = await bench.store.records.list()
    const bytes = readFileSync(backup)
    writeFileSync(backup, bytes.subarray(0, bytes.length - 50_000))
    expect(await bringBack()).toEqual(problem('damaged'))
    writeFileSync(backup, bytes.fill(0xff, 16_384, 60_000))
    expect(await bringBack()).toEqual(problem('damaged'))
    expect(await bench.store.records.list()).toEqual(before)
    expect(names()).toEqual([])
  })

  it('is refused when its tables and indexes disagree', async () => {
    await bench.open('open', [randomBytes(10)], 'proof-of-nothing')
    save()
    const bytes = readFileSync(backup)
    bytes.write('proof-of-another', bytes.lastIndexOf('proof-of-nothing'))
    writeFileSync(backup, bytes)
    expect(await bringBack()).toEqual(problem('damaged'))
  })

  it('brings back its other tips when the bytes of one were changed', async () => {
    const marker = Buffer.from('sealed bytes of a tip '.repeat(50))
    await bench.receive('one', 'AAAA-AA', [marker])
    await bench.receive('two', 'BBBB-BB', [randomBytes(10)])
    save()
    const bytes = readFileSync(backup)
    bytes[bytes.indexOf('sealed bytes') + 100] = 0
    writeFileSync(backup, bytes)
    const into = join(bench.folder, 'new', 'store.sqlite')
    expect(await restore({ from: backup, file: into })).toMatchObject({
      restored: 1,
      damaged: ['AAAA-AA'],
    })
  })
})
