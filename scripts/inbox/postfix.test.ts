import { spawnSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { smtpTransport } from '#lib/delivery/transports/smtp'
import { answerableTip, readAsSender, readAsServer } from './answerable-tip.fixture.ts'
import { type Postfix, startPostfix, whyNoPostfix } from './postfix.fixture.ts'
import { hasGpg, makeTrialInbox } from './trial-inbox.fixture.ts'

const trial = makeTrialInbox()
const reason = hasGpg ? whyNoPostfix() : 'gpg is not installed'
const UNENDING = new AbortController().signal

describe.skipIf(reason !== null)(`over Postfix${reason ? ` (${reason})` : ''}`, () => {
  let server: Postfix
  beforeAll(async () => {
    server = await startPostfix()
  }, 30_000)
  afterAll(() => server?.close())

  /** Sends a mail as any program may; false where curl is missing. */
  function send(from: string, to: string, mail: string): boolean {
    const envelope = ['--mail-from', from, '--mail-rcpt', to, '--upload-file', '-', '--silent']
    const url = `smtp://127.0.0.1:${server.port}`
    return !spawnSync('curl', ['--url', url, ...envelope], { input: mail }).error
  }

  it('a tip arrives in its thread, is opened and answered, and the answer arrives', async () => {
    const tip = await answerableTip(trial)
    const transport = smtpTransport({ url: `smtp://127.0.0.1:${server.port}` })
    for (const message of [1, 2]) {
      const mail = tip.compose(message, { to: 'desk@example.org' })
      expect(await transport.deliver(mail, UNENDING)).toEqual({ ok: true, confirmed: true })
    }
    const box = join(trial.dataDir, 'maildir', 'demo', 'new')
    await mkdir(box, { recursive: true })
    const first = await server.arrived('Tip-Reference: 7K3M-Q2\n')
    await writeFile(join(box, '1.tip'), first)
    await writeFile(join(box, '2.tip'), await server.arrived('Tip-Reference: 7K3M-Q2-2\n'))
    // The envelope's sender, not the address in From: what comes back goes to the operator.
    expect(first.toString()).toMatch(/^Return-Path: <tips@example\.org>$/m)
    expect(first.toString()).toMatch(/^Sender: Tips <tips@example\.org>$/m)
    const words = join(trial.dataDir, 'words')
    await writeFile(words, 'Which month was it?\n')
    const run = trial.run('reply', '7K3M-Q2-2', '--text', words, '--eml', 'reply.eml')
    expect(run).toMatchObject({ code: 0 })
    const sealed = await readFile(join(trial.work, 'reply.eml'))
    if (!send('desk@example.org', tip.address, sealed.toString().replaceAll('\n', '\r\n'))) return
    const reply = await server.arrived('Message-ID: <reply-')
    expect(await readAsSender(trial, tip, reply)).toMatchObject({
      text: 'Which month was it?\n',
      signed: 'desk',
    })
  }, 60_000)

  it('what Postfix sends back about a mail is dropped as a bounce, not taken for a reply', async () => {
    const { address } = await answerableTip(trial)
    const lost = 'To: nobody@elsewhere.example\r\nSubject: Re: Tip\r\n\r\nWhich month was it?\r\n'
    if (!send(address, 'nobody@elsewhere.example', lost)) return
    const bounce = await server.arrived('nothing leaves this machine')
    expect(bounce.toString()).toContain(`X-Original-To: ${address}`)
    expect(await readAsServer(bounce)).toEqual({ kind: 'ignored', why: 'bounce' })
  }, 60_000)
})
