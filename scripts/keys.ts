/**
 * `npm run keys -- statement`: has gpg sign which certificates the inboxes have, and writes it beside their
 * files. Run where the signing key is; the server needs no key for it. `npm run keys -- check` checks it.
 */
import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  SIGNER_FILE,
  STATEMENT_FILE,
  STATEMENT_PATH,
  statedInboxes,
  statementText,
} from '#lib/inboxes/key-statement'
import { loadStatement } from '#lib/inboxes/load-statement'
import { publishesStatement } from '#lib/inboxes/published-statement'
import * as openpgp from '#lib/sealing/openpgp.node'
import { readSetup } from '#server/setup'

const USAGE = `Usage:
  npm run keys -- statement [--signer FINGERPRINT] [--days 365]   sign, and write it beside the inbox files
  npm run keys -- statement --unsigned                            print the text, to be signed elsewhere
  npm run keys -- check                                           check the statement that is there
Environment: SITE_URL, the address it speaks for, and INBOXES_DIR.`

const DAY_MS = 24 * 60 * 60 * 1000
const DAYS = 365

function stop(code: number, ...lines: string[]): never {
  for (const line of lines) console.error(line)
  process.exit(code)
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        signer: { type: 'string' },
        days: { type: 'string' },
        unsigned: { type: 'boolean' },
      },
    })
    const [command = '', ...more] = positionals
    if (more.length > 0) stop(2, `There is one argument too many: ${more.join(' ')}`, '', USAGE)
    const days = Number(values.days ?? DAYS)
    if (!Number.isInteger(days) || days < 1 || days > 1100) {
      stop(2, '--days: write a whole number from 1 to 1100.', '', USAGE)
    }
    return { command, signer: values.signer ?? null, days, unsigned: values.unsigned === true }
  } catch (error) {
    stop(2, (error as Error).message, '', USAGE)
  }
}

const { command, signer, days, unsigned } = readArguments()
const setup = await readSetup(process.env, { demo: false })
if (!setup.ok) stop(1, ...setup.errors)
const { config, inboxes } = setup
const { inboxesDir: dir, siteUrl } = config
if (inboxes.length === 0) {
  stop(1, `${dir} names no inbox. A demonstration inbox gets no statement: nobody speaks for it.`)
}
const check = (signed?: string) =>
  loadStatement({
    ...{ dir, inboxes, siteUrl, openpgp, now: new Date() },
    ...(signed === undefined ? {} : { signed }),
  })

/** Signs with gpg, which asks for the passphrase itself. */
function signedBy(fingerprint: string, text: string): string {
  const gpg = spawnSync(
    'gpg',
    ['--clearsign', '--digest-algo', 'SHA512', '--local-user', fingerprint],
    { input: text, stdio: ['pipe', 'pipe', 'inherit'], encoding: 'utf8' },
  )
  if (gpg.error) stop(1, 'gpg was not found. Install GnuPG 2.2 or newer.')
  if (gpg.status !== 0) {
    stop(
      1,
      `gpg did not sign with ${fingerprint}; nothing was written. Run this where that secret key is, or name another with --signer.`,
    )
  }
  return gpg.stdout
}

async function makeStatement(): Promise<void> {
  const now = new Date()
  const day = (date: Date) => date.toISOString().slice(0, 10)
  const text = statementText({
    site: siteUrl,
    made: day(now),
    until: day(new Date(now.getTime() + days * DAY_MS)),
    inboxes: statedInboxes(inboxes),
  })
  if (unsigned) {
    process.stdout.write(text)
    return
  }
  if (siteUrl.startsWith('http:')) {
    console.error(
      `Note: it speaks for ${siteUrl}. For the public site, set SITE_URL as its build does.`,
    )
  }
  const chosen = signer ?? inboxes[0]?.certificates[0]?.fingerprint ?? ''
  const path = join(dir, STATEMENT_FILE)
  const signed = signedBy(chosen, text)
  // What cannot be published would stop the next build.
  const checked = await check(signed)
  if (!checked.ok) {
    stop(
      1,
      'The signed text was not written:',
      ...checked.errors,
      `If the signer reads no inbox, put the certificate there first: gpg --armor --export ${chosen} > ${join(dir, SIGNER_FILE)}`,
    )
  }
  await writeFile(path, signed)
  console.log(path)
  console.log(
    publishesStatement(siteUrl)
      ? `Build and restart; it is then published at ${siteUrl}${STATEMENT_PATH}.`
      : 'No build publishes it: it speaks for a trial on this machine. Set SITE_URL to the public address and make it again.',
  )
}

if (command === 'statement') await makeStatement()
else if (command === 'check') {
  const checked = await check()
  if (!checked.ok) stop(1, ...checked.errors)
  for (const warning of checked.warnings) console.error(warning)
  const { statement } = checked
  console.log(
    statement === null
      ? `There is no ${join(dir, STATEMENT_FILE)}: the site publishes no statement.`
      : `Signed by ${statement.signer}, holds until ${statement.statement.until}.`,
  )
} else stop(2, command ? `There is no “${command}”.` : 'What to do?', '', USAGE)
