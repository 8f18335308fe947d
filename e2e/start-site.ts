// Starts the production server for the browser tests, on a free port with a fresh data folder,
// and takes both away afterwards.
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve } from './serve.ts'

const root = join(import.meta.dirname, '..')

/**
 * Playwright's global setup. Sets `E2E_BASE_URL` and `E2E_DATA_DIR` for the tests. The demo inbox
 * in `E2E_SEED_DATA_DIR` (default `.data`), which the build baked into the page, is copied.
 */
export default async function startSite(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.E2E_BASE_URL) return undefined
  const dataDir = await mkdtemp(join(tmpdir(), 'rhw-e2e-'))
  const seed = process.env.E2E_SEED_DATA_DIR ?? process.env.DATA_DIR ?? join(root, '.data')
  await cp(join(seed, 'demo-inbox'), join(dataDir, 'demo-inbox'), { recursive: true }).catch(
    () => undefined,
  )
  const { url, stop } = await serve(root, dataDir)
  process.env.E2E_BASE_URL = url
  process.env.E2E_DATA_DIR = dataDir
  return async () => {
    await stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
