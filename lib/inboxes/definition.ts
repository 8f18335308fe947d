/** What an inbox file may say, and how each mistake in it is told: with file, field and cure. */
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { COUNTRY_CODES } from '#lib/tip/countries'
import { CATEGORIES } from '#lib/tip/questions'

/** Smaller mails could not even carry the message of a tip (bytes on the wire). */
export const MAIL_BYTES_MIN = 1_000_000

const NAME = 'write who reads it, for example “Fraud desk”'
const ADDRESS = 'write a mail address like desk@example.org'
const CERTIFICATES = 'list at least one .asc file, like [desk.asc]'
const MAIL_BYTES = `write a whole number of bytes, ${MAIL_BYTES_MIN} or more, without separators`
const FINGERPRINT = 'write fingerprints of 40 hex digits, each in quotes'

const listOf = <Item extends z.ZodType<string>>(item: Item, example: string) =>
  z
    .array(item, `write a list, like ${example}`)
    .min(1, `write a list, like ${example}, or leave the field out`)
    .optional()

const definition = z.strictObject({
  name: z
    .string(NAME)
    .trim()
    .min(1, NAME)
    .max(100, 'use 100 characters or fewer')
    .regex(/^\P{Cc}*$/u, 'write it on one line'),
  address: z.email(ADDRESS),
  secondAddress: z.email(ADDRESS).optional(),
  mailBytes: z.int(MAIL_BYTES).min(MAIL_BYTES_MIN, MAIL_BYTES).optional(),
  categories: listOf(z.enum(CATEGORIES, `choose from ${CATEGORIES.join(', ')}`), '[theft]'),
  countries: listOf(
    z.enum(
      COUNTRY_CODES as [string, ...string[]],
      'write ISO 3166 codes of two capital letters, like KR, or GB for the United Kingdom',
    ),
    '[KR, JP]',
  ),
  languages: listOf(
    z
      .string('write language codes, like en')
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/, 'write language codes, like en'),
    '[en]',
  ),
  leavingNow: z.literal(true, 'write true, or leave the field out').optional(),
  certificates: z
    .array(
      z
        .string('write a file name')
        .regex(/^[\w][\w.-]*\.asc$/, 'write the name of an .asc file in the same folder'),
      CERTIFICATES,
    )
    .min(1, CERTIFICATES),
  distrusted: listOf(
    z
      .string(FINGERPRINT)
      .transform((text) => text.replaceAll(/\s/g, '').toLowerCase())
      .pipe(z.string().regex(/^[0-9a-f]{40}$/, FINGERPRINT)),
    '["0123…"]',
  ),
})

export type Definition = z.infer<typeof definition>

/**
 * Reads the text of an inbox file.
 * @param path its path, for the errors
 * @returns the definition, or every mistake as `path: field: what to write.`
 */
export function parseDefinition(
  path: string,
  text: string,
): { ok: true; definition: Definition } | { ok: false; errors: string[] } {
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
  const errors = parsed.success ? mistakesAcross(path, parsed.data) : []
  if (parsed.success) {
    return errors.length > 0 ? { ok: false, errors } : { ok: true, definition: parsed.data }
  }
  return {
    ok: false,
    errors: parsed.error.issues.map((issue) =>
      issue.code === 'unrecognized_keys'
        ? `${path}: ${issue.keys.join(', ')}: no such field. Use ${Object.keys(definition.shape).join(', ')} only.`
        : `${path}: ${issue.path.join('.') || 'the file'}: ${issue.message}.`,
    ),
  }
}

/** Mistakes that no field shows alone. */
function mistakesAcross(path: string, read: Definition): string[] {
  const errors = (['categories', 'countries', 'languages', 'certificates'] as const).flatMap(
    (field) => repeated(path, field, read[field] ?? []),
  )
  if (read.secondAddress?.toLowerCase() === read.address.toLowerCase()) {
    errors.push(
      `${path}: secondAddress: it is the same as “address”, so it would send mail back as well. Write another one, best at another provider, or leave it out.`,
    )
  }
  return errors
}

/** An error for each value that stands more than once. */
export function repeated(path: string, field: string, values: readonly string[]): string[] {
  const twice = values.filter((value, index) => values.indexOf(value) !== index)
  return [...new Set(twice)].map(
    (value) => `${path}: ${field}: “${value}” stands twice. Remove one.`,
  )
}
