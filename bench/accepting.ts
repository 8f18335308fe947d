/** Accepting tips: the whole server, and what the machine can do at most, in the same run. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '#scripts/loopback.fixture'
import { startScript } from './servers.ts'
import { type Accepted, type BenchTip, loadTips, sealBenchTip } from './tips.ts'

/** Enough to see whether memory grows. */
const TIPS = 20_000

export type MeasuredAccepting = Accepted & { name: string }

/** @param env for our server; its DATA_DIR is used as it is @param tips how many at least */
export async function measureAccepting(
  env: Record<string, string>,
  tips = TIPS,
): Promise<MeasuredAccepting[]> {
  const accepted: MeasuredAccepting[] = []
  let tip: BenchTip | undefined
  const port = await freePort()
  const options = { ...env, PORT: String(port), POW_COST: '0', RATE_LIMITS: 'off' }
  const server = await startScript('server/main.ts', [], options, port, '/healthz')
  try {
    tip = await sealBenchTip(server)
    accepted.push({ name: 'our server', ...(await loadTips(server, tip, { tips })) })
  } finally {
    await server.stop()
  }
  accepted.push({ name: 'node:http + node:sqlite', ...(await measureRaw(tip)) })
  return accepted
}

async function measureRaw(tip: BenchTip): Promise<Accepted> {
  const folder = await mkdtemp(join(tmpdir(), 'rhw-raw-'))
  const port = await freePort()
  const env = { DATA_DIR: folder, PORT: String(port) }
  const server = await startScript('bench/raw-server.ts', [], env, port, '/')
  try {
    return await loadTips(server, tip)
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}
