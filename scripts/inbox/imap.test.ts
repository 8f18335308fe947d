import { readdirSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Dovecot, hasDovecot, startDovecot } from './dovecot.fixture.ts'
import { readImapUrl } from './imap.ts'
import { hasGpg, makeTrialInbox } from './trial-inbox.fixture.ts'

const trial = makeTrialInbox()

describe('IMAP_URL', () => {
  it('names user, password and mailbox, and INBOX when it names none', () => {
    expect(readImapUrl('imaps://a%40b.org:p%3Aw@mail.example.org/Tips%2F2026')).toEqual({
      host: 'mail.example.org',
      port: 993,
      secure: true,
      doSTARTTLS: false,
      user: 'a@b.org',
      password: 'p:w',
      mailbox: 'Tips/2026',
    })
    expect(readImapUrl('imaps://a:b@[::1]:1993').mailbox).toBe('INBOX')
  })

  it('without TLS from the first byte wants STARTTLS, but for this machine', () => {
    expect(readImapUrl('imap://a:b@mail.example.org').doSTARTTLS).toBe(true)
    expect(readImapUrl('imap://a:b@127.0.0.1').doSTARTTLS).toBe(false)
  })

  it.each([
    [undefined, 'not set'],
    ['https://a:b@mail.example.org', 'no address'],
    ['imaps://mail.example.org', 'lacks user or password'],
    ['imaps://a:hunter2@mail.example.org/?tls=off', 'more than it may'],
    ['imaps://a:%E0%A4@mail.example.org', 'holds a %'],
  ])('is refused with its cure, and without the password: %s', (value, problem) => {
    expect(() => readImapUrl(value)).toThrow(problem)
    expect(() => readImapUrl(value)).toThrow(/imaps:\/\/user:password@/)
    expect(() => readImapUrl(value)).not.toThrow(/hunter2/)
  })
})

describe.skipIf(!hasGpg || !hasDovecot)(
  'npm run inbox -- … --imap, against Dovecot (skipped without it, or without root)',
  () => {
    let server: Dovecot
    beforeAll(async () => {
      server = await startDovecot()
    })
    afterAll(() => server.stop())
    const over = (...args: string[]) =>
      trial.runIn(
        { IMAP_URL: server.secureUrl, NODE_EXTRA_CA_CERTS: server.certificate },
        ...args,
        '--imap',
      )

    /** Delivers into the Maildir of the desk, and gives the mail's text. */
    async function mailOf(reference: string, text: string): Promise<Buffer> {
      await trial.deliver(reference, [trial.seal(text)])
      const dir = join(trial.dataDir, 'maildir', 'demo', 'new')
      const name = readdirSync(dir).find((one) =>
        readFileSync(join(dir, one), 'utf8').includes(`Tip-Reference: ${reference}`),
      )
      return readFile(join(dir, name ?? ''))
    }

    it('lists and opens the tips among other mails, and marks none as seen', async () => {
      server.put('From: a@example.org\nSubject: lunch\n\nAt noon?\n')
      server.put(await mailOf('7K3M-Q2', 'He wrote from kim@example.org'))
      const listed = over('list')
      expect(listed).toMatchObject({ code: 0, err: '' })
      expect(listed.out).toMatch(/^7K3M-Q2\t2026-11-22T10:00Z\tdemo\t1\t\d+\n$/)
      expect(over('open', '7k3mq2')).toMatchObject({ code: 0 })
      const report = await readFile(join(trial.work, '7K3M-Q2', 'report.txt'), 'utf8')
      expect(report).toContain('He wrote from kim@example.org')
      expect(server.flags().join('')).not.toContain('S')
    })

    it('finds what another tip names too', async () => {
      server.put(await mailOf('9ABC-DE', 'kim@EXAMPLE.org again'))
      expect(over('same', '9ABC-DE').out).toBe(
        '7K3M-Q2\t2026-11-22T10:00Z\tdemo\temail\tkim@example.org\n',
      )
    })

    it('trusts no certificate that nobody vouches for, and says what failed', () => {
      const { code, err } = trial.runIn({ IMAP_URL: server.secureUrl }, 'list', '--imap')
      expect(code).toBe(1)
      expect(err).toMatch(/The mailbox INBOX at localhost could not be read: .*certificate/i)
    })

    it('says when the password is wrong, without showing it', () => {
      const url = server.plainUrl.replace('p%40ss%2Fword', 'wr0ng')
      const { code, err } = trial.runIn({ IMAP_URL: url }, 'list', '--imap')
      expect(code).toBe(1)
      expect(err).toMatch(/does not take user and password/)
      expect(err).not.toContain('wr0ng')
    })

    it('goes without TLS on this machine only', () => {
      expect(trial.runIn({ IMAP_URL: server.plainUrl }, 'list', '--imap')).toMatchObject({
        code: 0,
      })
    })

    it('names a mailbox that is not there', () => {
      const url = `${server.plainUrl}/Nowhere`
      expect(trial.runIn({ IMAP_URL: url }, 'list', '--imap').err).toMatch(
        /The mailbox Nowhere at 127\.0\.0\.1 could not be read: .*Nowhere/,
      )
    })
  },
)
