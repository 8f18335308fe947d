/** `npm run tips` as operators run it, on a real store that something else has open as well. */
import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Hour } from '#lib/protocol/hours'
import { hourOf } from '#lib/protocol/hours'
import { makeEngine, type TestEngine } from '#lib/store/engine.fixture'
import type { Delivery, OpenTip, Store } from '#lib/store/store'

const SCRIPT = join(import.meta.dirname, 'tips.ts')

let dataDir: string
let engine: TestEngine
/** Stays open, as that of a running server. */
let store: Store
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rhw-tips-'))
  engine = await makeEngine(join(dataDir, 'store.sqlite'))
  store = await engine.open()
})
afterEach(async () => {
  await store.close()
  await engine.end()
  await rm(dataDir, { recursive: true, force: true })
})

function tips(...args: string[]) {
  const run = spawnSync(process.execPath, [SCRIPT, ...args], {
    env: {
      ...process.env,
      DATA_DIR: dataDir,
      DATABASE_URL: engine.postgres?.url ?? '',
      INBOXES_DIR: join(dataDir, 'none'),
      NODE_NO_WARNINGS: '1',
    },
    encoding: 'utf8',
  })
  return { code: run.status, out: run.stdout, err: run.stderr }
}

const CONTENT = 'SEALED-CONTENT'

/** A received tip with these parts; its mail waits. */
async function receiveTip(
  reference: string,
  hour: Hour = '2026-11-22T10:00Z',
  sizes = [70_000],
  inbox = 'demo',
  brings: Pick<OpenTip, 'followUp' | 'conversation'> = {},
) {
  const data = sizes.map((bytes) => Buffer.concat([Buffer.from(CONTENT), randomBytes(bytes)]))
  const parts = data.map((part) => ({
    bytes: part.length,
    sha256: createHash('sha256').update(part).digest('hex'),
  }))
  const expires = '2126-11-22T10:00Z' as const
  const tip = { id: reference, inbox, tokenSha256: reference, parts, expires }
  await store.tips.open({ ...tip, urgent: false, proof: null, ...brings })
  for (const [part, bytes] of data.entries()) {
    await store.tips.putChunk({ tip: reference, part, chunk: 0, data: bytes, expires })
  }
  const receipt = { reference, received: hour, inbox, parts, key: '', signature: '' }
  const outbox = [{ id: `mail-${reference}`, inbox, recipient: 'first' as const }]
  await store.tips.receive({ tip: reference, hour, receipt, sealedTo: [], outbox })
}

async function lease(now: Date): Promise<Delivery | undefined> {
  const leases = { now, limit: 1, leaseMs: 1000, leaseId: 'lease' }
  return (await store.delivery.leaseDeliveries(leases))[0]
}

async function deliver(now = new Date()): Promise<void> {
  const mail = await lease(now)
  if (mail === undefined) throw new Error('Nothing is due.')
  const done = { id: mail.id, leaseId: 'lease', at: now, transport: 'resend', confirmed: false }
  await store.delivery.recordDelivered({ ...done, providerId: 'p' })
}

async function fail(reason: string, now = new Date()): Promise<void> {
  const mail = await lease(now)
  const nextAttempt = new Date(now.getTime() + 3_600_000)
  const failure = { leaseId: 'lease', nextAttempt, reason, refused: false }
  await store.delivery.recordFailure({ ...failure, id: mail?.id ?? '' })
}

const event = (reference: string, kind: 'delivered' | 'bounced') =>
  store.delivery.recordEvent({
    eventId: `${reference} ${kind}`,
    mail: `mail-${reference}`,
    kind,
    at: new Date(),
    second: null,
  })

describe('npm run tips -- list', () => {
  it('says that there is nothing', () => {
    expect(tips('list')).toEqual({ code: 0, out: 'There are no tips.\n', err: '' })
  })

  it('is a table of where every tip is, newest first, and never of what is in it', async () => {
    await receiveTip('7K3M-Q2', '2026-11-20T10:00Z')
    await deliver()
    await event('7K3M-Q2', 'delivered')
    await receiveTip('8K3M-Q2', '2026-11-21T10:00Z', [70_000, 2_000_000])
    await store.delivery.linkPart({ tip: '8K3M-Q2', part: 1, sha256: 'ab', archive: false })
    await deliver()
    await receiveTip('9K3M-Q2', '2026-11-22T10:00Z')
    await fail('smtp: The server cannot be reached.')
    await store.records.hold('9K3M-Q2', '2026-11-22T11:00Z')
    const { code, out, err } = tips('list')
    expect([code, err]).toEqual([0, ''])
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/))
    expect(rows).toEqual([
      ['tip', 'hour', 'inbox', 'state', 'failed', 'next try', 'size', 'held', 'links', 'replies'],
      [
        '9K3M-Q2',
        '2026-11-22T10:00Z',
        'demo',
        'failing',
        '1',
        'in 60 min',
        '71 kB',
        '2026-11-22T11:00Z',
        '-',
        '-',
      ],
      [
        '8K3M-Q2',
        '2026-11-21T10:00Z',
        'demo',
        'taken, not confirmed',
        '0',
        '-',
        '2.1 MB in 2 parts',
        '-',
        '0 of 1 fetched',
        '-',
      ],
      ['7K3M-Q2', '2026-11-20T10:00Z', 'demo', 'delivered', '0', '-', '71 kB', '-', '-', '-'],
    ])
    expect(JSON.parse(tips('list', '--json').out)).toEqual(
      JSON.parse(JSON.stringify(await store.records.list())),
    )
    expect(`${out}${tips('list', '--json').out}`).not.toContain(CONTENT)
  })
})

describe('npm run tips -- show', () => {
  it('tells what is known of one tip, however its reference is typed', async () => {
    await receiveTip('7K3M-Q2')
    await fail('smtp: The server\u001b[31m cannot be reached.')
    const { code, out } = tips('show', '7k3mq2')
    expect(code).toBe(0)
    expect(out).toContain(
      'Tip 7K3M-Q2, received in the hour of 2026-11-22T10:00Z, for the inbox demo.',
    )
    expect(out).toContain(
      'To the inbox’s address: failing; failed attempts: 1, next try in 60 min.',
    )
    expect(out).toContain('The server<U+001B>[31m cannot be reached.')
    expect(out).not.toContain('\u001b')
    expect(tips('show', '7K3M-Q2').out).toBe(out)
    const shown = JSON.parse(tips('show', '7K3M-Q2', '--json').out)
    expect(shown).toMatchObject({ reference: '7K3M-Q2', mails: [{ attempts: 1 }] })
  })

  it('names the cure when there is no such tip', () => {
    expect(tips('show', '7K3M-Q2')).toEqual({
      code: 1,
      out: '',
      err: 'No tip has the reference “7K3M-Q2”. See: npm run tips -- list\n',
    })
  })
})

describe('npm run tips -- retry', () => {
  it('makes what failed due at once', async () => {
    await receiveTip('7K3M-Q2')
    await fail('smtp: The server cannot be reached.')
    expect(await lease(new Date())).toBeUndefined()
    expect(tips('retry', '7K3M-Q2')).toMatchObject({
      code: 0,
      out: '7K3M-Q2: its mail is due now.\n',
    })
    expect(await lease(new Date())).toMatchObject({ id: 'mail-7K3M-Q2' })
  })

  it('sends what came back as a new mail', async () => {
    await receiveTip('7K3M-Q2')
    await deliver()
    await event('7K3M-Q2', 'bounced')
    expect(tips('retry', '7K3M-Q2').code).toBe(0)
    expect(await lease(new Date())).toMatchObject({
      reference: '7K3M-Q2',
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
    })
  })

  it('is refused when every mail has gone', async () => {
    await receiveTip('7K3M-Q2')
    await deliver()
    expect(tips('retry', '7K3M-Q2')).toMatchObject({
      code: 1,
      err: expect.stringContaining('npm run tips -- resend 7K3M-Q2'),
    })
  })
})

describe('npm run tips -- resend', () => {
  it('makes a new mail of a tip that was delivered', async () => {
    await receiveTip('7K3M-Q2')
    await deliver()
    expect(tips('resend', '7K3M-Q2')).toMatchObject({ code: 0, err: '' })
    expect(await lease(new Date())).toMatchObject({ tip: '7K3M-Q2', recipient: 'first' })
  })

  it('is refused while one waits, to an address that is not there, and to an inbox that is gone', async () => {
    await receiveTip('7K3M-Q2')
    expect(tips('resend', '7K3M-Q2')).toMatchObject({
      code: 1,
      err: expect.stringContaining('npm run tips -- retry'),
    })
    expect(tips('resend', '7K3M-Q2', '--second')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Write secondAddress into its file.'),
    })
    await receiveTip('8K3M-Q2', '2026-11-22T10:00Z', [100], 'gone')
    expect(tips('resend', '8K3M-Q2')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no inbox “gone” any more.'),
    })
    for (const reference of ['7K3M-Q2', '8K3M-Q2']) {
      expect((await store.records.find(reference))?.mails).toHaveLength(1)
    }
  })
})

describe('npm run tips -- hold', () => {
  it('keeps a tip until it is released', async () => {
    await receiveTip('7K3M-Q2')
    expect(tips('hold', '7k3m-q2')).toMatchObject({ code: 0 })
    expect((await store.records.find('7K3M-Q2'))?.held).toBe(hourOf(new Date()))
    expect(tips('hold', '7K3M-Q2').out).toContain('is held since')
    expect(tips('purge', '7K3M-Q2', '--yes', '--undelivered')).toMatchObject({
      code: 1,
      err: expect.stringContaining('npm run tips -- hold 7K3M-Q2 --release'),
    })
    expect(tips('hold', '7K3M-Q2', '--release')).toMatchObject({ code: 0 })
    expect((await store.records.find('7K3M-Q2'))?.held).toBeNull()
    expect(tips('hold', '7K3M-Q2', '--release')).toMatchObject({ code: 1 })
  })
})

describe('npm run tips -- purge', () => {
  it('forgets at once what was read, and leaves a record of sizes', async () => {
    await receiveTip('7K3M-Q2')
    await deliver()
    await event('7K3M-Q2', 'delivered')
    expect(tips('purge', '7K3M-Q2')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Add --yes'),
    })
    expect(await store.records.find('7K3M-Q2')).not.toBeNull()
    expect(tips('purge', '7K3M-Q2', '--yes')).toMatchObject({ code: 0 })
    expect(await store.records.find('7K3M-Q2')).toBeNull()
    const rows = tips('list', '--purged').out.trimEnd().split('\n')
    expect(rows[1]?.split(/ {2,}/)).toEqual([
      '7K3M-Q2',
      hourOf(new Date()),
      'by the operator',
      '71 kB',
    ])
    expect(JSON.parse(tips('list', '--purged', '--json').out)).toMatchObject([{ by: 'operator' }])
    expect(tips('show', '7K3M-Q2').err).toContain('was forgotten in the hour of')
  })

  it('is refused of what nobody has read, unless that is said', async () => {
    await receiveTip('7K3M-Q2')
    expect(tips('purge', '7K3M-Q2', '--yes')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Add --undelivered'),
    })
    expect(tips('purge', '7K3M-Q2', '--yes', '--undelivered')).toMatchObject({ code: 0 })
  })
})

describe('npm run tips, of a conversation,', () => {
  const followUp = { lookupSha256: 'lookup', address: 'address', keyId: 'key', box: 'BOX' }
  const HOUR: Hour = '2026-11-22T10:00Z'
  beforeEach(async () => {
    await receiveTip('7K3M-Q2', HOUR, [100], 'demo', { followUp })
    await receiveTip('7K3M-Q2-2', HOUR, [100], 'demo', { conversation: '7K3M-Q2' })
    const reply = { conversation: '7K3M-Q2', id: 'reply', hour: HOUR, box: new Uint8Array(9) }
    await store.conversations.putReply({ ...reply, messageSha256: 'mail', expires: HOUR })
  })

  it('tells that the sender can be answered, and what is unread', () => {
    const { out } = tips('list')
    expect(out).toContain('Conversations that go on: 1; unread replies: 1, the oldest of 2026')
    expect(out.split('\n').filter((line) => line.endsWith('1 unread'))).toHaveLength(2)
    expect(tips('show', '7k3mq2').out).toContain('It began a conversation; replies that its')
    expect(tips('show', '7k3mq2-2').out).toContain('Message 2 of its conversation;')
    for (const secret of ['lookup', 'address', 'BOX']) expect(out).not.toContain(secret)
  })

  it('ends it with its first message, also when that was forgotten before', async () => {
    expect(tips('purge', '7K3M-Q2').err).toContain('and its conversation with all replies')
    const now = new Date()
    for (const id of ['mail-7K3M-Q2', 'mail-7K3M-Q2-2']) {
      await lease(now)
      const done = { id, leaseId: 'lease', transport: 'maildir', confirmed: true }
      await store.delivery.recordDelivered({ ...done, at: new Date(0) })
    }
    await store.delivery.purgeDelivered({ before: now, now })
    expect(await store.conversations.find('lookup')).not.toBeNull()
    expect(tips('purge', '7K3M-Q2', '--yes')).toMatchObject({
      code: 0,
      out: '7K3M-Q2 was forgotten before; now its conversation is, too.\n',
    })
    expect(await store.conversations.find('lookup')).toBeNull()
    expect(tips('purge', '7K3M-Q2', '--yes')).toMatchObject({ code: 1 })
  })
})

describe('npm run tips', () => {
  it.each([
    [[], 'What to do?'],
    [['delete'], 'There is no “delete”.'],
    [['constructor', 'x'], 'There is no “constructor”.'],
    [['show'], 'Which tip?'],
    [['show', 'a', 'b'], 'one argument too many: b'],
    [['list', 'a'], 'one argument too many: a'],
    [['show', 'a', '--yes'], '“show” takes no --yes.'],
    [['list', '--all'], '--all'],
  ])('%j is misuse, and says how it is used', (args, problem) => {
    const { code, out, err } = tips(...args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(problem)
    expect(err).toContain('Usage:')
  })

  it('makes no database where there is none', async () => {
    const env = { ...process.env, DATA_DIR: join(dataDir, 'elsewhere'), DATABASE_URL: '' }
    const run = spawnSync(process.execPath, [SCRIPT, 'list'], { env, encoding: 'utf8' })
    expect([run.status, run.stderr]).toEqual([
      1,
      expect.stringContaining('There is no database at'),
    ])
  })

  it('says what is wrong with a database that is none', async () => {
    const file = join(dataDir, 'broken.sqlite')
    await writeFile(file, 'This is no database. '.repeat(100))
    const env = { ...process.env, DATABASE_URL: `file:${file}`, NODE_NO_WARNINGS: '1' }
    const run = spawnSync(process.execPath, [SCRIPT, 'list'], { env, encoding: 'utf8' })
    expect([run.status, run.stderr]).toEqual([
      1,
      'The database could not be used: file is not a database. Check the disk and DATABASE_URL; nothing was changed.\n',
    ])
  })
})
