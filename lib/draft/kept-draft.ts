/** Where the one encrypted draft of this site lies in a browser: a single entry of its storage. */

/** What is used of a browser's `Storage`, so that tests need no browser. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** The entry's name. It says no more than the address of the site says already. */
export const DRAFT_ENTRY = 'draft'

export type KeptDraft = {
  /** The envelope, or null when there is none or the browser shows none. */
  read(): string | null
  /** False when the browser refused: storage is full or turned off. The former draft then stays. */
  write(envelope: string): boolean
  /** False when the browser refused, so that the draft may still be there. */
  remove(): boolean
}

/**
 * The draft in `storage`. Nothing throws.
 * @param storage asked for at each use: the mere look at it throws where a browser forbids it
 */
export function keptDraft(storage: () => DraftStorage): KeptDraft {
  return {
    read() {
      try {
        return storage().getItem(DRAFT_ENTRY)
      } catch {
        return null
      }
    },
    write(envelope) {
      try {
        storage().setItem(DRAFT_ENTRY, envelope)
        return true
      } catch {
        return false
      }
    },
    remove() {
      try {
        storage().removeItem(DRAFT_ENTRY)
        return true
      } catch {
        return false
      }
    },
  }
}
