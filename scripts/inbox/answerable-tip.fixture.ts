/** A tip whose sender left a way back, as its mail reaches the desk, and what the sender's page does with replies. */
import { randomBytes } from 'node:crypto'
import * as openpgp from 'openpgp'
import { composeMail } from '#lib/delivery/mail'
import type { Mail } from '#lib/delivery/transport'
import { openReply } from '#lib/follow-up/open-reply'
import { makeTipKey, type TipKey } from '#lib/follow-up/tip-key'
import { replyAddress } from '#lib/protocol/reply-address'
import { readReply, type WholeReply } from '#lib/replies/whole-reply.fixture'
import { buildFurtherMessage } from '#lib/sending/build-message'
import { mimeEntity } from '#lib/tip/mime-entity'
import type { TrialInbox } from './trial-inbox.fixture.ts'

export const PATTERN = 'tips+*@example.org'
export const MAIL_FROM = 'Tips <tips@example.org>'

export type AnswerableTip = {
  key: TipKey
  addressId: string
  /** Where the desk replies to. */
  address: string
  /** The mail of the sender's message number `message` (1: the tip), as transports get it. */
  compose(message?: number, more?: MailOptions): Mail
  /** The same as it lies in a Maildir. */
  mail(message?: number, more?: MailOptions): Promise<Buffer>
}

type MailOptions = {
  from?: string
  to?: string
  /** Sealed parts beside the message. */
  parts?: readonly Uint8Array[]
  /** Another key inside than the one that `tip.json` names; null: none, as in what a server sealed. */
  key?: string | null
}

/** Makes the tip; its words are `The report 7K3M`. */
export async function answerableTip(
  trial: TrialInbox,
  reference = '7K3M-Q2',
  pattern = PATTERN,
): Promise<AnswerableTip> {
  const addressId = Array.from(
    randomBytes(16),
    (byte) => '0123456789abcdefghjkmnpqrstvwxyz'[byte % 32],
  ).join('')
  const address = replyAddress(pattern, addressId)
  const key = await makeTipKey(openpgp, address, '2026-11-22T10:00Z')
  const firstMail = randomBytes(16).toString('hex')
  const tip: AnswerableTip = {
    key,
    addressId,
    address,
    compose(
      message = 1,
      { from = MAIL_FROM, to = trial.inbox.address, parts = [], key: inside = key.armored } = {},
    ) {
      const tipKey = inside === null ? undefined : { address, armored: inside }
      const words = `The report 7K3M, message ${message}\n`
      const entity =
        message === 1
          ? firstEntity(words, { address, fingerprint: key.fingerprint }, tipKey)
          : buildFurtherMessage(
              { answers: { story: words }, inbox: { id: 'demo', certificates: [] } },
              { reference, number: message, ...(tipKey && { tipKey }) },
              [],
              new Date('2026-11-22T10:00Z'),
              randomBytes(16),
            ).entity
      const sealed = [trial.seal(entity), ...parts]
      return composeMail({
        retentionDays: 14,
        delivery: {
          id: message === 1 ? firstMail : randomBytes(16).toString('hex'),
          tip: 'tip',
          reference: message === 1 ? reference : `${reference}-${message}`,
          inbox: 'demo',
          hour: '2026-11-22T10:00Z',
          parts: sealed.map(({ length }) => ({ bytes: length, sha256: '' })),
          attempts: 0,
          urgent: false,
          recipient: 'first',
          sealedTo: [],
          thread: { address: addressId, number: message, reference, firstMail },
        },
        inbox: trial.inbox,
        from,
        to,
        links: new Map(),
        replyPattern: pattern,
        async *readPart(part) {
          yield sealed[part] ?? new Uint8Array()
        },
      })
    },
    async mail(message, more) {
      const pieces: Uint8Array[] = []
      for await (const piece of tip.compose(message, more).content()) pieces.push(piece)
      return Buffer.concat(pieces)
    },
  }
  return tip
}

function firstEntity(
  report: string,
  followUp: { address: string; fingerprint: string },
  tipKey: { address: string; armored: string } | undefined,
): Uint8Array {
  const json = tipJson(followUp)
  const content = { subject: 'An applicant', report, json, files: [], ...(tipKey && { tipKey }) }
  return mimeEntity(content, randomBytes(16))
}

/** `tip.json` of a tip that says little. */
function tipJson(followUp: { address: string; fingerprint: string }): string {
  return JSON.stringify({
    format: 'rhw-tip-v1',
    sealed: '2026-11-22T10:00Z',
    inbox: 'demo',
    category: 'works-now',
    now: 'not-sure',
    story: 'The report 7K3M',
    sharing: 'red',
    urgentSubject: false,
    files: [],
    followUp,
  })
}

/** What the server reads of a reply that came. */
export function readAsServer(mail: Uint8Array, pattern = PATTERN): Promise<WholeReply> {
  return readReply(mail, { pattern })
}

/**
 * What the sender's page shows of a reply that came, the whole way from the mail.
 * @throws when the server would refuse or drop it
 */
export async function readAsSender(trial: TrialInbox, tip: AnswerableTip, mail: Uint8Array) {
  const read = await readAsServer(mail)
  if (read.kind !== 'message') throw new Error(`The reply is not taken: ${JSON.stringify(read)}`)
  if (read.addressId !== tip.addressId || !read.keyIds.includes(tip.key.keyId)) {
    throw new Error(`The reply is for another tip: ${read.keyIds.join(', ')}`)
  }
  const certificates = trial.inbox.certificates.map(({ armored }) => armored)
  return openReply(openpgp, read.message, tip.key.secret, certificates)
}
