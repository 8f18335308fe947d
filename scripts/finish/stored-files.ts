/** Writes the published folder: each answer's bytes once plain, and smaller where it is text. */
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { PublishedAnswer } from '#server/manifest'

const brotli = promisify(brotliCompress)
const deflate = promisify(gzip)

const TYPES: Record<string, string> = {
  asc: 'application/pgp-keys',
  css: 'text/css; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  mjs: 'text/javascript; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
  webp: 'image/webp',
  woff2: 'font/woff2',
  xml: 'application/xml',
}
/** Bytes; a hash or a short list gains nothing that a reader would notice. */
const WORTH_IT = 256
const TEXT = /^text\/|json|xml|javascript|wasm|pgp-keys/

/**
 * The content type of a file by its ending.
 * @throws when the ending is unknown, since a browser must not guess.
 */
export function contentTypeOf(file: string): string {
  const ending = /\.([^./]+)$/.exec(file)?.[1]?.toLowerCase() ?? ''
  const type = TYPES[ending]
  if (!type) {
    throw new Error(`${file} has no known content type: add its ending to stored-files.ts.`)
  }
  return type
}

/**
 * Stores `body` under `folder/file` with brotli and gzip 9 beside it (`.br`, `.gz`), each only where it
 * is smaller, and gives what the manifest says of them. What fits a packet anyway is left as it is.
 */
export async function storeFile(
  folder: string,
  file: string,
  body: Buffer,
  contentType: string,
  brotliQuality = 11,
): Promise<Pick<PublishedAnswer, 'encodings' | 'sha256'>> {
  const path = join(folder, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, body)
  const encodings: PublishedAnswer['encodings'] = {
    identity: { file, bytes: body.byteLength },
  }
  if (TEXT.test(contentType) && body.byteLength >= WORTH_IT) {
    const smaller = {
      br: await brotli(body, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
          [constants.BROTLI_PARAM_LGWIN]: 24,
          [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength,
        },
      }),
      gzip: await deflate(body, { level: 9 }),
    }
    for (const [encoding, ending] of [
      ['br', 'br'],
      ['gzip', 'gz'],
    ] as const) {
      const encoded = smaller[encoding]
      if (encoded.byteLength >= body.byteLength) continue
      await writeFile(`${path}.${ending}`, encoded)
      encodings[encoding] = { file: `${file}.${ending}`, bytes: encoded.byteLength }
    }
  }
  return { encodings, sha256: createHash('sha256').update(body).digest('base64url') }
}
