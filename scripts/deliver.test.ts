import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Hour } from '#lib/protocol/hours'
import { openSqliteStore } from '#lib/store/sqlite'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rhw-deliver-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

async function receiveTip(inbox: string): Promise<void> {
  const store = await openSqliteStore({ file: join(dataDir, 'store.sqlite') })
  const data = randomBytes(100)
  const sha256 = createHash('sha256').update(data).digest('hex')
  const received: Hour = '2026-11-22T10:00Z'
  const expires: Hour = '2126-11-22T10:00Z'
  const parts = [{ bytes: data.length, sha256 }]
  const receipt = { reference: '7K3M-Q2', received, inbox, parts, key: '', signature: '' }
  await store.tips.open({
    id: 't',
    inbox,
    tokenSha256: 't',
    parts,
    expires,
    urgent: false,
    proof: null,
  })
  await store.tips.putChunk({ tip: 't', part: 0, chunk: 0, data, expires })
  await store.tips.receive({ tip: 't', hour: received, receipt, outbox: [{ id: 'mail', inbox }] })
  await store.close()
}

function deliver(...args: string[]) {
  const run = spawnSync(process.execPath, [join(import.meta.dirname, 'deliver.ts'), ...args], {
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      DATABASE_URL: '',
      INBOXES_DIR: join(dataDir, 'none'),
      NODE_NO_WARNINGS: '1',
    },
    encoding: 'utf8',
  })
  return { code: run.status, out: run.stdout, err: run.stderr }
}

describe('npm run deliver -- --once', () => {
  it('delivers what is due, without a server, and nothing twice', async () => {
    await receiveTip('demo')
    expect(deliver('--once')).toEqual({ code: 0, out: '1 delivered, 0 failed\n', err: '' })
    expect(deliver('--once')).toEqual({ code: 0, out: '0 delivered, 0 failed\n', err: '' })
    expect(await readdir(join(dataDir, 'maildir', 'demo', 'new'))).toHaveLength(1)
  })

  it('ends with 1 and the reason when something did not go', async () => {
    await receiveTip('gone')
    const { code, err } = deliver('--once')
    expect(code).toBe(1)
    expect(err).toContain('no inbox “gone” any more. Put it back')
  })

  it('says how it is used', () => {
    expect(deliver('--twice')).toMatchObject({ code: 2, err: expect.stringContaining('Usage:') })
  })
})
