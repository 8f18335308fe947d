/**
 * `npm run inbox -- list|open|same|reply`: the analyst's side. Reads the Maildir under DATA_DIR, a saved mail,
 * or with `--imap` a mailbox; decrypts with gpg. Asks no network but the mailbox it is told to.
 */
import { existsSync, statSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { identifiersOf } from '#lib/desk/opened'
import { DEMO_INBOX_ID, demoInboxFiles } from '#lib/inboxes/demo-inbox'
import { harmlessLine } from '#lib/opening/harmless'
import { type Gpg, ownGpg, temporaryGpg } from './inbox/gpg.ts'
import { type ImapBox, openImap } from './inbox/imap.ts'
import { listTips, sameReference, type TipMail } from './inbox/mails.ts'
import { FORMATS, type Format, openMessage, openTip, sealedTip } from './inbox/open-tip.ts'
import { reply } from './inbox/reply.ts'
import { type Compared, matchesOf, openedIn, wantedOf } from './inbox/same.ts'
import { readSaved } from './inbox/saved.ts'

const USAGE = `Usage:
  npm run inbox -- list [--imap] [--json]
  npm run inbox -- open <reference> [--imap] [--out DIR] [--parts DIR] [--format markdown] [--format stix]
  npm run inbox -- open <file.eml, .pgp or .asc> [--out DIR] [--parts DIR] [--format …]
  npm run inbox -- same <value or reference> [--imap] [--folder DIR] [--parts DIR] [--json]
  npm run inbox -- reply <reference> [--text FILE] [--file FILE]… [--imap] [--parts DIR] [--eml FILE]
Without --text, reply reads standard input; --eml writes a mail to send by hand. A later message of a sender has
a reference of its own, like 7K3M-Q2-2.
Environment: DATA_DIR (default .data), where the Maildir and the demo key are; for --imap, IMAP_URL like
imaps://user:password@mail.example.org/INBOX.`

const dataDir = resolve(process.env.DATA_DIR || '.data')
const maildir = join(dataDir, 'maildir')

/** What ends the command with a message and, below it, commands that help. */
class Refusal extends Error {
  readonly commands: readonly string[]
  constructor(message: string, commands: readonly string[] = []) {
    super(message)
    this.commands = commands
  }
}

function usage(problem: string): never {
  console.error(`${harmlessLine(problem)}\n\n${USAGE}`)
  process.exit(2)
}

const OPTIONS = {
  json: { type: 'boolean' },
  imap: { type: 'boolean' },
  out: { type: 'string' },
  parts: { type: 'string' },
  folder: { type: 'string' },
  format: { type: 'string', multiple: true },
  text: { type: 'string' },
  file: { type: 'string', multiple: true },
  eml: { type: 'string' },
} as const

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: OPTIONS })
    const [command = '', subject = '', ...more] = positionals
    if (more.length > 0) usage(`There is one argument too many: ${more.join(' ')}`)
    const formats = values.format ?? []
    const wrong = formats.find((one) => !FORMATS.includes(one as Format))
    if (wrong !== undefined) usage(`There is no format “${wrong}”. Write ${FORMATS.join(' or ')}.`)
    return { command, subject, ...values, formats: [...new Set(formats)] as Format[] }
  } catch (error) {
    usage((error as Error).message)
  }
}

const options = readArguments()
const { command, subject, json = false, formats } = options
const fetched = options.parts ?? null

/** Everything that must be closed at the end: a connection, and gpg's temporary folder with the demo key. */
const opened: { close(): Promise<void> }[] = []

async function mails(): Promise<TipMail[]> {
  if (!options.imap) return listTips(maildir)
  const box: ImapBox = await openImap(process.env.IMAP_URL)
  opened.push(box)
  return box.list()
}

const place = options.imap ? 'the mailbox' : maildir

const gpgs = new Map<'demo' | 'own', Promise<Gpg>>()
/** The demo key opens what was sent to the demo inbox; all else is for the user's own keyring. */
function gpgFor(inbox: string | null): Promise<Gpg> {
  const { secret } = demoInboxFiles(dataDir)
  const kind = inbox === DEMO_INBOX_ID && existsSync(secret) ? 'demo' : 'own'
  const known = gpgs.get(kind)
  if (known !== undefined) return known
  const made = (kind === 'demo' ? temporaryGpg(secret) : Promise.resolve(ownGpg())).then((gpg) => {
    opened.push(gpg)
    return gpg
  })
  gpgs.set(kind, made)
  return made
}

async function list(): Promise<void> {
  const tips = (await mails()).map(({ reference, hour, inbox, sizes, conversation }) => ({
    reference,
    hour,
    inbox,
    parts: sizes.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    ...(conversation !== null && { conversation }),
  }))
  if (json) console.log(JSON.stringify(tips))
  else for (const tip of tips) printRow(Object.values(tip))
  if (!json && tips.length === 0) console.error(`No tips in ${place}.`)
}

function printRow(values: readonly unknown[]): void {
  console.log(values.map(String).map(harmlessLine).join('\t'))
}

function byReference(tips: readonly TipMail[], reference: string): TipMail {
  const mail = findReference(tips, reference)
  if (mail !== null) return mail
  throw new Refusal(
    `No tip has the reference “${reference}” in ${place}. See: npm run inbox -- list`,
  )
}

/** The one mail of that reference; null when there is none. */
function findReference(tips: readonly TipMail[], reference: string): TipMail | null {
  const [mail, ...more] = tips.filter((tip) => sameReference(tip.reference, reference))
  if (mail === undefined) return null
  if (more.length > 0) {
    throw new Refusal(
      `${more.length + 1} mails have the reference ${mail.reference}: ${[mail, ...more].map(({ path }) => path).join(', ')}. Move all but one out of ${options.imap ? 'the mailbox' : 'the Maildir'}.`,
    )
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(mail.reference)) {
    throw new Refusal(
      `${mail.path} has a reference that no tip of this server has. Do not trust this mail.`,
    )
  }
  return mail
}

const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true

async function open(): Promise<void> {
  const saved = isFile(subject)
  const tip = saved
    ? await readSaved(resolve(subject))
    : sealedTip(byReference(await mails(), subject))
  const bare = basename(subject, extname(subject)) || subject
  const name = saved ? `${bare}-opened` : (tip.reference ?? subject)
  const dir = resolve(options.out || name)
  const result = await openTip(tip, await gpgFor(tip.inbox), { out: dir, fetched, formats })
  if (!result.ok) {
    throw new Refusal(
      `${tip.reference ?? subject} was not opened; nothing was written. ${result.reason}`,
      result.commands,
    )
  }
  for (const file of result.files) console.log(join(dir, file))
  for (const note of result.notes) console.error(note)
}

async function same(): Promise<void> {
  const tips: Compared[] = options.folder === undefined ? [] : await openedIn(options.folder)
  const seen = new Set(tips.map(({ reference }) => reference))
  for (const mail of await mails()) {
    if (seen.has(mail.reference)) continue
    const message = await openMessage(sealedTip(mail), await gpgFor(mail.inbox), fetched)
    if (message.ok) tips.push(message.opened)
    else console.error(harmlessLine(`${mail.reference} is left out. ${message.reason}`))
  }
  const asked = tips.find(
    ({ reference }) => reference !== null && sameReference(reference, subject),
  )
  const wanted = asked === undefined ? wantedOf(subject) : identifiersOf(asked)
  const matches = matchesOf(
    wanted,
    tips.filter((tip) => tip !== asked),
  )
  if (json) console.log(JSON.stringify(matches))
  else for (const match of matches) printRow(Object.values(match))
  if (!json && matches.length === 0) {
    console.error(`None of ${tips.length} tips names the same${asked ? ' as this one' : ''}.`)
  }
}

async function answer(): Promise<void> {
  if (options.imap && options.eml === undefined) {
    throw new Refusal(
      'The server is not on this machine: write the mail with --eml FILE, and send it.',
    )
  }
  const tips = await mails()
  const mail = byReference(tips, subject)
  const { path, note } = await reply(mail, await gpgFor(mail.inbox), {
    text: options.text ?? null,
    files: options.file ?? [],
    maildir: resolve(process.env.REPLY_MAILDIR || join(dataDir, 'replies')),
    eml: options.eml ?? null,
    fetched,
    first: mail.conversation === null ? null : findReference(tips, mail.conversation),
  })
  console.log(path)
  if (note !== null) console.error(note)
  if (options.eml === undefined) console.error('The server takes it from there.')
  else console.error(`Send this mail as it is. It is for the sender of ${mail.reference} only.`)
}

async function run(): Promise<void> {
  if (command === 'list' && subject === '') return list()
  if (command === 'open' && subject !== '') return open()
  if (command === 'same' && subject !== '') return same()
  if (command === 'reply' && subject !== '') return answer()
  if (command === 'reply') usage('Reply to which tip? Give its reference.')
  if (command === 'open') usage('Which tip? Give its reference, or a saved file.')
  if (command === 'same') usage('The same as what? Give an address, a wallet and so on, or a tip.')
  usage(command ? `There is no “${[command, subject].join(' ').trim()}”.` : 'What to do?')
}

try {
  await run()
} catch (error) {
  console.error(harmlessLine(error instanceof Error ? error.message : String(error)))
  const commands = error instanceof Refusal ? error.commands : []
  for (const one of commands) console.error(`  ${harmlessLine(one)}`)
  process.exitCode = 1
} finally {
  for (const one of opened) await one.close()
}
