import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { maildirTransport } from './maildir.ts'
import { composeNotice } from './notice.ts'
import type { Notice } from './transport.ts'
import { smtpTransport } from './transports/smtp.ts'
import { startMailServer } from './transports/smtp-server.fixture.ts'

const UNENDING = new AbortController().signal
const NOTICE: Notice = {
  id: 'bm90aWNl',
  from: 'tips@example.org',
  to: 'operator@example.net',
  subject: 'Remote Hire Watch: “mail” waits',
  text: `Ein „Fall“ = 1.\n${'A long line without an end. '.repeat(60)}\nTrailing \n.\nFrom here on\n보고서`,
  date: new Date('2026-11-22T10:11:12Z'),
}

describe('a notice to the operator', () => {
  it('is a plain text mail that a program sent, answered to the operator', async () => {
    const mail = await PostalMime.parse(composeNotice(NOTICE))
    expect(mail).toMatchObject({
      from: { address: NOTICE.from },
      to: [{ address: NOTICE.to }],
      replyTo: [{ address: NOTICE.to }],
      subject: NOTICE.subject,
      messageId: '<bm90aWNl@example.org>',
      date: '2026-11-22T10:11:12.000Z',
    })
    expect(mail.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated')
    expect(mail.html).toBeUndefined()
  })

  it('keeps text of any script and length through ASCII in short lines', async () => {
    const source = composeNotice(NOTICE)
    expect(source).toMatch(/^[\n\x20-\x7e]*$/)
    expect(source.split('\n').filter((line) => line.length > 78)).toEqual([])
    expect(source).not.toMatch(/ $/m)
    expect((await PostalMime.parse(source)).text).toBe(`${NOTICE.text}\n`)
    expect(composeNotice(NOTICE)).toBe(source)
  })

  it('goes by SMTP as it was composed', async () => {
    const server = await startMailServer({ disabledCommands: ['STARTTLS'] })
    try {
      const transport = smtpTransport({ url: `smtp://127.0.0.1:${server.port}` })
      expect(await transport.notify(NOTICE, UNENDING)).toEqual({ ok: true, confirmed: true })
      expect(server.mails).toMatchObject([{ from: NOTICE.from, to: [NOTICE.to] }])
      expect(server.mails[0]?.text).toBe(composeNotice(NOTICE).replaceAll('\n', '\r\n'))
    } finally {
      await server.close()
    }
  })

  it('tells the log neither its id nor an address when the mail server refuses', async () => {
    const text = `no bm90aWNl for <${NOTICE.to}>`
    const server = await startMailServer({ disabledCommands: ['STARTTLS'] }, () => ({
      code: 550,
      text,
    }))
    try {
      const transport = smtpTransport({ url: `smtp://127.0.0.1:${server.port}` })
      const result = await transport.notify(NOTICE, UNENDING)
      expect(result).toMatchObject({ ok: false, retry: 'never' })
      expect(JSON.stringify(result)).not.toMatch(/bm90aWNl|operator@/)
    } finally {
      await server.close()
    }
  })

  describe('in the Maildir', () => {
    let root: string
    beforeEach(async () => {
      root = await mkdtemp(join(tmpdir(), 'rhw-notice-'))
    })
    afterEach(() => rm(root, { recursive: true, force: true }))

    it('lies in a folder of its own, once however often it is handed over', async () => {
      const transport = maildirTransport({ root })
      for (let times = 0; times < 2; times += 1) {
        expect(await transport.notify(NOTICE, UNENDING)).toEqual({ ok: true, confirmed: true })
      }
      const fresh = join(root, 'operator', 'new')
      expect(await readdir(fresh)).toEqual(['1795342272.bm90aWNl.notice'])
      const file = await readFile(join(fresh, '1795342272.bm90aWNl.notice'), 'utf8')
      expect(file).toBe(composeNotice(NOTICE))
    })

    it('has no name that leads elsewhere', async () => {
      const evil = { ...NOTICE, id: '../evil' }
      const outcome = maildirTransport({ root }).notify(evil, UNENDING)
      await expect(outcome).rejects.toThrow('file name')
    })
  })
})
