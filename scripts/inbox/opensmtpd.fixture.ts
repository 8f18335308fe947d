/**
 * Debian's OpenSMTPD on loopback for tests, delivering into a Maildir. It insists on root and on places
 * of its own in the file system, so it runs in a mount namespace where those are empty and its own. In
 * the clear only: Debian 12's opensmtpd (6.8.0p2) fails at every TLS handshake with OpenSSL 3.
 */
import { spawn, spawnSync } from 'node:child_process'
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, greets } from '../loopback.fixture.ts'

const SMTPD = '/usr/sbin/smtpd'
/** Debian's nobody, who owns what is delivered. */
const NOBODY = 65_534

/** Why it cannot run here; null when it can. */
export function whyNoOpensmtpd(): string | null {
  const { stdout, stderr } = spawnSync(SMTPD, ['-h'], { encoding: 'utf8' })
  if (!/OpenSMTPD/.test(`${stdout}${stderr}`)) return 'opensmtpd is not installed'
  if (process.getuid?.() !== 0) return 'opensmtpd starts as root only'
  const mount = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/run'])
  return mount.status === 0 ? null : 'no mount namespace can be made here'
}

export type Opensmtpd = {
  port: number
  /** The Maildir into which mails to `desk@example.org` go. */
  box: string
  close(): Promise<void>
}

/** Starts it; ready when it answers. @param maxBytes the largest mail it takes */
export async function startOpensmtpd(maxBytes = 25_000_000): Promise<Opensmtpd> {
  const dir = await mkdtemp(join(tmpdir(), 'rhw-smtpd-'))
  await chmod(dir, 0o755)
  const home = join(dir, 'desk')
  await mkdir(home)
  await chown(home, NOBODY, NOBODY)
  const config = join(dir, 'smtpd.conf')
  const port = await freePort()
  await writeFile(
    config,
    [
      `table people { desk = "${NOBODY}:${NOBODY}:${home}" }`,
      `smtp max-message-size "${maxBytes}"`,
      `listen on 127.0.0.1 port ${port} hostname localhost`,
      `action "deliver" maildir "${home}/Maildir" userbase <people>`,
      'match from any for domain "example.org" action "deliver"',
      '',
    ].join('\n'),
  )
  const places = 'for place in /run /var/spool; do mount -t tmpfs -o mode=755 none $place; done'
  const child = spawn(
    'unshare',
    ['--mount', 'sh', '-ec', `${places}; exec ${SMTPD} -d -f "$0"`, config],
    { stdio: 'ignore' },
  )
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const close = async () => {
    child.kill('SIGTERM')
    await ended
    await rm(dir, { recursive: true, force: true })
  }
  try {
    await greets(port, 'opensmtpd')
    return { port, box: join(home, 'Maildir'), close }
  } catch (error) {
    await close()
    throw error
  }
}
