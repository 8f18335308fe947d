/** Which certificates each inbox had and until when, so that tips sealed to a former one are taken for a while. */
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { hourOf } from '#lib/protocol/hours'
import type { CertificateStore } from './store.ts'
import type { Tables } from './tables.ts'
import type { WriteQueue } from './write-queue.ts'

const keyIds = z.array(z.string())

/** @param db the one connection @param queue where every write goes */
export function createCertificateStore(db: Kysely<Tables>, queue: WriteQueue): CertificateStore {
  return {
    remember: async (certificates, at) => {
      const last_seen = hourOf(at)
      await queue.write(async (trx) => {
        for (const { inbox, fingerprint, armored, encryptionKeyIds } of certificates) {
          // A certificate whose subkeys were replaced is kept beside its former self.
          const encryption_key_ids = JSON.stringify([...encryptionKeyIds].sort())
          await trx
            .insertInto('seen_certificates')
            .values({ inbox, fingerprint, encryption_key_ids, armored, last_seen })
            .onConflict((conflict) =>
              conflict
                .columns(['inbox', 'fingerprint', 'encryption_key_ids'])
                .doUpdateSet({ armored, last_seen }),
            )
            .execute()
        }
      })
    },

    seenSince: async (since) => {
      const rows = await db
        .selectFrom('seen_certificates')
        .selectAll()
        .where('last_seen', '>=', hourOf(since))
        .orderBy('last_seen', 'desc')
        .orderBy('inbox')
        .orderBy('fingerprint')
        .execute()
      return rows.map((row) => ({
        inbox: row.inbox,
        fingerprint: row.fingerprint,
        armored: row.armored,
        encryptionKeyIds: keyIds.parse(JSON.parse(row.encryption_key_ids)),
        lastSeen: row.last_seen,
      }))
    },
  }
}
