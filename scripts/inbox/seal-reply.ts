/** Seals a reply with the real GnuPG to the key of a tip and to the desk's own, and signs it with the desk's. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import type { Gpg } from './gpg.ts'
import { run } from './run-program.ts'

/**
 * Signs and seals in memory: nothing readable touches the disk, and no keyring takes the tip's key.
 * @param gpg which has the desk's secret key @param plaintext what the sender will read
 * @param keys.tip the tip's public key in armor @param keys.desk fingerprint of the desk's own
 * @returns the message in armor
 */
export async function sealReply(
  gpg: Pick<Gpg, 'options'>,
  plaintext: Uint8Array,
  keys: { tip: string; desk: string },
): Promise<{ ok: true; armored: string } | { ok: false; reason: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'rhw-reply-'))
  try {
    const keyFile = join(folder, 'tip-key.asc')
    await writeFile(keyFile, keys.tip, { mode: 0o600 })
    const args = [
      ...gpg.options,
      // Whatever the user's own settings add would be a recipient that nobody asked for, or hide the tip's key.
      ...['--no-encrypt-to', '--no-throw-keyids', '--trust-model', 'always', '--armor'],
      ...['--local-user', keys.desk, '--recipient', keys.desk, '--recipient-file', keyFile],
      ...['--status-fd', '3', '--output', '-', '--sign', '--encrypt'],
    ]
    const pieces: Buffer[] = []
    const gather = new Writable({
      write(piece: Buffer, _, done) {
        pieces.push(piece)
        done()
      },
    })
    const { code, status, problem } = await run('gpg', args, Readable.from([plaintext]), gather)
    if (code !== 0 || !/^\[GNUPG:\] END_ENCRYPTION/m.test(status)) {
      return { ok: false, reason: `gpg did not sign and encrypt the reply: ${problem}` }
    }
    return { ok: true, armored: Buffer.concat(pieces).toString('latin1') }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
