/**
 * What the page without scripts shows: the form with what was typed and what is wrong with it, or the
 * receipt. The server fills it in; a component draws it (`components/plain-form`).
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
    }

/** The form before anybody has typed. */
export const UNTOUCHED: Extract<PlainView, { state: 'asking' }> = {
  state: 'asking',
  values: new Map([['sharing', ['red']]]),
  errors: [],
  filesAgain: false,
}

/**
 * Draws the parts of the page that change, as HTML: its title without the site's name, and its text.
 * Made by the build from the component that drew the static page; `page` are that page's words and data.
 */
export type RenderPlain = (page: unknown, view: PlainView) => { title: string; main: string }
