import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as openpgp from '#lib/sealing/openpgp.node'
import { demoInboxFiles, ensureDemoInbox } from './demo-inbox.ts'

const hasGpg = spawnSync('gpg', ['--version']).status === 0

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rhw-demo-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

describe('the demo inbox', () => {
  it('is made on first use, for its owner only, and marked as a demonstration', async () => {
    const inbox = await ensureDemoInbox({ dataDir, openpgp })
    expect(inbox).toMatchObject({ id: 'demo', demo: true, categories: [] })
    const files = demoInboxFiles(dataDir)
    for (const file of [files.public, files.secret]) {
      expect((await stat(file)).mode & 0o777).toBe(0o600)
    }
    expect((await stat(files.dir)).mode & 0o777).toBe(0o700)
    expect(await readdir(dataDir)).toEqual(['demo-inbox'])
  })

  it('stays the same across restarts', async () => {
    const first = await ensureDemoInbox({ dataDir, openpgp })
    expect(await ensureDemoInbox({ dataDir, openpgp })).toEqual(first)
  })

  it('is one and the same when two processes make it at once', async () => {
    const both = await Promise.all([
      ensureDemoInbox({ dataDir, openpgp }),
      ensureDemoInbox({ dataDir, openpgp }),
    ])
    expect(both[0]).toEqual(both[1])
    expect(await readdir(dataDir)).toEqual(['demo-inbox'])
  })

  it('never replaces a key when half of it is missing', async () => {
    await ensureDemoInbox({ dataDir, openpgp })
    const { public: certificate, secret } = demoInboxFiles(dataDir)
    const before = await readFile(secret, 'utf8')
    await rm(certificate)
    await expect(ensureDemoInbox({ dataDir, openpgp })).rejects.toThrow(/lacks public\.asc/)
    expect(await readFile(secret, 'utf8')).toBe(before)
  })

  it('says what to do when the certificate was damaged', async () => {
    await ensureDemoInbox({ dataDir, openpgp })
    await writeFile(demoInboxFiles(dataDir).public, 'x')
    await expect(ensureDemoInbox({ dataDir, openpgp })).rejects.toThrow(/Move .* away/)
  })

  it.skipIf(!hasGpg)('has a key that gpg imports, seals to and opens with', async () => {
    const inbox = await ensureDemoInbox({ dataDir, openpgp })
    const files = demoInboxFiles(dataDir)
    const gpg = ['--homedir', join(dataDir, 'demo-inbox'), '--batch', '--quiet']
    execFileSync('gpg', [...gpg, '--import', files.secret], { stdio: 'pipe' })
    try {
      const key = inbox.certificates[0]
      const sealed = execFileSync('gpg', [...gpg, '-f', files.public, '--encrypt'], {
        input: 'hello',
        stdio: 'pipe',
      })
      const opened = spawnSync('gpg', [...gpg, '--status-fd', '2', '--decrypt'], { input: sealed })
      expect(opened.stdout.toString()).toBe('hello')
      expect(opened.stderr.toString()).toContain(key?.fingerprint.toUpperCase())
      expect(opened.stderr.toString()).toContain(key?.encryptionKeyIds[0]?.toUpperCase())
    } finally {
      execFileSync('gpgconf', ['--homedir', join(dataDir, 'demo-inbox'), '--kill', 'all'])
    }
  })
})
