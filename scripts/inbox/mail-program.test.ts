import { execFileSync, spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { demoInboxFiles } from '#lib/inboxes/demo-inbox'
import { entity, hasGpg, makeTrialInbox, PICTURE } from './trial-inbox.fixture.ts'

const hasScript = spawnSync('script', ['--version']).status === 0
const reader = ['neomutt', 'mutt'].find((name) => spawnSync(name, ['-v']).status === 0)
const trial = makeTrialInbox()

describe.skipIf(!hasGpg || !hasScript || reader === undefined)('a mail program', () => {
  it('opens the mail from the Maildir by itself', async () => {
    await trial.deliver('MUTT-AA', [trial.seal(entity([{ name: 'a.png', content: PICTURE }]))])
    const base = ['--batch', '--homedir', trial.work]
    execFileSync('gpg', [...base, '--import', demoInboxFiles(trial.dataDir).secret], {
      stdio: 'pipe',
    })
    const rc = join(trial.work, 'rc')
    await writeFile(
      rc,
      [
        'set crypt_use_gpgme=yes pipe_decode=yes wait_key=no mbox_type=Maildir quit=yes',
        `set folder=${trial.dataDir} confirmappend=no move=no mark_old=no`,
        `push "<pipe-message>cat > ${join(trial.work, 'seen')}<enter><quit>"`,
      ].join('\n'),
    )
    const box = join(trial.dataDir, 'maildir', 'demo')
    // A mail program wants a terminal; script(1) lends one.
    spawnSync(
      'script',
      ['-qec', `stty cols 80 rows 24; ${reader} -n -F ${rc} -f ${box}`, '/dev/null'],
      {
        env: { ...process.env, GNUPGHOME: trial.work, TERM: 'xterm', HOME: trial.work },
        timeout: 20_000,
      },
    )
    execFileSync('gpgconf', ['--homedir', trial.work, '--kill', 'all'])
    expect(await readFile(join(trial.work, 'seen'), 'utf8')).toContain('The report – 보고서')
  })
})
