/** Runs the server without pages as a process of its own, for tests that kill it or look at what it leaves. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export type ApiServer = {
  /** Where it answers, without a slash at the end. */
  origin: string
  /** Everything it has printed. */
  output(): string
  /** Where metrics are, when METRICS_PORT asked for them. */
  metrics: string | null
  /** Sends a signal, and goes on at once. */
  signal(name: NodeJS.Signals): void
  /** Waits until it is gone; gives its exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals | null>
  /** Ends it as the system does on `kill -9`, and waits until it is gone. */
  kill(): Promise<void>
}

/**
 * Starts a server with a demo inbox under `dataDir`, on any free port of the loopback address.
 * @param env more variables @param program beside this file, the server without pages unless told
 * @throws when it ends before it listens, with what it said
 */
export async function startApiServer(
  dataDir: string,
  env: Record<string, string> = {},
  program = 'api-only.ts',
): Promise<ApiServer> {
  const script = join(import.meta.dirname, program)
  const child: ChildProcess = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', script],
    {
      env: {
        ...process.env,
        PORT: '0',
        HOST: '127.0.0.1',
        DATA_DIR: dataDir,
        DATABASE_URL: '',
        INBOXES_DIR: join(dataDir, 'no-inboxes'),
        ...env,
      },
    },
  )
  // Nothing may outlive the tests, whatever becomes of them.
  const endWithTests = () => child.kill('SIGKILL')
  process.once('exit', endWithTests)
  const ended = once(child, 'exit').then(([code, signal]): number | NodeJS.Signals | null => {
    process.off('exit', endWithTests)
    return code ?? signal
  })
  let output = ''
  const port = await new Promise<string>((resolve, reject) => {
    const read = (text: Buffer) => {
      output += text
      const listening = /listening (\d+)/.exec(output)?.[1]
      if (listening !== undefined) resolve(listening)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', () => reject(new Error(`The server ended: ${output}`)))
  })
  const metrics = /^metrics (\d+)$/m.exec(output)?.[1]
  return {
    origin: `http://127.0.0.1:${port}`,
    output: () => output,
    metrics: metrics === undefined ? null : `http://127.0.0.1:${metrics}`,
    signal: (name) => child.kill(name),
    ended,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
