/**
 * What Resend tells by signed webhooks: of a mail after it took it, applied to the mail once each (one that
 * came back goes to the inbox's second address), and that a reply has come in.
 */
import { Resend } from 'resend'
import { z } from 'zod'
import type { Inbox } from '#lib/inboxes/inbox'
import { emptyAnswer, laterAnswer, problemAnswer } from '#lib/protocol/answers'
import { readBytes } from '#lib/protocol/read-bytes'
import type { DeliveryStore, MailEvent } from '#lib/store/store'

/** The webhooks known take 2 kB. */
const BODY_BYTES_MAX = 64 * 1024

/** Resend's events that say something of a mail's fate; every other one is taken and left alone. */
const KINDS: Readonly<Record<string, MailEvent>> = {
  'email.delivered': 'delivered',
  'email.delivery_delayed': 'delayed',
  'email.bounced': 'bounced',
  'email.failed': 'bounced',
  'email.suppressed': 'bounced',
  'email.complained': 'complained',
}

/** The event of a mail that came in. */
const RECEIVED = 'email.received'
/** Resend's ids; they become part of an address. */
const EMAIL_ID = /^[\w-]{1,64}$/
const RETRY_SECONDS = 60

/** Of the event only what says which mail it is about; the rest names people. */
const eventSchema = z.object({
  type: z.string(),
  data: z
    .object({
      email_id: z.string().optional(),
      tags: z.record(z.string(), z.unknown()).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
})

type FoundMail = NonNullable<Awaited<ReturnType<DeliveryStore['findMail']>>>

/**
 * Makes the handler of `POST` at the webhook's address. Answers 200 once the event is on disk, or
 * when it is not about a mail of ours; throws what the store throws, so that Resend asks again later.
 * @param secret `RESEND_WEBHOOK_SECRET`
 * @param receive deals with a mail that came in, by Resend's id of it; false when it must be told again
 * @param onTrouble called after a mail came back or was reported as spam, once per event
 * @throws when the secret is no signing secret
 */
export function createWebhooks(options: {
  secret: string
  store: Pick<DeliveryStore, 'findMail' | 'recordEvent'>
  inboxes: readonly Pick<Inbox, 'id' | 'secondAddress'>[]
  receive?: ((emailId: string) => Promise<boolean>) | null
  clock: () => Date
  /** Cryptographic randomness. */
  randomBytes: (count: number) => Uint8Array
  onTrouble: (kind: 'bounced' | 'complained') => void
}): (request: Request) => Promise<Response> {
  const { secret, store, inboxes, receive = null, clock, randomBytes, onTrouble } = options
  const verify = createVerifier(secret)

  async function find(data: z.infer<typeof eventSchema>['data']): Promise<FoundMail | null> {
    const id = data?.tags?.outbox
    // By our own id first: the event may be here before the provider's id was recorded.
    const tagged = typeof id === 'string' ? await store.findMail({ id }) : null
    if (tagged !== null || data?.email_id === undefined) return tagged
    return store.findMail({ providerId: data.email_id })
  }

  /** The id of a new mail when this one came back from the first of two addresses. */
  function secondMail(mail: FoundMail, kind: MailEvent): { id: string } | null {
    const inbox = inboxes.find(({ id }) => id === mail.inbox)
    if (kind !== 'bounced' || mail.recipient !== 'first' || !inbox?.secondAddress) return null
    return { id: Buffer.from(randomBytes(16)).toString('hex') }
  }

  async function receiveMail(emailId: string | undefined): Promise<Response> {
    // Of the event itself nothing is believed but that a mail is there.
    if (receive === null || emailId === undefined || !EMAIL_ID.test(emailId)) {
      return emptyAnswer(200)
    }
    return (await receive(emailId))
      ? emptyAnswer(200)
      : laterAnswer(
          'storage-unavailable',
          'The mail could not be fetched or dealt with. Send the event again.',
          RETRY_SECONDS,
        )
  }

  return async (request) => {
    const body = await readBytes(request, BODY_BYTES_MAX)
    if (!body.ok && body.reason === 'too-large') {
      return problemAnswer('too-large', `A webhook has at most ${BODY_BYTES_MAX} bytes.`)
    }
    if (!body.ok) return problemAnswer('malformed-json', 'The body ended early. Send it again.')
    const eventId = request.headers.get('svix-id') ?? ''
    const verdict = verify({
      payload: Buffer.from(body.bytes).toString(),
      headers: {
        id: eventId,
        timestamp: request.headers.get('svix-timestamp') ?? '',
        signature: request.headers.get('svix-signature') ?? '',
      },
    })
    if (verdict === 'forged') {
      return problemAnswer(
        'signature-refused',
        'This was not signed with the secret of this webhook in the last five minutes. Compare RESEND_WEBHOOK_SECRET with Resend’s page, and the server’s clock.',
      )
    }
    const event = verdict === 'malformed' ? undefined : eventSchema.safeParse(verdict.event).data
    if (event === undefined) {
      return problemAnswer('malformed-json', 'The body is signed, but is no event of Resend.')
    }
    if (event.type === RECEIVED) return receiveMail(event.data?.email_id)
    const kind = Object.hasOwn(KINDS, event.type) ? KINDS[event.type] : undefined
    const mail = kind === undefined ? null : await find(event.data)
    if (kind === undefined || mail === null) return emptyAnswer(200)
    const effect = await store.recordEvent({
      eventId,
      mail: mail.id,
      kind,
      at: clock(),
      second: secondMail(mail, kind),
    })
    if (effect === 'applied' && (kind === 'bounced' || kind === 'complained')) onTrouble(kind)
    return emptyAnswer(200)
  }
}

type Signed = { payload: string; headers: { id: string; timestamp: string; signature: string } }
type Verdict = 'forged' | 'malformed' | { event: unknown }

/** Resend's own check: HMAC-SHA-256 over id, time and body, not older or newer than five minutes. */
function createVerifier(secret: string): (signed: Signed) => Verdict {
  // The key is for calls to Resend; none is made here.
  const { webhooks } = new Resend('re_none')
  const verify = (signed: Signed): Verdict | 'bad-secret' => {
    try {
      return { event: webhooks.verify({ ...signed, webhookSecret: secret }) }
    } catch (error) {
      if (error instanceof SyntaxError) return 'malformed'
      return error instanceof Error && error.name === 'WebhookVerificationError'
        ? 'forged'
        : 'bad-secret'
    }
  }
  const trial = { payload: '', headers: { id: '-', timestamp: '0', signature: '-' } }
  if (verify(trial) === 'bad-secret') {
    throw new Error(
      'RESEND_WEBHOOK_SECRET is no signing secret. Copy it from the webhook’s page at Resend: it begins with whsec_.',
    )
  }
  return (signed) => {
    const verdict = verify(signed)
    return verdict === 'bad-secret' ? 'forged' : verdict
  }
}
