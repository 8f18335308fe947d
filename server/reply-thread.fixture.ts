/** A conversation in the store of a server that is about to start, for tests of what the desk replies. */
import { join } from 'node:path'
import { openThread, type TestThread } from '#lib/replies/replies.fixture'
import { openSqliteStore } from '#lib/store/sqlite'

/** `REPLY_ADDRESS` of the server. */
export const PATTERN = 'tips+*@example.org'

/** Begins it with the demo inbox. */
export async function beginThread(dataDir: string): Promise<TestThread> {
  const store = await openSqliteStore({ file: join(dataDir, 'store.sqlite') })
  const thread = await openThread(store, {
    id: 'tip-1',
    reference: '7K3M-Q2',
    address: '0123456789abcdef',
    inbox: 'demo',
    pattern: PATTERN,
    expires: '2126-12-06T10:00Z',
  })
  await store.close()
  return thread
}
