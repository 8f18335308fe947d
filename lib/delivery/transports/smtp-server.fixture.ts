/** A real mail server on loopback for tests: it keeps what it takes, and misbehaves on request. */
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export type TestMailServer = {
  port: number
  /** Mails that arrived whole, as bytes on the wire without the dots of SMTP. */
  mails: { from: string; to: string[]; text: string; encrypted: boolean; user: string | null }[]
  close(): Promise<void>
}

/** What the server does once a mail has arrived whole. */
export type AfterMail = 'accept' | 'hang up' | 'say nothing' | { code: number; text: string }

/** Starts the server on a free port; `after` is asked for every mail. */
export async function startMailServer(
  options: SMTPServerOptions,
  after: () => AfterMail = () => 'accept',
): Promise<TestMailServer> {
  const mails: TestMailServer['mails'] = []
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 50,
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const outcome = after()
        if (typeof outcome === 'object') {
          callback(Object.assign(new Error(outcome.text), { responseCode: outcome.code }))
          return
        }
        const { mailFrom, rcptTo } = session.envelope
        mails.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('latin1'),
          encrypted: Boolean(session.secure),
          user: typeof session.user === 'string' ? session.user : null,
        })
        if (outcome === 'accept') callback(null)
        if (outcome === 'hang up') for (const one of server.connections) one.close()
      })
    },
    ...options,
  })
  // A client that hangs up in the middle is what some tests are about.
  server.on('error', () => {})
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
