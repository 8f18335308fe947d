/** Builds the message of a tip, part 0 before it is sealed: the report, tip.json and the small files. */
import { DEFAULT_LANGUAGE } from '#lib/i18n/languages'
import { tipWords } from '#lib/i18n/tip-words'
import { hourOf } from '#lib/protocol/hours'
import { mimeEntity } from '#lib/tip/mime-entity'
import { reportText } from '#lib/tip/report'
import type { AttachedFile, Tip } from '#lib/tip/schema'
import type { SendJob } from './worker-messages.ts'

/** A file as the report lists it; `content` only when it goes inside the message. */
export type MessageFile = { listed: AttachedFile; content: Uint8Array<ArrayBuffer> | null }

export type Message = {
  entity: Uint8Array<ArrayBuffer>
  /** The readable report that stands in it. */
  report: string
}

/**
 * The MIME entity of a tip.
 * @param files what was sent and what goes inside, in the order of the form
 * @param now the sender's clock, of which only the hour is kept
 * @param random 16 or more random bytes for the boundary
 */
export function buildMessage(
  job: Pick<SendJob, 'answers' | 'signTitles'> & { inbox: Pick<SendJob['inbox'], 'id'> },
  files: readonly MessageFile[],
  now: Date,
  random: Uint8Array,
): Message {
  const tip: Tip = {
    format: 'rhw-tip-v1',
    sealed: hourOf(now),
    inbox: job.inbox.id,
    ...job.answers,
    files: files.map(({ listed }) => listed),
  }
  const report = reportText(tip, job.signTitles ? { signTitles: job.signTitles } : {})
  const entity = mimeEntity(
    {
      subject: tipWords(DEFAULT_LANGUAGE).options.category[tip.category],
      report,
      json: `${JSON.stringify(tip, null, 2)}\n`,
      files: files.flatMap(({ listed: { name }, content }) =>
        content === null ? [] : [{ name, content }],
      ),
    },
    random,
  )
  return { entity, report }
}
