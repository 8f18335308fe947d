import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import { mailOf, textOf, UNENDING } from './mail.fixture.ts'
import { smtpServer, smtpTransport } from './smtp.ts'
import { type AfterMail, startMailServer, type TestMailServer } from './smtp-server.fixture.ts'

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
/** This machine by a name that is not taken for loopback. */
const ELSEWHERE = '[::ffff:127.0.0.1]'
const PLAIN: SMTPServerOptions = { disabledCommands: ['STARTTLS'] }
/** Long enough for a busy machine: nothing waits for it. */
const TIMES = { connect: 20_000, silence: 20_000, whole: 40_000 }

const TAKEN = { ok: true, confirmed: true }

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function serverWith(
  options: SMTPServerOptions = PLAIN,
  after?: () => AfterMail,
): Promise<TestMailServer> {
  const server = await startMailServer(options, after)
  ends.push(server.close)
  return server
}

const to = (server: { port: number }) =>
  smtpTransport({ url: `smtp://127.0.0.1:${server.port}`, times: TIMES })

/** A certificate for localhost and ELSEWHERE that nobody but its holder vouches for. */
function selfSigned(): { key: string; cert: string } {
  const dir = mkdtempSync(join(tmpdir(), 'rhw-tls-'))
  ends.push(() => rmSync(dir, { recursive: true, force: true }))
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')]
  execFileSync(
    'openssl',
    `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout ${key} -out ${cert} -addext subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::ffff:127.0.0.1`.split(
      ' ',
    ),
    { stdio: 'pipe' },
  )
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
}

describe('SMTP', () => {
  it('hands over exactly the composed mail, with line ends of the wire', async () => {
    const server = await serverWith()
    const mail = mailOf([randomBytes(700_000), randomBytes(90_000)])
    expect(await to(server).deliver(mail, UNENDING)).toEqual(TAKEN)
    expect(server.mails).toHaveLength(1)
    const { from, to: recipients, text } = server.mails[0] ?? { text: '' }
    expect([from, recipients]).toEqual(['tips@example.org', ['desk@example.org']])
    expect(text === (await textOf(mail)).replaceAll('\n', '\r\n')).toBe(true)
    expect(text).toContain('Message-ID: <Zm9vYmFyYmF6cXV4@example.org>\r\n')
  })

  it('does not tell the mail server the name of this machine', async () => {
    const names: unknown[] = []
    const server = await serverWith({
      ...PLAIN,
      onMailFrom(_address, session, callback) {
        names.push(session.hostNameAppearsAs)
        callback()
      },
    })
    await to(server).deliver(mailOf(), UNENDING)
    expect(names).toEqual(['example.org'])
  })

  it('logs in with what SMTP_URL says, percent-decoded', async () => {
    const server = await serverWith({
      ...PLAIN,
      authOptional: false,
      allowInsecureAuth: true,
      onAuth({ username, password }, _session, callback) {
        if (password === 'p@ss:wörd') callback(null, { user: username })
        else callback(Object.assign(new Error('Bad credentials for a@b.c'), { responseCode: 535 }))
      },
    })
    const login = (password: string) =>
      smtpTransport({
        url: `smtp://tips:${password}@127.0.0.1:${server.port}`,
        times: TIMES,
      }).deliver(mailOf(), UNENDING)
    expect(await login(encodeURIComponent('p@ss:wörd'))).toEqual(TAKEN)
    expect(server.mails[0]?.user).toBe('tips')
    const refused = await login('hunter2')
    expect(refused).toMatchObject({ ok: false, retry: 'never' })
    expect(JSON.stringify(refused)).toContain('Check user and password in SMTP_URL')
    expect(JSON.stringify(refused)).not.toMatch(/hunter2|a@b\.c/)
  })

  it('asks for TLS unless the mail server is on this machine', () => {
    const tls = (url: string) => {
      const { secure, requireTLS, port } = smtpServer(url)
      return { secure, requireTLS, port }
    }
    const none = { secure: false, requireTLS: false, port: 587 }
    expect(tls('smtp://localhost')).toEqual(none)
    expect(tls('smtp://127.0.0.1:25')).toEqual({ ...none, port: 25 })
    expect(tls('smtp://[::1]')).toEqual(none)
    const must = { ...none, requireTLS: true }
    for (const host of ['mail.example.org', '10.0.0.1', '127.example.org', 'localhost.example']) {
      expect(tls(`smtp://${host}`)).toEqual(must)
    }
    expect(tls('smtps://mail.example.org')).toEqual({ secure: true, requireTLS: false, port: 465 })
  })

  it('sends neither mail nor password beyond this machine to a server without TLS', async () => {
    const logins: unknown[] = []
    const server = await serverWith({
      ...PLAIN,
      allowInsecureAuth: true,
      onAuth(auth, _session, callback) {
        logins.push(auth)
        callback(null, { user: 'x' })
      },
    })
    const url = `smtp://user:secret@${ELSEWHERE}:${server.port}`
    const result = await smtpTransport({ url, times: TIMES }).deliver(mailOf(), UNENDING)
    expect(result).toMatchObject({ ok: false, retry: 'never' })
    expect(JSON.stringify(result)).toContain('Turn STARTTLS on')
    expect([server.mails, logins]).toEqual([[], []])
  })

  it.skipIf(!hasOpenssl)(
    'begins TLS by STARTTLS, with a certificate it can trust only',
    async () => {
      const { key, cert } = selfSigned()
      const server = await serverWith({ key, cert })
      const options = { url: `smtp://${ELSEWHERE}:${server.port}`, times: TIMES }
      const refused = await smtpTransport(options).deliver(mailOf(), UNENDING)
      expect(refused).toMatchObject({ ok: false, retry: 'never' })
      expect(JSON.stringify(refused)).toContain('NODE_EXTRA_CA_CERTS')
      expect(server.mails).toEqual([])
      expect(await smtpTransport({ ...options, ca: cert }).deliver(mailOf(), UNENDING)).toEqual(
        TAKEN,
      )
      expect(server.mails).toMatchObject([{ encrypted: true }])
    },
  )

  it.skipIf(!hasOpenssl)(
    'does not mind the certificate of a mail server on this machine',
    async () => {
      const server = await serverWith(selfSigned())
      expect(await to(server).deliver(mailOf(), UNENDING)).toEqual(TAKEN)
      expect(server.mails).toMatchObject([{ encrypted: false }])
    },
  )

  it.skipIf(!hasOpenssl)('speaks TLS from the first byte with smtps', async () => {
    const { key, cert } = selfSigned()
    const server = await serverWith({ secure: true, key, cert })
    const options = { url: `smtps://localhost:${server.port}`, times: TIMES }
    expect(await smtpTransport(options).deliver(mailOf(), UNENDING)).toMatchObject({
      retry: 'never',
    })
    expect(await smtpTransport({ ...options, ca: cert }).deliver(mailOf(), UNENDING)).toEqual(TAKEN)
    expect(server.mails).toMatchObject([{ encrypted: true }])
  })

  it.each([
    [451, 'later'],
    [452, 'later'],
    [550, 'never'],
    [552, 'never'],
  ])('takes %i for “%s”, and tells the log no reference, id or address', async (code, retry) => {
    const text = `no: 7K3M-Q2 Zm9vYmFyYmF6cXV4 <desk@example.org>`
    const atEnd = await serverWith(PLAIN, () => ({ code, text }))
    const atRecipient = await serverWith({
      ...PLAIN,
      onRcptTo: (_address, _session, callback) =>
        callback(Object.assign(new Error(text), { responseCode: code })),
    })
    for (const server of [atEnd, atRecipient]) {
      const result = await to(server).deliver(mailOf(), UNENDING)
      expect(result).toMatchObject({ ok: false, retry })
      expect(JSON.stringify(result)).toContain(`${code} `)
      expect(JSON.stringify(result)).not.toMatch(/7K3M|Zm9v|desk@/)
    }
  })

  it('asks again with the same Message-ID when the line drops after the mail', async () => {
    const outcomes: AfterMail[] = ['hang up', 'accept']
    const server = await serverWith(PLAIN, () => outcomes.shift() ?? 'accept')
    expect(await to(server).deliver(mailOf(), UNENDING)).toMatchObject({ ok: false, retry: 'now' })
    expect(await to(server).deliver(mailOf(), UNENDING)).toEqual(TAKEN)
    const ids = server.mails.map(({ text }) => /^Message-ID: (.*)\r$/m.exec(text)?.[1])
    expect(ids).toEqual(Array(2).fill('<Zm9vYmFyYmF6cXV4@example.org>'))
  })

  it('does not wait for ever for the last word, and does not take silence for a no', async () => {
    const server = await serverWith(PLAIN, () => 'say nothing')
    const url = `smtp://127.0.0.1:${server.port}`
    const impatient = smtpTransport({ url, times: { ...TIMES, silence: 1_000 } })
    expect(await impatient.deliver(mailOf([randomBytes(100)]), UNENDING)).toMatchObject({
      ok: false,
      retry: 'now',
    })
  })

  it('ends what goes on for too long, even when the mail server never falls silent', async () => {
    const drip = createServer((socket) => {
      const timer = setInterval(() => socket.write('220-still here\r\n'), 50)
      socket.on('close', () => clearInterval(timer)).on('error', () => {})
    })
    await new Promise<void>((resolve) => drip.listen(0, '127.0.0.1', resolve))
    ends.push(() => drip.close())
    const { port } = drip.address() as { port: number }
    const url = `smtp://127.0.0.1:${port}`
    const result = await smtpTransport({ url, times: { ...TIMES, whole: 500 } }).deliver(
      mailOf(),
      UNENDING,
    )
    expect(result).toMatchObject({ ok: false, retry: 'later' })
  })

  it('leaves another transport its turn when nobody answers, or nobody greets', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    ends.push(() => silent.close())
    const { port } = silent.address() as { port: number }
    const times = { ...TIMES, connect: 300 }
    const hung = smtpTransport({ url: `smtp://127.0.0.1:${port}`, times })
    expect(await hung.deliver(mailOf(), UNENDING)).toMatchObject({ ok: false, retry: 'later' })
    const closed = await startMailServer(PLAIN)
    await closed.close()
    const refused = await to(closed).deliver(mailOf(), UNENDING)
    expect(refused).toMatchObject({ ok: false, retry: 'later' })
    expect(JSON.stringify(refused)).toContain('Check SMTP_URL')
  })

  it('sends nothing of a mail that cannot be read to its end', async () => {
    const server = await serverWith()
    const mail = mailOf()
    const broken = {
      ...mail,
      async *content() {
        yield Buffer.from('Subject: half\n\n')
        throw new Error('a chunk is missing')
      },
    }
    expect(await to(server).deliver(broken, UNENDING)).toMatchObject({ ok: false, retry: 'later' })
    expect(server.mails).toEqual([])
  })

  it('names a smaller mail as the cure when it is too large for the mail server', async () => {
    const server = await serverWith(PLAIN, () => ({ code: 552, text: 'too big' }))
    const result = await to(server).deliver(mailOf(), UNENDING)
    expect(result).toMatchObject({ ok: false, retry: 'never' })
    expect(JSON.stringify(result)).toContain('mailBytes')
  })
})
