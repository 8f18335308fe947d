/**
 * The Resend transport: a text mail with the sealed parts as attachments, since its API takes no
 * finished mail. The outbox id is the idempotency key, so that a repeat within 24 hours makes no second
 * mail (resend.com/docs/dashboard/emails/idempotency-keys), and a tag, which comes back in every webhook
 * (resend.com/docs/webhooks/emails/delivered): one that overtakes our own record still finds its mail.
 */
import { type CreateEmailOptions, Resend } from 'resend'
import { analystText } from '../analyst-text.ts'
import { subjectOf, tipHeaders } from '../mail.ts'
import { noticeHeaders } from '../notice.ts'
import { attachmentName } from '../parts.ts'
import type { Mail, Retry, Transport, TransportFailure, TransportResult } from '../transport.ts'
import { namesOf, quoted, WIRE_BYTES_MAX } from './outcomes.ts'

/** A request carries up to 20 MB. */
const TIMEOUT_MS = 120_000

/** Name of the tag that holds the outbox id; webhooks give tags as `data.tags`. */
export const OUTBOX_TAG = 'outbox'

/**
 * The transport.
 * @param options.apiKey `RESEND_API_KEY`
 * @param options.baseUrl `RESEND_BASE_URL`
 * @param options.retentionDays `RETENTION_DAYS`, for the text
 * @param options.confirmsByWebhook whether webhooks will say what became of a mail
 * @param options.timeoutMs for one request
 */
export function resendTransport(options: {
  apiKey: string
  baseUrl: string
  retentionDays: number
  confirmsByWebhook: boolean
  timeoutMs?: number
}): Transport {
  const { apiKey, baseUrl, retentionDays, confirmsByWebhook, timeoutMs = TIMEOUT_MS } = options
  const resend = new Resend(apiKey, { baseUrl: baseUrl.replace(/\/+$/, '') })

  async function send(
    email: CreateEmailOptions,
    more: { id: string; names: readonly string[]; signal: AbortSignal; confirmed: boolean },
  ): Promise<TransportResult> {
    const signal = AbortSignal.any([more.signal, AbortSignal.timeout(timeoutMs)])
    const answer = await resend.emails.send(email, { idempotencyKey: more.id, signal })
    const providerId = answer.data?.id
    // Whatever answers in Resend's place (a proxy, say) has taken no mail.
    if (typeof providerId === 'string') return { ok: true, confirmed: more.confirmed, providerId }
    return failureOf(answer.error, answer.headers, more.names)
  }

  return {
    name: 'resend',
    longestMs: timeoutMs,
    // A request holds its mail in memory, and two requests per second are allowed to a team
    // (resend.com/docs/api-reference/rate-limit).
    parallel: 2,
    // Resend takes 40 MB after base64 (resend.com/docs/api-reference/emails/send-email); desks do not.
    wireBytes: WIRE_BYTES_MAX,
    async deliver(mail, signal) {
      const { delivery, inbox, author, replyTo, to, links, wayBack } = mail
      return send(
        {
          from: author,
          to: [to],
          replyTo: [...replyTo],
          subject: subjectOf(delivery),
          text: analystText({ delivery, inbox, retentionDays, links, pgpMime: false, wayBack }),
          headers: tipHeaders(mail),
          attachments: await attachmentsOf(mail),
          tags: [{ name: OUTBOX_TAG, value: delivery.id }],
        },
        { id: delivery.id, names: namesOf(mail), signal, confirmed: !confirmsByWebhook },
      )
    },
    notify(notice, signal) {
      const { id, from, to, subject, text } = notice
      const headers = noticeHeaders(notice)
      // Nobody waits for what a webhook says of a notice.
      return send(
        { from, to: [to], replyTo: to, subject, text, headers },
        { id, names: [id], signal, confirmed: true },
      )
    },
  }
}

async function attachmentsOf({ delivery, links, readPart }: Mail) {
  const attachments = []
  for (let part = 0; part < delivery.parts.length; part += 1) {
    if (links.has(part)) continue
    const chunks: Uint8Array[] = []
    for await (const chunk of readPart(part)) chunks.push(chunk)
    attachments.push({
      filename: attachmentName(part),
      contentType: 'application/octet-stream',
      content: Buffer.concat(chunks),
    })
  }
  return attachments
}

/** As the SDK gives it; a status of null says that no answer was understood. */
type ResendError = { name: string; message: string; statusCode: number | null }

function failureOf(
  error: ResendError | null,
  headers: Record<string, string> | null,
  names: readonly string[],
): TransportFailure {
  const status = error?.statusCode
  if (error === null || typeof status !== 'number') {
    return {
      ok: false,
      retry: 'now',
      reason:
        'Resend did not say whether it took the mail. It is asked again with the same key. Check RESEND_BASE_URL and the network if this goes on.',
    }
  }
  const { retry, cure } = judgement(status, error.name)
  const wait = retryAfterMs(headers?.['retry-after'])
  const said = quoted(`${status} ${error.name}: ${error.message}`, names)
  return {
    ok: false,
    retry,
    ...(wait === null ? {} : { retryAfterMs: wait }),
    reason: `Resend answers ${said}. ${cure}`,
  }
}

/**
 * What Resend's errors mean for us, by resend.com/docs/api-reference/errors: quotas are 429 as the rate
 * limit is, a key that is in use 409 as one that was used for another payload.
 */
function judgement(status: number, name: string): { retry: Retry; cure: string } {
  if (name === 'daily_quota_exceeded' || name === 'monthly_quota_exceeded') {
    return {
      retry: 'later',
      cure: 'Raise the quota, or name a second transport in MAIL_TRANSPORT.',
    }
  }
  if (name === 'invalid_idempotent_request') {
    return {
      retry: 'never',
      cure: 'It was asked before in other words: MAIL_FROM, SITE_URL, RETENTION_DAYS or the inbox has changed since. Put it back, or wait a day until the key lapses; the first mail may have arrived.',
    }
  }
  if (status === 408 || status === 409 || status === 425 || status === 429 || status >= 500) {
    return { retry: 'now', cure: 'It is asked again by itself with the same key.' }
  }
  if (status === 401 || status === 403) {
    return {
      retry: 'never',
      cure: 'Check RESEND_API_KEY, and that the domain of MAIL_FROM is verified there.',
    }
  }
  return { retry: 'never', cure: 'Check MAIL_FROM, the inbox’s address and RESEND_BASE_URL.' }
}

/**
 * `Retry-After` as Resend gives it (resend.com/docs/api-reference/rate-limit), in seconds, made
 * milliseconds; null when it says nothing.
 */
function retryAfterMs(value: string | undefined): number | null {
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) * 1000 : null
}
