/** Keeps a server running until the process is told to stop, then closes it cleanly. */
import type { RunningServer } from './start.ts'

/** Closes on SIGINT or SIGTERM; a second signal ends the process at once. */
export function closeOnSignals(server: RunningServer): void {
  let stopping = false
  const stop = () => {
    if (stopping) process.exit(1)
    stopping = true
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
