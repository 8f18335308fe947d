/** A tip that somebody saved by hand: a mail as `.eml`, or a sealed part as `.pgp` or `.asc`. */
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { attachmentName } from '#lib/delivery/parts'
import { factsOf, type SealedPart } from './mails.ts'
import { type SealedTip, sealedTip } from './open-tip.ts'

const HEAD_BYTES = 65_536
/** No tip has more parts. */
const PARTS_MAX = 100

/**
 * Recognises a saved file by what it holds, whatever its name is. A message saved by itself is opened with
 * the parts that lie as `file-1.pgp` and so on in the folder of `--parts`.
 * @throws with the cure when it holds no tip
 */
export async function readSaved(path: string): Promise<SealedTip> {
  const head = await headOf(path)
  const text = head.toString('latin1')
  if (isSealed(head, text)) {
    return {
      reference: null,
      hour: null,
      inbox: null,
      parts: async (fetched) => ({ ok: true, parts: savedParts(path, fetched) }),
    }
  }
  const facts = factsOf(text)
  if (facts === null) {
    throw new Error(
      `${path} is no mail of a tip, and no encrypted message. Save the whole mail as it came (.eml; not forwarded, not as text), or save its encrypted attachment (.pgp or .asc) and name that.`,
    )
  }
  // Some programs save a mail with the line that an mbox puts before it.
  const start = /^>?From /.test(text) ? text.indexOf('\n') + 1 : 0
  const mail = { ...facts, path, source: () => createReadStream(path, { start }) }
  return sealedTip(mail)
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** An OpenPGP message in armour, or one that begins with a session key (RFC 9580, packet 1). */
function isSealed([first = 0]: Uint8Array, text: string): boolean {
  if (/^\s*-----BEGIN PGP MESSAGE/.test(text)) return true
  if ((first & 0x80) === 0) return false
  return ((first & 0x40) === 0 ? (first >> 2) & 0x0f : first & 0x3f) === 1
}

async function* savedParts(message: string, folder: string | null): AsyncGenerator<SealedPart> {
  yield { path: message }
  for (let part = 1; folder !== null && part <= PARTS_MAX; part += 1) {
    const path = join(folder, attachmentName(part))
    if ((await stat(path).catch(() => null)) === null) return
    yield { path }
  }
}
