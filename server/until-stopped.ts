/** Keeps a server running until the process is told to stop, then closes it cleanly. */
import type { RunningServer } from './run.ts'

/** A terminal and the launching script may both pass on one Ctrl-C. */
const ONE_SIGNAL_MS = 300
/** Longer than requests and mails in hand may take together; what is left then is cut off. */
const STOP_MS = 20_000

/**
 * Closes on SIGINT or SIGTERM and ends the process: with 0 when all ended well, with 1 when it did
 * not end in time. A second signal ends it at once. Nothing is lost either way: what was
 * acknowledged is on disk, and what was not is sent again.
 */
export function closeOnSignals(server: Pick<RunningServer, 'close' | 'log'>): void {
  let stoppedAt: number | undefined
  const stop = () => {
    if (stoppedAt !== undefined) {
      if (Date.now() - stoppedAt > ONE_SIGNAL_MS) process.exit(1)
      return
    }
    stoppedAt = Date.now()
    setTimeout(() => {
      server.log({ event: 'stop-forced' })
      process.exit(1)
    }, STOP_MS)
    server.close().then(
      () => process.exit(0),
      (error) => {
        console.error(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}
