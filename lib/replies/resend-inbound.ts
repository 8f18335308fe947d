/**
 * Replies that come in at Resend: its webhook says that a mail is there (`email.received`), and the mail
 * itself is fetched from its API (resend.com/docs/api-reference/emails/retrieve-received-email), as it
 * came. What the webhook says of the mail is not used.
 */
import { Resend } from 'resend'
import { REPLY_BYTES_MAX } from './read-reply.ts'

const TIMEOUT_MS = 45_000
const LOCAL: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

/** A mail as it came, at most one byte longer than may be taken, and whom it was handed over for. */
export type ReceivedMail = { mail: Uint8Array; envelopeTo: string[] }

/** Why a mail could not be fetched, with the cure: words for the log. */
export class FetchFailed extends Error {}

/**
 * Makes what fetches a mail by Resend's id of it.
 * @param options.apiKey `RESEND_API_KEY`, of full access @param options.baseUrl `RESEND_BASE_URL`
 * @returns it rejects with `FetchFailed`
 */
export function createResendInbound(options: {
  apiKey: string
  baseUrl: string
  timeoutMs?: number
}): (emailId: string, stopping: AbortSignal) => Promise<ReceivedMail> {
  const { apiKey, baseUrl, timeoutMs = TIMEOUT_MS } = options
  const resend = new Resend(apiKey, { baseUrl: baseUrl.replace(/\/+$/, '') })
  return async (emailId, stopping) => {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(timeoutMs)])
    const { data, error } = await resend.emails.receiving.get(emailId, {}, { signal })
    if (error !== null) throw new FetchFailed(problemOf(error))
    const address = data.raw?.download_url
    if (typeof address !== 'string' || !isSafe(address)) {
      throw new FetchFailed(
        'Resend has the mail, but gives no address for it as it came. It is asked again by itself.',
      )
    }
    const envelopeTo = Array.isArray(data.received_for) ? data.received_for : []
    return { mail: await download(address, signal), envelopeTo }
  }
}

/** Over TLS, or from this machine. */
function isSafe(address: string): boolean {
  const url = URL.parse(address)
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && LOCAL.includes(url.hostname))
}

/** The bytes of a signed address; the key does not go there. */
async function download(address: string, signal: AbortSignal): Promise<Uint8Array> {
  const failed = (why: string) =>
    new FetchFailed(`A mail could not be fetched from Resend: ${why}. It is asked again by itself.`)
  try {
    const response = await fetch(address, { signal, redirect: 'error' })
    if (!response.ok || response.body === null) {
      await response.body?.cancel()
      throw failed(`it answers ${response.status}`)
    }
    const pieces: Uint8Array[] = []
    let left = REPLY_BYTES_MAX + 1
    for await (const piece of response.body) {
      pieces.push(piece.subarray(0, left))
      left -= piece.length
      // Leaving the loop breaks the rest off.
      if (left <= 0) break
    }
    return Buffer.concat(pieces)
  } catch (error) {
    throw error instanceof FetchFailed ? error : failed('the line broke')
  }
}

function problemOf({ statusCode, name }: { statusCode: number | null; name: string }): string {
  if (statusCode === 401 || statusCode === 403) {
    return `Resend refuses to show received mails (${statusCode} ${name}). RESEND_API_KEY needs full access, since a key for sending reads nothing.`
  }
  if (statusCode === null) {
    return 'Resend did not answer when a received mail was asked for. Check RESEND_BASE_URL and the network.'
  }
  return `Resend answers ${statusCode} ${name} when a received mail is asked for. It is asked again by itself.`
}
