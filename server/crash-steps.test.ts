/**
 * The server is killed with SIGKILL at every step of delivery, and started again: nothing is lost, and
 * what is promised to be delivered once is.
 */
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  API_KEY,
  startResend,
  type TestResend,
} from '#lib/delivery/transports/resend-server.fixture'
import {
  type AfterMail,
  startMailServer,
  type TestMailServer,
} from '#lib/delivery/transports/smtp-server.fixture'
import { ensureDemoInbox } from '#lib/inboxes/demo-inbox'
import type { Hour } from '#lib/protocol/hours'
import * as openpgp from '#lib/sealing/openpgp.node'
import { openSqliteStore } from '#lib/store/sqlite'
import { listTips } from '#scripts/inbox/mails'
import { type Lives, livesOf } from './lives.fixture.ts'
import { partsOf } from './sealed-mail.fixture.ts'

const REFERENCE = '7K3M-Q2'

let dataDir: string
let provider: TestResend
let mailServer: TestMailServer
let lives: Lives
/** What the mail server does with the next mails. */
let afterMail: (() => AfterMail)[]

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rhw-steps-'))
  afterMail = []
  provider = await startResend()
  mailServer = await startMailServer(
    { disabledCommands: ['STARTTLS'] },
    () => afterMail.shift()?.() ?? 'accept',
  )
  lives = livesOf('crash-steps.fixture.ts', dataDir, {
    MAIL_FROM: 'tips@example.org',
    RESEND_API_KEY: API_KEY,
    RESEND_BASE_URL: provider.url,
    SMTP_URL: `smtp://127.0.0.1:${mailServer.port}`,
  })
})
afterEach(async () => {
  lives.kill()
  await Promise.all([provider.close(), mailServer.close()])
  await rm(dataDir, { recursive: true, force: true })
})

/** An inbox that wants small mails, and a tip for it, of parts so large. */
async function receiveTip(sizes: readonly number[]): Promise<Buffer[]> {
  const demo = await ensureDemoInbox({ dataDir, openpgp })
  const inboxes = join(dataDir, 'inboxes')
  await mkdir(inboxes)
  await writeFile(join(inboxes, 'desk.asc'), demo.certificates[0]?.armored ?? '')
  await writeFile(
    join(inboxes, 'desk.yaml'),
    'name: Desk\naddress: desk@example.org\nmailBytes: 1000000\ncertificates: [desk.asc]\n',
  )
  const bytes = sizes.map((size) => randomBytes(size))
  const parts = bytes.map((data) => ({
    bytes: data.length,
    sha256: createHash('sha256').update(data).digest('hex'),
  }))
  const [expires, received]: Hour[] = ['2126-11-22T10:00Z', '2026-11-22T10:00Z']
  if (expires === undefined || received === undefined) throw new Error('unreachable')
  const store = await openSqliteStore({ file: join(dataDir, 'store.sqlite') })
  const inbox = 'desk'
  await store.tips.open({
    id: 'tip',
    inbox,
    tokenSha256: 'token',
    parts,
    expires,
    urgent: false,
    proof: null,
  })
  for (const [part, data] of bytes.entries()) {
    await store.tips.putChunk({ tip: 'tip', part, chunk: 0, data, expires })
  }
  const receipt = { reference: REFERENCE, received, inbox, parts, key: '', signature: '' }
  await store.tips.receive({
    tip: 'tip',
    hour: received,
    receipt,
    sealedTo: [],
    outbox: [{ id: 'outbox-id', inbox, recipient: 'first' }],
  })
  await store.close()
  return bytes
}

/** As if it were hours later: what was lent is due again, and so is what has failed. */
function waitForHours(): void {
  change(
    `update outbox set lease_until = 1 where lease_until is not null;
     update outbox set next_attempt = 1 where state = 'pending'`,
  )
}

function change(sql: string): void {
  const database = new DatabaseSync(join(dataDir, 'store.sqlite'))
  database.exec(sql)
  database.close()
}

/** What the store says in the end of the only mail and of the bytes of its tip. */
async function outcome() {
  const store = await openSqliteStore({ file: join(dataDir, 'store.sqlite') })
  try {
    const record = await store.records.find(REFERENCE)
    const { count } = await store.delivery.pendingDeliveries()
    return { pending: count, states: record?.mails.map(({ state }) => state) ?? 'forgotten' }
  } finally {
    await store.close()
  }
}

const DELIVERED = { pending: 0, states: ['delivered'] }

/** Kills the server at a step, which must have been reached, then lets it live. */
async function killAt(step: string, transport: string): Promise<void> {
  expect(await lives.run({ MAIL_TRANSPORT: transport, KILL_AT: step })).toBe('SIGKILL')
  waitForHours()
  expect(await lives.run({ MAIL_TRANSPORT: transport })).toBe(null)
}

async function mailsInMaildir(): Promise<string[]> {
  const box = join(dataDir, 'maildir', 'desk')
  const [fresh, drafts] = await Promise.all([readdir(join(box, 'new')), readdir(join(box, 'tmp'))])
  expect(drafts).toEqual([])
  return fresh
}

/** Around every call of the store that a delivery makes. */
const AROUND_THE_STORE = ['leaseDeliveries', 'recordDelivered'].flatMap((call) => [
  `${call} before`,
  `${call} after`,
])

describe('killed while a mail goes into a Maildir, the server', () => {
  it.each([...AROUND_THE_STORE, 'open after', 'link before', 'link after', 'unlink after'])(
    'delivers it exactly once (%s)',
    async (step) => {
      const [sealed = Buffer.alloc(0)] = await receiveTip([70_000])
      await killAt(step, 'maildir')
      expect(await outcome()).toEqual(DELIVERED)
      expect(await mailsInMaildir()).toHaveLength(1)
      const [mail] = await listTips(join(dataDir, 'maildir'))
      const [message] = await partsOf(mail ?? expect.fail('no mail'))
      expect(message?.toString()).toContain(sealed.toString('base64').slice(0, 64))
    },
  )

  it.each(['purgeDelivered before', 'purgeDelivered after'])(
    'forgets what is over its time, and delivers nothing anew (%s)',
    async (step) => {
      await receiveTip([70_000])
      await lives.run({ MAIL_TRANSPORT: 'maildir' })
      expect(await outcome()).toEqual(DELIVERED)
      change(`update outbox set delivered = '2020-01-01T00:00Z'`)
      await killAt(step, 'maildir')
      expect(await outcome()).toEqual({ pending: 0, states: 'forgotten' })
      expect(await mailsInMaildir()).toHaveLength(1)
    },
  )
})

describe('killed while a mail goes to Resend, the server', () => {
  it.each([...AROUND_THE_STORE, 'linkPart before', 'linkPart after'])(
    'delivers it exactly once (%s)',
    async (step) => {
      await receiveTip([70_000, 900_000])
      await killAt(step, 'resend')
      expect(await outcome()).toEqual(DELIVERED)
      expect(provider.sent).toHaveLength(1)
      expect(provider.sent[0]?.attachments?.map(({ filename }) => filename)).toEqual([
        'tip.eml.pgp',
      ])
      expect(provider.sent[0]?.text).toMatch(/\/d\/[\w-]{43}/)
    },
  )

  it.each(['recordFailure before', 'recordFailure after'])(
    'delivers it exactly once although it failed first (%s)',
    async (step) => {
      await receiveTip([70_000])
      provider.mishaps.push({ status: 500, name: 'internal_server_error' })
      await killAt(step, 'resend')
      expect(await outcome()).toEqual(DELIVERED)
      expect(provider.sent).toHaveLength(1)
    },
  )

  it.each(['hang', 'hang after'] as const)(
    'delivers it exactly once when it dies waiting for the answer (%s)',
    async (mishap) => {
      await receiveTip([70_000])
      provider.mishaps.push(mishap)
      const dead = lives.run({ MAIL_TRANSPORT: 'resend' })
      while (provider.keys.length === 0 || provider.mishaps.length > 0) await moment()
      lives.kill()
      expect(await dead).toBe('SIGKILL')
      expect(provider.sent).toHaveLength(mishap === 'hang' ? 0 : 1)
      waitForHours()
      await lives.run({ MAIL_TRANSPORT: 'resend' })
      expect(await outcome()).toEqual(DELIVERED)
      expect(provider.sent).toHaveLength(1)
      expect(provider.keys).toEqual(['outbox-id', 'outbox-id'])
    },
  )
})

describe('killed while a mail goes to a mail server, the server', () => {
  /** Mails that arrived: at least one, all of them the same, byte for byte. */
  const expectOneMail = (copies: number) => {
    expect(mailServer.mails).toHaveLength(copies)
    expect(new Set(mailServer.mails.map(({ text }) => text)).size).toBe(1)
    expect(mailServer.mails[0]?.text).toContain('Message-ID: <outbox-id@example.org>')
  }

  it.each([
    ...AROUND_THE_STORE.map((step) => ({
      step,
      copies: step === 'recordDelivered before' ? 2 : 1,
    })),
    { step: 'linkPart before', copies: 1 },
    { step: 'linkPart after', copies: 1 },
  ])('delivers it at least once, under one Message-ID ($step)', async ({ step, copies }) => {
    await receiveTip([70_000, 900_000])
    await killAt(step, 'smtp')
    expect(await outcome()).toEqual(DELIVERED)
    expectOneMail(copies)
  })

  it.each(['recordFailure before', 'recordFailure after'])(
    'delivers it although it was put off first (%s)',
    async (step) => {
      await receiveTip([70_000])
      afterMail.push(() => ({ code: 451, text: 'Later' }))
      await killAt(step, 'smtp')
      expect(await outcome()).toEqual(DELIVERED)
      expectOneMail(1)
    },
  )

  it('delivers it again when it dies between the last byte and the answer', async () => {
    await receiveTip([70_000])
    afterMail.push(() => {
      lives.kill()
      return 'say nothing'
    })
    expect(await lives.run({ MAIL_TRANSPORT: 'smtp' })).toBe('SIGKILL')
    waitForHours()
    await lives.run({ MAIL_TRANSPORT: 'smtp' })
    expect(await outcome()).toEqual(DELIVERED)
    expectOneMail(2)
  })
})

const moment = () => new Promise((resolve) => setTimeout(resolve, 5))
