/** Finds the tips that stand in the Maildir and reads what their headers say, without opening them. */
import { open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime from 'postal-mime'
import { TIP_HEADERS } from '#lib/delivery/mail'

/** Our own headers end long before this many bytes. */
const HEADER_BYTES = 16_384

export type TipMail = {
  reference: string
  /** Hour of receipt, `2026-11-22T10:00Z`. */
  hour: string
  inbox: string
  parts: number
  /** Sum of the sealed sizes, padding included. */
  bytes: number
  path: string
}

/** Every tip in `maildir/<inbox>/{new,cur}`, newest first. Mails that are not tips are left out. */
export async function listTips(maildir: string): Promise<TipMail[]> {
  const found: { mail: TipMail; made: number }[] = []
  for (const inbox of await entries(maildir)) {
    for (const folder of ['new', 'cur']) {
      const dir = join(maildir, inbox, folder)
      for (const name of await entries(dir)) {
        const read = await readHeaders(join(dir, name))
        if (read !== null) found.push(read)
      }
    }
  }
  // Headers know only the hour; within it, the order in which the files were made decides.
  found.sort((a, b) => b.mail.hour.localeCompare(a.mail.hour) || b.made - a.made)
  return found.map(({ mail }) => mail)
}

/** References compare by letters and digits alone, so that `7k3mq2` finds `7K3M-Q2`. */
export function sameReference(a: string, b: string): boolean {
  const bare = (text: string) => text.toUpperCase().replace(/[^A-Z0-9]/g, '')
  return bare(a) === bare(b) && bare(a) !== ''
}

/**
 * The sealed parts of a tip's mail, in order: part 0 armoured, further parts binary.
 * @throws when the mail has not the form that delivery gives it.
 */
export async function sealedParts(mail: TipMail): Promise<Uint8Array[]> {
  const parsed = await PostalMime.parse(await readFile(mail.path), { forceRfc822Attachments: true })
  const parts = parsed.attachments
    .filter((part) => part.mimeType === 'application/octet-stream')
    .map(({ content }) =>
      typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content),
    )
  if (parts.length !== mail.parts) {
    throw new Error(
      `${mail.path} holds ${parts.length} of ${mail.parts} parts: the mail was cut or changed. Restore it from a backup.`,
    )
  }
  return parts
}

async function entries(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).filter((name) => !name.startsWith('.'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw error
  }
}

async function readHeaders(path: string): Promise<{ mail: TipMail; made: number } | null> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    // A mail program moved it while we looked.
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (file === null) return null
  try {
    // Mail programs keep folders of their own beside the mails.
    if (!(await file.stat()).isFile()) return null
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
    const head = buffer.toString('utf8', 0, bytesRead).split(/\r?\n\r?\n/, 1)[0] ?? ''
    const value = (name: string) => new RegExp(`^${name}:[ \t]*(\\S+)\\s*$`, 'im').exec(head)?.[1]
    const [reference, hour, inbox, parts] = [
      value(TIP_HEADERS.reference),
      value(TIP_HEADERS.received),
      value(TIP_HEADERS.inbox),
      value(TIP_HEADERS.parts),
    ]
    if (!reference || !hour || !inbox || !parts || !/^\d+(,\d+)*$/.test(parts)) return null
    const sizes = parts.split(',').map(Number)
    return {
      mail: {
        reference,
        hour,
        inbox,
        parts: sizes.length,
        bytes: sizes.reduce((sum, size) => sum + size, 0),
        path,
      },
      made: (await file.stat()).birthtimeMs,
    }
  } finally {
    await file.close()
  }
}
