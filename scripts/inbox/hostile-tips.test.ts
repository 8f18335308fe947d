import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { demoInboxFiles } from '#lib/inboxes/demo-inbox'
import { entity, hasGpg, makeTrialInbox, PICTURE } from './trial-inbox.fixture.ts'

const trial = makeTrialInbox()

describe.skipIf(!hasGpg)('npm run inbox, given what a stranger made', () => {
  it('obeys no name that a sender gave, embedded or attached, and says what it renamed', async () => {
    const names = [
      '../escape.txt',
      '/tmp/rhw-absolute.txt',
      'CON',
      'a\u202Etxt.exe',
      '-rf',
      '\n\u001b[31m.html',
    ]
    const files = names.map((name) => ({ name, content: PICTURE }))
    await trial.deliver('EVIL-AA', [
      trial.seal(entity(files), ['--set-filename', '../embedded.txt']),
    ])
    const { code, out, err } = trial.run('open', 'EVIL-AA')
    expect(code).toBe(0)
    expect(await readdir(trial.work)).toContain('EVIL-AA')
    expect((await readdir(trial.work)).filter((name) => /escape|embedded/.test(name))).toEqual([])
    const written = await readdir(join(trial.work, 'EVIL-AA', 'files'))
    expect(written.sort()).toEqual([
      '01-escape.txt',
      '02-rhw-absolute.txt',
      '03-_CON.unsafe',
      '04-atxt.exe.unsafe',
      '05-rf.unsafe',
      '06-[31m.html.unsafe',
    ])
    expect(out + err).not.toContain('\u001b')
    expect(out + err).not.toContain('\u202e')
    expect(err).toContain('files/04-atxt.exe.unsafe')
  })

  it('writes nothing and fails when gpg does', async () => {
    const whole = trial.seal('secret')
    const changed = Uint8Array.from(whole)
    changed[whole.length - 5] = (changed[whole.length - 5] ?? 0) ^ 1
    await trial.deliver('CHNG-AA', [changed])
    await trial.deliver('CUT2-AA', [whole.subarray(0, whole.length - 30)])
    await trial.deliver('HALF-AA', [whole, changed])
    const clear = execFileSync('gpg', ['--batch', '--homedir', trial.work, '--store'], {
      input: 'not sealed at all',
      stdio: 'pipe',
    })
    await trial.deliver('CLER-AA', [clear])
    const password = [
      '--batch',
      '--homedir',
      trial.work,
      '--passphrase',
      'x',
      '--pinentry-mode',
      'loopback',
    ]
    const symmetric = execFileSync('gpg', [...password, '--symmetric'], {
      input: 'x',
      stdio: 'pipe',
    })
    await trial.deliver('SYMM-AA', [symmetric])
    for (const reference of ['CHNG-AA', 'CUT2-AA', 'HALF-AA', 'CLER-AA', 'SYMM-AA']) {
      const { code, out, err } = trial.run('open', reference)
      expect({ reference, code, out }).toEqual({ reference, code: 1, out: '' })
      expect(err).toContain('nothing was written')
    }
    expect((await readdir(trial.work)).filter((name) => /-AA/.test(name))).toEqual([])
  }, 120_000)

  it('opens a tip whose sender signed it with a key nobody knows', async () => {
    const home = join(trial.work, 'sender')
    await mkdir(home, { mode: 0o700 })
    const base = ['--batch', '--homedir', home, '--pinentry-mode', 'loopback', '--passphrase', '']
    execFileSync('gpg', [...base, '--quick-generate-key', 's@example.org'], { stdio: 'pipe' })
    const certificate = demoInboxFiles(trial.dataDir).public
    const sealed = execFileSync('gpg', [...base, '--sign', '-f', certificate, '--encrypt'], {
      input: 'signed',
      stdio: 'pipe',
    })
    execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'])
    await trial.deliver('SIGN-AA', [sealed])
    expect(trial.run('open', 'SIGN-AA').code).toBe(0)
  }, 120_000)

  it('writes a tip of thousands of attachments as it is, not as thousands of files', async () => {
    const attachment = '--b\r\nContent-Disposition: attachment; filename=a\r\n\r\nx\r\n'
    const plaintext = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${attachment.repeat(1_001)}--b--\r\n`
    await trial.deliver('MANY-AA', [trial.seal(plaintext)])
    const { code, out } = trial.run('open', 'MANY-AA')
    expect({ code, files: out.trim().split('\n').length }).toEqual({ code: 0, files: 1 })
    const report = await readFile(join(trial.work, 'MANY-AA', 'report.txt'), 'utf8')
    expect(report).toContain('filename=a')
  })

  it('leaves no demo key behind when it is stopped', async () => {
    await trial.deliver('STOP-AA', [trial.seal('x')])
    const gpg = execFileSync('sh', ['-c', 'command -v gpg'], { encoding: 'utf8' }).trim()
    const bin = join(trial.work, 'bin')
    await mkdir(bin)
    const waiting = join(trial.work, 'decrypting')
    const script = `#!/bin/sh\ncase "$*" in *--decrypt*) : > '${waiting}'; exec sleep 20;; esac\nexec '${gpg}' "$@"\n`
    await writeFile(join(bin, 'gpg'), script, { mode: 0o755 })
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, '..', 'inbox.ts'), 'open', 'STOP-AA'],
      {
        cwd: trial.work,
        stdio: 'ignore',
        env: {
          ...process.env,
          DATA_DIR: trial.dataDir,
          TMPDIR: trial.work,
          PATH: `${bin}:${process.env.PATH}`,
        },
      },
    )
    const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)))
    await expect.poll(() => existsSync(waiting), { timeout: 30_000 }).toBe(true)
    child.kill('SIGTERM')
    expect(await ended).toBe('SIGTERM')
    expect((await readdir(trial.work)).filter((name) => /^rhw-gpg-|-AA/.test(name))).toEqual([])
  }, 60_000)

  it('leaves neither the demo key nor an agent behind', async () => {
    await trial.deliver('TIDY-AA', [trial.seal('x')])
    expect(trial.runIn({ TMPDIR: trial.work }, 'open', 'TIDY-AA').code).toBe(0)
    const left = (await readdir(trial.work)).filter((name) => name.startsWith('rhw-gpg-'))
    expect(left).toEqual([])
    const programs = () => spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).stdout ?? ''
    await expect.poll(programs, { timeout: 5_000 }).not.toContain(`${trial.work}/rhw-gpg-`)
  })
})
