/**
 * Serves the published folder from memory: negotiated encodings, entity tags, HEAD, and nothing
 * that is not in the manifest. A path is looked up whole, so there is no file name to traverse.
 */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { chooseEncoding, type Encoding } from './accept-encoding.ts'
import { type Manifest, type PublishedAnswer, parseManifest } from './manifest.ts'

/** One encoding of one answer, ready to be written. */
type Representation = {
  body: Buffer
  etag: string
  headers: OutgoingHttpHeaders
  notModified: OutgoingHttpHeaders
}
type Answer = { status: number; encodings: Partial<Record<Encoding, Representation>> }

export type Site = {
  manifest: Manifest
  /** Answers every request, also those it has no page for. */
  handle(request: IncomingMessage, response: ServerResponse): void
}

const ENCODINGS = ['br', 'gzip', 'identity'] as const

/**
 * Reads `manifest.json` and the files of `dist/site` into memory.
 * @throws naming the cure when the folder was not built or does not fit its manifest.
 */
export async function openSite(dist: string): Promise<Site> {
  const text = await readFile(join(dist, 'manifest.json'), 'utf8').catch(() => undefined)
  if (text === undefined) {
    throw new Error(`There is no built site in ${dist}. Run \`npm run build\` first.`)
  }
  const manifest = parseManifest(text)
  const answers = new Map<string, Answer>()
  for (const [address, published] of Object.entries(manifest.answers)) {
    answers.set(address, await readAnswer(join(dist, 'site'), address, published))
  }
  const notFound = answers.get(manifest.notFound)
  if (!notFound) throw new Error(`The manifest has no answer for ${manifest.notFound}.`)
  return { manifest, handle: (request, response) => respond(answers, notFound, request, response) }
}

async function readAnswer(
  folder: string,
  address: string,
  published: PublishedAnswer,
): Promise<Answer> {
  const encodings: Answer['encodings'] = {}
  const negotiated = published.encodings.br !== undefined || published.encodings.gzip !== undefined
  for (const encoding of ENCODINGS) {
    const stored = published.encodings[encoding]
    if (!stored) continue
    const body = await readFile(join(folder, stored.file))
    if (body.byteLength !== stored.bytes) {
      throw new Error(
        `${stored.file} (${address}) has ${body.byteLength} bytes, its manifest says ${stored.bytes}. Run \`npm run build\` again.`,
      )
    }
    // Another encoding is another representation and needs a tag of its own (RFC 9110, 8.8.3).
    const etag = `"${published.sha256.slice(0, 22)}${encoding === 'identity' ? '' : `-${encoding}`}"`
    const shared = {
      ...published.headers,
      ...(negotiated && { vary: 'Accept-Encoding' }),
      ...(published.status === 200 && { etag }),
    }
    encodings[encoding] = {
      body,
      etag,
      headers: {
        ...shared,
        ...(encoding !== 'identity' && { 'content-encoding': encoding }),
        'content-length': body.byteLength,
      },
      notModified: Object.fromEntries(
        Object.entries(shared).filter(([name]) => !name.startsWith('content-type')),
      ),
    }
  }
  return { status: published.status, encodings }
}

function respond(
  answers: ReadonlyMap<string, Answer>,
  notFound: Answer,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = request.url ?? '/'
  const query = url.indexOf('?')
  const path = query === -1 ? url : url.slice(0, query)
  const answer = answers.get(path)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuseMethod(answer !== undefined, response)
    return
  }
  if (!answer && path.length > 1 && path.endsWith('/') && answers.has(path.slice(0, -1))) {
    // Addresses have no slash at the end; the target is always one of our own.
    response.writeHead(308, {
      location: path.slice(0, -1) + (query === -1 ? '' : url.slice(query)),
      'content-length': 0,
    })
    response.end()
    return
  }
  send(answer ?? notFound, request, response)
}

function send(answer: Answer, request: IncomingMessage, response: ServerResponse): void {
  const { encodings, status } = answer
  const encoding = chooseEncoding(request.headers['accept-encoding'], (one) => one in encodings)
  const chosen = encodings[encoding]
  if (!chosen) throw new Error(`An answer has no ${encoding} representation.`)
  if (status === 200 && matches(request.headers['if-none-match'], chosen.etag)) {
    response.writeHead(304, chosen.notModified)
    response.end()
    return
  }
  response.writeHead(status, chosen.headers)
  response.end(request.method === 'HEAD' ? undefined : chosen.body)
}

/** RFC 9110, 13.1.2: a list of tags compared weakly, or `*`. */
function matches(condition: string | undefined, etag: string): boolean {
  if (condition === undefined) return false
  if (condition.trim() === '*') return true
  return condition.split(',').some((one) => one.trim().replace(/^W\//, '') === etag)
}

function refuseMethod(known: boolean, response: ServerResponse): void {
  const body = known
    ? 'This address is for reading only: use GET or HEAD.\n'
    : 'There is nothing at this address.\n'
  response.writeHead(known ? 405 : 404, {
    ...(known && { allow: 'GET, HEAD' }),
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'content-length': Buffer.byteLength(body),
    // The body of the refused request is not read, so the connection cannot be used again.
    connection: 'close',
  })
  response.end(body)
}
