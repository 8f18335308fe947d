import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { maildirTransport } from '#lib/delivery/maildir'
import { hasGpg, makeTrialInbox, PICTURE } from './trial-inbox.fixture.ts'

const hasCurl = spawnSync('curl', ['--version']).status === 0
const trial = makeTrialInbox()

const HOUR = '2026-11-22T10:00Z'
const addressOf = (part: number) => `https://tips.example.org/d/${'aB3-_'.repeat(8)}00${part}`
const linksTo = (...parts: number[]) => new Map(parts.map((part) => [part, addressOf(part)]))

describe.skipIf(!hasGpg)('npm run inbox, when parts go by link', () => {
  it('lists the tip like any other, with the sizes of all its parts', async () => {
    const sealed = trial.seal('x')
    await trial.deliver('LINK-AA', [sealed, sealed], HOUR, 'demo', linksTo(1))
    expect(trial.run('list').out).toBe(`LINK-AA\t${HOUR}\tdemo\t2\t${2 * sealed.length}\n`)
  })

  it('says which command fetches what, writes nothing, and asks no network', async () => {
    const parts = ['see files', 'one', 'two', 'three'].map((text) => trial.seal(text))
    await trial.deliver('LINK-AA', parts, HOUR, 'demo', linksTo(1, 3))
    const { code, out, err } = trial.run('open', 'LINK-AA')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err.split('\n').slice(1)).toEqual([
      '  mkdir -p LINK-AA-parts',
      `  curl -fo LINK-AA-parts/file-1.pgp ${addressOf(1)}`,
      `  curl -fo LINK-AA-parts/file-3.pgp ${addressOf(3)}`,
      '  npm run inbox -- open LINK-AA --parts LINK-AA-parts',
      '',
    ])
    expect(await readdir(trial.work)).not.toContain('LINK-AA')
  })

  it('compares the message with other tips before anything is fetched', async () => {
    const parts = ['Ask kim@example.org.', 'a log'].map((text) => trial.seal(text))
    await trial.deliver('LINK-AA', parts, HOUR, 'demo', linksTo(1))
    expect(trial.run('same', 'kim@example.org')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^LINK-AA\t/),
      err: '',
    })
  })

  it('takes them from a folder, the message too, and opens all as if they had been in the mail', async () => {
    const parts = ['see files', PICTURE, 'two'].map((content) => trial.seal(content))
    await trial.deliver('LINK-AA', parts, HOUR, 'demo', linksTo(0, 1))
    const fetched = join(trial.work, 'the parts')
    await mkdir(fetched)
    await writeFile(join(fetched, 'tip.eml.pgp'), parts[0] ?? '')
    await writeFile(join(fetched, 'file-1.pgp'), (parts[1] ?? Buffer.of()).subarray(0, 20))
    const cut = trial.run('open', 'LINK-AA', '--parts', fetched)
    expect(cut).toMatchObject({ code: 1, out: '', err: expect.stringContaining('has 20') })
    expect(cut.err).toContain(`curl -fo '${fetched}/file-1.pgp' ${addressOf(1)}`)
    expect(cut.err).not.toContain('curl -fo tip.eml')
    await writeFile(join(fetched, 'file-1.pgp'), parts[1] ?? '')
    expect(trial.run('open', 'LINK-AA', '--parts', fetched)).toMatchObject({ code: 0 })
    const dir = join(trial.work, 'LINK-AA')
    expect(await readFile(join(dir, 'report.txt'), 'utf8')).toContain('see files')
    expect(await readFile(join(dir, 'files', '01-file-1.unsafe'))).toEqual(PICTURE)
    expect(await readFile(join(dir, 'files', '02-file-2.unsafe'), 'utf8')).toBe('two')
  })

  it.skipIf(!hasCurl)('prints commands that a shell can run one after the other', async () => {
    const parts = ['see files', PICTURE].map((content) => trial.seal(content))
    const server = createServer((_, response) => void response.end(parts[1]))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/d/x`
      await trial.deliver('LINK-AA', parts, HOUR, 'demo', new Map([[1, address]]))
      const [make = '', fetch = ''] = trial.run('open', 'LINK-AA').err.split('\n').slice(1)
      const options = { cwd: trial.work, stdio: 'pipe' } as const
      execFileSync('sh', ['-c', make], options)
      const child = spawn('sh', ['-c', fetch], options)
      expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0)
    } finally {
      server.close()
    }
    expect(trial.run('open', 'LINK-AA', '--parts', 'LINK-AA-parts')).toMatchObject({ code: 0 })
  })

  it('never prints an address that a shell would take for more', async () => {
    const parts = ['a', 'b'].map((content) => trial.seal(content))
    const evil = 'https://example.org/$(touch>owned);x'
    await trial.deliver('LINK-AA', parts, HOUR, 'demo', new Map([[1, evil]]))
    const { err } = trial.run('open', 'LINK-AA')
    expect(err).toContain('(the mail does not name the address)')
    expect(err).not.toContain('touch')
  })

  it('does not take notices to the operator for tips', async () => {
    const transport = maildirTransport({ root: join(trial.dataDir, 'maildir') })
    const notice = {
      id: 'bm90aWNl',
      from: 'tips@example.org',
      to: 'operator@example.org',
      subject: 'All clear',
      text: 'Nothing is wrong any more.',
      date: new Date('2026-11-22T10:11:12Z'),
    }
    await transport.notify(notice, new AbortController().signal)
    await trial.deliver('REAL-AA', [trial.seal('x')], HOUR, 'operator')
    expect(trial.run('list').out).toBe('')
    expect(await readdir(join(trial.dataDir, 'maildir', 'operator', 'new'))).toHaveLength(2)
  })
})
