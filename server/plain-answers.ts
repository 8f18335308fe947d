/**
 * What each page without scripts makes of a form that was sent to it: a view to show, with its status.
 * Nothing here knows of sockets.
 */
import type { MadeFollowUp } from '#lib/follow-up/make-follow-up'
import type { Language } from '#lib/i18n/languages'
import { receiptWords } from '#lib/i18n/receipt-words'
import type { Inbox } from '#lib/inboxes/inbox'
import type { LocalIntake } from '#lib/intake/contract'
import type { Repeats } from '#lib/plain/repeats'
import type { ArrivingForm, Taken } from '#lib/plain/take-form'
import { type MessageTaken, takeMessage } from '#lib/plain/take-message'
import { takeTip } from '#lib/plain/take-tip'
import type { Completed } from '#lib/plain/upload'
import {
  type FollowUpView,
  NOBODY_YET,
  type PlainKind,
  type PlainView,
  UNTOUCHED,
} from '#lib/plain/view'
import type { Receipt } from '#lib/protocol/shapes'
import { savedReceipt } from '#lib/receipt/saved-receipt'
import * as openpgp from '#lib/sealing/openpgp.node'
import type { Recipient } from '#lib/sealing/recipients'
import { sealStream } from '#lib/sealing/seal-stream'

/** An answer to a form, before it is drawn. */
export type PlainAnswer = {
  status: number
  view: PlainView | FollowUpView
  /** The form was not read to its end: the line must be closed. */
  unread: boolean
  retryAfterMs?: number
  /** To be called once the answer was sent: forgets what may be shown only once. */
  sent?: () => void
}

/** The page that a form was sent to. */
export type AnsweringPage = {
  kind: PlainKind
  language: Language
  signTitles: Readonly<Record<string, string>>
}

export type AnswerOptions = {
  inboxes: readonly Inbox[]
  intake: LocalIntake
  repeats: Repeats<Completed>
  siteUrl: string
  clock: () => Date
  randomBytes: (count: number) => Uint8Array
  /** Makes a code and a key for a tip; null where senders cannot come back. */
  makeFollowUp: (() => Promise<MadeFollowUp>) | null
  onError: (error: unknown) => void
}

/** The page as it is without anything typed, with one thing to say. */
export function refusalView(kind: PlainKind, message: string): PlainView | FollowUpView {
  const errors = [{ field: null, message }]
  return kind === 'report' ? { ...UNTOUCHED, errors } : { ...NOBODY_YET, errors }
}

/** Reads a form to its end and gives the answer. */
export async function answerForm(
  page: AnsweringPage,
  form: ArrivingForm,
  options: AnswerOptions,
): Promise<PlainAnswer> {
  const { language, signTitles } = page
  const surroundings = {
    ...options,
    openpgp,
    language,
    signTitles,
    seal: (recipients: readonly Recipient[], content: AsyncIterable<Uint8Array>) =>
      sealStream(openpgp, recipients, content, { bytes: null }),
  }
  const saved = (receipt: Receipt) =>
    savedReceipt(receipt, receiptWords(language), { url: options.siteUrl, language })
  if (page.kind === 'report') return tipAnswer(await takeTip(form, surroundings), saved)
  return messageAnswer(await takeMessage(form, surroundings), saved)
}

function tipAnswer(taken: Taken, saved: (receipt: Receipt) => string): PlainAnswer {
  if (taken.kind === 'again') {
    const { values, errors, filesAgain } = taken
    return { ...outcomeOf(taken), view: { state: 'asking', values, errors, filesAgain } }
  }
  const { receipt, values, wayBack } = taken
  return {
    status: 200,
    unread: false,
    view: {
      state: 'received',
      receipt,
      saved: saved(receipt),
      leavingNow: values.get('now')?.[0] === 'leaving-now',
      wayBack: wayBack && (wayBack.look() ?? 'shown'),
    },
    ...(wayBack && { sent: () => wayBack.forget() }),
  }
}

function messageAnswer(
  { taken, number, found, end }: MessageTaken,
  saved: (receipt: Receipt) => string,
): PlainAnswer {
  if (taken.kind === 'received') {
    const { receipt } = taken
    const view: FollowUpView = { state: 'sent', number, receipt, saved: saved(receipt) }
    return { status: 200, unread: false, view }
  }
  const { values, errors, filesAgain } = taken
  if (end === 'done') return { ...outcomeOf(taken), view: { state: 'ended' } }
  if (end === 'asked' && found !== null) {
    return { ...outcomeOf(taken), view: { state: 'ending', number, found } }
  }
  return {
    ...outcomeOf(taken),
    view: { state: 'returning', number, found, values, errors, filesAgain },
  }
}

function outcomeOf({
  status,
  unread,
  retryAfterMs,
}: Extract<Taken, { kind: 'again' }>): Omit<PlainAnswer, 'view'> {
  return { status, unread, ...(retryAfterMs !== undefined && { retryAfterMs }) }
}
