/**
 * Reads what was typed as a return number. People have two things to come back with, and will type the
 * wrong one: the nine words open the replies, so a server must neither keep them nor give them back.
 */
import { wordOf } from '#lib/follow-up/code'
import { lookupSha256, readReturnNumber, showReturnNumber } from '#lib/follow-up/derive'

export type NumberVerdict =
  /** `number` as it is shown, and what looks it up. */
  | { ok: true; number: string; lookup: string }
  /** `words` are words of a code, or some of them: none of what was typed may be shown again. */
  | { ok: false; problem: 'empty' | 'words' | 'malformed' }

/** So many groups of a true number look like words of the list in one of a hundred million. */
const WORDS_IN_A_NUMBER = 3

/** @param typed in any case, with any separators */
export function readTypedNumber(typed: string): NumberVerdict {
  const groups =
    typed
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{Letter}\p{Number}]+/gu) ?? []
  if (groups.length === 0) return { ok: false, problem: 'empty' }
  const known = groups.filter((group) => wordOf(group) !== null).length
  const plain = groups.join('').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1')
  const bytes = known < WORDS_IN_A_NUMBER ? readReturnNumber(plain) : null
  if (bytes === null) return { ok: false, problem: known > 0 ? 'words' : 'malformed' }
  return { ok: true, number: showReturnNumber(plain), lookup: lookupSha256(bytes) }
}
