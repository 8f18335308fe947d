import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as openpgp from '#lib/sealing/openpgp.node'
import { certificateAlarms } from './expiry.ts'
import { publicInbox } from './inbox.ts'
import { loadInboxes } from './load-inboxes.ts'
import { inboxesText } from './page-inboxes.ts'

const NOW = new Date('2026-11-22T12:00:00Z')
const LATER = new Date('2027-03-01T12:00:00Z')
const DAY_S = 86_400
const DESK = `name: Fraud desk
address: desk@example.org
certificates: [desk.asc]
`
const ARCHIVE = `archive:
  certificate: archive.asc
  email: archive@example.org
`

let dir: string
let desk: string
let archive: string

async function certificate(keyExpirationTime: number): Promise<string> {
  const { publicKey } = await openpgp.generateKey({
    type: 'ecc',
    curve: 'ed25519Legacy',
    userIDs: [{ name: 'Archive', email: 'archive@example.org' }],
    date: new Date('2026-11-01T00:00:00Z'),
    keyExpirationTime,
    format: 'armored',
  })
  return publicKey
}

beforeAll(async () => {
  desk = await certificate(0)
  archive = await certificate(60 * DAY_S)
})
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rhw-archive-'))
  await writeFile(join(dir, 'desk.asc'), desk)
  await writeFile(join(dir, 'archive.asc'), archive)
})
afterEach(() => rm(dir, { recursive: true, force: true }))

async function load(text: string, now = NOW) {
  await writeFile(join(dir, 'desk.yaml'), text)
  const loaded = await loadInboxes({ dir, openpgp, languages: ['en'], now })
  if (!loaded.ok) throw new Error(loaded.errors.join('\n'))
  const [inbox] = loaded.inboxes
  if (inbox === undefined) throw new Error('expected an inbox')
  return { inbox, warnings: loaded.warnings }
}

describe('an archive', () => {
  it('is one more certificate, marked, whose mail address no sender learns', async () => {
    const { inbox } = await load(DESK + ARCHIVE)
    const [reader, archived] = inbox.certificates
    expect(inbox.certificates).toHaveLength(2)
    expect(reader?.archive).toBeUndefined()
    expect(archived?.archive).toBe(true)
    expect(inbox.archive).toEqual({
      fingerprint: archived?.fingerprint,
      email: 'archive@example.org',
    })
    const told = publicInbox(inbox, NOW)
    expect(told.certificates.map((one) => one.archive)).toEqual([undefined, true])
    expect(JSON.stringify(told)).not.toContain('archive@example.org')
  })

  it('stops nothing when its certificate has expired: the inbox loads, with a warning', async () => {
    const before = await load(DESK + ARCHIVE)
    const after = await load(DESK + ARCHIVE, LATER)
    expect(after.warnings.join('\n')).toMatch(
      /archive\.asc: It expired on 2026-12-31.*Until then tips are sealed without/,
    )
    // Build and server go on agreeing, whichever of them read it first.
    expect(inboxesText([after.inbox])).toBe(inboxesText([before.inbox]))
    expect(JSON.parse(inboxesText([after.inbox])).inboxes[0].expires).toBeNull()
  })

  it('is not offered to senders once it has expired, as programs would then seal nothing', async () => {
    const { inbox } = await load(DESK + ARCHIVE)
    expect(publicInbox(inbox, LATER).certificates).toHaveLength(1)
  })

  it('warns of its end, and never makes the site unready', async () => {
    const { inbox } = await load(DESK + ARCHIVE)
    const [alarm] = certificateAlarms([inbox], LATER)
    expect(alarm).toMatchObject({ level: 'warning', key: `expired:${inbox.archive?.fingerprint}` })
    expect(alarm?.text).toMatch(/The archive's certificate .* expired on 2026-12-31.*without it/)
  })

  it('whose file is no certificate is an error all the same', async () => {
    await writeFile(join(dir, 'archive.asc'), 'nothing')
    await expect(load(DESK + ARCHIVE)).rejects.toThrow(/archive\.certificate: .*archive\.asc/)
  })

  it('may be shared by inboxes, as a reader may', async () => {
    await writeFile(join(dir, 'other.yaml'), `${DESK}categories: [theft]\n${ARCHIVE}`)
    await expect(load(DESK + ARCHIVE)).resolves.toMatchObject({ warnings: [] })
  })
})

describe('limits and partners of an inbox', () => {
  beforeEach(() => rm(join(dir, 'archive.asc')))

  it('reach the protocol as parts and sealed bytes, and the page as files and their bytes', async () => {
    const { inbox } = await load(`${DESK}limits: {files: 5, megabytes: 100}\npartners: [CERT]\n`)
    expect(inbox.limits).toEqual({ files: 5, bytes: 100 * 1024 * 1024 })
    const told = publicInbox(inbox)
    expect(told).toMatchObject({ partners: ['CERT'], limits: { parts: 6 } })
    expect(told.limits?.tipBytes).toBeGreaterThan(116 * 1024 * 1024)
    const [page] = JSON.parse(inboxesText([inbox])).inboxes
    expect(page.fileLimits).toEqual({ files: 5, bytes: 100 * 1024 * 1024 })
  })

  it('that name one of the two leave the other as it is on the site', async () => {
    expect((await load(`${DESK}limits: {files: 3}\n`)).inbox.limits).toEqual({
      files: 3,
      bytes: 2 * 1024 ** 3,
    })
    expect((await load(DESK)).inbox.limits).toBeNull()
  })
})
