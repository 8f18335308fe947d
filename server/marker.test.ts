/**
 * A tip's words are nowhere on the server: not in the database, the Maildir, the log or a temporary
 * file, before or after delivery, in no encoding that a search would meet.
 */
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import PostalMime from 'postal-mime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demoInboxFiles, ensureDemoInbox } from '#lib/inboxes/demo-inbox'
import * as openpgp from '#lib/sealing/openpgp.node'
import { sendTip } from '#lib/sending/send-tip'
import { type ApiServer, startApiServer } from './api-server.fixture.ts'
import { filesWithMarker } from './marker.fixture.ts'

const MARKER = 'Zaubernuss-7731-Marker'
const hasGpg = spawnSync('gpg', ['--version']).status === 0

let folder: string
let dataDir: string
let server: ApiServer | null = null

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rhw-marker-'))
  dataDir = join(folder, 'data')
  await mkdir(join(folder, 'tmp'))
})
afterEach(async () => {
  await server?.kill()
  await rm(folder, { recursive: true, force: true })
})

describe('a marker in report, file name and file', () => {
  it('would be found by this search', async () => {
    await mkdir(dataDir)
    await writeFile(join(dataDir, 'plain'), `x${MARKER}x`)
    for (const offset of [0, 1, 2]) {
      const text = Buffer.from(`${'-'.repeat(offset)}${MARKER}---`).toString('base64')
      await writeFile(join(dataDir, `base64-${offset}`), text.replace(/.{20}/g, '$&\n'))
    }
    await writeFile(join(dataDir, MARKER), '')
    await writeFile(join(dataDir, 'innocent'), 'nothing')
    expect(await filesWithMarker(folder, MARKER)).toHaveLength(5)
  })

  it.skipIf(!hasGpg)('is nowhere on the server, and in what the analyst opens', async () => {
    const inbox = await ensureDemoInbox({ dataDir, openpgp })
    server = await startApiServer(dataDir, { POW_COST: '1', TMPDIR: join(folder, 'tmp') })
    const sending = sendTip(
      {
        answers: {
          category: 'other',
          now: 'not-sure',
          story: `The report names ${MARKER}.`,
          sharing: 'red',
          urgentSubject: false,
        },
        files: [{ id: '1', file: new File([`The file names ${MARKER}.`], `${MARKER}.txt`) }],
        inbox: { id: inbox.id, certificates: inbox.certificates },
        origin: server.origin,
      },
      {
        loadOpenPgp: async () => openpgp,
        line: {
          fetch,
          sleep: (ms, signal) => wait(ms, undefined, { signal }),
          random: Math.random,
        },
        now: () => new Date(),
        randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
      },
      new AbortController().signal,
      () => undefined,
    )
    const sent = await sending.outcome
    if (!sent.ok) throw new Error(sent.failure.message)
    const fresh = join(dataDir, 'maildir', inbox.id, 'new')
    const mails = () => readdir(fresh).catch(() => [])
    await expect.poll(mails, { timeout: 20_000 }).toHaveLength(1)

    await writeFile(join(folder, 'log'), server.output())
    expect(await filesWithMarker(folder, MARKER)).toEqual([])

    await server.kill()
    server = null
    expect(await filesWithMarker(folder, MARKER)).toEqual([])

    const home = join(folder, 'gpg')
    await mkdir(home, { mode: 0o700 })
    const gpg = ['--homedir', home, '--batch', '--quiet']
    spawnSync('gpg', [...gpg, '--import', demoInboxFiles(dataDir).secret])
    const [mail = ''] = await readdir(fresh)
    const opened = spawnSync('gpg', [...gpg, '--decrypt', join(fresh, mail)])
    spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'])
    const { text, attachments } = await PostalMime.parse(opened.stdout)
    expect(text).toContain(MARKER)
    const file = attachments.find(({ filename }) => filename === `${MARKER}.txt`)
    expect(new TextDecoder().decode(file?.content as ArrayBuffer)).toContain(MARKER)
  })
})
