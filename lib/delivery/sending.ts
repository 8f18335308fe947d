/**
 * How one mail is offered to the transports: in their order, each with what it can carry inside and
 * links for the rest, and no second transport while a first one may have taken it.
 */
import type { Inbox } from '#lib/inboxes/inbox'
import type { Delivery, DeliveryStore } from '#lib/store/store'
import { capabilityOf, capabilitySha256 } from './capabilities.ts'
import { planParts } from './links.ts'
import { composeMail } from './mail.ts'
import { PATIENT_ATTEMPTS } from './retries.ts'
import type { Mail, Transport, TransportFailure, TransportResult } from './transport.ts'

/** A failure and whose it was. */
export type NamedFailure = { transport: string; reason: string }

/** How an attempt ended; `passed` are the transports that did not take what a later one took. */
export type Sent =
  | {
      ok: true
      transport: string
      confirmed: boolean
      providerId?: string | undefined
      /** The parts that the mail names by link. */
      linked: number[]
      passed: NamedFailure[]
    }
  /** `now` when the mail may have been taken, `never` when every transport refused it for good. */
  | TransportFailure

/** One attempt at a mail. An abort of the signal ends it within the grace. */
export type Send = (delivery: Delivery, signal: AbortSignal) => Promise<Sent>

export type SenderOptions = {
  store: Pick<DeliveryStore, 'readPart' | 'linkPart'>
  transports: readonly Transport[]
  inboxes: readonly Inbox[]
  /** `MAIL_FROM` */
  from: string
  /** `SITE_URL`: where parts that go by link are fetched. */
  siteUrl: string
  /** `RETENTION_DAYS` */
  retentionDays: number
  /** `REPLY_ADDRESS` with its `*`; null or left out, senders cannot be answered. */
  replyPattern?: string | null
  /** The site's secret for links; asked for when a part goes by link. */
  capabilitySecret: () => Promise<string>
  /** How long a transport may take to end after an abort, in milliseconds. */
  graceMs: number
}

/** Makes the function that sends; it remembers which transport may hold a mail whose outcome is unknown. */
export function createSender(options: SenderOptions): Send {
  const { transports, inboxes } = options
  const unsure = new Map<string, Transport>()

  return async (delivery, signal) => {
    const inbox = inboxes.find((one) => one.id === delivery.inbox)
    if (inbox === undefined) {
      return laterBecause(
        `There is no inbox “${delivery.inbox}” any more. Put it back as it was until its mail has gone.`,
      )
    }
    const to = addressOf(delivery, inbox)
    if (to === null) {
      return laterBecause(
        delivery.recipient === 'archive'
          ? `The inbox “${inbox.id}” has no archive any more, where a copy was to go. Put it back until the mail has gone.`
          : `The inbox “${inbox.id}” has no secondAddress any more, where a mail that came back was to go. Put it back until the mail has gone.`,
      )
    }
    // Whoever may hold it is asked again before any other.
    const first = unsure.get(delivery.id)
    const order =
      first === undefined ? transports : [first, ...transports.filter((one) => one !== first)]
    const failures: (TransportFailure & { transport: string })[] = []
    for (const transport of order) {
      if (signal.aborted) break
      const { name } = transport
      const mail = await mailFor(transport, delivery, inbox, to, options)
      const result = await within(transport.deliver(mail, signal), signal, options.graceMs)
      if (result.ok) {
        unsure.delete(delivery.id)
        const { confirmed, providerId } = result
        const passed = failures.map(({ transport, reason }) => ({ transport, reason }))
        const linked = [...mail.links.keys()]
        return { ok: true, transport: name, confirmed, providerId, linked, passed }
      }
      failures.push({ ...result, transport: name })
      if (result.retry === 'now') {
        unsure.set(delivery.id, transport)
        // It may have been taken: another transport would make a second mail of it.
        if (delivery.attempts < PATIENT_ATTEMPTS) break
      } else if (transport === first) unsure.delete(delivery.id)
    }
    return together(failures)
  }
}

/** The address a mail goes to; null when the inbox no longer has it. */
function addressOf({ recipient }: Delivery, inbox: Inbox): string | null {
  switch (recipient) {
    case 'first':
      return inbox.address
    case 'second':
      return inbox.secondAddress
    case 'archive':
      return inbox.archive?.email ?? null
  }
}

async function mailFor(
  transport: Transport,
  delivery: Delivery,
  inbox: Inbox,
  to: string,
  options: SenderOptions,
): Promise<Mail> {
  const { store, from, siteUrl, retentionDays, replyPattern = null } = options
  const links = new Map<number, string>()
  for (const part of planParts(delivery, limitOf(transport, inbox))) {
    const archive = delivery.recipient === 'archive'
    const secret = await options.capabilitySecret()
    const capability = capabilityOf(secret, delivery.tip, part, archive ? 'archive' : 'desk')
    // The link must lead somewhere before anybody can follow it.
    const sha256 = capabilitySha256(capability)
    await store.linkPart({ tip: delivery.tip, part, sha256, archive })
    links.set(part, `${siteUrl}/d/${capability}`)
  }
  return composeMail({
    delivery,
    inbox,
    from,
    to,
    links,
    retentionDays,
    replyPattern,
    readPart: (part) => store.readPart(delivery.tip, part),
  })
}

/** The largest mail for an inbox by a transport, in bytes on the wire; a Maildir takes any on behalf of all. */
function limitOf(transport: Transport, inbox: Inbox): number | null {
  if (transport.wireBytes === null) return null
  return Math.min(transport.wireBytes, inbox.mailBytes ?? transport.wireBytes)
}

/**
 * The outcome of a transport, which never rejects: what throws has failed, and what goes on for
 * `graceMs` milliseconds after the signal's abort is unknown.
 */
export function within(
  outcome: Promise<TransportResult>,
  signal: AbortSignal,
  graceMs: number,
): Promise<TransportResult> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined
    const giveUp = () => {
      const reason = 'We were told to end before the other side had answered. It is asked again.'
      timer = setTimeout(() => settle({ ok: false, retry: 'now', reason }), graceMs)
    }
    const settle = (result: TransportResult) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
      resolve(result)
    }
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp)
    outcome.then(settle, (error: unknown) => settle(laterBecause(messageOf(error))))
  })
}

/** What several failures mean together. */
function together(
  failures: readonly (TransportFailure & { transport: string })[],
): TransportFailure {
  if (failures.length === 0) {
    return { ok: false, retry: 'later', reason: 'No transport was asked.' }
  }
  return {
    ok: false,
    retry: failures.some(({ retry }) => retry === 'now')
      ? 'now'
      : failures.every(({ retry }) => retry === 'never')
        ? 'never'
        : 'later',
    // Whoever is ready first decides.
    retryAfterMs: Math.min(...failures.map(({ retryAfterMs }) => retryAfterMs ?? 0)),
    reason: failures.map(({ transport, reason }) => `${transport}: ${reason}`).join(' · '),
  }
}

function laterBecause(reason: string): TransportFailure {
  return { ok: false, retry: 'later', reason }
}

/** What an error says, without where it was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
