/**
 * The desk's mailbox over IMAP: read, and left as it is. The address with the password comes from the
 * environment, since what stands on a command line is seen by every user of the machine.
 */
import { Readable } from 'node:stream'
import { ImapFlow } from 'imapflow'
import { factsOf, type TipMail } from './mails.ts'

const USAGE =
  'Write IMAP_URL=imaps://user:password@mail.example.org/INBOX into the environment, with %40 for an @ inside user or password.'
const CONNECT_MS = 30_000

export type ImapBox = {
  /** Every tip in the mailbox, newest hour first. */
  list(): Promise<TipMail[]>
  close(): Promise<void>
}

/** Where and how to connect. */
type ImapAddress = {
  host: string
  port: number
  secure: boolean
  /** Refuse to go on without TLS. */
  doSTARTTLS: boolean
  user: string
  password: string
  mailbox: string
}

/**
 * Reads `IMAP_URL`. TLS is used from the first byte (`imaps:`) or begun by STARTTLS, without which nothing
 * is sent beyond this machine.
 * @throws with the cure, and never with the address, which holds the password
 */
export function readImapUrl(value: string | undefined): ImapAddress {
  const read = URL.parse(value ?? '')
  if (read === null || !/^imaps?:$/.test(read.protocol) || read.hostname === '') {
    throw new Error(`IMAP_URL is ${value ? 'no address of a mailbox' : 'not set'}. ${USAGE}`)
  }
  if (read.username === '' || read.password === '' || `${read.search}${read.hash}` !== '') {
    throw new Error(`IMAP_URL lacks user or password, or says more than it may. ${USAGE}`)
  }
  const secure = read.protocol === 'imaps:'
  const host = read.hostname.replace(/^\[|\]$/g, '')
  try {
    return {
      host,
      port: read.port === '' ? (secure ? 993 : 143) : Number(read.port),
      secure,
      doSTARTTLS: !secure && !['localhost', '127.0.0.1', '::1'].includes(host),
      user: decodeURIComponent(read.username),
      password: decodeURIComponent(read.password),
      mailbox: decodeURIComponent(read.pathname.slice(1)) || 'INBOX',
    }
  } catch {
    throw new Error(`IMAP_URL holds a % that stands for nothing. ${USAGE}`)
  }
}

/**
 * Connects, and opens the mailbox for reading only (EXAMINE, RFC 9051, 6.3.3): no mail is marked as seen.
 * @throws what was wrong and the cure, without the password
 */
export async function openImap(value: string | undefined): Promise<ImapBox> {
  const { host, port, secure, doSTARTTLS, user, password, mailbox } = readImapUrl(value)
  const client = new ImapFlow({
    host,
    port,
    secure,
    doSTARTTLS,
    auth: { user, pass: password },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
  })
  // Told by the call that fails; without a listener the process would end.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.mailboxOpen(mailbox, { readOnly: true })
  } catch (error) {
    client.close()
    throw new Error(problemOf(error, host, mailbox))
  }
  async function* read(uid: number): AsyncGenerator<Uint8Array> {
    const found = await client.fetchOne(String(uid), { source: true }, { uid: true })
    if (!found || found.source === undefined) {
      throw new Error(`The mail was moved out of ${mailbox} meanwhile. List the tips again.`)
    }
    yield found.source
  }
  return {
    async list() {
      const uids = await client.search({ header: { 'tip-reference': true } }, { uid: true })
      if (!uids || uids.length === 0) return []
      const mails: (TipMail & { uid: number })[] = []
      for await (const { uid, headers } of client.fetch(uids, { headers: true }, { uid: true })) {
        const facts = factsOf(headers?.toString() ?? '')
        const path = `message ${uid} of ${mailbox} at ${host}`
        if (facts !== null)
          mails.push({ ...facts, path, uid, source: () => Readable.from(read(uid)) })
      }
      return mails.sort((a, b) => b.hour.localeCompare(a.hour) || b.uid - a.uid)
    },
    close: () => client.logout().catch(() => client.close()),
  }
}

function problemOf(error: unknown, host: string, mailbox: string): string {
  const { authenticationFailed, responseText, code, message } = error as Error & {
    authenticationFailed?: boolean
    responseText?: string
    code?: string
  }
  if (authenticationFailed) {
    return `${host} does not take user and password of IMAP_URL (${responseText ?? 'it gave no reason'}). Many providers want a password made for programs.`
  }
  const said = responseText ?? message
  return `The mailbox ${mailbox} at ${host} could not be read: ${said}${code ? ` (${code})` : ''}. Check IMAP_URL: host, port, and the name of the mailbox; beyond this machine TLS is required.`
}
