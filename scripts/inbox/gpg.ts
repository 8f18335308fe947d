/**
 * Decrypts with the real GnuPG, which holds the keys, asks for passphrases and speaks to smart
 * cards. Nothing it prints counts before its exit code and its status lines say that all is well.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { SealedPart } from './mails.ts'
import { run } from './run-program.ts'

/** A sealed message is at most 16 MiB; what unfolds to more than this is an attack on the disk. */
const PLAINTEXT_BYTES_MAX = 256 * 1024 * 1024

/** Nor does a file of a tip: no inbox takes half as much. */
const FILE_BYTES_MAX = 8 * 1024 ** 3

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

/** What was written of a part: its size in bytes and lower-case hex SHA-256. */
export type DecryptedTo =
  | { ok: true; bytes: number; sha256: string; fingerprint: string }
  | { ok: false; reason: string }

export type Gpg = {
  /** With what options it is called, so that it uses these keys. */
  readonly options: readonly string[]
  /** Opens a message, in memory. */
  decrypt(sealed: SealedPart): Promise<Decrypted>
  /** Opens a part of any size into a new file, which holds something also when it fails. */
  decryptTo(sealed: SealedPart, file: string): Promise<DecryptedTo>
  /** Ends what was started for it and removes its temporary folder. */
  close(): Promise<void>
}

/** GnuPG with the user's own keyring, agent and settings. */
export function ownGpg(): Gpg {
  return { options: [], ...decrypting([]), close: async () => {} }
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
  const options = [...base, '--batch']
  return { options, ...decrypting(options), close }
}

function decrypting(base: string[]): Pick<Gpg, 'decrypt' | 'decryptTo'> {
  return {
    async decrypt(sealed) {
      const pieces: Buffer[] = []
      const gather = new Writable({
        write(piece: Buffer, _, done) {
          pieces.push(piece)
          done()
        },
      })
      const verdict = await decryptInto(base, sealed, PLAINTEXT_BYTES_MAX, gather)
      return verdict.ok ? { ...verdict, plaintext: Buffer.concat(pieces) } : verdict
    },
    async decryptTo(sealed, file) {
      const hash = createHash('sha256')
      let bytes = 0
      const measure = new Transform({
        transform(piece: Buffer, _, done) {
          hash.update(piece)
          bytes += piece.length
          done(null, piece)
        },
      })
      const written = pipeline(measure, createWriteStream(file, { flags: 'wx', mode: 0o600 }))
      const [verdict] = await Promise.all([
        decryptInto(base, sealed, FILE_BYTES_MAX, measure),
        written,
      ])
      return verdict.ok ? { ...verdict, bytes, sha256: hash.digest('hex') } : verdict
    },
  }
}

async function decryptInto(
  base: string[],
  sealed: SealedPart,
  limit: number,
  output: Writable,
): Promise<{ ok: true; fingerprint: string } | { ok: false; reason: string }> {
  const args = [
    ...base,
    // Signatures say nothing here, and an unknown one would make gpg fail.
    ...['--skip-verify', '--no-auto-key-retrieve', '--no-use-embedded-filename'],
    ...['--max-output', String(limit), '--status-fd', '3'],
    ...['--output', '-', '--decrypt'],
  ]
  const input = 'path' in sealed ? createReadStream(sealed.path) : sealed.stream
  const { code, status, problem } = await run('gpg', args, input, output)
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
  return { ok: true, fingerprint: key?.[1] ?? 'unknown' }
}
