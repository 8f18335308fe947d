import { execFileSync, spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as openpgp from 'openpgp'
import PostalMime from 'postal-mime'
import { beforeEach, describe, expect, it } from 'vitest'
import { makeTipKey } from '#lib/follow-up/tip-key'
import type { Hour } from '#lib/protocol/hours'
import { type AnswerableTip, answerableTip, readAsSender } from './answerable-tip.fixture.ts'
import { entity, hasGpg, makeTrialInbox, PICTURE } from './trial-inbox.fixture.ts'

const trial = makeTrialInbox()
const replies = () => join(trial.dataDir, 'replies')

/** Puts a mail where the command looks for tips. */
async function put(mail: Uint8Array, name: string): Promise<void> {
  const box = join(trial.dataDir, 'maildir', 'demo', 'new')
  await mkdir(box, { recursive: true })
  await writeFile(join(box, `${name}.tip`), mail)
}

const mailsWritten = async () => (await readdir(trial.work)).filter((name) => name.endsWith('.eml'))

/** Every file below the folders that the command may write to, as one text. */
async function everythingWritten(): Promise<string> {
  const texts: string[] = []
  for (const folder of [replies(), trial.work]) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      if (entry.isFile()) texts.push(await readFile(join(entry.parentPath, entry.name), 'latin1'))
    }
  }
  return texts.join('\n')
}

describe.skipIf(!hasGpg)('npm run inbox -- reply', () => {
  let tip: AnswerableTip
  beforeEach(async () => {
    await rm(replies(), { recursive: true, force: true })
    tip = await answerableTip(trial)
    await put(await tip.mail(), '1')
  })

  it('hands a reply with files to the server: sealed to the tip and the desk, signed, in the thread', async () => {
    await mkdir(replies())
    const [text, file] = [join(trial.dataDir, 'text'), join(trial.dataDir, '증거.png')]
    await writeFile(text, 'Which month was it? – 몇 월?\n')
    await writeFile(file, PICTURE)
    const { code, out } = trial.run('reply', '7k3mq2', '--text', text, '--file', file)
    expect(code).toBe(0)
    const mail = await readFile(out.trim())
    expect(out).toContain(join(replies(), 'new'))
    expect(await readdir(join(replies(), 'tmp'))).toEqual([])
    expect(mail.toString('latin1')).toMatch(/^[\n\x20-\x7e]*$/)
    const opened = await readAsSender(trial, tip, mail)
    expect(opened).toMatchObject({ text: 'Which month was it? – 몇 월?\n', signed: 'desk' })
    expect(opened.files.map(({ name }) => name)).toEqual(['증거.png'])
    expect(Buffer.from(opened.files[0]?.content ?? []).equals(PICTURE)).toBe(true)

    const parsed = await PostalMime.parse(mail)
    const about = await PostalMime.parse(await tip.mail())
    expect(parsed.subject).toBe(`Re: ${about.subject}`)
    expect([parsed.inReplyTo, parsed.references]).toEqual([about.messageId, about.messageId])
    expect(parsed.from?.address).toBe(trial.inbox.address)
    trial.importKey()
    const own = spawnSync('gpg', ['--homedir', trial.work, '--batch', '--decrypt'], { input: mail })
    trial.forgetKeys()
    expect(own.stdout.toString()).toContain('Content-Type: multipart/mixed')
  })

  it('reads the words from standard input, and leaves them nowhere', async () => {
    const words = 'MARKER-OF-THE-DESK which month was it?\n'
    const script = join(import.meta.dirname, '..', 'inbox.ts')
    const args = [script, 'reply', '7K3M-Q2', '--eml', 'reply.eml']
    execFileSync(process.execPath, args, {
      cwd: trial.work,
      env: { ...process.env, DATA_DIR: trial.dataDir, NODE_NO_WARNINGS: '1' },
      input: words,
      stdio: 'pipe',
    })
    const mail = await readFile(join(trial.work, 'reply.eml'))
    expect(await readAsSender(trial, tip, mail)).toMatchObject({ text: words })
    expect(await everythingWritten()).not.toContain('MARKER-OF-THE-DESK')
  })

  it('answers a later message by the key of the first one', async () => {
    await put(await tip.mail(2, { key: null }), '2')
    const rows = JSON.parse(trial.run('list', '--json').out) as Record<string, string>[]
    expect(rows.map(({ reference, conversation }) => [reference, conversation])).toEqual([
      ['7K3M-Q2-2', '7K3M-Q2'],
      ['7K3M-Q2', undefined],
    ])
    expect(trial.run('open', '7k3m q2 2')).toMatchObject({
      code: 0,
      err: expect.stringContaining('npm run inbox -- reply 7K3M-Q2-2\n'),
    })
    expect(await readFile(join(trial.work, '7K3M-Q2-2', 'report.txt'), 'utf8')).toContain(
      'message 2',
    )
    const text = join(trial.dataDir, 'text')
    await writeFile(text, 'And which year?\n')
    const run = trial.run('reply', '7K3M-Q2-2', '--text', text, '--eml', 'second.eml')
    expect(run).toMatchObject({ code: 0, err: expect.not.stringContaining('is not here') })
    const mail = await readFile(join(trial.work, 'second.eml'))
    expect(await readAsSender(trial, tip, mail)).toMatchObject({ text: 'And which year?\n' })
  })

  it('answers a later message whose first mail is gone only if it brings the key, and says so', async () => {
    await rm(join(trial.dataDir, 'maildir'), { recursive: true })
    await put(await tip.mail(2), '2')
    await put(await tip.mail(3, { key: null }), '3')
    const text = join(trial.dataDir, 'text')
    await writeFile(text, 'And which year?\n')
    expect(trial.run('reply', '7K3M-Q2-2', '--text', text, '--eml', 'second.eml')).toMatchObject({
      code: 0,
      err: expect.stringContaining('The first mail of this conversation, 7K3M-Q2, is not here'),
    })
    const mail = await readFile(join(trial.work, 'second.eml'))
    expect(await readAsSender(trial, tip, mail)).toMatchObject({ text: 'And which year?\n' })
    expect(trial.run('reply', '7K3M-Q2-3', '--text', text, '--eml', 'third.eml')).toMatchObject({
      code: 1,
      err: expect.stringContaining('7K3M-Q2, may bring one: put it back'),
    })
    expect(await mailsWritten()).toEqual(['second.eml'])
  })

  it('does not reply to a key that only a later message brings', async () => {
    const other = await answerableTip(trial)
    const text = join(trial.dataDir, 'text')
    await writeFile(text, 'x')
    const key = await makeTipKey(openpgp, tip.address, '2026-11-22T10:00Z' as Hour)
    for (const [index, inside] of [other.key.armored, key.armored].entries()) {
      await put(await tip.mail(2 + index, { key: inside }), `${2 + index}`)
      const run = trial.run('reply', `7K3M-Q2-${2 + index}`, '--text', text, '--eml', 'a.eml')
      expect(run).toMatchObject({
        code: 1,
        err: expect.stringMatching(/Do not (?:reply to it|trust)/),
      })
    }
    expect(await mailsWritten()).toEqual([])
  })

  it('answers a tip whose files go by link before they were fetched', async () => {
    const linked = (await tip.mail(1, { parts: [trial.seal(PICTURE)] })).toString('latin1')
    const cut = linked
      .replaceAll('7K3M-Q2', 'L1NK-AA')
      .replace(/^(Tip-Parts: .*)$/m, '$1,999\nTip-Linked: 2')
    await put(Buffer.from(cut, 'latin1'), '5')
    const text = join(trial.dataDir, 'text')
    await writeFile(text, 'x')
    expect(trial.run('open', 'L1NK-AA').code).toBe(1)
    expect(trial.run('reply', 'L1NK-AA', '--text', text, '--eml', 'a.eml')).toMatchObject({
      code: 0,
    })
  })

  it('refuses, with the cure, and writes nothing', async () => {
    const text = join(trial.dataDir, 'text')
    await writeFile(text, 'x')
    const refused = (...args: string[]) => {
      const { code, out, err } = trial.run('reply', ...args)
      expect([code, out]).toEqual([1, ''])
      return err
    }
    // No server on this machine.
    expect(refused('7K3M-Q2', '--text', text)).toContain('--eml FILE')
    await writeFile(text, ' \n')
    expect(refused('7K3M-Q2', '--text', text, '--eml', 'a.eml')).toContain('nothing to send')
    await writeFile(text, 'x')
    await writeFile(join(trial.work, 'there.eml'), '')
    expect(refused('7K3M-Q2', '--text', text, '--eml', 'there.eml')).toContain('exists already')
    await trial.deliver('N0NE-AA', [trial.seal(entity([]))])
    expect(refused('N0NE-AA', '--text', text, '--eml', 'a.eml')).toContain('left no way back')
    expect(refused('7K3M-Q2', '--imap', '--text', text)).toContain('--eml')
    expect(await mailsWritten()).toEqual(['there.eml'])
    expect(trial.run('reply').code).toBe(2)
  })

  it('trusts neither a mail that asks for replies elsewhere nor a key that tip.json does not name', async () => {
    const text = join(trial.dataDir, 'text')
    await writeFile(text, 'x')
    const args = ['--text', text, '--eml', 'a.eml']
    const mail = (await tip.mail()).toString('latin1').replaceAll('7K3M-Q2', 'SW4P-AA')
    const elsewhere = mail.replace(/^Reply-To: .*$/m, 'Reply-To: tips+0000000000000000@example.org')
    await put(Buffer.from(elsewhere, 'latin1'), '3')
    expect(trial.run('reply', 'SW4P-AA', ...args)).toMatchObject({
      code: 1,
      err: expect.stringContaining('Do not trust this mail'),
    })
    const other = await answerableTip(trial)
    const swapped = await answerableTip(trial, 'SW4P-BB')
    await put(await swapped.mail(1, { key: other.key.armored }), '4')
    expect(trial.run('reply', 'SW4P-BB', ...args)).toMatchObject({
      code: 1,
      err: expect.stringContaining('Do not reply to it'),
    })
    expect(await mailsWritten()).toEqual([])
  })
})
