/** A real IMAP server for tests: Dovecot on free ports of this machine, with TLS, over a Maildir of its own, or others. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, greets } from '../loopback.fixture.ts'

/** Dovecot's processes change their user, which only root may make them do. */
export const hasDovecot =
  spawnSync('dovecot', ['--version']).status === 0 &&
  spawnSync('openssl', ['version']).status === 0 &&
  process.getuid?.() === 0

export type Dovecot = {
  /** `IMAP_URL` over TLS from the first byte, and its certificate for `NODE_EXTRA_CA_CERTS`. */
  secureUrl: string
  certificate: string
  /** The same without TLS. */
  plainUrl: string
  /** Flags of all mails, as the Maildir has them in its names. */
  flags(): string[]
  /** Puts a mail there as another program would. */
  put(mail: string | Uint8Array): void
  stop(): void
}

/**
 * Starts it; user `desk@example.org`, password `p@ss/word`.
 * @param boxes a folder of Maildirs that belong to `nobody`: then `tips@example.org` is another user, and
 *   each reads the one with the local part as its name; `flags` and `put` are of no use
 */
export async function startDovecot(boxes?: string): Promise<Dovecot> {
  const folder = mkdtempSync(join(tmpdir(), 'rhw-imap-'))
  const [secure, plain] = [await freePort(), await freePort()]
  const file = (name: string) => join(folder, name)
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-keyout', file('key.pem'), '-out', file('cert.pem'), '-days', '2'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
    ],
    { stdio: 'pipe' },
  )
  execFileSync('mkdir', ['-p', file('mail/cur'), file('mail/new'), file('mail/tmp')])
  execFileSync('chown', ['-R', 'nobody', file('mail')])
  execFileSync('chmod', ['755', folder])
  writeFileSync(
    file('users'),
    'desk@example.org:{PLAIN}p@ss/word\ntips@example.org:{PLAIN}p@ss/word\n',
  )
  writeFileSync(
    file('dovecot.conf'),
    `protocols = imap
base_dir = ${file('run')}
log_path = ${file('log')}
listen = 127.0.0.1
ssl = yes
ssl_cert = <${file('cert.pem')}
ssl_key = <${file('key.pem')}
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:${boxes === undefined ? file('mail') : `${boxes}/%n`}
first_valid_uid = 1
passdb {
  driver = passwd-file
  args = ${file('users')}
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=${file('mail')}
}
service imap-login {
  inet_listener imap {
    port = ${plain}
  }
  inet_listener imaps {
    port = ${secure}
    ssl = yes
  }
}
`,
  )
  const server = spawn('dovecot', ['-F', '-c', file('dovecot.conf')], { stdio: 'ignore' })
  await greets(plain, 'dovecot')
  const login = 'desk%40example.org:p%40ss%2Fword'
  let count = 0
  return {
    secureUrl: `imaps://${login}@localhost:${secure}/INBOX`,
    certificate: file('cert.pem'),
    plainUrl: `imap://${login}@127.0.0.1:${plain}`,
    flags: () =>
      ['cur', 'new'].flatMap((dir) =>
        readdirSync(file(`mail/${dir}`)).map((name) => name.split(':2,')[1] ?? ''),
      ),
    put(mail) {
      count += 1
      const draft = file(`mail/tmp/${count}.test`)
      writeFileSync(draft, mail)
      execFileSync('chown', ['nobody', draft])
      // Dovecot moves it on at once when it watches the folder.
      renameSync(draft, file(`mail/new/${count}.test`))
    },
    stop() {
      server.kill('SIGTERM')
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
