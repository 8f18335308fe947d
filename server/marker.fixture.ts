/** Looks for words in everything that a server leaves on a disk. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readReturnNumber } from '#lib/follow-up/derive'

/** How the marker looks in bytes: UTF-8, UTF-16, hex, and base64 at each of its three offsets. */
function disguises(marker: string | Uint8Array): Buffer[] {
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), Buffer.from(marker)]).toString('base64')
    // What depends on the neighbours at either end is left out.
    return Buffer.from(text.slice(offset === 0 ? 0 : 4, -4))
  })
  const bytes = Buffer.from(marker)
  return [
    bytes,
    ...(typeof marker === 'string' ? [Buffer.from(marker, 'utf16le')] : []),
    Buffer.from(bytes.toString('hex')),
    ...base64,
  ]
}

/** Every file below `dir` that holds the marker in some disguise; line breaks do not hide it. */
export async function filesWithMarker(dir: string, marker: string | Uint8Array): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const content = await readFile(path)
    const joined = Buffer.from(content.toString('latin1').replace(/\r?\n/g, ''), 'latin1')
    const isHere = (part: Buffer) => content.includes(part) || joined.includes(part)
    if (
      (typeof marker === 'string' && entry.name.includes(marker)) ||
      disguises(marker).some(isHere)
    )
      found.push(path)
  }
  return found
}

/** What would betray how a sender comes back; fewer than three words in a row would be found by chance. */
export function markersOfCode(
  words: readonly string[],
  returnNumber: string,
): (string | Uint8Array)[] {
  const plain = returnNumber.replaceAll('-', '')
  const bytes = Buffer.from(readReturnNumber(returnNumber) ?? [])
  const rows = [0, 3, 6].flatMap((at) =>
    [' ', '\n', '-', ',', '","'].map((by) => words.slice(at, at + 3).join(by)),
  )
  return [...rows, returnNumber, plain, plain.toLowerCase(), bytes.toString('hex'), bytes]
}
