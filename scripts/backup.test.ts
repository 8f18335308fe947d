/** Backups and restores as an operator runs them: beside a server that takes tips at full speed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensureDemoInbox } from '#lib/inboxes/demo-inbox'
import { type Receipt, receiptSchema } from '#lib/protocol/shapes'
import * as openpgp from '#lib/sealing/openpgp.node'
import { openSqliteStore } from '#lib/store/sqlite'
import { sealedTo, sha256 } from '#server/api.fixture'
import { type ApiServer, startApiServer } from '#server/api-server.fixture'
import { listTips } from './inbox/mails.ts'

const SENDERS = 4

let folder: string
let dataDir: string
let keyId: string
let servers: ApiServer[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rhw-backup-'))
  dataDir = join(folder, 'data')
  servers = []
  const inbox = await ensureDemoInbox({ dataDir, openpgp })
  keyId = inbox.certificates[0]?.encryptionKeyIds[0] ?? ''
})
afterEach(async () => {
  for (const server of servers) await server.kill()
  await rm(folder, { recursive: true, force: true })
})

async function start(): Promise<ApiServer> {
  const server = await startApiServer(dataDir, {
    POW_COST: '0',
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'warn',
  })
  servers.push(server)
  return server
}

/** Runs a command as npm does, on the server's folder. */
async function run(command: 'backup' | 'restore', ...args: string[]) {
  return runWith({}, command, ...args)
}

async function runWith(
  more: Record<string, string>,
  command: 'backup' | 'restore',
  ...args: string[]
) {
  const script = join(import.meta.dirname, `${command}.ts`)
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', script, ...args],
    {
      env: { ...process.env, DATA_DIR: dataDir, DATABASE_URL: '', ...more },
    },
  )
  let out = ''
  child.stdout.on('data', (text) => {
    out += text
  })
  child.stderr.on('data', (text) => {
    out += text
  })
  const [code] = await once(child, 'close')
  return { code, out }
}

type Sent = { tip: string; token: string; receipt: Receipt }

/** Sends a tip that is longer than one chunk. @throws when anything of it is refused */
async function sendTip(origin: string): Promise<Sent> {
  const sealed = sealedTo(keyId, 1_100_000)
  const call = async (method: string, path: string, body: BodyInit, token = '') => {
    const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream'
    const headers = { 'Content-Type': type, Authorization: `Bearer ${token}` }
    const answer = await fetch(`${origin}/api/tips${path}`, { method, headers, body })
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
    return answer.status === 204 ? null : answer.json()
  }
  const parts = [{ bytes: sealed.length }]
  const opened = await call('POST', '', JSON.stringify({ inbox: 'demo', parts, proof: null }))
  const { tip, token, chunkBytes } = opened as { tip: string; token: string; chunkBytes: number }
  for (let chunk = 0; chunk * chunkBytes < sealed.length; chunk += 1) {
    const data = Uint8Array.from(sealed.subarray(chunk * chunkBytes, (chunk + 1) * chunkBytes))
    await call('PUT', `/${tip}/parts/0/chunks/${chunk}`, data, token)
  }
  const body = JSON.stringify({ parts: [{ sha256: sha256(sealed) }] })
  return {
    tip,
    token,
    receipt: receiptSchema.parse(await call('POST', `/${tip}/complete`, body, token)),
  }
}

/** Senders that go on until they are told to stop. */
function sendOn(origin: string) {
  const sent: Sent[] = []
  let going = true
  const senders = Promise.all(
    Array.from({ length: SENDERS }, async () => {
      while (going) sent.push(await sendTip(origin))
    }),
  )
  // Told when somebody waits for them; until then nobody listens.
  senders.catch(() => undefined)
  return {
    sent,
    /** Waits until so many more were answered. */
    async more(count: number) {
      const enough = sent.length + count
      while (sent.length < enough) await Promise.race([senders, wait(5)])
    },
    async stop() {
      going = false
      await senders
    },
  }
}

const references = (tips: readonly { reference: string }[]) =>
  tips.map(({ reference }) => reference).sort()

async function storedReferences(file: string): Promise<string[]> {
  const store = await openSqliteStore({ file })
  const tips = await store.records.list()
  await store.close()
  return references(tips)
}

const keysOf = async (origin: string): Promise<string[]> => {
  const answer = await fetch(`${origin}/.well-known/tip-receipt-key`)
  const { keys } = (await answer.json()) as { keys: { kid: string }[] }
  return keys.map(({ kid }) => kid)
}

/** Waits until every one of them lies in the Maildir, then gives all that lie there. */
async function delivered(wanted: readonly string[]): Promise<string[]> {
  for (;;) {
    const mails = references(await listTips(join(dataDir, 'maildir')))
    if (wanted.every((reference) => mails.includes(reference))) return mails
    await wait(50)
  }
}

describe('a backup under load', () => {
  it('has every tip answered before it; restored beside the next server, none is lost or doubled', async () => {
    const backup = join(folder, 'backup.sqlite')
    const first = await start()
    const load = sendOn(first.origin)
    await load.more(15)
    const before = references(load.sent.map(({ receipt }) => receipt))
    const known = load.sent[0]
    expect(await run('backup', backup)).toMatchObject({ code: 0 })
    await load.more(10)
    await load.stop()
    const all = references(load.sent.map(({ receipt }) => receipt))
    const [kid] = await keysOf(first.origin)
    expect(first.output()).not.toContain('failed')
    await first.kill()
    const kept = await storedReferences(backup)
    expect(before.filter((reference) => !kept.includes(reference))).toEqual([])
    expect(kept.filter((reference) => !all.includes(reference))).toEqual([])

    // As if no mail had gone when the backup was made.
    const early = new DatabaseSync(backup)
    early.exec("update outbox set state = 'pending', tried = 0, delivered = null, sent = null")
    early.close()
    // The database is lost. The Maildir is not: the desk has read what lies there.
    const mailbox = join(dataDir, 'maildir', 'demo')
    for (const name of await readdir(join(mailbox, 'new'))) {
      await rename(join(mailbox, 'new', name), join(mailbox, 'cur', `${name}:2,S`))
    }
    for (const ending of ['', '-wal', '-shm']) {
      await rm(join(dataDir, `store.sqlite${ending}`), { force: true })
    }
    const second = await start()
    const nextLoad = sendOn(second.origin)
    await nextLoad.more(5)
    const restored = await run('restore', backup)
    expect(restored.out).toBe(
      `${kept.length} tips brought back; 0 tips there already; 0 tips forgotten before and left so.\n`,
    )
    expect(restored.code).toBe(0)
    await nextLoad.more(5)
    await nextLoad.stop()
    const later = nextLoad.sent.map(({ receipt }) => receipt.reference)
    const mails = await delivered([...kept, ...later])
    expect(mails).toEqual([...new Set(mails)])
    expect(await keysOf(second.origin)).toEqual([expect.not.stringMatching(kid ?? ''), kid])
    expect(second.output()).not.toContain('failed')
    const asked = await fetch(`${second.origin}/api/tips/${known?.tip}`, {
      headers: { Authorization: `Bearer ${known?.token}` },
    })
    expect(await asked.json()).toMatchObject({ state: 'received' })
    const again = await run('restore', backup)
    expect(again.out).toContain(`0 tips brought back; ${kept.length} tips there already`)
  }, 120_000)

  it('restored into an empty folder, lets the server go on with the same keys', async () => {
    const backup = join(folder, 'backup.sqlite')
    const first = await start()
    const { receipt } = await sendTip(first.origin)
    const keys = await keysOf(first.origin)
    expect(await run('backup', backup)).toMatchObject({ code: 0 })
    await first.kill()
    await rm(dataDir, { recursive: true })
    expect(await run('restore', backup)).toMatchObject({ code: 0 })
    const second = await start()
    expect(await keysOf(second.origin)).toEqual(keys)
    expect(await storedReferences(join(dataDir, 'store.sqlite'))).toEqual([receipt.reference])
  }, 60_000)
})

describe('the commands', () => {
  it('say how they are used, what is wrong, and end accordingly', async () => {
    expect(await run('backup')).toMatchObject({ code: 2, out: expect.stringContaining('Usage') })
    expect(await run('restore', 'a', 'b')).toMatchObject({ code: 2 })
    expect(await run('restore', '--force')).toMatchObject({ code: 2 })
    const none = await run('backup', join(folder, 'backup.sqlite'))
    expect(none).toEqual({ code: 1, out: expect.stringContaining('There is no database') })
    const missing = await run('restore', join(folder, 'none'))
    expect(missing).toEqual({ code: 1, out: expect.stringContaining('There is no file') })
  })

  it('are for SQLite, and say what to use for Postgres', async () => {
    const postgres = { DATABASE_URL: 'postgres://u@127.0.0.1:1/tips' }
    const backup = await runWith(postgres, 'backup', join(folder, 'backup.sqlite'))
    expect(backup).toEqual({ code: 1, out: expect.stringContaining('pg_dump') })
    const restore = await runWith(postgres, 'restore', join(folder, 'backup.sqlite'))
    expect(restore).toEqual({ code: 1, out: expect.stringContaining('pg_restore') })
  })
})
