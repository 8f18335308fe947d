/** How much room is left where the database lies. */
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Config } from '#lib/config'
import type { DiskSpace } from '#lib/intake/disk'
import type { Store } from '#lib/store/store'

/**
 * What the server's user may still write where the database lies, and into its file besides; bytes. Null
 * for Postgres, whose room is not for us to see: it refuses when there is none.
 */
export async function diskSpace(
  { databaseFile, postgres }: Pick<Config, 'databaseFile' | 'postgres'>,
  store: Pick<Store, 'reusableBytes'>,
): Promise<DiskSpace | null> {
  if (postgres !== null) return null
  const { bavail, blocks, bsize } = await statfs(dirname(databaseFile))
  return { free: bavail * bsize + (await store.reusableBytes()), total: blocks * bsize }
}
