/**
 * What the pages without scripts show: a form with what was typed and what is wrong with it, how a
 * conversation stands, or a receipt. The server fills it in; components draw it (`components/plain-form`,
 * `components/plain-follow-up`).
 */
import type { Receipt } from '#lib/protocol/shapes'

/** What was typed, by the names of the form's fields; a field of several boxes has several values. */
export type PlainValues = ReadonlyMap<string, readonly string[]>

/** Something to correct. */
export type PlainError = {
  /** Name of the field at fault; null when no field can be named. */
  field: string | null
  message: string
}

/** What a sender needs to come back. It is shown once and forgotten. */
export type WayBack = {
  /** The nine words. */
  words: readonly string[]
  /** As it is shown: six groups of four characters. */
  returnNumber: string
}

/** The form of a tip. */
export type PlainView =
  | {
      state: 'asking'
      values: PlainValues
      errors: readonly PlainError[]
      /** Files had been chosen: browsers forget them, so that they must be chosen again. */
      filesAgain: boolean
    }
  | {
      state: 'received'
      receipt: Receipt
      /** The receipt as a text to keep. */
      saved: string
      /** The sender said that data or money is leaving now. */
      leavingNow: boolean
      /** The code that was asked for; `shown`: it was shown before and is forgotten. */
      wayBack: WayBack | 'shown' | null
    }

/** How a conversation stands, as far as a server that cannot read it may know. */
export type ShownConversation = {
  reference: string
  /** Id of the inbox whose desk reads it. */
  inbox: string
  /** Hours like `2026-11-22T10:00Z`. */
  expires: string
  messages: readonly { number: number; hour: string; delivered: string | null }[]
  replies: readonly { id: string; number: number; hour: string; read: boolean }[]
}

/** The page by which a sender comes back. */
export type FollowUpView =
  | {
      state: 'returning'
      /** The return number as it is to be shown, '' when it may not be. */
      number: string
      /** What the number found; null when it was not asked for or there is nothing. */
      found: ShownConversation | null
      values: PlainValues
      errors: readonly PlainError[]
      filesAgain: boolean
    }
  | { state: 'sent'; number: string; receipt: Receipt; saved: string }
  /** The question before a conversation is ended, and after it was. */
  | { state: 'ending'; number: string; found: ShownConversation }
  | { state: 'ended' }

/** The form before anybody has typed. */
export const UNTOUCHED: Extract<PlainView, { state: 'asking' }> = {
  state: 'asking',
  values: new Map([['sharing', ['red']]]),
  errors: [],
  filesAgain: false,
}

/** The page of those who come back before anybody has typed. */
export const NOBODY_YET: Extract<FollowUpView, { state: 'returning' }> = {
  state: 'returning',
  number: '',
  found: null,
  values: new Map(),
  errors: [],
  filesAgain: false,
}

/** Which of the pages without scripts one is. */
export const PLAIN_KINDS = ['report', 'follow-up'] as const
export type PlainKind = (typeof PLAIN_KINDS)[number]

/** What each page shows as it is built. */
export const FIRST_VIEWS: Record<PlainKind, PlainView | FollowUpView> = {
  report: UNTOUCHED,
  'follow-up': NOBODY_YET,
}

/**
 * Draws the parts of a page that change, as HTML: its title without the site's name, and its text.
 * Made by the build from the components that drew the static pages; `page` are that page's words and data.
 */
export type RenderPlain = (
  page: unknown,
  view: PlainView | FollowUpView,
) => { title: string; main: string }
