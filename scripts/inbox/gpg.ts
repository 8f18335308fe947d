/**
 * Decrypts with the real GnuPG, which holds the keys, asks for passphrases and speaks to smart
 * cards. Nothing it prints counts before its exit code and its status lines say that all is well.
 */
import { spawn, spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A sealed message is at most 16 MiB; what unfolds to more than this is an attack on the disk. */
const PLAINTEXT_BYTES_MAX = 256 * 1024 * 1024

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export type Decrypted =
  | {
      ok: true
      plaintext: Uint8Array
      /** Fingerprint of the certificate whose key opened it, upper-case hex. */
      fingerprint: string
    }
  | {
      ok: false
      /** What gpg said and the cure. */
      reason: string
    }

export type Gpg = {
  decrypt(sealed: Uint8Array): Promise<Decrypted>
  /** Ends what was started for it and removes its temporary folder. */
  close(): Promise<void>
}

/** GnuPG with the user's own keyring, agent and settings. */
export function ownGpg(): Gpg {
  return { decrypt: (sealed) => decrypt([], sealed), close: async () => {} }
}

/**
 * GnuPG with one secret key in a temporary folder, for the demo inbox. Close it in any case.
 * @throws when gpg is missing or does not take the key.
 */
export async function temporaryGpg(secretKeyFile: string): Promise<Gpg> {
  // Kept short: the agent's socket lies inside, and its path may have 108 bytes at most.
  const home = await mkdtemp(join(tmpdir(), 'rhw-gpg-'))
  const base = ['--homedir', home]
  // Whoever presses Ctrl-C must not leave a secret key behind.
  const abandon = (signal: NodeJS.Signals) => {
    spawnSync('gpgconf', [...base, '--kill', 'all'])
    rmSync(home, { recursive: true, force: true, maxRetries: 3 })
    process.kill(process.pid, signal)
  }
  for (const signal of ENDING_SIGNALS) process.once(signal, abandon)
  const close = async () => {
    for (const signal of ENDING_SIGNALS) process.off(signal, abandon)
    await run('gpgconf', [...base, '--kill', 'all'], null)
    await rm(home, { recursive: true, force: true, maxRetries: 3 })
  }
  const imported = await run(
    'gpg',
    [...base, '--batch', '--quiet', '--import', secretKeyFile],
    null,
  )
  if (imported.code !== 0) {
    await close()
    throw new Error(`gpg could not read ${secretKeyFile}: ${imported.problem}`)
  }
  return { decrypt: (sealed) => decrypt([...base, '--batch'], sealed), close }
}

async function decrypt(base: string[], sealed: Uint8Array): Promise<Decrypted> {
  const args = [
    ...base,
    // Signatures say nothing here, and an unknown one would make gpg fail.
    ...['--skip-verify', '--no-auto-key-retrieve', '--no-use-embedded-filename'],
    ...['--max-output', String(PLAINTEXT_BYTES_MAX), '--status-fd', '3'],
    ...['--output', '-', '--decrypt'],
  ]
  const { code, stdout, status, problem } = await run('gpg', args, sealed)
  if (code !== 0) return { ok: false, reason: `gpg failed: ${problem}` }
  const lines = status.split('\n')
  const count = (keyword: string) =>
    lines.filter((line) => line.split(' ', 2).join(' ') === `[GNUPG:] ${keyword}`).length
  if (count('DECRYPTION_OKAY') !== 1 || count('BEGIN_DECRYPTION') !== 1 || count('GOODMDC') !== 1) {
    return {
      ok: false,
      reason: 'gpg read something that is not one encrypted, unchanged message. Do not trust it.',
    }
  }
  const key = /^\[GNUPG:\] DECRYPTION_KEY \S+ ([0-9A-F]{40})/m.exec(status)
  return { ok: true, plaintext: stdout, fingerprint: key?.[1] ?? 'unknown' }
}

type Run = { code: number | null; stdout: Uint8Array; status: string; problem: string }

function run(command: string, args: string[], input: Uint8Array | null): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: [input === null ? 'ignore' : 'pipe', 'pipe', 'pipe', 'pipe'],
      // Messages in English are searched for on the web more easily than translated ones.
      env: { ...process.env, LC_ALL: 'C.UTF-8', LANGUAGE: 'en' },
    })
    const gathered: [Buffer[], Buffer[], Buffer[]] = [[], [], []]
    for (const [index, pieces] of gathered.entries()) {
      child.stdio[index + 1]?.on('data', (piece: Buffer) => pieces.push(piece))
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT'
      reject(missing ? new Error(`${command} was not found. Install GnuPG 2.2 or newer.`) : error)
    })
    // gpg may stop reading early; its exit code tells why.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
    child.on('close', (code) => {
      const [stdout, stderr, status] = gathered.map((pieces) => Buffer.concat(pieces))
      const problem = (stderr ?? '').toString().trim().split('\n').slice(-3).join(' / ')
      resolve({
        code,
        stdout: stdout ?? new Uint8Array(),
        status: (status ?? '').toString(),
        problem: problem || `it ended with code ${code} and said nothing`,
      })
    })
  })
}
