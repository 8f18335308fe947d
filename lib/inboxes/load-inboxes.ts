/**
 * Reads the inboxes that an operator has written: one `<id>.yaml` each, with its certificates as
 * `.asc` files beside it. Everything wrong is reported at once, with file, field and cure.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { readCertificate } from '#lib/sealing/certificate'
import type { OpenPgp } from '#lib/sealing/openpgp'
import { CATEGORIES } from '#lib/tip/questions'
import type { Inbox, InboxCertificate } from './inbox.ts'

const ID = /^[a-z0-9][a-z0-9-]{0,63}$/

const definition = z.strictObject({
  name: z
    .string('write who reads it, for example “Fraud desk”')
    .trim()
    .min(1, 'write who reads it, for example “Fraud desk”')
    .max(100, 'use 100 characters or fewer')
    .regex(/^\P{Cc}*$/u, 'write it on one line'),
  address: z.email('write a mail address like desk@example.org'),
  categories: z
    .array(z.enum(CATEGORIES, `choose from ${CATEGORIES.join(', ')}`), 'write a list, like [theft]')
    .default([]),
  certificates: z
    .array(
      z
        .string('write a file name')
        .regex(/^[\w][\w.-]*\.asc$/, 'write the name of an .asc file in the same folder'),
      'list at least one .asc file, like [desk.asc]',
    )
    .min(1, 'list at least one .asc file, like [desk.asc]'),
})

/**
 * Loads every inbox of a folder, ordered by id. No folder, or one without definitions, gives an
 * empty list (the caller then uses the demo inbox).
 * @param dir `INBOXES_DIR` @param openpgp the openpgp module
 */
export async function loadInboxes(options: {
  dir: string
  openpgp: OpenPgp
}): Promise<{ ok: true; inboxes: Inbox[] } | { ok: false; errors: string[] }> {
  const { dir, openpgp } = options
  const files = (await filesOf(dir)).filter((name) => !name.startsWith('.') && !isReadme(name))
  const errors: string[] = []
  const inboxes: Inbox[] = []
  const used = new Set<string>()

  for (const file of files.filter((name) => !name.endsWith('.asc'))) {
    const path = join(dir, file)
    const id = file.replace(/\.yaml$/, '')
    if (id === file) {
      errors.push(`${path}: only <id>.yaml and .asc files belong here. Rename or remove it.`)
    } else if (!ID.test(id)) {
      errors.push(
        `${path}: “${id}” cannot be an inbox id. Name the file with lower-case letters, digits and hyphens, at most 64.`,
      )
    } else if (id === 'demo') {
      errors.push(`${path}: the id “demo” is kept for the demonstration inbox. Rename the file.`)
    } else {
      const read = parseDefinition(path, await readFile(path, 'utf8'))
      if (!read.ok) {
        errors.push(...read.errors)
        continue
      }
      const { certificates: names, ...rest } = read.definition
      const certificates: InboxCertificate[] = []
      for (const name of names) {
        used.add(name)
        const loaded = await loadCertificate(join(dir, name), openpgp)
        if (loaded.ok) certificates.push(loaded.certificate)
        else errors.push(`${path}: certificates: ${loaded.error}`)
      }
      errors.push(...repeated(path, 'categories', rest.categories))
      errors.push(
        ...repeated(
          path,
          'certificates',
          certificates.map((certificate) => certificate.fingerprint),
        ),
      )
      inboxes.push({
        id,
        ...rest,
        secondAddress: null,
        mailBytes: null,
        countries: [],
        languages: [],
        leavingNow: false,
        distrusted: [],
        certificates,
        demo: false,
      })
    }
  }

  for (const file of files.filter((name) => name.endsWith('.asc') && !used.has(name))) {
    errors.push(
      `${join(dir, file)}: no inbox names this certificate. List it under “certificates” of an inbox, or remove it.`,
    )
  }
  if (errors.length === 0 && inboxes.length > 0) errors.push(...routingErrors(dir, inboxes))
  return errors.length > 0 ? { ok: false, errors } : { ok: true, inboxes }
}

function isReadme(name: string): boolean {
  return /^readme\.(md|txt)$/i.test(name)
}

async function filesOf(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function parseDefinition(
  path: string,
  text: string,
): { ok: true; definition: z.infer<typeof definition> } | { ok: false; errors: string[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) {
    return {
      ok: false,
      errors: document.errors.map(
        (error) =>
          `${path}:${lines.linePos(error.pos[0]).line}: not valid YAML (${error.message}). Correct this line.`,
      ),
    }
  }
  const parsed = definition.safeParse(document.toJS() ?? {})
  if (parsed.success) return { ok: true, definition: parsed.data }
  return {
    ok: false,
    errors: parsed.error.issues.map((issue) =>
      issue.code === 'unrecognized_keys'
        ? `${path}: ${issue.keys.join(', ')}: no such field. Use name, address, categories and certificates only.`
        : `${path}: ${issue.path.join('.') || 'the file'}: ${issue.message}.`,
    ),
  }
}

async function loadCertificate(
  path: string,
  openpgp: OpenPgp,
): Promise<{ ok: true; certificate: InboxCertificate } | { ok: false; error: string }> {
  let armored: string
  try {
    armored = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return {
      ok: false,
      error: `${path} does not exist. Export it with: gpg --armor --export FINGERPRINT > ${path}`,
    }
  }
  const read = await readCertificate(openpgp, armored)
  if (!read.ok) return { ok: false, error: `${path}: ${read.reason}. ${read.cure}.` }
  const { fingerprint, encryptionKeyIds, expires } = read.certificate
  return {
    ok: true,
    certificate: { fingerprint, armored: read.certificate.armored, encryptionKeyIds, expires },
  }
}

function repeated(path: string, field: string, values: string[]): string[] {
  const twice = values.filter((value, index) => values.indexOf(value) !== index)
  return [...new Set(twice)].map(
    (value) => `${path}: ${field}: “${value}” stands twice. Remove one.`,
  )
}

/** Every category must go to exactly one inbox. */
function routingErrors(dir: string, inboxes: Inbox[]): string[] {
  const errors: string[] = []
  for (const category of CATEGORIES) {
    const claims = inboxes.filter((inbox) => inbox.categories.includes(category))
    if (claims.length > 1) {
      errors.push(
        `${dir}: ${claims.map((inbox) => `${inbox.id}.yaml`).join(' and ')} both take “${category}”. Leave it in one.`,
      )
    }
  }
  const defaults = inboxes.filter((inbox) => inbox.categories.length === 0)
  if (defaults.length > 1) {
    errors.push(
      `${dir}: ${defaults.map((inbox) => `${inbox.id}.yaml`).join(' and ')} name no categories. Only one inbox may take what no other takes: give the rest their categories.`,
    )
  }
  const claimed = new Set(inboxes.flatMap((inbox) => inbox.categories))
  const orphans = CATEGORIES.filter((category) => !claimed.has(category))
  if (defaults.length === 0 && orphans.length > 0) {
    errors.push(
      `${dir}: no inbox takes ${orphans.join(', ')}. Add them to one, or leave “categories” out of one inbox so that it takes the rest.`,
    )
  }
  return errors
}
