/** A tip too large for its mail, the whole way: server, mail server, link, command. */
import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startMailServer } from '#lib/delivery/transports/smtp-server.fixture'
import { demoInboxFiles } from '#lib/inboxes/demo-inbox'
import { hasGpg, makeTrialInbox } from '#scripts/inbox/trial-inbox.fixture'
import { type ApiServer, startApiServer } from './api-server.fixture.ts'

const trial = makeTrialInbox()
const SITE = 'https://tips.example.org'
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Sends a tip of parts that fit one chunk each; gives its reference. */
async function sendTip({ origin }: ApiServer, parts: readonly Uint8Array[]): Promise<string> {
  const post = async (path: string, body: unknown, token = '') => {
    const response = await fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })
    return { status: response.status, answer: await response.json().catch(() => null) }
  }
  const sizes = parts.map(({ length }) => ({ bytes: length }))
  const { answer } = await post('/api/tips', { inbox: 'desk', parts: sizes, proof: null })
  for (const [index, part] of parts.entries()) {
    await fetch(`${origin}/api/tips/${answer.tip}/parts/${index}/chunks/0`, {
      method: 'PUT',
      headers: {
        'Content-Type': 'application/octet-stream',
        Authorization: `Bearer ${answer.token}`,
      },
      body: Buffer.from(part),
    })
  }
  const hashes = { parts: parts.map((part) => ({ sha256: sha256(part) })) }
  for (;;) {
    const done = await post(`/api/tips/${answer.tip}/complete`, hashes, answer.token)
    if (done.status === 201) return done.answer.reference
    if (done.status !== 202) throw new Error(JSON.stringify(done))
  }
}

describe.skipIf(!hasGpg)('a tip too large for its mail', () => {
  it('comes as a mail with links, is fetched by them, and opened byte for byte', async () => {
    const inboxes = join(trial.work, 'inboxes')
    await mkdir(inboxes)
    await copyFile(demoInboxFiles(trial.dataDir).public, join(inboxes, 'desk.asc'))
    await writeFile(
      join(inboxes, 'desk.yaml'),
      'name: Desk\naddress: desk@example.org\nmailBytes: 1000000\ncertificates: [desk.asc]\n',
    )
    const gpg = ['--batch', '--homedir', trial.work, '--import']
    execFileSync('gpg', [...gpg, demoInboxFiles(trial.dataDir).secret], { stdio: 'pipe' })
    const mailServer = await startMailServer({ disabledCommands: ['STARTTLS'] })
    const server = await startApiServer(join(trial.work, 'data'), {
      INBOXES_DIR: inboxes,
      SITE_URL: SITE,
      POW_COST: '0',
      RATE_LIMITS: 'off',
      MAIL_TRANSPORT: 'smtp',
      MAIL_FROM: 'tips@example.org',
      SMTP_URL: `smtp://127.0.0.1:${mailServer.port}`,
    })
    try {
      const film = randomBytes(1_000_000)
      const sealed = trial.seal(film)
      const reference = await sendTip(server, [trial.seal('see the film'), sealed])
      await expect.poll(() => mailServer.mails.length, { timeout: 30_000 }).toBe(1)
      const mail = mailServer.mails[0]?.text ?? ''
      expect(mail.length).toBeLessThan(1_000_000)
      expect(mail).toContain('\r\nTip-Linked: 1\r\n')
      const box = join(trial.dataDir, 'maildir', 'desk', 'new')
      await mkdir(box, { recursive: true })
      await writeFile(join(box, '1795341600.x'), mail, 'latin1')

      const { err } = trial.run('open', reference)
      const [, address = ''] =
        /curl -fo \S+\/file-1\.pgp (https:\/\/tips\.example\.org\/d\/[\w-]{43})$/m.exec(err) ?? []
      const path = address.slice(SITE.length)
      const start = await fetch(server.origin + path, { headers: { Range: 'bytes=0-99999' } })
      expect(start.status).toBe(206)
      const whole = Buffer.from(await (await fetch(server.origin + path)).arrayBuffer())
      expect(Buffer.from(await start.arrayBuffer()).equals(sealed.subarray(0, 100_000))).toBe(true)
      expect(whole.equals(sealed)).toBe(true)

      const fetched = join(trial.work, 'fetched')
      await mkdir(fetched)
      await writeFile(join(fetched, 'file-1.pgp'), whole)
      expect(trial.run('open', reference, '--parts', fetched)).toMatchObject({ code: 0 })
      const file = join(trial.work, reference, 'files', '01-file-1.unsafe')
      expect((await readFile(file)).equals(film)).toBe(true)
    } finally {
      await server.kill()
      await mailServer.close()
      execFileSync('gpgconf', ['--homedir', trial.work, '--kill', 'all'])
    }
  }, 120_000)
})
