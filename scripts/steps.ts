/** Runs the steps of a command as processes of their own, with what they print shown as it comes. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** The folder of the repository. */
export const ROOT = join(import.meta.dirname, '..')

/**
 * Runs one of our scripts, or a tool's script, under this Node; resolves with its exit code.
 * @param script relative to `root` @param env added to this process's environment
 * @param root the folder to run in, the repository by default
 */
export function runScript(
  script: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  root = ROOT,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(root, script), ...args],
      { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } },
    )
    let stopped = false
    const stop = (signal: NodeJS.Signals) => {
      stopped = true
      child.kill(signal)
    }
    process.on('SIGTERM', stop).on('SIGINT', stop)
    child.once('error', reject)
    child.once('exit', (code) => {
      process.off('SIGTERM', stop).off('SIGINT', stop)
      // Who stops a command wants none of its later steps.
      if (stopped) process.exit(1)
      resolve(code ?? 1)
    })
  })
}

/** Ends a command with what is wrong, one line each; every line names its cure. */
export function failWith(title: string, lines: readonly string[]): never {
  console.error(`\n${title}`)
  for (const line of lines) console.error(`  ${line}`)
  console.error('')
  process.exit(1)
}

/** Runs a command's main function; what it throws is printed as a message, not as a stack. */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main()
  } catch (error) {
    failWith('This did not work:', [error instanceof Error ? error.message : String(error)])
  }
}
