/** An X server without a screen, for tests of programs with windows. */
import { spawn, spawnSync } from 'node:child_process'
import type { Readable } from 'node:stream'

export const hasXvfb = spawnSync('Xvfb', ['-help']).error === undefined

export type Xvfb = {
  /** For `DISPLAY`. */
  display: string
  close(): Promise<void>
}

/** Starts it on a number that is free. @throws when it ends instead */
export async function startXvfb(): Promise<Xvfb> {
  // It writes its number into the fourth of its files once it is ready.
  const child = spawn(
    'Xvfb',
    ['-displayfd', '3', '-nolisten', 'tcp', '-screen', '0', '1280x900x24'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  )
  const kill = () => child.kill('SIGTERM')
  // Even if the test is stopped in the middle.
  process.once('exit', kill)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const number = await Promise.race([
    new Promise<string>((resolve) =>
      (child.stdio[3] as Readable).once('data', (data) => resolve(String(data).trim())),
    ),
    ended.then(() => Promise.reject(new Error('Xvfb did not start.'))),
  ])
  return {
    display: `:${number}`,
    async close() {
      process.off('exit', kill)
      kill()
      await ended
    },
  }
}
