/** Builds the message of a tip, part 0 before it is sealed: the report, tip.json and the small files. */

import type { TipKeyForDesk } from '#lib/follow-up/make-follow-up'
import { fill } from '#lib/i18n/fill'
import { DEFAULT_LANGUAGE } from '#lib/i18n/languages'
import { reportWords } from '#lib/i18n/report-words'
import { tipWords } from '#lib/i18n/tip-words'
import { hourOf } from '#lib/protocol/hours'
import type { Message } from '#lib/tip/message-schema'
import { type EntityFile, mimeEntity } from '#lib/tip/mime-entity'
import { messageReport, reportText } from '#lib/tip/report'
import type { AttachedFile, Tip } from '#lib/tip/schema'
import type { Thread } from './course.ts'
import type { MessageJob, TipJob } from './worker-messages.ts'

/** A file as the report lists it; `content` only when it goes inside the message. */
export type MessageFile = { listed: AttachedFile; content: Uint8Array<ArrayBuffer> | null }

export type BuiltMessage = {
  entity: Uint8Array<ArrayBuffer>
  /** The readable report that stands in it. */
  report: string
}

/**
 * The MIME entity of a tip.
 * @param job `tipKey` is there when the sender made a way back
 * @param files what was sent and what goes inside, in the order of the form
 * @param now the sender's clock, of which only the hour is kept
 * @param random 16 or more random bytes for the boundary
 */
export function buildMessage(
  job: Pick<TipJob, 'answers' | 'signTitles'> & {
    inbox: Pick<TipJob['inbox'], 'id'>
    tipKey?: TipKeyForDesk | undefined
  },
  files: readonly MessageFile[],
  now: Date,
  random: Uint8Array,
): BuiltMessage {
  const { tipKey } = job
  const tip: Tip = {
    format: 'rhw-tip-v1',
    sealed: hourOf(now),
    inbox: job.inbox.id,
    ...job.answers,
    files: files.map(({ listed }) => listed),
    ...(tipKey && { followUp: { address: tipKey.address, fingerprint: tipKey.fingerprint } }),
  }
  const report = reportText(tip, job.signTitles ? { signTitles: job.signTitles } : {})
  const entity = mimeEntity(
    {
      subject: tipWords(DEFAULT_LANGUAGE).options.category[tip.category],
      report,
      json: `${JSON.stringify(tip, null, 2)}\n`,
      files: inside(files),
      ...(tipKey && { tipKey }),
    },
    random,
  )
  return { entity, report }
}

/**
 * The MIME entity of a further message in a conversation.
 * @param thread which tip it is about, and which of the sender's messages it is; the tip's key goes along
 * again where it is at hand, for a desk that has lost the first mail
 */
export function buildFurtherMessage(
  job: Pick<MessageJob, 'answers' | 'inbox'>,
  thread: Pick<Thread, 'reference' | 'number' | 'tipKey'>,
  files: readonly MessageFile[],
  now: Date,
  random: Uint8Array,
): BuiltMessage {
  const { reference, number, tipKey } = thread
  const message: Message = {
    format: 'rhw-message-v1',
    sealed: hourOf(now),
    inbox: job.inbox.id,
    reference,
    number,
    story: job.answers.story,
    files: files.map(({ listed }) => listed),
  }
  const report = messageReport(message)
  const entity = mimeEntity(
    {
      subject: fill(reportWords(DEFAULT_LANGUAGE).message, { number, reference }),
      report,
      json: `${JSON.stringify(message, null, 2)}\n`,
      jsonName: 'message.json',
      files: inside(files),
      ...(tipKey && { tipKey }),
    },
    random,
  )
  return { entity, report }
}

const inside = (files: readonly MessageFile[]): EntityFile[] =>
  files.flatMap(({ listed: { name }, content }) => (content === null ? [] : [{ name, content }]))
