/**
 * Reads the inboxes that an operator has written: one `<id>.yaml` each, with its certificates as
 * `.asc` files beside it. Everything wrong is reported at once, with file, field and cure.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { PRIVATE_KEY_FAULT } from '#lib/sealing/examine-certificate'
import type { OpenPgp } from '#lib/sealing/openpgp'
import { holdsPrivateKey } from '#lib/sealing/packets'
import { FILES_BYTES_MAX, FILES_MAX } from '#lib/tip/questions'
import { type Definition, parseDefinition, repeated } from './definition.ts'
import type { FileLimits, Inbox, InboxCertificate } from './inbox.ts'
import { SIGNER_FILE, STATEMENT_FILE } from './key-statement.ts'
import { loadArchive, loadCertificate } from './load-certificate.ts'
import { routingErrors, routingWarnings } from './routing-check.ts'

const ID = /^[a-z0-9][a-z0-9-]{0,63}$/
/** No key is larger; what is, lies in the wrong folder, and is not read. */
const KEY_BYTES_MAX = 1_048_576
/** Ids that mean something else in the Maildir and the protocol. */
const RESERVED: Readonly<Record<string, string>> = {
  demo: 'the demonstration inbox',
  operator: 'what the operator is told',
}

/** They speak of certificates and are none of an inbox: see load-statement.ts. */
const STATEMENT_FILES: readonly string[] = [STATEMENT_FILE, SIGNER_FILE]

export type LoadedInboxes =
  | {
      ok: true
      inboxes: Inbox[]
      /** What an operator should know but what stops nothing: sentences with file and cure. */
      warnings: string[]
    }
  | { ok: false; errors: string[] }

/**
 * Loads every inbox of a folder, ordered by id. No folder, or one without definitions, gives an
 * empty list (the caller then uses the demo inbox).
 * @param options.dir `INBOXES_DIR` @param options.openpgp the openpgp module
 * @param options.languages those that pages exist in @param options.now the clock
 */
export async function loadInboxes(options: {
  dir: string
  openpgp: OpenPgp
  languages: readonly string[]
  now: Date
}): Promise<LoadedInboxes> {
  const { dir } = options
  const errors = await privateKeyErrors(dir)
  // What is told as a private key needs no second complaint.
  if (errors.length > 0) return { ok: false, errors }
  const files = (await filesOf(dir)).filter(
    (name) => !name.startsWith('.') && !isReadme(name) && !STATEMENT_FILES.includes(name),
  )
  const warnings: string[] = []
  const inboxes: Inbox[] = []
  const used = new Set<string>()
  let unread = 0

  for (const file of files.filter((name) => !name.endsWith('.asc'))) {
    const path = join(dir, file)
    const id = file.replace(/\.yaml$/, '')
    const misnamed = nameError(path, file, id)
    if (misnamed !== null) {
      errors.push(misnamed)
      unread += 1
      continue
    }
    const read = await loadInbox(path, id, options)
    if (read.inbox === null) unread += 1
    for (const name of read.used) used.add(name)
    errors.push(...read.errors)
    warnings.push(...read.warnings)
    if (read.inbox !== null) inboxes.push(read.inbox)
  }

  // A file that could not be read may name them.
  const unused = unread > 0 ? [] : files.filter((name) => name.endsWith('.asc') && !used.has(name))
  for (const file of unused) {
    errors.push(
      `${join(dir, file)}: no inbox names this certificate. List it under “certificates” of an inbox, or remove it.`,
    )
  }
  if (errors.length === 0 && inboxes.length > 0) errors.push(...routingErrors(dir, inboxes))
  if (errors.length > 0) return { ok: false, errors }
  return {
    ok: true,
    inboxes,
    // A certificate that several inboxes name is warned of once.
    warnings: [...new Set([...warnings, ...routingWarnings(dir, inboxes, options.languages)])],
  }
}

function isReadme(name: string): boolean {
  return /^readme\.(md|txt)$/i.test(name)
}

function nameError(path: string, file: string, id: string): string | null {
  if (id === file) {
    return `${path}: only <id>.yaml and .asc files belong here. Rename or remove it.`
  }
  if (!ID.test(id)) {
    return `${path}: “${id}” cannot be an inbox id. Name the file with lower-case letters, digits and hyphens, at most 64.`
  }
  if (Object.hasOwn(RESERVED, id)) {
    return `${path}: the id “${id}” is kept for ${RESERVED[id]}. Rename the file.`
  }
  return null
}

async function filesOf(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Looks into every file of the folder, hidden ones and those of folders in it too. */
async function privateKeyErrors(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    },
  )
  const paths = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((one, other) => (relative(dir, one) < relative(dir, other) ? -1 : 1))
  const errors: string[] = []
  for (const path of paths) {
    // A link that leads nowhere is told as what it is, later.
    const found = await stat(path).catch(() => null)
    if (!found?.isFile() || found.size > KEY_BYTES_MAX) continue
    const content = await readFile(path)
    if (!holdsPrivateKey(content)) continue
    errors.push(`${path}: ${PRIVATE_KEY_FAULT.reason}. ${PRIVATE_KEY_FAULT.cure}.`)
  }
  return errors
}

type ReadInbox = { inbox: Inbox | null; used: string[]; errors: string[]; warnings: string[] }

async function loadInbox(
  path: string,
  id: string,
  options: { dir: string; openpgp: OpenPgp; now: Date },
): Promise<ReadInbox> {
  const parsed = parseDefinition(path, await readFile(path, 'utf8'))
  if (!parsed.ok) return { inbox: null, used: [], errors: parsed.errors, warnings: [] }
  const { certificates: names, archive, ...read } = parsed.definition
  const distrusted = read.distrusted ?? []
  const certificates: InboxCertificate[] = []
  const errors: string[] = []
  const warnings: string[] = []
  for (const name of names) {
    const loaded = await loadCertificate(join(options.dir, name), options)
    if (!loaded.ok) {
      errors.push(`${path}: certificates: ${loaded.error}`)
      continue
    }
    certificates.push(loaded.certificate)
    warnings.push(...loaded.warnings)
    if (distrusted.includes(loaded.certificate.fingerprint)) {
      errors.push(
        `${path}: distrusted: ${name} is the certificate that tips are sealed to now. Put the new one in its place.`,
      )
    }
  }
  let archived: InboxCertificate | null = null
  if (archive !== undefined) {
    const loaded = await loadArchive(join(options.dir, archive.certificate), options)
    if (loaded.ok) {
      archived = { ...loaded.certificate, archive: true }
      certificates.push(archived)
      warnings.push(...loaded.warnings)
    } else errors.push(`${path}: archive.certificate: ${loaded.error}`)
  }
  const fingerprints = certificates.map(({ fingerprint }) => fingerprint)
  errors.push(...repeated(path, 'certificates', fingerprints))
  if (archived !== null && distrusted.includes(archived.fingerprint)) {
    errors.push(
      `${path}: distrusted: it names the archive's certificate. Put a new one in its place.`,
    )
  }
  return {
    used: archive === undefined ? names : [...names, archive.certificate],
    errors,
    warnings,
    inbox: {
      id,
      name: read.name,
      address: read.address,
      secondAddress: read.secondAddress ?? null,
      mailBytes: read.mailBytes ?? null,
      categories: read.categories ?? [],
      countries: read.countries ?? [],
      languages: read.languages ?? [],
      leavingNow: read.leavingNow ?? false,
      certificates,
      distrusted,
      limits: fileLimits(read.limits),
      partners: read.partners ?? [],
      replyFrom: read.replyFrom ?? [],
      archive:
        archive === undefined || archived === null
          ? null
          : { fingerprint: archived.fingerprint, email: archive.email },
      demo: false,
    },
  }
}

/** As the pages count them, so that the form says the number that stands in the file. */
const BYTES_PER_MEGABYTE = 1024 * 1024

/** What one field leaves open is as everywhere on the site. */
function fileLimits(limits: Definition['limits']): FileLimits | null {
  if (limits === undefined) return null
  const { files = FILES_MAX, megabytes } = limits
  return {
    files,
    bytes: megabytes === undefined ? FILES_BYTES_MAX : megabytes * BYTES_PER_MEGABYTE,
  }
}
