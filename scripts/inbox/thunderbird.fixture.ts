/**
 * Drives a real Thunderbird as a person at a desk would: opens a mail, takes the key in it, presses
 * “Reply”, writes and sends. It has a profile of its own and speaks to this machine only.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../loopback.fixture.ts'
import { openMarionette } from './marionette.fixture.ts'
import {
  CLOSE_REPLY,
  ENCRYPT_NEW,
  IMPORT_ATTACHED,
  INSTALL_KEY,
  OPEN_MAIL,
  OPEN_NEWEST,
  PRESS_REPLY,
  RESOLVE_KEY,
  SEND,
  SHOW_INNER,
  TAKE_KEY,
  TURN_ON_ENCRYPTION,
} from './thunderbird-steps.fixture.ts'

/** Why it cannot run here; null when it can. */
export function whyNoThunderbird(): string | null {
  const found = spawnSync('thunderbird', ['--version'], { encoding: 'utf8', timeout: 20_000 })
  const version = Number(/Thunderbird (\d+)/.exec(found.stdout ?? '')?.[1] ?? 0)
  if (version === 0) return 'thunderbird is not installed'
  return version >= 140 ? null : `thunderbird ${version} is driven in another way`
}

/** What the reader sees of an opened mail. */
export type Shown = {
  subject: string
  text: string
  attachments: string[]
  /** Fingerprints of the keys that Thunderbird offers in the bar above the mail. */
  offered: string[]
  /** The words of that bar; empty when it is hidden. */
  bar: string
}

/** A mail among others of its folder. */
export type Threaded = Shown & {
  id: string
  /** Id of the mail below which the list has it; null when it stands on its own. */
  parent: string | null
  /** How many mails its thread has. */
  thread: number
}

/** What stands in the window after “Reply” was pressed. */
export type Composed = {
  to: string[]
  encrypted: boolean
  signed: boolean
  /** Addresses for which no accepted key is there. */
  missing: string[]
}

export type Thunderbird = {
  open(mail: Uint8Array): Promise<Shown>
  /** Waits until INBOX on the mail server holds so many mails, and opens the newest in the list there. */
  openNewest(count: number): Promise<Threaded>
  /** “Import…” in the bar above the mail, “Accepted (unverified)”, “Import”. */
  takeKey(): Promise<void>
  /** “Decrypt and Show” above a mail with files beside the message: it opens in a tab of its own. */
  showInner(): Promise<Shown>
  /** “Import OpenPGP Key” in the menu of `tip-key.asc`, the same, and back to the mail. */
  importAttached(): Promise<void>
  reply(): Promise<Composed>
  /** “Enable encryption for new messages” under “End-To-End Encryption” in the account's settings. */
  encryptNew(): Promise<void>
  /** “Encrypt” in the bar that says that it is possible. */
  turnOnEncryption(): Promise<Pick<Composed, 'encrypted' | 'missing'>>
  /** “Resolve…”, “Resolve…”, the key, “Accept”, “Close” in the window of the reply. */
  resolveKey(): Promise<Pick<Composed, 'missing'>>
  /** Writes above the quoted mail, attaches a file, and sends. */
  send(text: string, file?: string): Promise<void>
  /** Leaves the window of the reply without sending. */
  closeReply(): Promise<void>
  close(): Promise<void>
}

/**
 * Starts it with one account and its secret key.
 * @param options.secretKey armored, without a passphrase
 * @param options.smtpPort of a mail server on this machine that takes everything
 * @param options.imap URL of its mails on a server of this machine; without it none are fetched
 * @param options.display of an X server, to have windows on a screen
 */
export async function startThunderbird(options: {
  address: string
  secretKey: string
  fingerprint: string
  smtpPort: number
  imap?: string
  display?: string
}): Promise<Thunderbird> {
  const folder = await mkdtemp(join(tmpdir(), 'rhw-thunderbird-'))
  const port = await freePort()
  await writeFile(join(folder, 'user.js'), preferences({ ...options, port }))
  const flags = ['--marionette', '--remote-allow-system-access', '--no-remote']
  const screen = options.display === undefined ? ['--headless'] : []
  const child = spawn('thunderbird', [...screen, ...flags, '--profile', folder], {
    stdio: 'ignore',
    // A group of its own, so that its helpers end with it.
    detached: true,
    env: {
      ...process.env,
      HOME: folder,
      MOZ_CRASHREPORTER_DISABLE: '1',
      ...(options.display !== undefined && { DISPLAY: options.display, GDK_BACKEND: 'x11' }),
    },
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const kill = () => {
    if (child.pid !== undefined) spawnSync('kill', ['-KILL', '--', `-${child.pid}`])
  }
  // Even if the test is stopped in the middle.
  process.once('exit', kill)
  const close = async () => {
    process.off('exit', kill)
    kill()
    await ended
    await rm(folder, { recursive: true, force: true, maxRetries: 10 })
  }
  try {
    const marionette = await openMarionette(port)
    const { run } = marionette
    await run(INSTALL_KEY, options.secretKey, options.fingerprint)
    const mails = options.imap === undefined ? null : new URL(options.imap)
    let count = 0
    return {
      async open(mail) {
        count += 1
        const file = join(folder, `${count}.eml`)
        await writeFile(file, mail)
        return (await run(OPEN_MAIL, file, `Mail ${count}`)) as Shown
      },
      openNewest: async (count) =>
        (await run(OPEN_NEWEST, count, decodeURIComponent(mails?.password ?? ''))) as Threaded,
      takeKey: async () => void (await run(TAKE_KEY)),
      showInner: async () => (await run(SHOW_INNER)) as Shown,
      importAttached: async () => void (await run(IMPORT_ATTACHED)),
      encryptNew: async () => void (await run(ENCRYPT_NEW)),
      turnOnEncryption: async () =>
        (await run(TURN_ON_ENCRYPTION)) as Pick<Composed, 'encrypted' | 'missing'>,
      reply: async () => (await run(PRESS_REPLY)) as Composed,
      resolveKey: async () => (await run(RESOLVE_KEY)) as Pick<Composed, 'missing'>,
      send: async (text, file) => void (await run(SEND, text, file ?? null)),
      closeReply: async () => void (await run(CLOSE_REPLY)),
      async close() {
        marionette.close()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** A profile with one account, its mail server on this machine, and nothing that asks the network. */
function preferences(options: {
  address: string
  smtpPort: number
  port: number
  imap?: string
}): string {
  const values: Record<string, string | number | boolean> = {
    'marionette.port': options.port,
    'app.update.enabled': false,
    'datareporting.policy.dataSubmissionEnabled': false,
    'mail.shell.checkDefaultClient': false,
    'mail.spotlight.firstRunDone': true,
    'mailnews.start_page.enabled': false,
    'mail.provider.suppress_dialog_on_startup': true,
    'app.donation.eoy.version.viewed': 999,
    'mail.accountmanager.accounts': 'account1,account2',
    'mail.accountmanager.defaultaccount': 'account1',
    'mail.accountmanager.localfoldersserver': 'server2',
    'mail.account.account1.identities': 'id1',
    'mail.account.account1.server': 'server1',
    'mail.account.account2.server': 'server2',
    'mail.server.server1.type': 'imap',
    'mail.server.server1.hostname': '127.0.0.1',
    'mail.server.server1.port': Number(new URL(options.imap ?? 'imap://127.0.0.1:9').port),
    'mail.server.server1.userName': options.address,
    'mail.server.server1.name': options.address,
    'mail.server.server1.login_at_startup': false,
    'mail.server.server2.type': 'none',
    'mail.server.server2.hostname': 'Local Folders',
    'mail.server.server2.userName': 'nobody',
    'mail.server.server2.name': 'Local Folders',
    'mail.identity.id1.fullName': 'Desk',
    'mail.identity.id1.useremail': options.address,
    'mail.identity.id1.smtpServer': 'smtp1',
    'mail.identity.id1.valid': true,
    // Sent mails are not kept: the account has no server.
    'mail.identity.id1.fcc': false,
    'mail.smtpservers': 'smtp1',
    'mail.smtp.defaultserver': 'smtp1',
    'mail.smtpserver.smtp1.hostname': '127.0.0.1',
    'mail.smtpserver.smtp1.port': options.smtpPort,
    'mail.smtpserver.smtp1.authMethod': 1,
    'mail.smtpserver.smtp1.try_ssl': 0,
  }
  return Object.entries(values)
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    .join('')
}
