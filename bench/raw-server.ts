/**
 * What the machine can do: the three calls of a tip over nothing but node:http and node:sqlite, with
 * the same pragmas and one commit for all that has arrived. It checks nothing, signs nothing and
 * delivers nothing; the intake is measured beside it in the same run.
 */
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const { DATA_DIR = '.', PORT = '0' } = process.env
const database = new DatabaseSync(join(DATA_DIR, 'raw.sqlite'))
database.exec(`
  pragma page_size = 16384;
  pragma journal_mode = wal;
  pragma synchronous = full;
  create table tips (id text primary key, receipt text);
  create table chunks (tip text primary key, data blob not null);
`)
const openTip = database.prepare('insert into tips (id) values (?)')
const storeChunk = database.prepare('insert into chunks (tip, data) values (?, ?)')
const readChunk = database.prepare('select data from chunks where tip = ?')
const receiveTip = database.prepare('update tips set receipt = ? where id = ?')

let waiting: { write: () => void; committed: () => void }[] = []

function commit(): void {
  const group = waiting
  waiting = []
  database.exec('begin immediate')
  for (const { write } of group) write()
  database.exec('commit')
  for (const { committed } of group) committed()
}

function store(write: () => void, committed: () => void): void {
  waiting.push({ write, committed })
  if (waiting.length === 1) setImmediate(commit)
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = body === null ? '' : JSON.stringify(body)
  response.writeHead(status, status === 204 ? {} : { 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

function handle(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const [, , , id = ''] = (request.url ?? '').split('/')
  if (request.method === 'PUT') {
    store(
      () => storeChunk.run(id, body),
      () => answer(response, 204, null),
    )
  } else if (id === '') {
    const tip = randomBytes(16).toString('base64url')
    const token = randomBytes(32).toString('base64url')
    store(
      () => openTip.run(tip),
      () => answer(response, 201, { tip, token }),
    )
  } else {
    const data = readChunk.get(id)?.data
    if (!(data instanceof Uint8Array)) throw new Error('The chunk is not stored.')
    const sha256 = createHash('sha256').update(data).digest('hex')
    store(
      () => receiveTip.run(sha256, id),
      () => answer(response, 201, { parts: [{ sha256 }] }),
    )
  }
}

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    answer(response, 200, { ok: true })
    return
  }
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  request.on('end', () => handle(request, response, Buffer.concat(pieces)))
})
server.listen(Number(PORT), '127.0.0.1')
process.on('SIGTERM', () => process.exit(0))
