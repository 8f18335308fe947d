/**
 * `npm run inbox -- list [--json]` and `npm run inbox -- open <reference> [--out DIR] [--parts DIR]`:
 * the analyst's side. Reads the Maildir under DATA_DIR; decrypts with gpg; never asks the network.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { DEMO_INBOX_ID, demoInboxFiles } from '#lib/inboxes/demo-inbox'
import { harmlessLine } from '#lib/opening/harmless'
import { ownGpg, temporaryGpg } from './inbox/gpg.ts'
import { listTips, sameReference } from './inbox/mails.ts'
import { openTip } from './inbox/open-tip.ts'

const USAGE = `Usage:
  npm run inbox -- list [--json]
  npm run inbox -- open <reference> [--out DIR] [--parts DIR]
Environment: DATA_DIR (default .data), where the Maildir and the demo key are.`

const dataDir = resolve(process.env.DATA_DIR || '.data')
const maildir = join(dataDir, 'maildir')

function fail(message: string, ...commands: string[]): never {
  console.error(harmlessLine(message))
  for (const command of commands) console.error(`  ${harmlessLine(command)}`)
  process.exit(1)
}

function usage(problem: string): never {
  console.error(`${harmlessLine(problem)}\n\n${USAGE}`)
  process.exit(2)
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean' }, out: { type: 'string' }, parts: { type: 'string' } },
    })
    const [command = '', reference = '', ...more] = positionals
    if (more.length > 0) usage(`There is one argument too many: ${more.join(' ')}`)
    const { json = false, out = '', parts = '' } = values
    return { command, reference, json, out, parts }
  } catch (error) {
    usage((error as Error).message)
  }
}

async function list(json: boolean): Promise<void> {
  const tips = (await listTips(maildir)).map(({ reference, hour, inbox, sizes }) => ({
    reference,
    hour,
    inbox,
    parts: sizes.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
  }))
  if (json) {
    console.log(JSON.stringify(tips))
    return
  }
  for (const { reference, hour, inbox, parts, bytes } of tips) {
    console.log([reference, hour, inbox, parts, bytes].map(String).map(harmlessLine).join('\t'))
  }
  if (tips.length === 0) console.error(`No tips in ${maildir}.`)
}

async function openReference(reference: string, out: string, parts: string): Promise<void> {
  const tips = await listTips(maildir)
  const [mail, ...more] = tips.filter((tip) => sameReference(tip.reference, reference))
  if (mail === undefined) {
    fail(`No tip has the reference “${reference}” in ${maildir}. See: npm run inbox -- list`)
  }
  if (more.length > 0) {
    fail(
      `${more.length + 1} mails have the reference ${mail.reference}: ${[mail, ...more].map(({ path }) => path).join(', ')}. Move all but one out of the Maildir.`,
    )
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(mail.reference)) {
    fail(`${mail.path} has a reference that no tip of this server has. Do not trust this mail.`)
  }
  const dir = resolve(out || mail.reference)
  const secret = demoInboxFiles(dataDir).secret
  const isDemo = mail.inbox === DEMO_INBOX_ID && existsSync(secret)
  const gpg = isDemo ? await temporaryGpg(secret) : ownGpg()
  const folders = { out: dir, fetched: parts || null }
  const opened = await openTip(mail, gpg, folders).finally(() => gpg.close())
  if (!opened.ok) {
    fail(
      `${mail.reference} was not opened; nothing was written. ${opened.reason}`,
      ...(opened.commands ?? []),
    )
  }
  for (const file of opened.files) console.log(join(dir, file))
  for (const note of opened.notes) console.error(note)
}

const { command, reference, json, out, parts } = readArguments()
try {
  if (command === 'list' && reference === '') await list(json)
  else if (command === 'open' && reference !== '') await openReference(reference, out, parts)
  else if (command === 'open') usage('Which tip? Give its reference.')
  else usage(command ? `There is no “${[command, reference].join(' ').trim()}”.` : 'What to do?')
} catch (error) {
  fail(error instanceof Error ? error.message : String(error))
}
