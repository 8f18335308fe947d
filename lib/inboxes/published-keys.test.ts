import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { installed, run } from '#lib/sealing/gnupg.fixture'
import * as openpgp from '#lib/sealing/openpgp.node'
import { keyPath, publishedKeys, wkdHash } from './published-keys.ts'

async function certificateOf(email: string) {
  const { publicKey } = await openpgp.generateKey({
    type: 'ecc',
    curve: 'ed25519Legacy',
    userIDs: [{ name: 'Desk', email }],
    format: 'object',
  })
  return {
    fingerprint: publicKey.getFingerprint(),
    armored: publicKey.armor(),
    binary: publicKey.write(),
    encryptionKeyIds: [],
    expires: null,
  }
}
type Certificate = Awaited<ReturnType<typeof certificateOf>>

const inbox = (address: string, certificates: Certificate[], more = {}) => ({
  address,
  secondAddress: null,
  certificates,
  demo: false,
  ...more,
})
const HU = '/.well-known/openpgpkey'

describe('published keys', () => {
  it('stand by fingerprint, and under the address in both forms of a Web Key Directory', async () => {
    const desk = await certificateOf('desk@example.org')
    const files = publishedKeys([inbox('Desk@Example.org', [desk])])
    const hash = wkdHash('desk')
    expect(files.map(({ path, contentType }) => [path, contentType])).toEqual([
      [`/keys/${desk.fingerprint}.asc`, 'application/pgp-keys'],
      [`${HU}/hu/${hash}`, 'application/octet-stream'],
      [`${HU}/example.org/hu/${hash}`, 'application/octet-stream'],
      [`${HU}/policy`, 'text/plain; charset=utf-8'],
      [`${HU}/example.org/policy`, 'text/plain; charset=utf-8'],
    ])
    expect(new TextDecoder().decode(files[0]?.body)).toBe(desk.armored)
    expect(Buffer.from(files[1]?.body ?? []).equals(desk.binary)).toBe(true)
  })

  it('have the address written in lower case, as it is in links', () => {
    expect(keyPath('AB'.repeat(20))).toBe(`/keys/${'ab'.repeat(20)}.asc`)
  })

  it('name in the directory only certificates that carry the address, which may be the second one', async () => {
    const [desk, ana] = [
      await certificateOf('backup@example.net'),
      await certificateOf('ana@example.org'),
    ]
    const files = publishedKeys([
      inbox('desk@example.org', [desk, ana], { secondAddress: 'backup@example.net' }),
    ])
    const paths = files.map(({ path }) => path)
    expect(paths).toContain(keyPath(ana.fingerprint))
    expect(paths.filter((path) => path.includes('/hu/'))).toEqual([
      `${HU}/hu/${wkdHash('backup')}`,
      `${HU}/example.net/hu/${wkdHash('backup')}`,
    ])
  })

  it('share a file in the direct form only, when two domains have the same local part', async () => {
    const [one, two] = [
      await certificateOf('desk@example.org'),
      await certificateOf('desk@example.net'),
    ]
    const files = publishedKeys([
      inbox('desk@example.org', [one]),
      inbox('desk@example.net', [two]),
    ])
    const at = (path: string) => Buffer.from(files.find((file) => file.path === path)?.body ?? [])
    const hash = wkdHash('desk')
    expect(at(`${HU}/hu/${hash}`).equals(Buffer.concat([one.binary, two.binary]))).toBe(true)
    expect(at(`${HU}/example.net/hu/${hash}`).equals(two.binary)).toBe(true)
    expect(new Set(files.map(({ path }) => path)).size).toBe(files.length)
  })

  it('of a demo inbox stand by fingerprint alone', async () => {
    const demo = await certificateOf('demo@localhost.invalid')
    const files = publishedKeys([inbox('demo@localhost.invalid', [demo], { demo: true })])
    expect(files.map(({ path }) => path)).toEqual([keyPath(demo.fingerprint)])
  })

  it('give the hash of the draft’s own example', () => {
    expect(wkdHash('Joe.Doe')).toBe('iy9q119eutrkn8s1mk4r39qejnbu3n5q')
  })
})

describe('the name in a Web Key Directory', () => {
  let home: string
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'rhw-wkd-'))
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))
  const locals = ['desk', 'fraud.desk+tips', 'UPPER']

  it.skipIf(!installed('gpg'))('is what GnuPG reckons (skipped without gpg)', async () => {
    for (const local of locals) {
      const { armored } = await certificateOf(`${local}@example.org`)
      const gpg = ['--homedir', home, '--batch', '--quiet']
      run('gpg', [...gpg, '--import'], armored)
      const list = run('gpg', [...gpg, '--with-wkd-hash', '--list-keys', `${local}@example.org`])
      expect(new TextDecoder().decode(list)).toContain(`${wkdHash(local)}@example.org`)
    }
    spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'])
  })

  it.skipIf(!installed('sq'))('is what sq asks for (skipped without sq)', () => {
    for (const local of locals) {
      const url = new TextDecoder().decode(run('sq', ['wkd', 'url', `${local}@example.org`]))
      expect(url).toContain(`${HU}/example.org/hu/${wkdHash(local)}?`)
    }
  })
})
