/** Real GnuPG and sq for tests: key rings in temporary folders that are gone afterwards. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Whether a program can be run here. */
export function installed(program: 'gpg' | 'sq'): boolean {
  return spawnSync(program, ['--version']).status === 0
}

/** Runs a program to its end and gives its standard output. @throws Error with its complaint */
export function run(
  program: string,
  args: readonly string[],
  input: Uint8Array | string = '',
): Uint8Array<ArrayBuffer> {
  const done = spawnSync(program, args, { input, maxBuffer: 256 * 1024 * 1024 })
  if (done.status !== 0) {
    throw new Error(`${program} ${args.join(' ')} ended with ${done.status}: ${done.stderr}`)
  }
  return new Uint8Array(done.stdout)
}

export type KeyRing = {
  folder: string
  /** Runs gpg on this key ring. */
  gpg: (args: readonly string[], input?: Uint8Array | string) => Uint8Array<ArrayBuffer>
  /** Makes a key without passphrase; `kind` as gpg names it: `rsa3072`, `cv25519` (future-default). */
  generate: (userId: string, kind: 'rsa3072' | 'future-default' | 'nistp256') => string
  /** The armored public certificate. */
  certificate: (userId: string) => string
  decrypt: (sealed: Uint8Array) => Uint8Array<ArrayBuffer>
  /** Puts a file into the ring's folder and gives its path. */
  file: (name: string, content: Uint8Array | string) => string
  /** Stops the agent and removes the folder. */
  remove: () => void
}

/** An empty key ring of its own, with its own agent. */
export function keyRing(): KeyRing {
  // The agent's socket address has a short limit, so the folder stands directly in the temporary one.
  const folder = mkdtempSync(join(tmpdir(), 'rhw-gpg-'))
  const gpg: KeyRing['gpg'] = (args, input) =>
    run('gpg', ['--homedir', folder, '--batch', '--quiet', '--no-tty', ...args], input)
  const file: KeyRing['file'] = (name, content) => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }
  return {
    folder,
    gpg,
    file,
    generate: (userId, kind) => {
      const [primary, sub] =
        kind === 'rsa3072'
          ? ['Key-Type: RSA\nKey-Length: 3072', 'Subkey-Type: RSA\nSubkey-Length: 3072']
          : kind === 'nistp256'
            ? ['Key-Type: ECDSA\nKey-Curve: nistp256', 'Subkey-Type: ECDH\nSubkey-Curve: nistp256']
            : ['Key-Type: EDDSA\nKey-Curve: ed25519', 'Subkey-Type: ECDH\nSubkey-Curve: cv25519']
      const parameters = `%no-protection\n${primary}\nKey-Usage: sign,cert\n${sub}\nSubkey-Usage: encrypt\nName-Email: ${userId}\nExpire-Date: 0\n%commit\n`
      gpg(['--generate-key'], parameters)
      const list = new TextDecoder().decode(gpg(['--with-colons', '--list-keys', userId]))
      return (/^fpr:+([0-9A-F]{40}):/m.exec(list)?.[1] ?? '').toLowerCase()
    },
    certificate: (userId) => new TextDecoder().decode(gpg(['--armor', '--export', userId])),
    decrypt: (sealed) => gpg(['--decrypt'], sealed),
    remove: () => {
      spawnSync('gpgconf', ['--homedir', folder, '--kill', 'all'])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A key made by sq: its certificate, and how to decrypt with it. */
export function sqKey(folder: string, suite: 'cv25519' | 'rsa3k') {
  const secret = join(folder, `sq-${suite}.key`)
  run('sq', [
    'key',
    'generate',
    '--cipher-suite',
    suite,
    '--userid',
    `${suite}@example.org`,
    '--export',
    secret,
  ])
  return {
    certificate: new TextDecoder().decode(run('sq', ['key', 'extract-cert', secret])),
    decrypt: (sealed: Uint8Array): Uint8Array<ArrayBuffer> =>
      run('sq', ['decrypt', '--recipient-key', secret], sealed),
    secret: () => readFileSync(secret, 'utf8'),
  }
}
