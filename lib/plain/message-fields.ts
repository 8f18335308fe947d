/** The fields of the page by which a sender comes back without scripts. */
import { FILE_ROWS, noteField } from './fields.ts'

/** Names of the fields: the return number, what is asked for, and how many messages there were then. */
export const NUMBER = 'number'
export const STEP = 'step'
export const AFTER = 'after'
/** Values of `STEP`: only the state is asked for, the question before the end, the end. */
export const LOOK = 'look'
export const END = 'end'
export const END_NOW = 'end-now'
/** In the order of the page; `AFTER` makes the same words a new message once another one was sent. */
export const MESSAGE_FIELDS: readonly string[] = [
  NUMBER,
  STEP,
  AFTER,
  'story',
  ...Array.from({ length: FILE_ROWS }, (_, row) => noteField(row)),
]
