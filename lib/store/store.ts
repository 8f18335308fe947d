/**
 * What the rest of the house may ask of the store. One implementation stands over node:sqlite
 * (`sqlite.ts`), one over Postgres (`postgres.ts`), where several instances share all of it; schema and
 * queries are the same. Every promise that reports a write settles only when that write is on disk.
 *
 * The store never holds an address, a user agent, a plaintext token or an exact time of a tip.
 */
import type { ConversationStore } from './conversation-store.ts'
import type { DeliveryStore, DownloadStore } from './delivery-store.ts'
import type { CertificateStore, NoticeStore, RecordStore } from './record-store.ts'
import type { LimitStore, SecretStore } from './secret-store.ts'
import type { TipStore } from './tip-store.ts'

export type * from './conversation-store.ts'
export type * from './delivery-store.ts'
export type * from './record-store.ts'
export type * from './secret-store.ts'
export type * from './tip-store.ts'

export type Store = {
  tips: TipStore
  delivery: DeliveryStore
  downloads: DownloadStore
  conversations: ConversationStore
  records: RecordStore
  certificates: CertificateStore
  notices: NoticeStore
  secrets: SecretStore
  limits: LimitStore
  /**
   * Frees what was overwritten or deleted and is still held: bytes of forgotten tips, and the instants of
   * leases, by which somebody could tell when a tip came. SQLite overwrites them and empties its log;
   * Postgres marks them free, and they are overwritten by what comes next.
   */
  clearLog(): Promise<void>
  /** Bytes inside the database's file that are free for what comes next; 0 where nobody can tell. */
  reusableBytes(): Promise<number>
  /** What an operator should know of the database's settings, each with its cure; seldom any. */
  warnings: readonly string[]
  /** Whether the database answers. */
  ready(): Promise<boolean>
  /** Waits for what was asked, then closes the database. Nothing may be asked afterwards. */
  close(): Promise<void>
}
