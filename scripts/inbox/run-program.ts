/** Runs GnuPG: its output goes into a stream, its status lines are read by programs, its errors by people. */
import { spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export type Run = { code: number | null; status: string; problem: string }

/**
 * Runs a program; `output` gets what it prints, and is ended.
 * @throws when it cannot be started, with the cure
 */
export function run(
  command: string,
  args: string[],
  input: Readable | null,
  output: Writable | null = null,
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: [input === null ? 'ignore' : 'pipe', 'pipe', 'pipe', 'pipe'],
      // Messages in English are searched for on the web more easily than translated ones.
      env: { ...process.env, LC_ALL: 'C.UTF-8', LANGUAGE: 'en' },
    })
    const gathered: [Buffer[], Buffer[]] = [[], []]
    for (const [index, pieces] of gathered.entries()) {
      child.stdio[index + 2]?.on('data', (piece: Buffer) => pieces.push(piece))
    }
    const printed =
      output === null || child.stdout === null
        ? Promise.resolve(child.stdout?.resume())
        : pipeline(child.stdout, output)
    printed.catch(reject)
    child.on('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT'
      reject(missing ? new Error(`${command} was not found. Install GnuPG 2.2 or newer.`) : error)
    })
    // gpg may stop reading early; its exit code tells why.
    child.stdin?.on('error', () => {})
    if (child.stdin !== null) input?.pipe(child.stdin)
    input?.on('error', (error) => {
      child.kill()
      reject(error)
    })
    child.on('close', (code) => {
      const [stderr, status] = gathered.map((pieces) => Buffer.concat(pieces).toString())
      const problem = (stderr ?? '').trim().split('\n').slice(-3).join(' / ')
      const result = {
        code,
        status: status ?? '',
        problem: problem || `it ended with code ${code} and said nothing`,
      }
      printed.then(() => resolve(result), reject)
    })
  })
}
