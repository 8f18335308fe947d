/** What leaves by SMTP and by Resend is opened with the real GnuPG, as the mail itself says. */
import { execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { composeMail } from '#lib/delivery/mail'
import { resendTransport } from '#lib/delivery/transports/resend'
import { API_KEY, startResend } from '#lib/delivery/transports/resend-server.fixture'
import { smtpTransport } from '#lib/delivery/transports/smtp'
import { startMailServer } from '#lib/delivery/transports/smtp-server.fixture'
import { demoInboxFiles } from '#lib/inboxes/demo-inbox'
import { entity, hasGpg, makeTrialInbox, PICTURE } from './trial-inbox.fixture.ts'

const trial = makeTrialInbox()
const UNENDING = new AbortController().signal

function mailOf(parts: readonly Uint8Array[]) {
  return composeMail({
    retentionDays: 14,
    delivery: {
      id: 'bWFpbA',
      tip: 'tip',
      reference: '7K3M-Q2',
      inbox: 'demo',
      hour: '2026-11-22T10:00Z',
      parts: parts.map(({ length }) => ({ bytes: length, sha256: '' })),
      attempts: 0,
      urgent: false,
      recipient: 'first',
      sealedTo: [],
    },
    inbox: trial.inbox,
    from: 'tips@example.org',
    to: 'desk@example.org',
    links: new Map(),
    async *readPart(part) {
      yield parts[part] ?? new Uint8Array()
    },
  })
}

/** Puts a mail into the trial's Maildir, as a mail program or a mail server would. */
async function put(name: string, mail: Uint8Array): Promise<void> {
  const box = join(trial.dataDir, 'maildir', 'demo', 'new')
  await mkdir(box, { recursive: true })
  await writeFile(join(box, name), mail)
}

/** Runs gpg with the demo inbox's secret key and each of these lines of arguments. */
function decryptBy(commands: readonly string[]): void {
  const gpg = ['--homedir', trial.work, '--batch', '--quiet']
  const options = { cwd: trial.work, stdio: 'pipe' } as const
  try {
    for (const command of [`--import ${demoInboxFiles(trial.dataDir).secret}`, ...commands]) {
      execFileSync('gpg', [...gpg, ...command.split(' ')], options)
    }
  } finally {
    execFileSync('gpgconf', ['--homedir', trial.work, '--kill', 'all'])
  }
}

describe.skipIf(!hasGpg)('a tip that left', () => {
  it('by SMTP is opened by the command once the mail lies in a Maildir', async () => {
    const server = await startMailServer({ disabledCommands: ['STARTTLS'] })
    try {
      const tip = entity([{ name: '증거.png', content: PICTURE }])
      const transport = smtpTransport({ url: `smtp://127.0.0.1:${server.port}` })
      expect(await transport.deliver(mailOf([trial.seal(tip)]), UNENDING)).toMatchObject({
        ok: true,
      })
    } finally {
      await server.close()
    }
    const received = 'Received: from example.org by mail.example.org; 22 Nov 2026\r\n'
    await put('1795341600.x', Buffer.from(`${received}${server.mails[0]?.text}`, 'latin1'))
    expect(trial.run('list').out).toMatch(/^7K3M-Q2\t/)
    expect(trial.run('open', '7K3M-Q2')).toMatchObject({ code: 0 })
    const dir = join(trial.work, '7K3M-Q2')
    expect(await readFile(join(dir, 'report.txt'), 'utf8')).toContain('The report – 보고서')
    expect(await readFile(join(dir, 'files', '01-증거.png'))).toEqual(PICTURE)
  })

  it('by Resend is opened by the command that its text gives', async () => {
    const server = await startResend()
    const transport = resendTransport({
      apiKey: API_KEY,
      baseUrl: server.url,
      retentionDays: 14,
      confirmsByWebhook: false,
    })
    try {
      const tip = entity([{ name: 'a.png', content: PICTURE }])
      expect(
        await transport.deliver(mailOf([trial.seal(tip), trial.seal('more')]), UNENDING),
      ).toMatchObject({ ok: true })
    } finally {
      await server.close()
    }
    const [email] = server.sent
    for (const { filename, content } of email?.attachments ?? []) {
      await writeFile(join(trial.work, filename), Buffer.from(content, 'base64'))
    }
    const command = /^ {2}gpg (--output .*)$/m.exec(email?.text ?? '')?.[1] ?? ''
    decryptBy([command, '--output file-1 --decrypt file-1.pgp'])
    const opened = await PostalMime.parse(await readFile(join(trial.work, 'tip.eml')))
    expect(opened.text).toContain('The report – 보고서')
    const content = opened.attachments[0]?.content ?? ''
    expect(Buffer.from(typeof content === 'string' ? content : new Uint8Array(content))).toEqual(
      PICTURE,
    )
    expect(await readFile(join(trial.work, 'file-1'), 'utf8')).toBe('more')
  })

  it('by Resend is opened by the command too, once the mail lies in a Maildir', async () => {
    const server = await startResend()
    const options = { apiKey: API_KEY, baseUrl: server.url, retentionDays: 14 }
    const mail = mailOf([trial.seal('see files'), trial.seal(PICTURE)])
    try {
      await resendTransport({ ...options, confirmsByWebhook: false }).deliver(mail, UNENDING)
    } finally {
      await server.close()
    }
    const [email] = server.sent
    const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail({
      from: email?.from,
      to: email?.to,
      subject: email?.subject,
      text: email?.text,
      headers: email?.headers,
      attachments: email?.attachments?.map(({ filename, content, content_type }) => ({
        filename,
        content,
        contentType: content_type,
        encoding: 'base64',
      })),
    })
    await put('1795341600.resend', message as Buffer)
    expect(trial.run('open', '7K3M-Q2')).toMatchObject({ code: 0 })
    const dir = join(trial.work, '7K3M-Q2')
    expect(await readFile(join(dir, 'report.txt'), 'utf8')).toContain('see files')
    expect(await readFile(join(dir, 'files', '01-file-1.unsafe'))).toEqual(PICTURE)
  })

  it('with further parts is opened by the gpg commands that its text gives', async () => {
    const chunks: Uint8Array[] = []
    const mail = mailOf([trial.seal('the message'), trial.seal('more')])
    for await (const chunk of mail.content()) chunks.push(chunk)
    await writeFile(join(trial.work, 'MAIL'), Buffer.concat(chunks))
    const { text = '', attachments } = await PostalMime.parse(Buffer.concat(chunks))
    const attached = attachments.find(({ filename }) => filename === 'file-1.pgp')
    await writeFile(join(trial.work, 'file-1.pgp'), Buffer.from(attached?.content as ArrayBuffer))
    const commands = [...text.matchAll(/gpg (--output \S+ --decrypt [\w.-]*\w)/g)].map(
      ([, one]) => one,
    )
    expect(commands).toHaveLength(2)
    decryptBy(commands.map((command) => command ?? ''))
    expect(await readFile(join(trial.work, 'tip.eml'), 'utf8')).toBe('the message')
    expect(await readFile(join(trial.work, 'file-1'), 'utf8')).toBe('more')
  })
})
