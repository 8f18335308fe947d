/**
 * Group commit: writes that are asked for while another commit is being made share the next
 * transaction, so that one fsync serves many senders. Each promise settles only after the commit.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Kysely, Transaction } from 'kysely'
import type { Tables } from './tables.ts'

/** A write; it may run twice, so it must touch nothing but the transaction. */
export type Write<T> = (transaction: Transaction<Tables>) => Promise<T>

export type WriteQueue = {
  /** Runs `write` in a transaction and gives its result once that is on disk. Throws what it throws. */
  write<T>(write: Write<T>): Promise<T>
  /** Settles when nothing is waiting or running. */
  idle(): Promise<void>
}

type Waiting = {
  run: (transaction: Transaction<Tables>) => Promise<void>
  committed: () => void
  failed: (error: unknown) => void
}

/** @param batch how many writes may share one transaction */
export function createWriteQueue(db: Kysely<Tables>, batch = 64): WriteQueue {
  let waiting: Waiting[] = []
  let running: Promise<void> | null = null

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      // One turn of the event loop: whatever else has arrived by now shares the commit.
      await nextTurn()
      const group = waiting.slice(0, batch)
      waiting = waiting.slice(batch)
      await commit(group)
    }
    running = null
  }

  async function commit(group: Waiting[]): Promise<void> {
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
      // Nothing of the group was kept. A bad write must not fail the others, which go again without
      // it; a database that cannot begin or commit fails them all.
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
        running ??= drain()
      }),
    idle: async () => {
      while (running !== null) await running
    },
  }
}
