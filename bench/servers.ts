/** Starts a server as a process of its own for a measurement, and ends it afterwards. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')

export type Started = {
  port: number
  /** Resident memory in bytes, where the system tells. */
  memory(): Promise<number | undefined>
  /** Processor time of all its threads so far in milliseconds, where the system tells. */
  cpu(): Promise<number | undefined>
  stop(): Promise<void>
}

/**
 * Runs a script of this repository as a server and waits until `path` is answered.
 * @throws when it is not within 30 seconds
 */
export function startScript(
  script: string,
  args: readonly string[],
  env: Record<string, string>,
  port: number,
  path: string,
): Promise<Started> {
  const node = ['--disable-warning=ExperimentalWarning', join(ROOT, script), ...args]
  return startProgram(process.execPath, node, env, port, path)
}

/** As `startScript`, for any program; it must stay one process. */
export async function startProgram(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
  port: number,
  path: string,
): Promise<Started> {
  const child = spawn(program, args, {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined)
    await answer?.body?.cancel()
    if (answer?.ok) return { port, memory: () => memoryOf(child), cpu: () => cpuOf(child), stop }
    if (child.exitCode !== null) break
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await stop()
  throw new Error(
    `${program} ${args.join(' ')} did not answer ${path}. Run \`npm run build\` first.`,
  )
}

async function memoryOf(child: ChildProcess): Promise<number | undefined> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /VmRSS:\s+(\d+)/.exec(status)?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
}

/** Linux counts in hundredths of a second; user and system time are fields 14 and 15 (proc(5)). */
async function cpuOf(child: ChildProcess): Promise<number | undefined> {
  const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return stat === '' ? undefined : (Number(fields[11]) + Number(fields[12])) * 10
}
