/**
 * The Resend transport: a text mail with the sealed parts as attachments, since its API takes no
 * finished mail. The outbox id is the idempotency key, so that a repeat within 24 hours makes no
 * second mail.
 */
import { Resend } from 'resend'
import { analystText, attachmentName } from '../analyst-text.ts'
import { subjectOf, tipHeaders } from '../mail.ts'
import type { Mail, Retry, Transport, TransportFailure } from '../transport.ts'
import { quoted, tooLarge } from './outcomes.ts'

/** A request carries up to 20 MB. */
const TIMEOUT_MS = 120_000

/**
 * The transport.
 * @param apiKey `RESEND_API_KEY` @param baseUrl `RESEND_BASE_URL`
 * @param retentionDays `RETENTION_DAYS`, for the text @param timeoutMs for one request
 */
export function resendTransport(options: {
  apiKey: string
  baseUrl: string
  retentionDays: number
  timeoutMs?: number
}): Transport {
  const { apiKey, baseUrl, retentionDays, timeoutMs = TIMEOUT_MS } = options
  const resend = new Resend(apiKey, { baseUrl: baseUrl.replace(/\/+$/, '') })
  return {
    name: 'resend',
    longestMs: timeoutMs,
    // A request holds its mail in memory, and few requests per second are allowed.
    parallel: 2,
    async deliver(mail) {
      const large = tooLarge(mail.delivery)
      if (large !== null) return large
      const { delivery, inbox, from } = mail
      const answer = await resend.emails.send(
        {
          from,
          to: [inbox.address],
          subject: subjectOf(delivery),
          text: analystText({ delivery, inbox, retentionDays }),
          headers: tipHeaders(delivery),
          attachments: await attachmentsOf(mail),
        },
        { idempotencyKey: delivery.id, signal: AbortSignal.timeout(timeoutMs) },
      )
      // Whatever answers in Resend's place (a proxy, say) has taken no mail.
      if (typeof answer.data?.id === 'string') return { ok: true }
      return failureOf(answer.error, answer.headers, mail)
    },
  }
}

async function attachmentsOf({ delivery, readPart }: Mail) {
  const attachments = []
  for (let part = 0; part < delivery.parts.length; part += 1) {
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
  mail: Mail,
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
  const said = quoted(`${status} ${error.name}: ${error.message}`, mail.delivery)
  return {
    ok: false,
    retry,
    ...(wait === null ? {} : { retryAfterMs: wait }),
    reason: `Resend answers ${said}. ${cure}`,
  }
}

/** What Resend's errors mean for us, by their documentation. */
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
      cure: 'It was asked before in other words: MAIL_FROM, RETENTION_DAYS or the inbox has changed since. Put it back, or wait a day until the key lapses; the first mail may have arrived.',
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

/** `Retry-After` as Resend gives it, in seconds, made milliseconds; null when it says nothing. */
function retryAfterMs(value: string | undefined): number | null {
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) * 1000 : null
}
