/** Opens a mail with a real mail program and real keys, for tests; without a person before it. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { demoInboxFiles } from '#lib/inboxes/demo-inbox'
import { hasGpg, type TrialInbox } from './trial-inbox.fixture.ts'

const hasScript = spawnSync('script', ['--version']).status === 0
const reader = ['neomutt', 'mutt'].find((name) => spawnSync(name, ['-v']).status === 0)

/** Without one of them nothing can be shown. */
export const hasMailProgram = hasGpg && hasScript && reader !== undefined

export type Seen = {
  /** What the mail program shows of the first mail of the box, in UTF-8. */
  text: string
  /** The same mail, saved with its encryption taken off. */
  decrypted: Uint8Array
}

/** Opens the first mail of a Maildir with the demo inbox's secret key. */
export async function openInMailProgram(trial: TrialInbox, box: string): Promise<Seen> {
  const home = await mkdtemp(join(trial.work, 'reader-'))
  execFileSync(
    'gpg',
    ['--batch', '--homedir', home, '--import', demoInboxFiles(trial.dataDir).secret],
    { stdio: 'pipe' },
  )
  const [rc, text, saved] = ['rc', 'text', 'saved'].map((name) => join(home, name))
  await writeFile(
    rc ?? '',
    [
      'set crypt_use_gpgme=yes pipe_decode=yes wait_key=no mbox_type=mbox quit=yes charset=utf-8',
      `set folder=${home} confirmappend=no confirmcreate=no move=no mark_old=no`,
      `push "<pipe-message>cat > ${text}<enter><decrypt-copy>${saved}<enter><quit>"`,
    ].join('\n'),
  )
  // A mail program wants a terminal; script(1) lends one.
  const command = `stty cols 80 rows 24; ${reader} -n -F ${rc} -f ${box}`
  spawnSync('script', ['-qec', command, '/dev/null'], {
    env: { ...process.env, GNUPGHOME: home, TERM: 'xterm', HOME: home },
    timeout: 30_000,
  })
  execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'])
  const mbox = await readFile(saved ?? '')
  const seen = {
    text: await readFile(text ?? '', 'utf8'),
    // The line that an mbox puts before each mail.
    decrypted: mbox.subarray(mbox.indexOf('\n') + 1),
  }
  await rm(home, { recursive: true, force: true, maxRetries: 3 })
  return seen
}
