/**
 * Replies in a mailbox of their own, read over IMAP. A mail is deleted there after it was dealt with;
 * when the line drops in between it is found again, and the store knows what it has.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { ImapFlow, type ImapFlowOptions } from 'imapflow'
import { createPatience } from './patience.ts'
import { REPLY_BYTES_MAX } from './read-reply.ts'
import type { Source } from './source.ts'

const CONNECT_MS = 30_000
/** Servers that do not tell of new mail are asked this often. */
const POLL_MS = 60_000
const SOON_MS = 500

/** Where `REPLY_IMAP_URL` leads; its form was checked by `readConfig`: TLS, or this machine. */
function serverOf(url: string): ImapFlowOptions & { host: string; mailbox: string } {
  const { protocol, hostname, port, username, password, pathname } = new URL(url)
  const secure = protocol === 'imaps:'
  return {
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port) || (secure ? 993 : 143),
    secure,
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    mailbox: decodeURIComponent(pathname.slice(1)) || 'INBOX',
    // On this machine its certificate is often of no use, and nothing leaves it.
    doSTARTTLS: secure ? undefined : false,
  }
}

/**
 * The source. It connects when it looks, keeps the line, and connects anew after it was lost.
 * @param options.url `REPLY_IMAP_URL` @param options.chance in [0, 1)
 * @param options.ca certificates (PEM) to trust instead of the system's
 */
export function imapSource(options: {
  url: string
  clock: () => Date
  chance: () => number
  ca?: string
  pollMs?: number
}): Source {
  const { mailbox, ...server } = serverOf(options.url)
  const pollMs = options.pollMs ?? POLL_MS
  const patience = createPatience(options.clock, options.chance)
  let client: ImapFlow | null = null
  /** Whether the server told of a mail since the last look began, and who waits for that. */
  let news = false
  let wake: (() => void) | null = null

  async function connected(): Promise<ImapFlow> {
    if (client?.usable) return client
    client?.close()
    const fresh = new ImapFlow({
      ...server,
      ...(options.ca !== undefined && { tls: { ca: options.ca } }),
      logger: false,
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
    })
    // Told by the call that fails; without a listener the process would end.
    fresh.on('error', () => {})
    const tell = () => {
      news = true
      wake?.()
    }
    fresh.on('exists', tell).on('close', tell)
    client = fresh
    await fresh.connect()
    await fresh.mailboxOpen(mailbox)
    return fresh
  }

  async function look(...[handle, signal]: Parameters<Source['look']>): Promise<void> {
    const box = await connected()
    // Servers look into the mailbox for what is new when they are asked this, and not at every search.
    await box.noop()
    news = false
    const found = (await box.search({ all: true }, { uid: true })) || []
    // Numbers of mails mean the same only as long as this number stays.
    const epoch = box.mailbox ? box.mailbox.uidValidity : 0
    const keyOf = (uid: number) => `${epoch}:${uid}`
    patience.keepOnly(found.map(keyOf))
    for (const uid of found) {
      if (signal.aborted) return
      if (!patience.due(keyOf(uid))) continue
      const source = { start: 0, maxLength: REPLY_BYTES_MAX + 1 }
      const mail = await box.fetchOne(String(uid), { source }, { uid: true })
      // Somebody else was first.
      if (!mail || mail.source === undefined) continue
      const handled = await handling(handle(mail.source))
      if (handled !== 'done') patience.leave(keyOf(uid), handled)
      else if (!(await box.messageDelete(String(uid), { uid: true }))) {
        throw new Error('it does not let mails be deleted')
      }
    }
  }

  return {
    name: 'imap',
    async look(handle, signal) {
      const breakOff = () => client?.close()
      signal.addEventListener('abort', breakOff)
      try {
        await look(handle, signal)
      } catch (error) {
        if (signal.aborted) return
        client?.close()
        if (error instanceof HandlingFailed) throw error.cause
        throw new Error(problemOf(error, server.host, mailbox))
      } finally {
        signal.removeEventListener('abort', breakOff)
      }
    },
    async wait(signal) {
      const woken = new AbortController()
      if (!news) {
        wake = () => woken.abort()
        // The server then says by itself when a mail comes; the next command ends it.
        if (client?.usable) client.idle().catch(() => undefined)
        const either = AbortSignal.any([signal, woken.signal])
        await pause(pollMs, undefined, { signal: either }).catch(() => undefined)
        wake = null
      }
      // A server that hangs up each time is not asked without a pause.
      if (news) await pause(SOON_MS, undefined, { signal }).catch(() => undefined)
    },
    standing: patience.standing,
    async close() {
      const box = client
      client = null
      box?.close()
    },
  }
}

/** What failed is not the mailbox. */
class HandlingFailed extends Error {}

async function handling<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw new HandlingFailed('A mail could not be dealt with.', { cause })
  }
}

function problemOf(error: unknown, host: string, mailbox: string): string {
  const { authenticationFailed, responseText, code, message } = error as Error & {
    authenticationFailed?: boolean
    responseText?: string
    code?: string
  }
  if (authenticationFailed) {
    return `${host} does not take user and password of REPLY_IMAP_URL (${responseText ?? 'it gave no reason'}). Many providers want a password made for programs.`
  }
  return `The mailbox ${mailbox} of replies at ${host} cannot be read: ${responseText ?? message}${code ? ` (${code})` : ''}. Check REPLY_IMAP_URL: host, port, the name of the mailbox, and the certificate.`
}
