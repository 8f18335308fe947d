import { randomBytes } from 'node:crypto'
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { composeMail } from '#lib/delivery/mail'
import { smtpTransport } from '#lib/delivery/transports/smtp'
import { hasMailProgram, openInMailProgram } from './mail-program.fixture.ts'
import { type Opensmtpd, startOpensmtpd, whyNoOpensmtpd } from './opensmtpd.fixture.ts'
import { entity, hasGpg, makeTrialInbox } from './trial-inbox.fixture.ts'

const trial = makeTrialInbox()
const reason = hasGpg ? whyNoOpensmtpd() : 'gpg is not installed'
const UNENDING = new AbortController().signal
/** This machine by a name that is not taken for loopback, so that TLS is demanded. */
const ELSEWHERE = '[::ffff:127.0.0.1]'

function mailOf(reference: string, parts: readonly Uint8Array[]) {
  return composeMail({
    retentionDays: 14,
    delivery: {
      id: randomBytes(16).toString('base64url'),
      tip: 'tip',
      reference,
      inbox: 'demo',
      hour: '2026-11-22T10:00Z',
      parts: parts.map(({ length }) => ({ bytes: length, sha256: '' })),
      attempts: 0,
      urgent: false,
      recipient: 'first',
      sealedTo: [],
    },
    inbox: trial.inbox,
    from: 'tips@example.net',
    to: 'desk@example.org',
    links: new Map(),
    async *readPart(part) {
      yield parts[part] ?? new Uint8Array()
    },
  })
}

describe.skipIf(reason !== null)(`a tip through opensmtpd${reason ? ` (${reason})` : ''}`, () => {
  let server: Opensmtpd
  beforeAll(async () => {
    server = await startOpensmtpd()
  }, 60_000)
  afterAll(() => server?.close())

  /** Waits for the mail and puts it alone into the trial's Maildir. */
  async function arrived(reference: string): Promise<string> {
    const fresh = join(server.box, 'new')
    let found = ''
    await expect
      .poll(
        async () => {
          for (const name of await readdir(fresh).catch(() => [])) {
            const path = join(fresh, name)
            if ((await readFile(path, 'latin1')).includes(`Tip-Reference: ${reference}\n`)) {
              found = path
            }
          }
          return found
        },
        { timeout: 30_000 },
      )
      .not.toBe('')
    const box = join(trial.dataDir, 'maildir', 'demo')
    for (const folder of ['new', 'cur', 'tmp']) await mkdir(join(box, folder), { recursive: true })
    await cp(found, join(box, 'new', '1795341600.arrived'))
    return box
  }

  it('arrives, and is opened byte for byte by the mail program and by the command', async () => {
    const picture = randomBytes(300_000)
    const tip = entity([{ name: '증거.png', content: picture }])
    const mail = mailOf('WIRE-AA', [trial.seal(tip)])
    const transport = smtpTransport({ url: `smtp://127.0.0.1:${server.port}` })
    expect(await transport.deliver(mail, UNENDING)).toEqual({ ok: true, confirmed: true })
    const box = await arrived('WIRE-AA')
    if (hasMailProgram) {
      const { text, decrypted } = await openInMailProgram(trial, box)
      expect(text).toContain('The report – 보고서')
      const opened = await PostalMime.parse(decrypted)
      const content = opened.attachments[0]?.content as ArrayBuffer
      expect(Buffer.from(content).equals(picture)).toBe(true)
    }
    expect(trial.run('open', 'WIRE-AA')).toMatchObject({ code: 0 })
    const files = join(trial.work, 'WIRE-AA', 'files')
    expect((await readFile(join(files, '01-증거.png'))).equals(picture)).toBe(true)
  }, 60_000)

  it('arrives with parts beside the message, each byte for byte', async () => {
    const paper = randomBytes(3_000_000)
    const mail = mailOf('WIRE-BB', [trial.seal(entity([])), trial.seal(paper)])
    const transport = smtpTransport({ url: `smtp://127.0.0.1:${server.port}` })
    expect(await transport.deliver(mail, UNENDING)).toEqual({ ok: true, confirmed: true })
    const box = await arrived('WIRE-BB')
    if (hasMailProgram) expect((await openInMailProgram(trial, box)).text).toContain('The report')
    expect(trial.run('open', 'WIRE-BB')).toMatchObject({ code: 0 })
    const file = join(trial.work, 'WIRE-BB', 'files', '01-file-1.unsafe')
    expect((await readFile(file)).equals(paper)).toBe(true)
  }, 60_000)

  it('is refused, and nothing sent, where TLS is demanded and not offered', async () => {
    const transport = smtpTransport({ url: `smtp://${ELSEWHERE}:${server.port}` })
    expect(await transport.deliver(mailOf('WIRE-CC', [trial.seal('x')]), UNENDING)).toMatchObject({
      ok: false,
      retry: 'never',
    })
  })

  it('is refused with a cure when the mail server wants smaller mails', async () => {
    const small = await startOpensmtpd(100_000)
    try {
      const transport = smtpTransport({ url: `smtp://127.0.0.1:${small.port}` })
      const result = await transport.deliver(mailOf('WIRE-DD', [randomBytes(200_000)]), UNENDING)
      expect(result).toMatchObject({ ok: false, retry: 'never' })
      expect(JSON.stringify(result)).toContain('mailBytes')
    } finally {
      await small.close()
    }
  }, 60_000)
})

describe.skipIf(!hasGpg)('a mail that a mail server cut short', () => {
  it.each([
    ['in the message', 0.3],
    ['in an attachment', 0.9],
  ])('is not opened: %s', async (_, share) => {
    let text = ''
    const mail = mailOf('WIRE-EE', [trial.seal('x'), trial.seal(randomBytes(2_000))])
    for await (const piece of mail.content()) text += Buffer.from(piece).toString('latin1')
    const box = join(trial.dataDir, 'maildir', 'demo', 'new')
    await mkdir(box, { recursive: true })
    await writeFile(join(box, '1795341600.cut'), text.slice(0, text.length * share), 'latin1')
    const opened = trial.run('open', 'WIRE-EE')
    expect(opened).toMatchObject({ code: 1, out: '' })
    expect(await readdir(trial.work)).not.toContain('WIRE-EE')
  })
})
