/** A store with two conversations, the keys of their tips, and mails as a desk's mail program sends them. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as openpgp from 'openpgp'
import { makeTipKey, type TipKey } from '#lib/follow-up/tip-key'
import type { Hour } from '#lib/protocol/hours'
import { replyAddress } from '#lib/protocol/reply-address'
import { makeEngine } from '#lib/store/engine.fixture'
import type { Store } from '#lib/store/store'
import { readMessage } from './read-reply.ts'
import { createReplyTaker, type DeskInbox, type TakeReply } from './take-reply.ts'

export const PATTERN = 'tips+*@example.org'
export const NOW = new Date('2026-11-23T09:20:30Z')
const HOUR = '2026-11-22T10:00Z'
const CONVERSATION_EXPIRES = '2026-12-06T10:00Z'

export const DESK: DeskInbox = {
  id: 'desk',
  name: 'The desk',
  address: 'desk@example.org',
  secondAddress: 'desk@example.net',
  replyFrom: ['ana@example.com', '*@office.example.com'],
}

/** One tip: how its sender looks it up, where its replies go, and its key. */
export type TestThread = { lookup: string; to: string; reference: string; key: TipKey }

export type RepliesBench = {
  folder: string
  store: Store
  first: TestThread
  other: TestThread
  time: { now: Date }
  take: TakeReply
  /** The messages that wait in a conversation, as they were sealed, oldest first. */
  waiting(thread?: TestThread): Promise<Buffer[]>
  /** All that is stored: the files of the folder, and what Postgres has in its tables. */
  everything(): Promise<string>
  end(): Promise<void>
}

const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex')

/** Takes a tip in whose sender can be answered, with three bytes for its content. */
export async function openThread(
  store: Pick<Store, 'tips'>,
  tip: {
    id: string
    reference: string
    address: string
    inbox: string
    pattern: string
    /** Of the conversation. */
    expires?: Hour
  },
): Promise<TestThread> {
  const { id, reference, address, inbox } = tip
  const to = replyAddress(tip.pattern, address)
  const key = await makeTipKey(openpgp, to, HOUR)
  const lookup = sha256(`return number of ${id}`)
  const data = new Uint8Array([1, 2, 3])
  const expires = '2126-12-20T10:00Z'
  await store.tips.open({
    id,
    inbox,
    tokenSha256: sha256(id),
    parts: [{ bytes: data.length }],
    expires,
    urgent: false,
    proof: null,
    followUp: { lookupSha256: lookup, address, keyId: key.keyId, box: 'box' },
  })
  await store.tips.putChunk({ tip: id, part: 0, chunk: 0, data, expires })
  const received = await store.tips.receive({
    tip: id,
    hour: HOUR,
    receipt: {
      reference,
      received: HOUR,
      inbox,
      parts: [{ bytes: data.length, sha256: sha256(data) }],
      key: 'kid',
      signature: 'signature',
    },
    sealedTo: [],
    outbox: [{ id: `mail-${id}`, inbox, recipient: 'first' }],
    conversationExpires: tip.expires ?? CONVERSATION_EXPIRES,
  })
  if (!received.ok) throw new Error(`The tip of the test was not received: ${received.reason}`)
  return { lookup, to, reference, key }
}

/** Makes it; one of the two tips has the reference 7K3M-Q2, the other 9ABC-D4. */
export async function openRepliesBench(): Promise<RepliesBench> {
  const folder = mkdtempSync(join(tmpdir(), 'rhw-replies-'))
  const engine = await makeEngine(join(folder, 'store.sqlite'))
  const store = await engine.open()
  const time = { now: NOW }
  const begin = (id: string, reference: string, address: string) =>
    openThread(store, { id, reference, address, inbox: 'desk', pattern: PATTERN })
  const bench: RepliesBench = {
    folder,
    store,
    time,
    first: await begin('tip-1', '7K3M-Q2', '0123456789abcdef'),
    other: await begin('tip-2', '9ABC-D4', 'fedcba9876543210'),
    take: createReplyTaker({
      store: store.conversations,
      readMessage,
      inboxes: [DESK],
      pattern: PATTERN,
      retentionDays: 14,
      clock: () => time.now,
      randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    }),
    async waiting(thread = bench.first) {
      const found = await store.conversations.find(thread.lookup)
      const boxes: Buffer[] = []
      for (const { id } of found?.replies ?? []) {
        const box = Buffer.from((await store.conversations.readReply(thread.lookup, id)) ?? [])
        boxes.push(box.subarray(4, 4 + box.readUInt32BE(0)))
      }
      return boxes
    },
    async everything() {
      await store.clearLog()
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
      if (engine.postgres === null) return files.join('\n')
      const tables = await engine.run(
        'select tablename as name from pg_tables where schemaname = current_schema()',
      )
      const rows = await Promise.all(
        tables.map(({ name }) =>
          engine.run(`select encode(convert_to(t::text, 'UTF8'), 'escape') from "${name}" t`),
        ),
      )
      return [...files, JSON.stringify(rows)].join('\n')
    },
    async end() {
      await store.close()
      await engine.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return bench
}

/** Text sealed to these keys, in armour. */
export async function sealed(text: string, ...threads: TestThread[]): Promise<string> {
  const message = await openpgp.createMessage({ text })
  return openpgp.encrypt({
    message,
    encryptionKeys: threads.map(({ key }) => key.secret.toPublic()),
  })
}

/** The text of a message that waits. */
export async function opened(binary: Uint8Array, { key }: TestThread): Promise<string> {
  const message = await openpgp.readMessage({ binaryMessage: new Uint8Array(binary) })
  const { data } = await openpgp.decrypt({ message, decryptionKeys: key.secret })
  return data
}

/** A mail; a field of null is left out. */
export function mailOf(body: string, fields: Record<string, string | null>): Buffer {
  const head: Record<string, string | null> = {
    From: 'The desk <desk@example.org>',
    'Message-ID': '<a.1@mail.example.org>',
    Subject: 'Re: Tip',
    'MIME-Version': '1.0',
    ...fields,
  }
  const lines = Object.entries(head).flatMap(([name, value]) =>
    value === null ? [] : `${name}: ${value}`,
  )
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body.replace(/\r?\n/g, '\r\n')}`)
}

/** The same message as PGP/MIME. */
export function pgpMimeOf(armored: string, fields: Record<string, string | null>): Buffer {
  const parts = [
    'Content-Type: application/pgp-encrypted\n\nVersion: 1\n',
    `Content-Type: application/octet-stream; name="encrypted.asc"\n\n${armored}`,
  ]
  return mailOf(`${parts.map((part) => `--b\n${part}\n`).join('')}--b--\n`, {
    'Content-Type': 'multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b"',
    ...fields,
  })
}
