/** Lives of a server that kills itself at a step (`deadly.fixture.ts`) or ends by itself, one after another. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export type Lives = {
  /**
   * Runs one to its end.
   * @param env more variables than it has anyhow
   * @returns the signal that ended it, or null when it ended by itself @throws with what it said when it failed
   */
  run(env?: Record<string, string>): Promise<NodeJS.Signals | null>
  /** Kills the one that runs now, if one does. */
  kill(): void
}

/** @param program beside this file @param env variables of every life */
export function livesOf(program: string, dataDir: string, env: Record<string, string>): Lives {
  let life: ReturnType<typeof spawn> | null = null
  const kill = () => void life?.kill('SIGKILL')
  return {
    async run(more = {}) {
      const child = spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, program)],
        {
          env: {
            ...process.env,
            DATA_DIR: dataDir,
            DATABASE_URL: '',
            INBOXES_DIR: join(dataDir, 'inboxes'),
            ...env,
            ...more,
          },
        },
      )
      life = child
      process.once('exit', kill)
      let output = ''
      child.stderr.on('data', (text: Buffer) => {
        output += text
      })
      const [code, signal] = await once(child, 'exit')
      process.off('exit', kill)
      if (signal === null && code !== 0) throw new Error(output)
      return signal
    },
    kill,
  }
}
