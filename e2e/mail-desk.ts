/**
 * A desk that has nothing but mail, with real programs: its mail comes by SMTP to Postfix and is read from
 * Dovecot; gpg opens it, and neomutt replies.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime, { type Email } from 'postal-mime'
import { readCertificate } from '#lib/sealing/certificate'
import * as openpgp from '#lib/sealing/openpgp.node'
import { hasDovecot, startDovecot } from '../scripts/inbox/dovecot.fixture.ts'
import { replyWithMutt, whyNoMutt } from '../scripts/inbox/mutt.fixture.ts'
import { startPostfix, whyNoPostfix } from '../scripts/inbox/postfix.fixture.ts'

const root = join(import.meta.dirname, '..')
const ADDRESS = 'desk@example.org'

/** Why it cannot work here; null when it can. */
export function whyNoMailDesk(): string | null {
  if (!hasDovecot) return 'dovecot or openssl is not installed, or this is not root'
  return whyNoMutt('neomutt') ?? whyNoPostfix()
}

/** A mail that the desk got and opened. */
export type OpenedMail = {
  mail: Buffer
  headers: Email
  report: string
  /** The content of a file that came with it, by the end of its name: names are numbered. */
  file(end: string): Promise<Buffer>
}

export type MailDesk = {
  /** With these a site sends its mails to this desk, and fetches the replies. */
  settings: Readonly<Record<string, string>>
  /** Where the mail servers keep the mails. */
  boxes: string
  /** Waits for the mail with this reference, and opens it by `npm run inbox -- open`. */
  receive(reference: string): Promise<OpenedMail>
  /** Replies with neomutt; `attach` is the path of a file. Gives what stood on its screen. */
  reply(to: OpenedMail, text: string, attach: string): Promise<string>
  close(): Promise<void>
}

/** @param folder for its key, its inbox's file and what it opens; its name may show in what neomutt asks */
export async function startMailDesk(folder: string): Promise<MailDesk> {
  const [inboxes, keys] = [join(folder, 'inboxes'), join(folder, 'keys')]
  await mkdir(inboxes, { recursive: true })
  await mkdir(keys, { mode: 0o700 })
  const { privateKey, publicKey } = await openpgp.generateKey({
    type: 'ecc',
    curve: 'ed25519Legacy',
    userIDs: { name: 'The desk', email: ADDRESS },
    format: 'armored',
    config: { v6Keys: false, aeadProtect: false },
    // A certificate that is not yet valid by a second would be refused.
    date: new Date(Date.now() - 60_000),
  })
  await writeFile(join(inboxes, 'desk.asc'), publicKey)
  await writeFile(
    join(inboxes, 'desk.yaml'),
    `name: The desk\naddress: ${ADDRESS}\ncertificates: [desk.asc]\n`,
  )
  const read = await readCertificate(openpgp, publicKey)
  if (!read.ok) throw new Error(read.reason)
  const { fingerprint, encryptionKeyIds, expires, armored } = read.certificate
  const inbox = {
    address: ADDRESS,
    certificates: [{ fingerprint, encryptionKeyIds, expires, armored }],
  }
  execFileSync('gpg', ['--batch', '--homedir', keys, '--import'], {
    input: privateKey,
    stdio: 'pipe',
  })
  const postfix = await startPostfix()
  const dovecot = await startDovecot(postfix.boxes).catch(async (error: unknown) => {
    await postfix.close()
    throw error
  })

  /** The analyst's command, with the mailbox by IMAP. */
  function command(...args: string[]): void {
    const run = spawnSync(
      process.execPath,
      [join(root, 'scripts', 'inbox.ts'), ...args, '--imap'],
      {
        cwd: folder,
        env: {
          ...process.env,
          DATA_DIR: join(folder, 'data'),
          GNUPGHOME: keys,
          IMAP_URL: dovecot.plainUrl,
          NODE_NO_WARNINGS: '1',
        },
        encoding: 'utf8',
        timeout: 60_000,
      },
    )
    if (run.status !== 0) throw new Error(`inbox ${args.join(' ')}: ${run.stdout}${run.stderr}`)
  }

  return {
    boxes: postfix.boxes,
    settings: {
      INBOXES_DIR: inboxes,
      MAIL_TRANSPORT: 'smtp',
      SMTP_URL: `smtp://127.0.0.1:${postfix.port}`,
      MAIL_FROM: 'tips@example.org',
      REPLY_ADDRESS: 'tips+*@example.org',
      REPLIES: 'imap',
      REPLY_IMAP_URL: dovecot.plainUrl.replace('desk%40', 'tips%40'),
    },
    async receive(reference) {
      const mail = await postfix.arrived(`Tip-Reference: ${reference}\n`)
      const out = join(folder, reference)
      command('open', reference, '--out', out)
      const files = join(out, 'files')
      return {
        mail,
        headers: await PostalMime.parse(mail),
        report: await readFile(join(out, 'report.txt'), 'utf8'),
        async file(end) {
          const names = await readdir(files)
          const name = names.find((one) => one.endsWith(end))
          if (name !== undefined) return readFile(join(files, name))
          throw new Error(`${reference} brought no ${end}, only ${names.join(', ')}.`)
        },
      }
    },
    reply: ({ mail }, text, attach) =>
      replyWithMutt(
        { inbox, dataDir: folder, work: folder },
        {
          program: 'neomutt',
          mail,
          text,
          attach,
          keys,
          smtpPort: postfix.port,
          // What docs/operating.md tells people with mutt to set.
          settings: ['set crypt_replysignencrypted=yes crypt_protected_headers_write=yes'],
        },
      ),
    async close() {
      dovecot.stop()
      await postfix.close()
      spawnSync('gpgconf', ['--homedir', keys, '--kill', 'all'])
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
