/** Keys as analysts have them, made, exported and used by the real GnuPG in a folder of its own. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Nothing but GnuPG shows that its own exports are read. */
export const hasGpg = spawnSync('gpg', ['--version']).status === 0

export type OpeningKey = {
  /** Upper-case hex. */
  fingerprint: string
  encryptionKeyId: string
  /** The public certificate. */
  armored: string
  publicFile: string
  secret(armor: boolean): Uint8Array
  /** Without the secret part of the primary key. */
  subkeys(): Uint8Array
}

/** Makes the folder; `close` ends the agent and removes it. */
export function openingKeys() {
  const home = mkdtempSync(join(tmpdir(), 'rhw-open-'))
  // What a passphrase costs by default would make the tests slow, and shows nothing more.
  writeFileSync(join(home, 'gpg-agent.conf'), 's2k-count 65536\n')
  let count = 0
  const gpg = (args: readonly string[], input: string | Uint8Array = '') =>
    execFileSync('gpg', ['--homedir', home, '--batch', '--quiet', '--no-tty', ...args], {
      input,
      stdio: 'pipe',
      maxBuffer: 64 * 1024 * 1024,
    })
  const passphraseOf = new Map<string, string>()
  const unlocked = (key: string) => [
    ...['--pinentry-mode', 'loopback', '--passphrase', passphraseOf.get(key) ?? ''],
  ]

  return {
    /** `kind` as gpg names algorithms, that of the encrypting key. */
    make(kind: string, passphrase: string): OpeningKey {
      count += 1
      const address = `desk-${count}@example.org`
      const signing = kind === 'cv25519' ? 'ed25519' : kind
      const protection = ['--pinentry-mode', 'loopback', '--passphrase', passphrase]
      gpg([...protection, '--quick-generate-key', address, signing, 'cert,sign', '2y'])
      const listed = () => gpg(['--with-colons', '--list-keys', address]).toString()
      const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(listed())?.[1] ?? ''
      passphraseOf.set(fingerprint, passphrase)
      gpg([...protection, '--quick-add-key', fingerprint, kind, 'encr', '2y'])
      const armored = gpg(['--armor', '--export', fingerprint]).toString()
      const publicFile = join(home, `${fingerprint}.asc`)
      writeFileSync(publicFile, armored)
      return {
        fingerprint,
        encryptionKeyId: /^sub:(?:[^:]*:){3}([0-9A-F]{16}):/m.exec(listed())?.[1] ?? '',
        armored,
        publicFile,
        secret: (armor) => {
          const form = armor ? ['--armor'] : []
          return gpg([...protection, ...form, '--export-secret-keys', fingerprint])
        },
        subkeys: () => gpg([...protection, '--armor', '--export-secret-subkeys', fingerprint]),
      }
    },
    seal: (key: OpeningKey, content: string | Uint8Array, more: readonly string[] = []) =>
      gpg([...more, '--recipient-file', key.publicFile, '--encrypt'], content),
    sealSigned: (key: OpeningKey, content: string) =>
      gpg(
        [
          ...unlocked(key.fingerprint),
          ...['--trust-model', 'always', '--sign', '--local-user', key.fingerprint],
          ...['--recipient', key.fingerprint, '--encrypt'],
        ],
        content,
      ),
    /** A literal packet, which anybody can read. */
    notSealed: (content: string) => gpg(['--store'], content),
    close() {
      spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'])
      rmSync(home, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
