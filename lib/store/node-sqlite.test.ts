import { DatabaseSync } from 'node:sqlite'
import { Kysely, SqliteDialect, sql } from 'kysely'
import { expect, it } from 'vitest'
import { asKyselyDatabase } from './node-sqlite.ts'

it('tells why a transaction failed that SQLite has already taken back', async () => {
  const database = new DatabaseSync(':memory:')
  const db = new Kysely<Record<string, never>>({
    dialect: new SqliteDialect({ database: asKyselyDatabase(database) }),
  })
  const full = Object.assign(new Error('database or disk is full'), { errcode: 13 })
  const failed = db.transaction().execute(async (transaction) => {
    await sql`create table one (a)`.execute(transaction)
    // As SQLite does by itself when the disk is full.
    database.exec('rollback')
    throw full
  })
  await expect(failed).rejects.toBe(full)
  const broken = db.transaction().execute(async (transaction) => {
    await sql`create table two (a)`.execute(transaction)
    throw full
  })
  await expect(broken).rejects.toBe(full)
  expect(database.isTransaction).toBe(false)
  expect(database.prepare('select * from sqlite_master').all()).toEqual([])
  await db.destroy()
})
