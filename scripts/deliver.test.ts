import { spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { API_KEY, startResend } from '#lib/delivery/transports/resend-server.fixture'
import { startMailServer } from '#lib/delivery/transports/smtp-server.fixture'
import type { Hour } from '#lib/protocol/hours'
import { acquireLock } from '#lib/store/lock'
import { openSqliteStore } from '#lib/store/sqlite'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'rhw-deliver-'))
})
afterEach(() => rm(dataDir, { recursive: true, force: true }))

async function receiveTip(inbox: string, id = 't'): Promise<void> {
  const store = await openSqliteStore({ file: join(dataDir, 'store.sqlite') })
  const data = randomBytes(100)
  const sha256 = createHash('sha256').update(data).digest('hex')
  const received: Hour = '2026-11-22T10:00Z'
  const expires: Hour = '2126-11-22T10:00Z'
  const parts = [{ bytes: data.length, sha256 }]
  const receipt = { reference: `7K3M-Q2${id}`, received, inbox, parts, key: '', signature: '' }
  await store.tips.open({
    id,
    inbox,
    tokenSha256: id,
    parts,
    expires,
    urgent: false,
    proof: null,
  })
  await store.tips.putChunk({ tip: id, part: 0, chunk: 0, data, expires })
  await store.tips.receive({
    tip: id,
    hour: received,
    receipt,
    sealedTo: [],
    outbox: [{ id: `mail-${id}`, inbox, recipient: 'first' }],
  })
  await store.close()
}

const SCRIPT = join(import.meta.dirname, 'deliver.ts')

const environment = () => ({
  ...process.env,
  DATA_DIR: dataDir,
  DATABASE_URL: '',
  INBOXES_DIR: join(dataDir, 'none'),
  NODE_NO_WARNINGS: '1',
})

function deliver(...args: string[]) {
  const options = { env: environment(), encoding: 'utf8' } as const
  const run = spawnSync(process.execPath, [SCRIPT, ...args], options)
  return { code: run.status, out: run.stdout, err: run.stderr }
}

/** `--once` with more environment variables, while servers of this process may answer. */
async function deliverOnceIn(more: Record<string, string>) {
  const run = spawn(process.execPath, [SCRIPT, '--once'], { env: { ...environment(), ...more } })
  const done = { code: null as number | null, out: '', err: '' }
  run.stdout.on('data', (text) => {
    done.out += text
  })
  run.stderr.on('data', (text) => {
    done.err += text
  })
  done.code = await new Promise((resolve) => run.once('close', resolve))
  return done
}

describe('npm run deliver -- --once', () => {
  it('delivers what is due, without a server, and nothing twice', async () => {
    await receiveTip('demo')
    expect(deliver('--once')).toEqual({ code: 0, out: '1 delivered, 0 failed\n', err: '' })
    expect(deliver('--once')).toEqual({ code: 0, out: '0 delivered, 0 failed\n', err: '' })
    expect(await readdir(join(dataDir, 'maildir', 'demo', 'new'))).toHaveLength(1)
  })

  it('ends with 1 and the reason when something did not go', async () => {
    await receiveTip('gone')
    const { code, err } = deliver('--once')
    expect(code).toBe(1)
    expect(err).toContain('no inbox “gone” any more. Put it back')
  })

  it('goes by MAIL_TRANSPORT: the first that takes the mail, and the next one only if it must', async () => {
    const [resend, mailServer] = [
      await startResend(),
      await startMailServer({ disabledCommands: ['STARTTLS'] }),
    ]
    const settings = {
      MAIL_TRANSPORT: 'resend,smtp',
      MAIL_FROM: 'tips@example.org',
      RESEND_API_KEY: API_KEY,
      RESEND_BASE_URL: resend.url,
      SMTP_URL: `smtp://127.0.0.1:${mailServer.port}`,
    }
    try {
      await receiveTip('demo')
      resend.mishaps.push({ status: 422, name: 'validation_error' })
      const { code, out, err } = await deliverOnceIn(settings)
      expect([code, out]).toEqual([0, '1 delivered, 0 failed\n'])
      expect(JSON.parse(err)).toMatchObject({ event: 'transport-failed', transport: 'resend' })
      expect([resend.sent.length, mailServer.mails.length]).toEqual([0, 1])
      await receiveTip('demo', 'u')
      expect(await deliverOnceIn(settings)).toMatchObject({ code: 0, err: '' })
      expect([resend.sent.length, mailServer.mails.length]).toEqual([1, 1])
    } finally {
      await Promise.all([resend.close(), mailServer.close()])
    }
  })

  it.each([true, false])(
    'tells the operator what is wrong, unless a server runs that does (%s)',
    async (serverRuns) => {
      await receiveTip('demo')
      const refusals = [{ code: 550, text: 'No such mailbox' }]
      const mailServer = await startMailServer(
        { disabledCommands: ['STARTTLS'] },
        () => refusals.shift() ?? 'accept',
      )
      const lock = serverRuns ? acquireLock(join(dataDir, 'server.lock'), 0) : null
      try {
        const { code } = await deliverOnceIn({
          MAIL_TRANSPORT: 'smtp',
          MAIL_FROM: 'tips@example.org',
          OPERATOR_EMAIL: 'operator@example.org',
          SMTP_URL: `smtp://127.0.0.1:${mailServer.port}`,
        })
        expect(code).toBe(1)
        expect(mailServer.mails.map(({ to }) => to)).toEqual(
          serverRuns ? [] : [['operator@example.org']],
        )
      } finally {
        lock?.release()
        await mailServer.close()
      }
    },
  )

  it('names what a transport lacks, and sends nothing', async () => {
    expect(await deliverOnceIn({ MAIL_TRANSPORT: 'smtp', SMTP_URL: '' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('SMTP_URL: MAIL_TRANSPORT names smtp, which needs it.'),
    })
  })

  it('says how it is used', () => {
    expect(deliver('--twice')).toMatchObject({ code: 2, err: expect.stringContaining('Usage:') })
  })
})
