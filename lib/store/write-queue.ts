/**
 * Group commit: writes that are asked for while another commit is being made share the next
 * transaction, so that one fsync serves many senders. Each promise settles only after the commit.
 */
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises'
import type { Kysely, Transaction } from 'kysely'
import type { Tables } from './tables.ts'

/** How often a transaction that collided goes again, and how long it waits before, at first. */
const TRIES = 8
const WAIT_MS = 5

/** A write; it may run several times, so it must touch nothing but the transaction. */
export type Write<T> = (transaction: Transaction<Tables>) => Promise<T>

export type WriteQueue = {
  /** Runs `write` in a transaction and gives its result once that is on disk. Throws what it throws. */
  write<T>(write: Write<T>): Promise<T>
  /** Settles when nothing is waiting or running. */
  idle(): Promise<void>
}

/** How a database is written to; by default as SQLite, which has one writer. */
export type Writing = {
  /** How many writes may share one transaction. */
  batch?: number
  /** How many transactions may run at the same time, each on its own connection. */
  lanes?: number
  /** Whether a transaction failed by another one, so that it may pass when it goes again. */
  collided?: (error: unknown) => boolean
  /** Whether the database failed, and not the one write that was told so. */
  unusable?: (error: unknown) => boolean
}

type Waiting = {
  run: (transaction: Transaction<Tables>) => Promise<void>
  committed: () => void
  failed: (error: unknown) => void
}

/** @param db where transactions are begun */
export function createWriteQueue(db: Kysely<Tables>, writing: Writing = {}): WriteQueue {
  const { batch = 64, lanes = 1, collided = () => false, unusable = () => false } = writing
  let waiting: Waiting[] = []
  const running = new Set<Promise<void>>()

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      // One turn of the event loop: whatever else has arrived by now shares the commit.
      await nextTurn()
      const group = waiting.slice(0, batch)
      waiting = waiting.slice(batch)
      if (group.length > 0) await commit(group)
    }
  }

  function begin(): void {
    const lane = drain().finally(() => {
      running.delete(lane)
      // Something may have come after the lane had looked for the last time.
      if (waiting.length > 0 && running.size < lanes) begin()
    })
    running.add(lane)
  }

  async function commit(group: Waiting[], tries = 1): Promise<void> {
    let atFault: Waiting | null = null
    try {
      await db.transaction().execute(async (transaction) => {
        for (const one of group) {
          atFault = one
          await one.run(transaction)
        }
        atFault = null
      })
    } catch (error) {
      // Nothing of the group was kept.
      if (collided(error) && tries < TRIES) {
        // Of two that collide, one waits longer.
        await delay(Math.random() * WAIT_MS * 2 ** tries)
        return commit(group, tries + 1)
      }
      // A bad write must not fail the others, which go again without it; a database that cannot
      // begin, write or commit fails them all.
      if (unusable(error)) atFault = null
      for (const one of group) if (atFault === null || one === atFault) one.failed(error)
      const others = atFault === null ? [] : group.filter((one) => one !== atFault)
      if (others.length > 0) await commit(others)
      return
    }
    for (const one of group) one.committed()
  }

  return {
    write: <T>(write: Write<T>) =>
      new Promise<T>((resolve, reject) => {
        let result: { value: T } | null = null
        waiting.push({
          run: async (transaction) => {
            result = { value: await write(transaction) }
          },
          committed: () => {
            if (result !== null) resolve(result.value)
          },
          failed: reject,
        })
        if (running.size < lanes) begin()
      }),
    idle: async () => {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
