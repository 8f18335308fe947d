/** Replies with a real mutt or neomutt and gpg, as a person does with its keys; it sends by SMTP. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { demoInboxFiles } from '#lib/inboxes/demo-inbox'
import type { Inbox } from '#lib/inboxes/inbox'
import type { TrialInbox } from './trial-inbox.fixture.ts'

/** Why `name` cannot be driven here; null when it can. */
export function whyNoMutt(name: 'neomutt' | 'mutt'): string | null {
  if (spawnSync('gpg', ['--version']).status !== 0) return 'gpg is not installed'
  if (spawnSync('script', ['--version']).status !== 0) return 'script is not installed'
  return spawnSync(name, ['-v']).status === 0 ? null : `${name} is not installed`
}

/**
 * Opens the mail, takes the key attached in it, replies with `text` above the quoted mail, and sends.
 * @param options.settings more lines of its settings @param options.clear it is set not to encrypt
 * @param options.attach path of a file, of letters, digits, `/`, `-` and `.`
 * @param options.keys folder of gpg with the desk's secret key, which is kept with what is taken into it;
 *   without it, one with the demo inbox's is made each time
 * @returns what stood on the screen, for those who look why it failed
 */
export async function replyWithMutt(
  trial: Pick<TrialInbox, 'work' | 'dataDir'> & { inbox: Pick<Inbox, 'address' | 'certificates'> },
  options: {
    program: 'neomutt' | 'mutt'
    mail: Uint8Array
    text: string
    smtpPort: number
    settings?: readonly string[]
    clear?: boolean
    attach?: string
    keys?: string
  },
): Promise<string> {
  const { program, mail, text, smtpPort, settings = [], clear = false, attach } = options
  const home = await mkdtemp(join(trial.work, 'mutt-'))
  const place = (name: string) => join(home, name)
  const keys = options.keys ?? home
  try {
    for (const name of ['box', 'box/new', 'box/cur', 'box/tmp']) await mkdir(place(name))
    await writeFile(place('box/new/1.tip'), mail)
    const gpg = ['--batch', '--homedir', keys]
    if (keys === home) {
      const { secret } = demoInboxFiles(trial.dataDir)
      execFileSync('gpg', [...gpg, '--import', secret], { stdio: 'pipe' })
    }
    const fingerprint = trial.inbox.certificates[0]?.fingerprint.toUpperCase() ?? ''
    // One's own key is trusted.
    execFileSync('gpg', [...gpg, '--import-ownertrust'], {
      input: `${fingerprint}:6:\n`,
      stdio: 'pipe',
    })
    await writeFile(place('text'), text)
    await writeFile(
      place('editor'),
      `#!/bin/sh\ncat ${place('text')} "$1" > "$1.new" && mv "$1.new" "$1"\n`,
      { mode: 0o700 },
    )
    const attaching = attach === undefined ? '' : `<attach-file>${attach}<enter>`
    await writeFile(
      place('rc'),
      [
        'set crypt_use_gpgme=yes wait_key=no quit=yes charset=utf-8 mark_old=no move=no copy=no',
        `set folder=${home} editor="${place('editor')}" fast_reply=yes include=yes record=""`,
        `set smtp_url="smtp://127.0.0.1:${smtpPort}/" ssl_starttls=no ssl_force_tls=no`,
        `set from="${trial.inbox.address}" use_from=yes realname="Desk" hostname="desk.example.net"`,
        `set pgp_default_key="${fingerprint}" pgp_sign_as="${fingerprint}" pgp_self_encrypt=yes`,
        ...settings,
        // Take the key in the mail, if any, and go on; reply, send, choose the key, use it though nobody vouches for it.
        `push "<extract-keys> <reply>${attaching}<send-message>${clear ? '' : '<select-entry>y'}<quit><quit>"`,
        '',
      ].join('\n'),
    )
    const command = `stty cols 100 rows 30; exec ${program} -n -F ${place('rc')} -f ${place('box')}`
    spawnSync('script', ['-qefc', command, place('screen')], {
      env: {
        ...process.env,
        GNUPGHOME: keys,
        TERM: 'xterm',
        HOME: home,
        EMAIL: trial.inbox.address,
      },
      timeout: 40_000,
      killSignal: 'SIGKILL',
      stdio: 'pipe',
    })
    return await readFile(place('screen'), 'utf8')
  } finally {
    spawnSync('gpgconf', ['--homedir', keys, '--kill', 'all'])
    await rm(home, { recursive: true, force: true, maxRetries: 3 })
  }
}
