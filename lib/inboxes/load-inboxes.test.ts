import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as openpgp from '#lib/sealing/openpgp.node'
import { CATEGORIES } from '#lib/tip/questions'
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
    ['the operator’s id', 'operator.yaml', DESK, 'the id “operator” is kept'],
    [
      'a country in words',
      'desk.yaml',
      `${DESK}countries: [Korea]\n`,
      'desk.yaml: countries.0: wr',
    ],
    [
      'a country that has another code',
      'desk.yaml',
      `${DESK}countries: [UK]\n`,
      'GB for the United',
    ],
    ['a language in words', 'desk.yaml', `${DESK}languages: [English]\n`, 'languages.0: write'],
    ['an empty list', 'desk.yaml', `${DESK}countries: []\n`, 'countries: write a list, like [KR'],
    ['leavingNow: false', 'desk.yaml', `${DESK}leavingNow: false\n`, 'leavingNow: write true, or'],
    ['a tiny mail', 'desk.yaml', `${DESK}mailBytes: 99\n`, 'mailBytes: write a whole number of'],
    ['a size in words', 'desk.yaml', `${DESK}mailBytes: 5 MB\n`, 'mailBytes: write a whole numb'],
    [
      'a second address that is the first',
      'desk.yaml',
      `${DESK}secondAddress: Desk@example.org\n`,
      'secondAddress: it is the same',
    ],
    ['too many files', 'desk.yaml', `${DESK}limits: {files: 21}\n`, 'limits.files: write a whole'],
    [
      'a size with a unit',
      'desk.yaml',
      `${DESK}limits: {megabytes: 5 MB}\n`,
      'desk.yaml: limits.megabytes: write a whole number of megabytes from 1 to 4000',
    ],
    ['limits of nothing', 'desk.yaml', `${DESK}limits: {}\n`, 'limits: write files, megabytes or'],
    [
      'a limit that does not exist',
      'desk.yaml',
      `${DESK}limits: {size: 5}\n`,
      'limits.size: no such field. Use files, megabytes only',
    ],
    ['a partner twice', 'desk.yaml', `${DESK}partners: [CERT, CERT]\n`, '“CERT” stands twice'],
    [
      'partners in one line',
      'desk.yaml',
      `${DESK}partners: CERT\n`,
      'partners: write a list, like',
    ],
    [
      'an archive without an address',
      'desk.yaml',
      `${DESK}archive: {certificate: desk.asc}\n`,
      'desk.yaml: archive.email: write a mail address',
    ],
    [
      'an archive whose certificate is absent',
      'desk.yaml',
      `${DESK}archive: {certificate: a.asc, email: a@example.org}\n`,
      'desk.yaml: archive.certificate: ',
    ],
    [
      'an archive that is a reader',
      'desk.yaml',
      `${DESK}archive: {certificate: desk.asc, email: a@example.org}\n`,
      'desk.asc stands under “certificates” too',
    ],
    [
      'an archive at the desk’s address',
      'desk.yaml',
      `${DESK}archive: {certificate: a.asc, email: Desk@example.org}\n`,
      'archive.email: it is an address of the desk itself',
    ],
    ['a short fingerprint', 'desk.yaml', `${DESK}distrusted: [ab]\n`, 'distrusted.0: write finge'],
    [
      'a fingerprint that YAML takes for a number',
      'desk.yaml',
      `${DESK}distrusted: [${'1'.repeat(40)}]\n`,
      'each in quotes',
    ],
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

  it('does not blame a certificate for the mistakes of the inbox that names it', async () => {
    await write('desk.asc', armored)
    await write('desk.yaml', `${DESK}catgories: [theft]\n`)
    const said = await errors()
    expect(said).toContain('catgories')
    expect(said).not.toContain('no inbox names')
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

  it('finds a private key wherever it lies in the folder, and says nothing else first', async () => {
    await write('desk.asc', armored)
    await write('desk.yaml', `${DESK}x: y\n`)
    await mkdir(join(dir, 'old'))
    for (const name of ['old/backup.txt', '.hidden', 'README.md']) await write(name, secret)
    const said = (await errors()).split('\n')
    expect(said).toHaveLength(3)
    for (const line of said) expect(line).toMatch(/PRIVATE KEY.*history of git.*revoke/)
  })

  it('reads conditions, second address, mail size and distrusted fingerprints', async () => {
    await write('desk.asc', armored)
    await write('desk.yaml', DESK)
    const spaced = 'ABCD '.repeat(10).trim()
    await write(
      'asia.yaml',
      `${DESK}categories: [theft]\ncountries: [KR, "NO"]\nlanguages: [en]\nleavingNow: true\nsecondAddress: b@example.net\nmailBytes: 5000000\ndistrusted: ["${spaced}"]\n`,
    )
    const loaded = await load()
    if (!loaded.ok) throw new Error(loaded.errors.join('\n'))
    const [asia, desk] = loaded.inboxes
    expect(asia).toMatchObject({
      categories: ['theft'],
      countries: ['KR', 'NO'],
      languages: ['en'],
      leavingNow: true,
      secondAddress: 'b@example.net',
      mailBytes: 5_000_000,
      distrusted: ['abcd'.repeat(10)],
    })
    expect(desk).toMatchObject({ countries: [], secondAddress: null, mailBytes: null })
    if (!asia || !desk) throw new Error('expected two inboxes')
    expect(publicInbox(asia)).toMatchObject({ countries: ['KR', 'NO'], leavingNow: true })
    expect(JSON.stringify(publicInbox(asia))).not.toMatch(/example|distrusted|mailBytes/)
    expect(Object.keys(publicInbox(desk))).toEqual(['id', 'name', 'categories', 'certificates'])
  })

  it('refuses a distrusted certificate that tips would be sealed to', async () => {
    const fingerprint = (await openpgp.readKey({ armoredKey: armored })).getFingerprint()
    await write('desk.asc', armored)
    await write('desk.yaml', `${DESK}distrusted: ["${fingerprint}"]\n`)
    expect(await errors()).toContain('desk.yaml: distrusted: desk.asc is the certificate that')
  })

  it.each([
    ['countries: [KR, JP]', 'countries: [JP]', 'take country JP'],
    ['languages: [en]', 'languages: [en]', 'take language en'],
    ['leavingNow: true', 'leavingNow: true', 'take leaving now'],
    [
      'categories: [theft]\ncountries: [KR]',
      'categories: [theft]\ncountries: [KR, US]',
      'take “theft” with country KR',
    ],
  ])('refuses two inboxes that one tip could go to alike: %s', async (one, two, words) => {
    await write('desk.asc', armored)
    await write('desk.yaml', DESK)
    await write('one.yaml', `${DESK}${one}\n`)
    await write('two.yaml', `${DESK}${two}\n`)
    expect(await errors()).toMatch(new RegExp(`one.yaml and two.yaml both ${words}`))
  })

  it('takes inboxes apart that only seem to overlap', async () => {
    await write('desk.asc', armored)
    await write('desk.yaml', DESK)
    await write('one.yaml', `${DESK}categories: [theft]\ncountries: [KR]\n`)
    await write('two.yaml', `${DESK}categories: [theft]\ncountries: [JP]\n`)
    await write('three.yaml', `${DESK}categories: [theft]\n`)
    expect((await load()).ok).toBe(true)
  })

  it('wants a default inbox when categories are claimed with further conditions only', async () => {
    await write('desk.asc', armored)
    await write('desk.yaml', `${DESK}countries: [KR]\n`)
    expect(await errors()).toContain('no inbox takes works-now')
  })

  it('warns of a language that no page has, and of an inbox that others leave nothing', async () => {
    await write('desk.asc', armored)
    await write('desk.yaml', DESK)
    await write('korean.yaml', `${DESK}languages: [ko]\n`)
    await write('english.yaml', `${DESK}languages: [en]\n`)
    await write('every.yaml', `${DESK}categories: [${CATEGORIES.join(', ')}]\n`)
    const loaded = await load()
    if (!loaded.ok) throw new Error(loaded.errors.join('\n'))
    const said = loaded.warnings.join('\n')
    expect(said).toMatch(/korean\.yaml: languages: no page is in ko/)
    expect(said).toMatch(/english\.yaml: it can never receive/)
    expect(said).toMatch(/desk\.yaml: it can never receive/)
    expect(loaded.warnings).toHaveLength(3)
  })

  it('reports every fault at once', async () => {
    await mkdir(join(dir, 'folder.txt'))
    await write('desk.yaml', 'name: x\n')
    expect((await errors()).split('\n').length).toBeGreaterThanOrEqual(3)
  })
})
