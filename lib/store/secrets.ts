/** The site's own secrets, made on first start and kept in the database with everything else. */
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { SecretStore } from './store.ts'
import type { Tables } from './tables.ts'
import type { WriteQueue } from './write-queue.ts'

const jwk = z.record(z.string(), z.unknown()) as z.ZodType<JsonWebKey>

/** @param db the one connection @param queue where every write goes */
export function createSecretStore(db: Kysely<Tables>, queue: WriteQueue): SecretStore {
  const presentKey = async () => {
    const row = await db
      .selectFrom('receipt_keys')
      .select(['kid', 'public_jwk', 'private_jwk'])
      .orderBy('sequence', 'desc')
      .executeTakeFirst()
    if (row === undefined || row.private_jwk === null) return null
    return {
      kid: row.kid,
      publicJwk: jwk.parse(JSON.parse(row.public_jwk)),
      privateJwk: jwk.parse(JSON.parse(row.private_jwk)),
    }
  }

  return {
    secret: (name, make) =>
      queue.write(async (trx) => {
        const read = () =>
          trx.selectFrom('secrets').select('value').where('name', '=', name).executeTakeFirst()
        const known = await read()
        if (known !== undefined) return known.value
        const value = make()
        await trx.insertInto('secrets').values({ name, value }).execute()
        return value
      }),

    dailySecret: (name, day, make) =>
      queue.write(async (trx) => {
        await trx
          .deleteFrom('daily_secrets')
          .where('name', '=', name)
          .where('day', '<', day)
          .execute()
        const known = await trx
          .selectFrom('daily_secrets')
          .select('value')
          .where('name', '=', name)
          .where('day', '=', day)
          .executeTakeFirst()
        if (known !== undefined) return known.value
        const value = make()
        await trx.insertInto('daily_secrets').values({ name, day, value }).execute()
        return value
      }),

    receiptKey: async (make) => {
      const known = await presentKey()
      if (known !== null) return known
      const made = await make()
      await queue.write(async (trx) => {
        const { last } = await trx
          .selectFrom('receipt_keys')
          .select(({ fn }) => fn.max('sequence').as('last'))
          .executeTakeFirstOrThrow()
        const present = await trx
          .selectFrom('receipt_keys')
          .select('kid')
          .where('private_jwk', 'is not', null)
          .executeTakeFirst()
        // Another process was first; its key is the one to use.
        if (present !== undefined) return
        await trx
          .insertInto('receipt_keys')
          .values({
            kid: made.kid,
            sequence: (last ?? 0) + 1,
            public_jwk: JSON.stringify(made.publicJwk),
            private_jwk: JSON.stringify(made.privateJwk),
          })
          .execute()
      })
      const present = await presentKey()
      if (present === null) throw new Error('The receipt key was not stored.')
      return present
    },

    receiptKeys: async () => {
      const rows = await db
        .selectFrom('receipt_keys')
        .select(['kid', 'public_jwk'])
        .orderBy('sequence', 'desc')
        .execute()
      return rows.map((row) => ({
        kid: row.kid,
        publicJwk: jwk.parse(JSON.parse(row.public_jwk)),
      }))
    },
  }
}
