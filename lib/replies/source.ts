/** A place where replies come in and lie until somebody has dealt with them. */

/**
 * What became of a mail. `done`: it may go. `later`: it must stay, and is tried again by itself. `stuck`:
 * it stays, and somebody must look. `not-ours`: it names no reply address; it may be somebody's only copy,
 * and is left alone.
 */
export type Handled = 'done' | 'later' | 'stuck' | 'not-ours'

/** Settles when what follows from the mail is durable; rejects when the store fails. */
export type HandleMail = (mail: Uint8Array) => Promise<Handled>

export type Source = {
  /** Its name in `REPLIES`. */
  name: string
  /**
   * Hands over every mail that waits, one after the other, and removes each that is done.
   * @param signal ends it between two mails
   * @throws Error with words for the log: what is wrong and the cure
   */
  look(handle: HandleMail, signal: AbortSignal): Promise<void>
  /** Settles when it is time to look again; never rejects. */
  wait(signal: AbortSignal): Promise<void>
  /** How many mails lie there that somebody must look at, and how many that are for nobody here. */
  standing(): { stuck: number; notOurs: number }
  /** Ends what it holds open. */
  close(): Promise<void>
}
