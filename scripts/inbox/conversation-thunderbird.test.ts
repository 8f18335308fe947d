/**
 * A whole conversation over real mail servers: a sender, the server, Postfix, Dovecot, and a desk with
 * Thunderbird on a screen, whose replies the server fetches by IMAP.
 */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as openpgp from '#lib/sealing/openpgp.node'
import type { OpenConversation } from '#lib/sending/conversation'
import type { ConversationState, OpenOutcome, ReadOutcome } from '#lib/sending/worker-messages'
import { type ApiServer, startApiServer } from '#server/api-server.fixture'
import { filesWithMarker } from '#server/marker.fixture'
import { newConversation, send } from '#server/worker.fixture'
import { type Dovecot, hasDovecot, startDovecot } from './dovecot.fixture.ts'
import { type Postfix, startPostfix, whyNoPostfix } from './postfix.fixture.ts'
import { startThunderbird, type Thunderbird, whyNoThunderbird } from './thunderbird.fixture.ts'
import { PICTURE } from './trial-inbox.fixture.ts'
import { hasXvfb, startXvfb, type Xvfb } from './xvfb.fixture.ts'

const PATTERN = 'tips+*@example.org'
const DESK = 'desk@example.org'
/** One for each message; they are searched for. */
const WORDS = [1, 2, 3, 4].map((n) => `Zaubernuss-880${n}`)
const reason =
  whyNoThunderbird() ??
  whyNoPostfix() ??
  (hasDovecot ? null : 'needs dovecot, openssl and root') ??
  (hasXvfb ? null : 'Xvfb is not installed')

describe.skipIf(reason !== null)(
  `a conversation with Thunderbird${reason ? ` (${reason})` : ''}`,
  () => {
    let folder: string
    let postfix: Postfix
    let dovecot: Dovecot
    let server: ApiServer
    let screen: Xvfb
    let thunderbird: Thunderbird
    let inbox: { id: string; certificates: { fingerprint: string; armored: string }[] }
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'rhw-conversation-'))
      const { privateKey, publicKey } = await openpgp.generateKey({
        type: 'ecc',
        curve: 'ed25519Legacy',
        userIDs: { name: 'The desk', email: DESK },
        format: 'object',
        config: { v6Keys: false, aeadProtect: false },
        date: new Date(Date.now() - 60_000),
      })
      const fingerprint = publicKey.getFingerprint()
      inbox = { id: 'desk', certificates: [{ fingerprint, armored: publicKey.armor() }] }
      const inboxes = join(folder, 'inboxes')
      await mkdir(inboxes)
      await writeFile(join(inboxes, 'desk.asc'), publicKey.armor())
      await writeFile(
        join(inboxes, 'desk.yaml'),
        `name: The desk\naddress: ${DESK}\ncertificates: [desk.asc]\n`,
      )
      postfix = await startPostfix()
      dovecot = await startDovecot(postfix.boxes)
      server = await startApiServer(join(folder, 'data'), {
        INBOXES_DIR: inboxes,
        POW_COST: '0',
        MAIL_TRANSPORT: 'smtp',
        SMTP_URL: `smtp://127.0.0.1:${postfix.port}`,
        MAIL_FROM: 'tips@example.org',
        REPLY_ADDRESS: PATTERN,
        REPLIES: 'imap',
        REPLY_IMAP_URL: dovecot.plainUrl.replace('desk%40', 'tips%40'),
      })
      screen = await startXvfb()
      thunderbird = await startThunderbird({
        address: DESK,
        secretKey: privateKey.armor(),
        fingerprint,
        smtpPort: postfix.port,
        imap: dovecot.plainUrl,
        display: screen.display,
      })
    }, 120_000)
    afterAll(async () => {
      await thunderbird?.close()
      await screen?.close()
      await server?.kill()
      dovecot?.stop()
      await postfix?.close()
      await rm(folder, { recursive: true, force: true })
    }, 60_000)

    it('goes from the tip to the second reply, with one key to take and all of it sealed', async () => {
      const base = { inbox, origin: server.origin, files: [] }
      const { code = [] } = await send({
        ...base,
        answers: {
          category: 'other',
          now: 'not-sure',
          story: `It began in ${WORDS[0]}.`,
          sharing: 'red',
          urgentSubject: false,
        },
        followUp: { pattern: PATTERN },
      })
      const tip = await thunderbird.openNewest(1)
      expect(tip).toMatchObject({
        text: expect.stringContaining(`It began in ${WORDS[0]}.`),
        parent: null,
      })
      expect(tip.offered).toHaveLength(1)
      await thunderbird.takeKey()
      const composed = { encrypted: true, signed: true, missing: [] }
      expect(await thunderbird.reply()).toMatchObject(composed)
      const file = join(folder, 'questions.png')
      await writeFile(file, PICTURE)
      await thunderbird.send(`Which ${WORDS[1]}?\n`, file)

      const sender = newConversation()
      const words = { what: 'open', words: code, origin: server.origin } as const
      const first = await nextReply(sender, words, 1)
      expect(first).toMatchObject({
        text: expect.stringMatching(new RegExp(`^Which ${WORDS[1]}\\?\r?\n`)),
        files: [{ name: 'questions.png' }],
        signed: 'desk',
      })
      expect(Buffer.from(first.files[0]?.content ?? []).equals(PICTURE)).toBe(true)

      await send({ ...base, message: true, answers: { story: `It was in ${WORDS[2]}.` } }, sender)
      const second = await thunderbird.openNewest(2)
      expect(second).toMatchObject({
        text: expect.stringContaining(`It was in ${WORDS[2]}.`),
        offered: [],
        bar: '',
        parent: tip.id,
        thread: 2,
      })
      expect(await thunderbird.reply()).toMatchObject(composed)
      await thunderbird.send(`Thank you for ${WORDS[3]}.\n`)
      expect(await nextReply(sender, { what: 'refresh' }, 2)).toMatchObject({
        text: expect.stringMatching(new RegExp(`^Thank you for ${WORDS[3]}\\.\r?\n`)),
        signed: 'desk',
      })
      // What the server took is gone from the mailbox; what lies with it and on the mail servers says nothing.
      for (const word of WORDS) {
        expect(await filesWithMarker(join(folder, 'data'), word)).toEqual([])
        expect(await filesWithMarker(postfix.boxes, word)).toEqual([])
      }
      expect(server.output()).not.toContain('Zaubernuss')
      await expect.poll(() => readdir(join(postfix.boxes, 'tips', 'cur'))).toEqual([])
    }, 400_000)
  },
)

/** Asks until so many replies are there, as the page does, opens the unread one, and says so. */
async function nextReply(
  sender: OpenConversation,
  question: Parameters<OpenConversation['ask']>[0],
  count: number,
) {
  let state: ConversationState | undefined
  const come = async () => {
    const { outcome } = (await sender.ask(question)) as { outcome: OpenOutcome }
    state = outcome.ok ? outcome.state : undefined
    return state?.replies.length
  }
  await expect.poll(come, { timeout: 120_000, interval: 1_000 }).toBe(count)
  const id = state?.replies.find(({ read }) => !read)?.id ?? ''
  const { outcome } = (await sender.ask({ what: 'read', reply: id })) as { outcome: ReadOutcome }
  if (!outcome.ok) throw new Error(outcome.message)
  await sender.ask({ what: 'mark-read', replies: [id] })
  return outcome.reply
}
