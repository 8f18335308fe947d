/**
 * `npm run tips -- list|show|retry|resend|hold|purge`: what an operator may see and do of received
 * tips, beside a running server or without one. Ends with 0, with 1 when refused, with 2 when misused.
 */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readConfig } from '#lib/config'
import { harmlessLine } from '#lib/opening/harmless'
import { hourOf } from '#lib/protocol/hours'
import { openStore } from '#lib/store/open-store'
import type { Recipient, Store, TipRecord } from '#lib/store/store'
import { configErrorText, readSetup } from '#server/setup'
import { conversationsInWords, purgedTable, tipPage, tipTable } from './tips/words.ts'

const USAGE = `Usage:
  npm run tips -- list [--purged] [--json]        every tip, or what was forgotten
  npm run tips -- show REFERENCE [--json]         what is known of one tip
  npm run tips -- retry REFERENCE                 try its waiting or returned mails now
  npm run tips -- resend REFERENCE [--second | --archive]  mail it again; to its second address, or its archive
  npm run tips -- hold REFERENCE [--release]      keep it for a legal case, or no longer
  npm run tips -- purge REFERENCE --yes [--undelivered]    forget it now, for ever, and its conversation
Environment: as for the server, see .env.example.`

const OPTIONS = {
  json: { type: 'boolean' },
  purged: { type: 'boolean' },
  second: { type: 'boolean' },
  archive: { type: 'boolean' },
  release: { type: 'boolean' },
  yes: { type: 'boolean' },
  undelivered: { type: 'boolean' },
} as const

type Option = keyof typeof OPTIONS
type Flags = Partial<Record<Option, boolean>>
type Outcome = { ok: true; text: string } | { ok: false; reason: string }
type Action = (call: { store: Store; tip: TipRecord; flags: Flags; now: Date }) => Promise<Outcome>

/** What is done to one tip, and the options each takes. */
const ACTIONS: Record<string, { options: readonly Option[]; act: Action }> = {
  show: {
    options: ['json'],
    act: async ({ tip, flags, now }) => done(flags.json ? JSON.stringify(tip) : tipPage(tip, now)),
  },
  retry: { options: [], act: retry },
  resend: { options: ['second', 'archive'], act: resend },
  hold: { options: ['release'], act: hold },
  purge: { options: ['yes', 'undelivered'], act: purge },
}

const done = (text: string): Outcome => ({ ok: true, text })
const refused = (reason: string): Outcome => ({ ok: false, reason })
const newMailId = () => randomBytes(16).toString('hex')

async function list({ records, conversations }: Store, flags: Flags): Promise<Outcome> {
  if (flags.purged) {
    const purged = await records.purged()
    if (flags.json) return done(JSON.stringify(purged))
    return done(purged.length === 0 ? 'Nothing was forgotten yet.' : purgedTable(purged))
  }
  const tips = await records.list()
  if (flags.json) return done(JSON.stringify(tips))
  const table = tips.length === 0 ? 'There are no tips.' : tipTable(tips, new Date())
  const standing = conversationsInWords(await conversations.counts())
  return done([table, ...standing].join('\n\n'))
}

async function retry({ store, tip }: Parameters<Action>[0]): Promise<Outcome> {
  const count = await store.records.retry(tip.reference, newMailId)
  if (count === 0) {
    return refused(
      `No mail of ${tip.reference} waits or came back. To mail it again: npm run tips -- resend ${tip.reference}`,
    )
  }
  return done(`${tip.reference}: ${count === 1 ? 'its mail is' : `${count} mails are`} due now.`)
}

async function resend({ store, tip, flags }: Parameters<Action>[0]): Promise<Outcome> {
  if (flags.second && flags.archive) {
    return refused('Mail it to one address at a time: leave out --second or --archive.')
  }
  const recipient: Recipient = flags.archive ? 'archive' : flags.second ? 'second' : 'first'
  const setup = await readSetup(process.env)
  if (!setup.ok) return refused(setup.errors.join('\n'))
  const inbox = setup.inboxes.find(({ id }) => id === tip.inbox)
  if (inbox === undefined) {
    return refused(`There is no inbox “${tip.inbox}” any more. Put its file back first.`)
  }
  if (recipient === 'second' && inbox.secondAddress === null) {
    return refused(
      `The inbox “${tip.inbox}” has no second address. Write secondAddress into its file.`,
    )
  }
  if (recipient === 'archive' && inbox.archive === null) {
    return refused(`The inbox “${tip.inbox}” has no archive. Write archive into its file.`)
  }
  if (tip.mails.some((mail) => mail.state === 'pending' && mail.recipient === recipient)) {
    return refused(
      `A mail of ${tip.reference} to this address still waits. To try it now: npm run tips -- retry ${tip.reference}`,
    )
  }
  const added = await store.records.resend(tip.reference, { id: newMailId(), recipient })
  return added
    ? done(
        `${tip.reference}: a new mail to the ${recipient === 'archive' ? 'archive' : `${recipient} address`} is due now.`,
      )
    : refused(`${tip.reference} was forgotten meanwhile.`)
}

async function hold({ store, tip, flags, now }: Parameters<Action>[0]): Promise<Outcome> {
  const { reference, held } = tip
  if (flags.release && held === null) return refused(`${reference} is not held.`)
  if (!flags.release && held !== null) return done(`${reference} is held since ${held} already.`)
  const changed = await store.records.hold(reference, flags.release ? null : hourOf(now))
  if (!changed) return refused(`${reference} was forgotten meanwhile.`)
  return done(
    flags.release
      ? `${reference} is no longer held: it is forgotten when its time after delivery is over.`
      : `${reference} is held: nothing of it is forgotten until npm run tips -- hold ${reference} --release`,
  )
}

async function purge({ store, tip, flags, now }: Parameters<Action>[0]): Promise<Outcome> {
  const { reference } = tip
  if (!flags.yes) {
    return refused(
      `This deletes ${reference}${tip.message === 1 ? ', and its conversation with all replies,' : ''} from the database for ever. Add --yes if you mean it.`,
    )
  }
  const purged = await store.records.purge(reference, {
    now,
    undelivered: flags.undelivered === true,
  })
  if (purged.ok) {
    // What was deleted stays in the write-ahead log until that is emptied.
    await store.clearLog()
    return done(`${reference} was forgotten. Its reference, sizes and this hour stay on record.`)
  }
  switch (purged.reason) {
    case 'unknown':
      return refused(`${reference} was forgotten meanwhile.`)
    case 'held':
      return refused(
        `${reference} is held. Release it first: npm run tips -- hold ${reference} --release`,
      )
    case 'undelivered':
      return refused(
        `Nobody may have read all of ${reference} yet: a mail is not known to have arrived, or a linked part was not fetched. See: npm run tips -- show ${reference}. Add --undelivered to delete it all the same.`,
      )
  }
}

/** A reference as the store writes it, typed with or without hyphens, in any case; a later message has a number. */
function referenceOf(typed: string): string {
  const bare = typed.toUpperCase().replace(/[^0-9A-Z]/g, '')
  const number = bare.slice(6)
  return `${bare.slice(0, 4)}-${bare.slice(4, 6)}${number === '' ? '' : `-${number}`}`
}

async function actOn(store: Store, act: Action, typed: string, flags: Flags) {
  const reference = referenceOf(typed)
  const tip = await store.records.find(reference)
  if (tip !== null) return act({ store, tip, flags, now: new Date() })
  const gone = (await store.records.purged()).find((one) => one.reference === reference)
  // Its conversation may go on, and ends with it all the same.
  if (gone !== undefined && act === purge && flags.yes) {
    const ended = await store.records.purge(reference, { now: new Date(), undelivered: true })
    if (ended.ok) {
      await store.clearLog()
      return done(`${reference} was forgotten before; now its conversation is, too.`)
    }
  }
  return refused(
    gone === undefined
      ? `No tip has the reference “${reference}”. See: npm run tips -- list`
      : `${reference} was forgotten in the hour of ${gone.purged}. See: npm run tips -- list --purged`,
  )
}

function misuse(problem: string): never {
  console.error(`${harmlessLine(problem)}\n\n${USAGE}`)
  process.exit(2)
}

function readArguments(): { command: string; reference: string | null; flags: Flags } {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: OPTIONS })
    const [command = '', reference, ...more] = positionals
    if (command === '') misuse('What to do?')
    const action = Object.hasOwn(ACTIONS, command) ? ACTIONS[command] : undefined
    if (action === undefined && command !== 'list') misuse(`There is no “${command}”.`)
    if (action !== undefined && reference === undefined) misuse('Which tip? Give its reference.')
    const extra = action === undefined ? reference : more[0]
    if (extra !== undefined) misuse(`There is one argument too many: ${extra}`)
    const taken: readonly string[] = action?.options ?? ['purged', 'json']
    const wrong = Object.keys(values).find((name) => !taken.includes(name))
    if (wrong !== undefined) misuse(`“${command}” takes no --${wrong}.`)
    return { command, reference: reference ?? null, flags: values }
  } catch (error) {
    misuse(error instanceof Error ? error.message : String(error))
  }
}

async function run(): Promise<Outcome> {
  const { command, reference, flags } = readArguments()
  const read = readConfig(process.env)
  if (!read.ok) return refused(read.errors.map(configErrorText).join('\n'))
  const { config } = read
  if (config.postgres === null && !existsSync(config.databaseFile)) {
    return refused(
      `There is no database at ${config.databaseFile}. Set DATA_DIR or DATABASE_URL as for the server.`,
    )
  }
  const store = await openStore(config)
  try {
    const act = ACTIONS[command]?.act
    return act === undefined || reference === null
      ? await list(store, flags)
      : await actOn(store, act, reference, flags)
  } finally {
    await store.close()
  }
}

const outcome = await run().catch((error: unknown) =>
  refused(
    `The database could not be used: ${error instanceof Error ? error.message : String(error)}. Check the disk and DATABASE_URL; nothing was changed.`,
  ),
)
if (outcome.ok) console.log(outcome.text)
else {
  console.error(outcome.reason)
  process.exitCode = 1
}
