/** Tells the form how far a send has come: phase, bytes, speed, time left, and each file. */
import { createSpeedometer } from './speed.ts'
import { progressOf, type TipFiles } from './tip-files.ts'
import type { SendPhase, SendProgress } from './worker-messages.ts'

export type Reporter = {
  /** Tells the present state. @param phase when it has changed */
  report: (phase?: SendPhase) => void
  /** A tip is opened: nothing of it is stored. @param messageBytes announced size of part 0 */
  begin: (messageBytes: number) => void
  /** The server holds so many bytes more of a part. */
  stored: (part: number, bytes: number) => void
  /**
   * Whether part 0 stands empty on the server with this size, which it has from now on.
   * @param bytes the size of the sealed message
   */
  messageIs: (bytes: number) => boolean
  /** What the server holds of part 0 is of no use any more. */
  forgetMessage: () => void
}

/** @param now milliseconds @param onProgress is told of every change */
export function createReporter(
  files: TipFiles,
  now: () => number,
  onProgress: (progress: SendProgress) => void,
): Reporter {
  const speedometer = createSpeedometer()
  let phase: SendPhase = 'encrypting'
  const message = { bytes: 0, stored: 0, fresh: false }

  const parts = () => files.list.filter(({ part }) => part !== null)
  const doneBytes = () => parts().reduce((sum, file) => sum + file.storedBytes, message.stored)
  const totalBytes = () => parts().reduce((sum, file) => sum + file.partBytes, message.bytes)

  function report(next: SendPhase = phase): void {
    if (next === 'waiting') speedometer.reset()
    phase = next
    const [done, total] = [doneBytes(), totalBytes()]
    const messageShare = message.bytes === 0 ? 0 : message.stored / message.bytes
    onProgress({
      phase,
      doneBytes: done,
      totalBytes: total,
      ...speedometer.read(total - done),
      files: files.list.map((file) => progressOf(file, messageShare)),
    })
  }

  return {
    report,
    begin: (bytes) => {
      Object.assign(message, { bytes, stored: 0, fresh: true })
      speedometer.reset()
    },
    stored: (part, bytes) => {
      const file = files.list.find((one) => one.part === part)
      if (part === 0) message.stored += bytes
      else if (file) file.storedBytes += bytes
      speedometer.at(now(), doneBytes())
      report('sending')
    },
    messageIs: (bytes) => {
      const same = message.fresh && message.bytes === bytes
      Object.assign(message, { bytes, stored: 0, fresh: false })
      return same
    },
    forgetMessage: () => {
      Object.assign(message, { stored: 0, fresh: false })
    },
  }
}
