/**
 * Neither the words of either side of a conversation nor the sender's code or return number are anywhere
 * on the server, in no encoding that a search would meet; and both sides can read what the other wrote.
 */
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demoInboxFiles, ensureDemoInbox } from '#lib/inboxes/demo-inbox'
import * as openpgp from '#lib/sealing/openpgp.node'
import { type ApiServer, startApiServer } from './api-server.fixture.ts'
import { filesWithMarker, markersOfCode } from './marker.fixture.ts'
import { newConversation, send } from './worker.fixture.ts'

const TIP = 'Zaubernuss-7731-Tip'
const REPLY = 'Zaubernuss-7732-Reply'
const MESSAGE = 'Zaubernuss-7733-Message'
const PATTERN = 'reply+*@localhost.invalid'
const hasGpg = spawnSync('gpg', ['--version']).status === 0

let folder: string
let dataDir: string
let server: ApiServer
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rhw-marker-'))
  dataDir = join(folder, 'data')
  await mkdir(join(folder, 'tmp'))
})
afterEach(async () => {
  await server.kill()
  await rm(folder, { recursive: true, force: true })
})

/** All that would betray a sender or either side's words. */
const markersOf = (code: readonly string[], returnNumber: string) => [
  ...[TIP, REPLY, MESSAGE],
  ...markersOfCode(code, returnNumber),
]

async function leaks(markers: readonly (string | Uint8Array)[]): Promise<string[]> {
  await writeFile(join(folder, 'log'), server.output())
  const found: string[] = []
  for (const marker of markers) found.push(...(await filesWithMarker(folder, marker)))
  return found
}

describe('the words of a conversation', () => {
  it.skipIf(!hasGpg)(
    'are nowhere on the server, and with those they are for',
    async () => {
      const inbox = await ensureDemoInbox({ dataDir, openpgp })
      const started = startApiServer(dataDir, { POW_COST: '1', TMPDIR: join(folder, 'tmp') })
      server = await started
      const base = {
        inbox: { id: inbox.id, certificates: inbox.certificates },
        origin: server.origin,
      }
      const tip = await send({
        ...base,
        answers: {
          category: 'other',
          now: 'not-sure',
          story: `The report names ${TIP}.`,
          sharing: 'red',
          urgentSubject: false,
        },
        files: [{ id: '1', file: new File([`The file names ${TIP}.`], `${TIP}.txt`) }],
        followUp: { pattern: PATTERN },
      })
      const { code = [], returnNumber = '' } = tip
      expect(code).toHaveLength(9)
      const markers = markersOf(code, returnNumber)

      const fresh = join(dataDir, 'maildir', inbox.id, 'new')
      const mails = () => readdir(fresh).catch(() => [])
      await expect.poll(mails, { timeout: 20_000 }).toHaveLength(1)
      const home = await mkdtemp(join(tmpdir(), 'rhw-gpg-'))
      const gpg = ['--homedir', home, '--batch', '--quiet']
      spawnSync('gpg', [...gpg, '--import', demoInboxFiles(dataDir).secret])
      const [mail = ''] = await mails()
      const opened = await PostalMime.parse(
        spawnSync('gpg', [...gpg, '--decrypt', join(fresh, mail)]).stdout,
      )
      spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'])
      await rm(home, { recursive: true, force: true })
      expect(opened.text).toContain(TIP)
      const tipKey = opened.attachments.find(({ mimeType }) => mimeType === 'application/pgp-keys')
      const armoredKey = new TextDecoder().decode(tipKey?.content as ArrayBuffer)

      const encryptionKeys = await openpgp.readKey({ armoredKey })
      const [address] = encryptionKeys.getUserIDs()
      const reply = await openpgp.encrypt({
        message: await openpgp.createMessage({ text: `Who is ${REPLY}?` }),
        encryptionKeys,
      })
      const replies = join(dataDir, 'replies')
      await writeFile(join(replies, 'tmp', 'one'), '')
      await rm(join(replies, 'tmp', 'one'))
      await writeFile(
        join(replies, 'new', 'one'),
        `From: ${inbox.address}\nTo: ${/<(.+)>/.exec(address ?? '')?.[1]}\nMessage-ID: <one@desk>\n\n${reply}\n`,
      )

      const conversation = newConversation()
      const come = async () => {
        const { outcome } = (await conversation.ask({
          what: 'open',
          words: code,
          origin: server.origin,
        })) as { outcome: { ok: boolean; state?: { replies: { id: string }[] } } }
        return outcome.state?.replies ?? []
      }
      await expect.poll(come, { timeout: 20_000, interval: 1_000 }).toHaveLength(1)
      const [{ id } = { id: '' }] = await come()
      expect(await conversation.ask({ what: 'read', reply: id })).toMatchObject({
        outcome: { ok: true, reply: { text: expect.stringContaining(REPLY), signed: 'nobody' } },
      })
      await send(
        {
          ...base,
          message: true,
          answers: { story: `It is ${MESSAGE}.` },
          files: [{ id: '1', file: new File([MESSAGE], `${MESSAGE}.txt`) }],
        },
        conversation,
      )
      await expect.poll(mails, { timeout: 20_000 }).toHaveLength(2)
      expect(await leaks(markers)).toEqual([])
      await server.kill()
      expect(await leaks(markers)).toEqual([])
      // The search does find what is there.
      expect(await filesWithMarker(dataDir, tip.receipt.reference)).not.toEqual([])
      await writeFile(join(folder, 'log'), code.join(' '))
      expect(await filesWithMarker(folder, code.slice(0, 3).join(' '))).toHaveLength(1)
    },
    90_000,
  )
})
