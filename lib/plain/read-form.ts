/**
 * Reads a form (multipart/form-data, RFC 7578) part by part while it arrives. Files stream through,
 * nothing is written to disk, and a sender who is faster than whoever takes the parts waits.
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy'

/** One field of text in bytes; the longest answer has 20,000 characters. */
export const FIELD_BYTES_MAX = 256 * 1024
/** Far more than the page has, so that only programs meet them. */
const FIELDS_MAX = 400
const FILES_MAX = 200
const HEADER_BYTES_MAX = 16 * 1024
const HEADERS_MAX = 20

export type FormPart =
  | { kind: 'field'; name: string; value: string; cut: boolean }
  | {
      kind: 'file'
      name: string
      /** As the browser gave it, '' when none was chosen. */
      fileName: string
      /** As the browser claims it. */
      type: string
      content: AsyncIterable<Uint8Array>
    }

/** The form ended early, or is none: the sender went away, or a part has no end. */
export class FormBroken extends Error {}

/** Whether a request brings a form that `readForm` reads. */
export function isForm(headers: IncomingHttpHeaders): boolean {
  return /^multipart\/form-data\s*;.*\bboundary=/i.test(headers['content-type'] ?? '')
}

/**
 * Every part in the order of the form. A file's content must be read before the next part is asked for;
 * what was not is thrown away then. Line ends of texts become line feeds.
 * @throws FormBroken when the form ends early
 */
export async function* readForm(
  body: Readable,
  headers: IncomingHttpHeaders,
): AsyncGenerator<FormPart> {
  const found: FormPart[] = []
  let state = 'reading' as 'reading' | 'ended' | FormBroken
  let wake = () => {}
  const open = new Set<BusboyFileStream>()

  const end = (outcome: 'ended' | FormBroken) => {
    if (state !== 'reading') return
    state = outcome
    if (outcome !== 'ended') for (const file of open) file.destroy(outcome)
    wake()
  }
  const broken = (error: unknown) =>
    end(new FormBroken(error instanceof Error ? error.message : 'The form broke off.'))

  const parser = parserFor(headers)
  parser.on('field', (name, value, _nameCut, cut) => {
    found.push({ kind: 'field', name: name ?? '', value: value.replace(/\r\n?/g, '\n'), cut })
    wake()
  })
  parser.on('file', (name, stream, fileName, _encoding, type) => {
    open.add(stream)
    // A stream that breaks while nobody reads it must not end the process.
    stream.on('error', broken)
    stream.once('close', () => open.delete(stream))
    const content = contentOf(stream)
    found.push({ kind: 'file', name: name ?? '', fileName: fileName ?? '', type, content })
    wake()
  })
  parser.on('fieldsLimit', () => broken(new Error('The form has too many fields.')))
  parser.on('filesLimit', () => broken(new Error('The form has too many files.')))
  parser.on('error', broken)
  parser.on('finish', () => end('ended'))
  const onClose = () => {
    if (!body.readableEnded) broken(new Error('The sender went away.'))
  }
  body.on('error', broken).on('close', onClose)
  body.pipe(parser)

  try {
    for (;;) {
      const part = found.shift()
      if (part !== undefined) {
        yield part
        if (part.kind === 'file') await rest(part.content)
        continue
      }
      if (state === 'ended') return
      if (state !== 'reading') throw state
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  } finally {
    body.unpipe(parser)
    body.off('error', broken).off('close', onClose)
    for (const file of open) file.destroy()
    parser.destroy()
  }
}

/** @throws FormBroken when nobody can tell its parts apart: it names no boundary, or one that is too long */
function parserFor(headers: IncomingHttpHeaders): BusboyInstance {
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': headers['content-type'] ?? '' },
      preservePath: true,
      limits: {
        fieldSize: FIELD_BYTES_MAX,
        fields: FIELDS_MAX,
        files: FILES_MAX,
        headerPairs: HEADERS_MAX,
        headerSize: HEADER_BYTES_MAX,
      },
    })
  } catch (error) {
    throw new FormBroken(error instanceof Error ? error.message : 'It is no form.')
  }
}

/** A file's bytes. Who stops in the middle does not destroy the stream: the parser waits for its end. */
async function* contentOf(stream: Readable): AsyncGenerator<Uint8Array> {
  const pieces: AsyncIterable<Uint8Array> = stream.iterator({ destroyOnReturn: false })
  try {
    yield* pieces
  } catch (error) {
    throw error instanceof FormBroken ? error : new FormBroken('A file broke off.')
  }
}

/** Reads on to the end of a file that nobody wants any more; how it ends is told by the form itself. */
async function rest(content: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const _ of content);
  } catch {
    // The form has broken off, which the next look at it finds.
  }
}
