import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as openpgp from '#lib/sealing/openpgp.node'
import { publicInbox } from './inbox.ts'
import { loadInboxes } from './load-inboxes.ts'
import { inboxFor } from './routing.ts'

let dir: string
let armored: string
let secret: string

beforeAll(async () => {
  const keys = await openpgp.generateKey({
    type: 'ecc',
    curve: 'ed25519Legacy',
    userIDs: [{ name: 'Desk', email: 'desk@example.org' }],
    format: 'armored',
  })
  armored = keys.publicKey
  secret = keys.privateKey
})
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rhw-inboxes-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const DESK = 'name: Fraud desk\naddress: desk@example.org\ncertificates: [desk.asc]\n'
const load = (folder = dir) =>
  loadInboxes({ dir: folder, openpgp, languages: ['en'], now: new Date() })
const write = (name: string, text: string) => writeFile(join(dir, name), text)

async function errors(): Promise<string> {
  const loaded = await load()
  expect(loaded.ok).toBe(false)
  return loaded.ok ? '' : loaded.errors.join('\n')
}

describe('loading inboxes', () => {
  it('reads definitions and their certificates, ordered by id', async () => {
    await write('desk.asc', armored)
    await write('desk.yaml', DESK)
    await write('crypto.yaml', `${DESK}categories: [theft, threat]\n`)
    await write('README.md', 'How to add an inbox')
    const loaded = await load()
    if (!loaded.ok) throw new Error(loaded.errors.join('\n'))
    expect(loaded.inboxes.map(({ id, name, demo }) => ({ id, name, demo }))).toEqual([
      { id: 'crypto', name: 'Fraud desk', demo: false },
      { id: 'desk', name: 'Fraud desk', demo: false },
    ])
    expect(loaded.inboxes[1]?.certificates[0]?.fingerprint).toMatch(/^[0-9a-f]{40}$/)
    expect(loaded.inboxes[1]?.certificates[0]?.encryptionKeyIds).toHaveLength(1)
  })

  it('gives nothing for a folder that is not there or holds no definition', async () => {
    const empty = { ok: true, inboxes: [], warnings: [] }
    expect(await load()).toEqual(empty)
    expect(await load(join(dir, 'absent'))).toEqual(empty)
  })

  it('sends a category to the inbox that claims it, everything else to the default one', async () => {
    await write('desk.asc', armored)
    await write('desk.yaml', DESK)
    await write('crypto.yaml', `${DESK}categories: [theft]\n`)
    const loaded = await load()
    if (!loaded.ok) throw new Error(loaded.errors.join('\n'))
    expect(inboxFor(loaded.inboxes, { category: 'theft' }).id).toBe('crypto')
    expect(inboxFor(loaded.inboxes, { category: 'applicant' }).id).toBe('desk')
  })

  it('tells senders nothing of the mail address', async () => {
    await write('desk.asc', armored)
    await write('desk.yaml', DESK)
    const loaded = await load()
    if (!loaded.ok || !loaded.inboxes[0]) throw new Error('expected an inbox')
    expect(JSON.stringify(publicInbox(loaded.inboxes[0]))).not.toContain('desk@example.org')
  })

  it.each([
    ['an unknown field', 'desk.yaml', `${DESK}adress: x\n`, 'desk.yaml: adress: no such field'],
    ['a missing field', 'desk.yaml', DESK.replace(/name.*\n/, ''), 'desk.yaml: name: write who'],
    ['a bad address', 'desk.yaml', DESK.replace('desk@', ''), 'desk.yaml: address: write a mail'],
    ['an unknown category', 'desk.yaml', `${DESK}categories: [spam]\n`, 'choose from works-now'],
    ['broken YAML', 'desk.yaml', 'name: "Fraud\naddress: x\n', 'desk.yaml:'],
    ['a path out of the folder', 'desk.yaml', DESK.replace('desk.asc', '../desk.asc'), '.asc file'],
    ['a certificate that is absent', 'desk.yaml', DESK.replace('desk.asc', 'x.asc'), 'not exist'],
    ['the reserved id', 'demo.yaml', DESK, 'the id “demo” is kept'],
    ['an id that is no folder name', 'My Desk.yaml', DESK, 'cannot be an inbox id'],
    ['another file', 'desk.yml', DESK, 'only <id>.yaml and .asc'],
    [
      'a category twice',
      'desk.yaml',
      `${DESK}categories: [theft, theft]\n`,
      '“theft” stands twice',
    ],
    ['categories without a taker', 'desk.yaml', `${DESK}categories: [theft]\n`, 'no inbox takes'],
  ])('refuses %s and names file, field and cure', async (_, name, text, message) => {
    await write('desk.asc', armored)
    await write(name, text)
    expect(await errors()).toContain(message)
  })

  it('refuses a secret key, naming the file', async () => {
    await write('desk.asc', secret)
    await write('desk.yaml', DESK)
    expect(await errors()).toMatch(
      /desk\.asc: it is, or holds, a PRIVATE KEY.*history of git.*revoke/,
    )
  })

  it('refuses a certificate that no inbox names', async () => {
    await write('desk.asc', armored)
    await write('desk.yaml', DESK)
    await write('old.asc', armored)
    expect(await errors()).toContain('old.asc: no inbox names this certificate')
  })

  it('refuses two inboxes for one category, and two default ones', async () => {
    await write('desk.asc', armored)
    await write('one.yaml', `${DESK}categories: [theft]\n`)
    await write('two.yaml', `${DESK}categories: [theft]\n`)
    await write('three.yaml', DESK)
    await write('four.yaml', DESK)
    const said = await errors()
    expect(said).toContain('one.yaml and two.yaml both take “theft”')
    expect(said).toContain('four.yaml and three.yaml name no conditions')
  })

  it('reports every fault at once', async () => {
    await mkdir(join(dir, 'folder.txt'))
    await write('desk.yaml', 'name: x\n')
    expect((await errors()).split('\n').length).toBeGreaterThanOrEqual(3)
  })
})
