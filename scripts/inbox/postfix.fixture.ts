/**
 * Debian's Postfix on loopback for tests, with folders of its own: it takes mails for `example.org` on a
 * free port and puts them into two Maildirs, the desk's and one for all others. It sends nothing anywhere
 * else.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort, greets } from '../loopback.fixture.ts'

const MASTER = '/usr/lib/postfix/sbin/master'
const POSTFIX = '/usr/sbin/postfix'
/** Debian's nobody, who owns what is delivered. */
const NOBODY = 65_534

/** Why it cannot run here; null when it can. */
export function whyNoPostfix(): string | null {
  if (!existsSync(MASTER) || !existsSync(POSTFIX)) return 'postfix is not installed'
  return process.getuid?.() === 0 ? null : 'postfix starts as root only'
}

export type Postfix = {
  port: number
  /** The folder with the Maildirs `desk`, of desk@example.org, and `tips`, of every other address. */
  boxes: string
  /** Waits for the next mail whose text holds `marker`, and gives it as it lies in the Maildir. */
  arrived(marker: string): Promise<Buffer>
  close(): Promise<void>
}

/** Starts it; ready when it answers. */
export async function startPostfix(): Promise<Postfix> {
  const dir = await mkdtemp(join(tmpdir(), 'rhw-postfix-'))
  await chmod(dir, 0o755)
  const place = (name: string) => join(dir, name)
  for (const name of ['queue', 'data', 'box']) await mkdir(place(name))
  await chown(place('box'), NOBODY, NOBODY)
  await chown(place('data'), idOf('postfix'), idOf('postfix'))
  const port = await freePort()
  await writeFile(place('main.cf'), mainConfig(dir))
  await writeFile(place('master.cf'), services(port))
  const made = spawnSync(POSTFIX, ['-c', dir, 'check'], { encoding: 'utf8' })
  const child = spawn(MASTER, ['-c', dir, '-d'], { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const close = async () => {
    child.kill('SIGTERM')
    await ended
    await rm(dir, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    await greets(port, 'postfix')
  } catch {
    const log = await readFile(place('log'), 'utf8').catch(() => '')
    await close()
    throw new Error(`postfix did not start. ${made.stderr} ${log}`)
  }
  return {
    port,
    boxes: place('box'),
    close,
    async arrived(marker) {
      for (let tries = 0; tries < 300; tries += 1) {
        for (const box of ['desk', 'tips']) {
          const fresh = place(`box/${box}/new`)
          for (const name of await readdir(fresh).catch(() => [])) {
            const mail = await readFile(join(fresh, name))
            if (mail.includes(marker)) return mail
          }
        }
        await wait(100)
      }
      const log = await readFile(place('log'), 'utf8').catch(() => '')
      throw new Error(`No mail with “${marker}” came within half a minute. ${log.slice(-2000)}`)
    },
  }
}

function mainConfig(dir: string): string {
  return `compatibility_level = 3.6
queue_directory = ${dir}/queue
data_directory = ${dir}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
meta_directory = /etc/postfix
shlib_directory = /usr/lib/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${dir}/log
maillog_file_prefixes = ${dir}
myhostname = mail.example.org
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
relay_domains =
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_reject_unlisted_recipient = no
message_size_limit = 60000000
mailbox_size_limit = 0
virtual_mailbox_limit = 0
default_transport = error:nothing leaves this machine
virtual_mailbox_domains = example.org
virtual_mailbox_base = ${dir}/box
virtual_mailbox_maps = inline:{desk@example.org=desk/} static:tips/
virtual_uid_maps = static:${NOBODY}
virtual_gid_maps = static:${NOBODY}
`
}

/** Only what taking a mail and delivering it here needs; nothing in a chroot. */
function services(port: number): string {
  return `127.0.0.1:${port} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
`
}

function idOf(user: string): number {
  return Number(spawnSync('id', ['-u', user], { encoding: 'utf8' }).stdout)
}
