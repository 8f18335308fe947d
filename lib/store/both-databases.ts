/** What the store is over both databases: the same queries over one connection and one queue of writes. */
import { type Kysely, sql } from 'kysely'
import { createConversationStore } from './conversations.ts'
import { createDeliveryStore } from './delivery.ts'
import { createDownloadStore } from './downloads.ts'
import { createNoticeStore } from './notices.ts'
import { createRecordStore } from './records.ts'
import { createSecretStore } from './secrets.ts'
import { createCertificateStore } from './seen-certificates.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'
import { createTipStore } from './tips.ts'
import type { WriteQueue } from './write-queue.ts'

/** What is left for each database to say by itself. */
type Own = 'limits' | 'warnings' | 'clearLog' | 'reusableBytes'

/** @param db the one connection @param queue where every write goes */
export function storeOver(db: Kysely<Tables>, queue: WriteQueue): Omit<Store, Own> {
  return {
    tips: createTipStore(db, queue),
    delivery: createDeliveryStore(db, queue),
    downloads: createDownloadStore(db, queue),
    conversations: createConversationStore(db, queue),
    records: createRecordStore(db, queue),
    certificates: createCertificateStore(db, queue),
    notices: createNoticeStore(db, queue),
    secrets: createSecretStore(db, queue),
    ready: async () => {
      try {
        await sql`select 1`.execute(db)
        return true
      } catch {
        return false
      }
    },
    close: async () => {
      await queue.idle()
      await db.destroy()
    },
  }
}
