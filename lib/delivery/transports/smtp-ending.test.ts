import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { mailOf } from './mail.fixture.ts'
import { smtpTransport } from './smtp.ts'
import { startMailServer, type TestMailServer } from './smtp-server.fixture.ts'

let server: TestMailServer
afterEach(() => server.close())

const transport = () => smtpTransport({ url: `smtp://127.0.0.1:${server.port}` })

describe('SMTP, told to end', () => {
  it('knows that nothing was taken as long as the mail was not handed over whole', async () => {
    server = await startMailServer({ disabledCommands: ['STARTTLS'] })
    const ending = new AbortController()
    const mail = mailOf()
    const slow = {
      ...mail,
      async *content() {
        yield Buffer.from('Subject: half\n\n')
        ending.abort()
        await wait(60_000, undefined, { ref: false })
      },
    }
    expect(await transport().deliver(slow, ending.signal)).toMatchObject({
      ok: false,
      retry: 'later',
    })
    expect(server.mails).toEqual([])
  })

  it('does not know whether it was taken when only the last word is missing', async () => {
    const ending = new AbortController()
    server = await startMailServer({ disabledCommands: ['STARTTLS'] }, () => {
      ending.abort()
      return 'say nothing'
    })
    expect(await transport().deliver(mailOf(), ending.signal)).toMatchObject({
      ok: false,
      retry: 'now',
    })
  })

  it('begins nothing when it was told before', async () => {
    server = await startMailServer({ disabledCommands: ['STARTTLS'] })
    expect(await transport().deliver(mailOf(), AbortSignal.abort())).toMatchObject({
      ok: false,
      retry: 'later',
    })
    expect(server.mails).toEqual([])
  })
})
