/**
 * The SMTP transport: hands the PGP/MIME mail to a mail server, at least once, with a Message-ID
 * that is the same at every attempt, so that mail programs can fold a repeat. Beyond this machine
 * it speaks TLS with a verified certificate or not at all.
 */
import { isIPv4 } from 'node:net'
import { Readable } from 'node:stream'
import { createTransport } from 'nodemailer'
import { domainOf } from '../header-fields.ts'
import { composeNotice } from '../notice.ts'
import type { Transport, TransportFailure, TransportResult } from '../transport.ts'
import { namesOf, quoted, WIRE_BYTES_MAX } from './outcomes.ts'

/** Where the mail server is and how it is spoken to. */
export type SmtpServer = {
  host: string
  port: number
  /** Whether TLS comes first (`smtps:`). */
  secure: boolean
  /** Whether TLS must be begun by STARTTLS; without it nothing is sent, not even the password. */
  requireTLS: boolean
  /** On this machine, TLS is not asked for: its mail server often has a certificate of no use. */
  ignoreTLS: boolean
  auth?: { user: string; pass: string }
}

/** Milliseconds: to connect and be greeted, of silence while talking, and for all of it. */
export type SmtpTimes = { connect: number; silence: number; whole: number }

const TIMES: SmtpTimes = { connect: 15_000, silence: 120_000, whole: 300_000 }

/**
 * Reads `SMTP_URL`: `smtps://user:password@host` (port 465) or `smtp://…` (587), percent-encoded
 * where needed; TLS is required unless the host is this machine's loopback address.
 * @throws TypeError when it is no address
 */
export function smtpServer(url: string): SmtpServer {
  const { protocol, hostname, port, username, password } = new URL(url)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const secure = protocol === 'smtps:'
  const onThisMachine = isLoopback(host)
  return {
    host,
    port: Number(port) || (secure ? 465 : 587),
    secure,
    requireTLS: !secure && !onThisMachine,
    ignoreTLS: !secure && onThisMachine,
    ...(username === ''
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
  }
}

/**
 * The transport.
 * @param url `SMTP_URL` @param times bounds on waiting
 * @param ca certificates (PEM) to trust instead of the system's
 */
export function smtpTransport(options: { url: string; times?: SmtpTimes; ca?: string }): Transport {
  const server = smtpServer(options.url)
  const times = options.times ?? TIMES
  return {
    name: 'smtp',
    longestMs: times.whole,
    parallel: 4,
    wireBytes: WIRE_BYTES_MAX,
    deliver: (mail, signal) =>
      send({ ...mail, names: namesOf(mail) }, { server, times, ca: options.ca, signal }),
    notify: (notice, signal) => {
      const content = () => [Buffer.from(composeNotice(notice))]
      return send(
        { ...notice, names: [notice.id], content },
        { server, times, ca: options.ca, signal },
      )
    },
  }
}

/** What is handed over: an envelope and a message. */
type Letter = {
  from: string
  to: string
  /** What a log must not tell. */
  names: readonly string[]
  content: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

async function send(
  letter: Letter,
  how: { server: SmtpServer; times: SmtpTimes; ca: string | undefined; signal: AbortSignal },
): Promise<TransportResult> {
  const { server, times, ca } = how
  let handedOver = false
  async function* content(): AsyncGenerator<Uint8Array> {
    yield* letter.content()
    handedOver = true
  }
  const raw = Readable.from(content(), { objectMode: false })
  const transport = createTransport({
    ...server,
    // Otherwise the name of this machine would stand in the mail's Received line.
    name: domainOf(letter.from),
    tls: ca === undefined ? {} : { ca },
    connectionTimeout: times.connect,
    greetingTimeout: times.connect,
    socketTimeout: times.silence,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  try {
    await transport.sendMail({
      envelope: { from: letter.from, to: [letter.to] },
      raw,
      signal: AbortSignal.any([how.signal, AbortSignal.timeout(times.whole)]),
    })
    return { ok: true, confirmed: true }
  } catch (error) {
    return failureOf(error as SmtpError, letter.names, handedOver)
  } finally {
    raw.destroy()
    transport.close()
  }
}

/** What nodemailer adds to its errors. */
type SmtpError = Error & {
  code?: string
  originalCode?: string
  responseCode?: number
  response?: string
}

function failureOf(
  error: SmtpError,
  names: readonly string[],
  handedOver: boolean,
): TransportFailure {
  const { code, originalCode, responseCode = 0, response } = error
  const said = quoted(response ?? error.message, names)
  const failure = (retry: TransportFailure['retry'], reason: string): TransportFailure => ({
    ok: false,
    retry,
    reason,
  })
  if (/CERT|SELF_SIGNED|UNABLE_TO/.test(`${code} ${originalCode}`)) {
    return failure(
      'never',
      `The mail server’s certificate cannot be trusted: ${said}. Mend it, write the name it was made for in SMTP_URL, or name its authority in NODE_EXTRA_CA_CERTS.`,
    )
  }
  if (code === 'ETLS' && responseCode >= 500) {
    return failure(
      'never',
      'The mail server offers no TLS, and nothing is sent without it beyond this machine. Turn STARTTLS on there, or write smtps:// in SMTP_URL.',
    )
  }
  if (code === 'EAUTH' && (responseCode === 0 || responseCode >= 500)) {
    return failure(
      'never',
      `The mail server refuses us: ${said}. Check user and password in SMTP_URL.`,
    )
  }
  // RFC 3463: 5.3.4, too big for the system; 5.2.3, longer than it was told to allow.
  if (responseCode === 552 || (responseCode >= 500 && /\b5\.(3\.4|2\.3)\b/.test(said))) {
    return failure(
      'never',
      `The mail is too large for the mail server: ${said}. Raise its limit, or write what it takes as mailBytes into the inbox’s file: larger parts then go by link.`,
    )
  }
  if (responseCode >= 500) {
    return failure(
      'never',
      `The mail server refuses the mail: ${said}. Check the inbox’s address, MAIL_FROM, and what that server allows.`,
    )
  }
  if (responseCode >= 400) {
    return failure('later', `The mail server puts us off: ${said}. It is tried again by itself.`)
  }
  if (code === 'ESTREAM') return failure('later', `The sealed tip could not be read: ${said}.`)
  if (handedOver) {
    return failure(
      'now',
      `The mail server did not say whether it took the mail: ${said}. It is sent again with the same Message-ID.`,
    )
  }
  return failure(
    'later',
    `The mail server cannot be reached: ${said}. Check SMTP_URL and the network.`,
  )
}

/** Whether what is sent to `host` stays on this machine, going by the name alone. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
}
