import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseStatement, statementText } from '#lib/inboxes/key-statement'
import { loadInboxes } from '#lib/inboxes/load-inboxes'
import { loadStatement } from '#lib/inboxes/load-statement'
import { publishesStatement } from '#lib/inboxes/published-statement'
import { createStatementAlarms } from '#lib/inboxes/statement-alarms'
import * as openpgp from '#lib/sealing/openpgp.node'

const hasGpg = spawnSync('gpg', ['--version']).status === 0
const SITE = 'https://tips.example.org'
const DAY_MS = 24 * 60 * 60 * 1000

let home: string
let dir: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'rhw-keys-'))
  dir = mkdtempSync(join(tmpdir(), 'rhw-inboxes-'))
})
afterEach(() => {
  spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'])
  for (const folder of [home, dir]) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})

const gpg = (...args: string[]) =>
  execFileSync(
    'gpg',
    [
      '--homedir',
      home,
      '--batch',
      '--quiet',
      '--pinentry-mode',
      'loopback',
      '--passphrase',
      '',
      ...args,
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  )

/** Makes a key, and gives its fingerprint. */
function key(address: string): string {
  gpg('--quick-generate-key', address, 'default', 'default', '2y')
  const listed = gpg('--with-colons', '--list-keys', address)
  return /^fpr:+([0-9A-F]{40}):/m.exec(listed)?.[1] ?? ''
}

/** An inbox whose reader has this key. */
async function inbox(id: string, fingerprint: string, more = ''): Promise<void> {
  await writeFile(join(dir, `${id}.asc`), gpg('--armor', '--export', fingerprint))
  await writeFile(
    join(dir, `${id}.yaml`),
    `name: ${id}\naddress: ${id}@example.org\ncertificates: [${id}.asc]\n${more}`,
  )
}

function keys(...args: string[]) {
  const run = spawnSync(process.execPath, [join(import.meta.dirname, 'keys.ts'), ...args], {
    env: {
      ...process.env,
      INBOXES_DIR: dir,
      SITE_URL: SITE,
      GNUPGHOME: home,
      NODE_NO_WARNINGS: '1',
    },
    encoding: 'utf8',
  })
  return { code: run.status, out: run.stdout, err: run.stderr }
}

async function load(now = new Date(), siteUrl = SITE) {
  const loaded = await loadInboxes({ dir, openpgp, languages: ['en'], now: new Date() })
  if (!loaded.ok) throw new Error(loaded.errors.join('\n'))
  return loadStatement({ dir, inboxes: loaded.inboxes, siteUrl, openpgp, now })
}
const faults = async (now?: Date, siteUrl?: string) => {
  const loaded = await load(now, siteUrl)
  return loaded.ok ? '' : loaded.errors.join('\n')
}

describe('the text of a statement', () => {
  const statement = {
    site: SITE,
    made: '2026-11-22',
    until: '2027-11-22',
    inboxes: [{ id: 'desk', certificates: ['AB'.repeat(20)], archive: 'CD'.repeat(20) }],
  }

  it('is read back as it was written, with either line end', () => {
    const text = statementText(statement)
    expect(parseStatement(text)).toEqual(statement)
    expect(parseStatement(text.replaceAll('\n', '\r\n'))).toEqual(statement)
  })

  it.each([
    ['another line', (text: string) => `${text}Certificate: ${'EF'.repeat(20)}\n\n`],
    ['a second site', (text: string) => text.replace('Made:', 'Site: https://x.example\nMade:')],
    ['no inbox id', (text: string) => text.replace('Inbox: desk', 'Inbox: ')],
    ['other words', (text: string) => text.replace('no others', 'some others')],
  ])('is refused with %s', (_, change) => {
    expect(parseStatement(change(statementText(statement)))).toBeNull()
  })
})

describe.skipIf(!hasGpg)('npm run keys (skipped without gpg)', () => {
  it('has a reader’s key sign a statement that build and gpg both find good', async () => {
    const desk = key('desk@example.org')
    await inbox('desk', desk)
    expect(await load()).toMatchObject({ ok: true, statement: null })
    expect(keys('statement')).toMatchObject({ code: 0 })
    const loaded = await load()
    if (!loaded.ok || loaded.statement === null) throw new Error('expected a statement')
    expect(loaded.statement.signer).toBe(desk)
    expect(loaded.statement.statement.inboxes).toEqual([
      { id: 'desk', certificates: [desk], archive: null },
    ])
    // What a third party does who has pinned the signer.
    const path = join(dir, 'statement.asc')
    expect(gpg('--output', '-', '--decrypt', path)).toContain(`Certificate: ${desk}`)
    expect(keys('check').out).toMatch(new RegExp(`^Signed by ${desk}, holds until \\d{4}`))
  })

  it('takes a signer of its own, once the certificate is there', async () => {
    const [desk, office] = [key('desk@example.org'), key('office@example.org')]
    await inbox('desk', desk)
    const refused = keys('statement', '--signer', office)
    expect(refused.code).toBe(1)
    expect(refused.err).toMatch(/no good signature by a reader[\s\S]*statement-signer\.asc/)
    await expect(readFile(join(dir, 'statement.asc'))).rejects.toThrow('ENOENT')
    await writeFile(join(dir, 'statement-signer.asc'), gpg('--armor', '--export', office))
    expect(keys('statement', '--signer', office)).toMatchObject({ code: 0 })
    expect(await load()).toMatchObject({ ok: true, statement: { signer: office } })
    await rm(join(dir, 'statement.asc'))
    expect(await faults()).toMatch(/statement-signer\.asc: there is no statement\.asc/)
  })

  it('names an archive apart, whose signature would not do', async () => {
    const [desk, archive] = [key('desk@example.org'), key('archive@example.net')]
    await inbox('desk', desk, 'archive: {certificate: a.asc, email: archive@example.net}\n')
    await writeFile(join(dir, 'a.asc'), gpg('--armor', '--export', archive))
    expect(keys('statement', '--signer', archive).err).toMatch(/no good signature/)
    expect(keys('statement').code).toBe(0)
    expect(await readFile(join(dir, 'statement.asc'), 'utf8')).toContain(
      `Archive-Certificate: ${archive}`,
    )
  })

  it('is published by builds for the public site, and by no trial on this machine', () => {
    expect(publishesStatement('https://tips.example.org')).toBe(true)
    expect(publishesStatement('http://localhost:3000')).toBe(false)
    expect(publishesStatement('http://localhost.example')).toBe(true)
    expect(publishesStatement('http://[::1]:3000')).toBe(false)
  })

  it('is an error when it no longer fits: other keys, another site, another inbox, past its day', async () => {
    const desk = key('desk@example.org')
    await inbox('desk', desk)
    expect(keys('statement', '--days', '10').code).toBe(0)
    expect(await faults(new Date(Date.now() + 12 * DAY_MS))).toMatch(
      /statement\.asc: it held until .*npm run keys -- statement/,
    )
    expect(await load()).toMatchObject({
      ok: true,
      warnings: [expect.stringMatching(/holds until/)],
    })
    expect(await faults(new Date(), 'https://other.example')).toMatch(
      /it speaks for https:\/\/tips/,
    )
    await inbox('crypto', desk, 'categories: [theft]\n')
    expect(await faults()).toMatch(/does not name the inbox “crypto”/)
    await rm(join(dir, 'crypto.yaml'))
    await rm(join(dir, 'crypto.asc'))
    await inbox('desk', key('new@example.org'))
    const after = await faults()
    expect(after).toMatch(/no good signature by a reader of an inbox/)
    // The former key, kept as the pinned signer, still speaks; but not of the new certificate.
    await writeFile(join(dir, 'statement-signer.asc'), gpg('--armor', '--export', desk))
    expect(await faults()).toMatch(/names other certificates of the inbox “desk”/)
  })

  it('is watched by the server, as a warning: once before its end, and while it does not fit', async () => {
    const desk = key('desk@example.org')
    await inbox('desk', desk)
    const loaded = await loadInboxes({ dir, openpgp, languages: ['en'], now: new Date() })
    const inboxes = loaded.ok ? loaded.inboxes : expect.fail('no inboxes')
    let now = new Date()
    const alarms = createStatementAlarms({ dir, inboxes, siteUrl: null, openpgp }, () => now)
    expect(await alarms()).toEqual([])
    expect(keys('statement', '--days', '40').code).toBe(0)
    now = new Date(Date.now() + 15 * DAY_MS)
    expect(await alarms()).toMatchObject([
      { level: 'warning', key: expect.stringMatching(/^expires-statement:2/) },
    ])
    now = new Date(Date.now() + 50 * DAY_MS)
    expect(await alarms()).toMatchObject([
      { level: 'warning', key: 'keys-statement', text: expect.stringMatching(/it held until/) },
    ])
  })

  it('refuses a text that was changed, or that has words around it', async () => {
    const desk = key('desk@example.org')
    await inbox('desk', desk)
    expect(keys('statement').code).toBe(0)
    const path = join(dir, 'statement.asc')
    const good = await readFile(path, 'utf8')
    await writeFile(path, good.replace('no others', 'no  others'))
    expect(await faults()).toMatch(/no good signature/)
    await writeFile(path, `Trust this:\n${good}`)
    expect(await faults()).toMatch(/no clear-signed text and nothing else/)
    await writeFile(path, 'hello')
    expect(await faults()).toMatch(/statement\.asc: it is no clear-signed text/)
  })

  it('prints the text alone for a machine that is kept offline, and wants an inbox to speak of', async () => {
    expect(keys('statement').err).toMatch(/names no inbox/)
    const desk = key('desk@example.org')
    await inbox('desk', desk)
    const { code, out } = keys('statement', '--unsigned')
    expect(code).toBe(0)
    expect(parseStatement(out)?.site).toBe(SITE)
  })
})
