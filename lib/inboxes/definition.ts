/** What an inbox file may say, and how each mistake in it is told: with file, field and cure. */
import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { COUNTRY_CODES } from '#lib/tip/countries'
import { CATEGORIES, FILES_MAX } from '#lib/tip/questions'

/** No sealed part may have more bytes than a packet's length of four octets can say (RFC 9580). */
export const MEGABYTES_MAX = 4000

/** A sender may allow this many: the tip's own schema takes no more. */
const PARTNERS_MAX = 20

/** Smaller mails could not even carry the message of a tip (bytes on the wire). */
export const MAIL_BYTES_MIN = 1_000_000

const NAME = 'write who reads it, for example “Fraud desk”'
const ADDRESS = 'write a mail address like desk@example.org'
const CERTIFICATES = 'list at least one .asc file, like [desk.asc]'
const MAIL_BYTES = `write a whole number of bytes, ${MAIL_BYTES_MIN} or more, without separators`
const FINGERPRINT = 'write fingerprints of 40 hex digits, each in quotes'
const FILES = `write a whole number from 0 to ${FILES_MAX}`
const MEGABYTES = `write a whole number of megabytes from 1 to ${MEGABYTES_MAX}, without a unit`
const LIMITS = 'write files, megabytes or both below it, like “files: 10” and “megabytes: 500”'
const PARTNER = 'write the name of whom the desk may share with, for example “National CERT”'
const REPLY_FROM = 'write mail addresses like ana@example.org, or *@example.org for a whole domain'
const ARCHIVE =
  'write both fields below it: “certificate: archive.asc” and “email: archive@example.org”'

const listOf = <Item extends z.ZodType<string>>(item: Item, example: string) =>
  z
    .array(item, `write a list, like ${example}`)
    .min(1, `write a list, like ${example}, or leave the field out`)
    .optional()

const nameLine = (cure: string) =>
  z
    .string(cure)
    .trim()
    .min(1, cure)
    .max(100, 'use 100 characters or fewer')
    .regex(/^\P{Cc}*$/u, 'write it on one line')

const certificateFile = z
  .string('write a file name')
  .regex(/^[\w][\w.-]*\.asc$/, 'write the name of an .asc file in the same folder')

const definition = z.strictObject({
  name: nameLine(NAME),
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
  certificates: z.array(certificateFile, CERTIFICATES).min(1, CERTIFICATES),
  distrusted: listOf(
    z
      .string(FINGERPRINT)
      .transform((text) => text.replaceAll(/\s/g, '').toLowerCase())
      .pipe(z.string().regex(/^[0-9a-f]{40}$/, FINGERPRINT)),
    '["0123…"]',
  ),
  limits: z
    .strictObject(
      {
        files: z.int(FILES).min(0, FILES).max(FILES_MAX, FILES).optional(),
        megabytes: z.int(MEGABYTES).min(1, MEGABYTES).max(MEGABYTES_MAX, MEGABYTES).optional(),
      },
      LIMITS,
    )
    .refine(({ files, megabytes }) => files !== undefined || megabytes !== undefined, LIMITS)
    .optional(),
  partners: listOf(nameLine(PARTNER), '[National CERT, Exchange XY]').refine(
    (names) => names === undefined || names.length <= PARTNERS_MAX,
    `name ${PARTNERS_MAX} at most`,
  ),
  replyFrom: listOf(
    z
      .string(REPLY_FROM)
      .refine((value) => isReplyAuthor(value), REPLY_FROM)
      .transform((value) => value.toLowerCase()),
    '["ana@example.org", "*@example.org"]',
  ),
  archive: z
    .strictObject({ certificate: certificateFile, email: z.email(ADDRESS) }, ARCHIVE)
    .optional(),
})

/** An address, or `*@` and a domain. A `*` that stands for more would let anybody reply. */
function isReplyAuthor(value: string): boolean {
  return z.email().safeParse(value.replace(/^\*@/, 'any@')).success
}

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
        ? `${path}: ${[...issue.path, issue.keys.join(', ')].join('.')}: no such field. Use ${fieldsAt(issue.path).join(', ')} only.`
        : `${path}: ${issue.path.join('.') || 'the file'}: ${issue.message}.`,
    ),
  }
}

/** The fields that there are in the file, or below one of its fields. */
function fieldsAt([field]: readonly PropertyKey[]): string[] {
  if (field === 'archive') return ['certificate', 'email']
  if (field === 'limits') return ['files', 'megabytes']
  return Object.keys(definition.shape)
}

/** Mistakes that no field shows alone. */
function mistakesAcross(path: string, read: Definition): string[] {
  const errors = (
    ['categories', 'countries', 'languages', 'certificates', 'partners', 'replyFrom'] as const
  ).flatMap((field) => repeated(path, field, read[field] ?? []))
  const { archive } = read
  if (archive !== undefined && read.certificates.includes(archive.certificate)) {
    errors.push(
      `${path}: archive.certificate: ${archive.certificate} stands under “certificates” too, so the archive would be a reader like others. Give the archive a certificate of its own, or take it from the list.`,
    )
  }
  const desk = [read.address, read.secondAddress].map((address) => address?.toLowerCase())
  if (archive !== undefined && desk.includes(archive.email.toLowerCase())) {
    errors.push(
      `${path}: archive.email: it is an address of the desk itself, which would get every tip twice. Write the archive's own address, or leave the archive out.`,
    )
  }
  if (archive !== undefined && read.replyFrom?.includes(archive.email.toLowerCase())) {
    errors.push(
      `${path}: replyFrom: it names the archive's address, and an archive answers nobody. Remove it.`,
    )
  }
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
