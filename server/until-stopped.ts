/** Keeps a server running until the process is told to stop, then closes it cleanly. */
import type { RunningServer } from './start.ts'

/** A terminal and the launching script may both pass on one Ctrl-C. */
const ONE_SIGNAL_MS = 1_000

/** Closes on SIGINT or SIGTERM; when that takes long, a second signal ends the process at once. */
export function closeOnSignals(server: RunningServer): void {
  let stoppedAt: number | undefined
  const stop = () => {
    if (stoppedAt !== undefined) {
      if (Date.now() - stoppedAt > ONE_SIGNAL_MS) process.exit(1)
      return
    }
    stoppedAt = Date.now()
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
