/** What happens to replies, for whoever counts and logs: never which tip, and nobody's address. */
import type { Ignored } from './read-reply.ts'
import type { NotKept } from './take-reply.ts'

export type ReplyHappening =
  | { kind: 'stored' | 'repeated' }
  | { kind: 'refused'; reason: NotKept }
  | { kind: 'ignored'; why: Ignored | 'unknown-address' | 'stranger' }

export type ReplyEvent =
  /** A reply was not kept; the desk is told by mail. */
  | { event: 'reply-refused'; inbox: string; reason: NotKept }
  /** The desk could not be told. */
  | { event: 'refusal-failed'; inbox: string; reason: string }
  /** A place where replies come in cannot be read. */
  | { event: 'reply-source-failed'; source: string; reason: string }

export type ReplyLog = (event: ReplyEvent) => void
