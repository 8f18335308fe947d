/**
 * Forms without scripts at a real server: 100 MB in flat memory, opened by gpg bit for bit; no word of
 * them on the disk; nothing left of what broke off, by the sender or by `kill -9`.
 */
import { spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { demoInboxFiles } from '#lib/inboxes/demo-inbox'
import { PLAIN_FILES_BYTES_MAX } from '#lib/plain/limits'
import { listTips } from '#scripts/inbox/mails'
import { makePlainPlace } from './plain-place.fixture.ts'
import { type DrawnAnswer, readDrawn } from './plain-site.fixture.ts'
import { partsOf } from './sealed-mail.fixture.ts'

const MARKER = 'Zaubernuss-4417-Marker'
const MB = 1024 * 1024
/** What the process may hold more while 100 MB pass through it. */
const FLAT_BYTES = 150 * MB
const BOUNDARY = 'x0x'
const hasGpg = spawnSync('gpg', ['--version']).status === 0

const place = makePlainPlace()

type Part = { name: string; fileName?: string; content: Iterable<Uint8Array | string> }

function* encoded(parts: readonly Part[]): Generator<Uint8Array> {
  for (const { name, fileName, content } of parts) {
    const file = fileName === undefined ? '' : `; filename="${fileName}"`
    yield Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`,
    )
    for (const piece of content) yield Buffer.from(piece)
    yield Buffer.from('\r\n')
  }
  yield Buffer.from(`--${BOUNDARY}--\r\n`)
}

const text = (name: string, value: string): Part => ({ name, content: [value] })
const required = [
  text('category', 'works-now'),
  text('now', 'ended'),
  text('story', `They are called ${MARKER}.`),
]

/** Megabytes that differ from each other and are never in memory together. */
function* megabytes(count: number): Generator<Uint8Array> {
  const piece = randomBytes(MB)
  piece.write(MARKER, 1_000)
  for (let index = 0; index < count; index += 1) {
    piece.writeUInt32BE(index)
    yield piece
  }
}

type Answer = DrawnAnswer & { status: number; headers: Record<string, unknown> }

/** Sends a form; `headers` are added to those of a browser. */
async function post(parts: readonly Part[], headers: Record<string, string> = {}): Promise<Answer> {
  const request = httpRequest(`${place.server.origin}/report/plain`, {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, ...headers },
  })
  const answered = once(request, 'response')
  Readable.from(encoded(parts)).pipe(request)
  const [response] = await answered
  let body = ''
  for await (const piece of response.setEncoding('utf8')) body += piece
  return { ...readDrawn(body), status: response.statusCode, headers: response.headers }
}

/** Tips begun and not completed, and the chunks that are stored, seen while the server runs. */
function standing(): { open: unknown; chunks: unknown } {
  const db = new DatabaseSync(join(place.dataDir, 'store.sqlite'), { readOnly: true })
  try {
    const open = db.prepare("select count(*) as n from tips where state = 'open'").get()?.n
    return { open, chunks: db.prepare('select count(*) as n from chunks').get()?.n }
  } finally {
    db.close()
  }
}
const nothing = { open: 0, chunks: 0 }

const mailbox = () => join(place.dataDir, 'maildir', 'demo', 'new')
const mails = () => readdir(mailbox()).catch((): string[] => [])

describe('100 MB by a form without scripts', () => {
  it('would be found by the search for the marker', async () => {
    await writeFile(join(place.dataDir, 'plain'), `x${MARKER}x`)
    expect(await place.filesWith([MARKER])).toHaveLength(1)
  })

  it.skipIf(!hasGpg)(
    'pass in flat memory, sealed, and gpg opens them bit for bit',
    async () => {
      const small = { name: 'files.0', fileName: 'small.txt', content: [`It says ${MARKER}.`] }
      expect((await post([...required, small])).state).toBe('received')
      const memory = async () => Number(await (await fetch(`${place.server.origin}/memory`)).text())
      const before = await memory()
      let peak = before
      let watching = true
      const watch = (async () => {
        while (watching) {
          peak = Math.max(peak, await memory())
          await wait(50)
        }
      })()
      const hash = createHash('sha256')
      const content = (function* () {
        for (const piece of megabytes(PLAIN_FILES_BYTES_MAX / MB)) {
          hash.update(piece)
          yield Buffer.from(piece)
        }
      })()
      const answer = await post([...required, { name: 'files.0', fileName: 'a.bin', content }])
      watching = false
      await watch
      console.log(`RSS: ${Math.round(before / MB)} MB before, ${Math.round(peak / MB)} MB at most.`)
      expect(answer).toMatchObject({ status: 200, state: 'received' })
      expect(answer.headers['cache-control']).toBe('no-store')
      expect(answer.receipt?.parts).toHaveLength(2)
      expect(peak - before).toBeLessThan(FLAT_BYTES)

      await expect.poll(mails, { timeout: 20_000 }).toHaveLength(2)
      expect(await place.filesWith([MARKER])).toEqual([])
      expect(place.server.output()).not.toContain(MARKER)

      const home = join(place.folder, 'gpg')
      await mkdir(home, { mode: 0o700 })
      const gpg = ['--homedir', home, '--batch', '--quiet']
      spawnSync('gpg', [...gpg, '--import', demoInboxFiles(place.dataDir).secret])
      const received = await listTips(join(place.dataDir, 'maildir'))
      const mail = received.find(({ reference }) => reference === answer.receipt?.reference)
      const parts = await partsOf(mail ?? expect.fail('It was not delivered.'))
      const [message = '', file = ''] = parts.map(
        (input) => spawnSync('gpg', [...gpg, '--decrypt'], { input, maxBuffer: 256 * MB }).stdout,
      )
      spawnSync('gpgconf', ['--homedir', home, '--kill', 'all'])
      const sha256 = hash.digest('hex')
      expect(createHash('sha256').update(file).digest('hex')).toBe(sha256)
      const opened = message
        .toString()
        .split('\r\n\r\n')
        .map((part) => Buffer.from(part.split('\r\n--')[0] ?? '', 'base64').toString())
        .join('')
      expect(opened).toContain(`They are called ${MARKER}.`)
      expect(opened).toContain(sha256)
    },
    120_000,
  )

  it('and one byte more are refused, with everything typed, and nothing is left', async () => {
    const content = (function* () {
      yield* megabytes(PLAIN_FILES_BYTES_MAX / MB)
      yield 'x'
    })()
    const answer = await post([...required, { name: 'files.1', fileName: 'a.bin', content }])
    expect(answer).toMatchObject({
      status: 413,
      errors: [{ field: 'files.1' }],
      values: { story: [`They are called ${MARKER}.`] },
      filesAgain: true,
    })
    expect(standing()).toEqual(nothing)
    expect(await place.filesWith([MARKER])).toEqual([])
  }, 120_000)
})

describe('a form that breaks off', () => {
  /** Begins to send 40 MB and says when the server has stored some of it. */
  async function begin() {
    const request = httpRequest(`${place.server.origin}/report/plain`, {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    })
    let answered = false
    request.on('response', () => {
      answered = true
    })
    request.on('error', () => {})
    const held = (async function* () {
      const whole = encoded([
        ...required,
        { name: 'files.0', fileName: 'a', content: megabytes(40) },
      ])
      let sent = 0
      for (const piece of whole) {
        sent += piece.byteLength
        yield piece
        if (sent > 20 * MB) await wait(60_000, undefined, { ref: false })
      }
    })()
    Readable.from(held).pipe(request)
    await expect.poll(() => standing().chunks, { timeout: 20_000 }).toBeGreaterThan(5)
    return { request, wasAnswered: () => answered }
  }

  it('by its sender leaves nothing', async () => {
    const { request } = await begin()
    request.destroy()
    await expect.poll(standing, { timeout: 20_000 }).toEqual(nothing)
    expect(await place.filesWith([MARKER])).toEqual([])
  }, 60_000)

  it('by kill -9 is not delivered, and its sender gets no receipt', async () => {
    const { wasAnswered } = await begin()
    await place.server.kill()
    expect(wasAnswered()).toBe(false)
    expect(await place.filesWith([MARKER])).toEqual([])
    await place.startAgain()
    expect((await post(required)).state).toBe('received')
    await expect.poll(mails, { timeout: 20_000 }).toHaveLength(1)
    expect(place.server.output()).not.toContain(MARKER)
  }, 60_000)
})

describe('the door of the form without scripts', () => {
  it('gives the form back with every word when something is missing', async () => {
    const answer = await post([text('story', `A\r\n</textarea><b>${MARKER}`)])
    expect(answer).toMatchObject({
      status: 422,
      errors: [{ field: 'category' }, { field: 'now' }],
      values: { story: [`A\n</textarea><b>${MARKER}`] },
    })
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store' })
    expect(await place.filesWith([MARKER])).toEqual([])
    expect(place.server.output()).not.toContain(MARKER)
  })

  it('gives the same receipt when a page is loaded again', async () => {
    const [first, second] = [await post(required), await post(required)]
    expect(second.receipt).toEqual(first.receipt)
    await expect.poll(mails, { timeout: 20_000 }).toHaveLength(1)
  })

  it('takes nothing that another site had sent', async () => {
    const answer = await post(required, { 'sec-fetch-site': 'cross-site' })
    expect(answer).toMatchObject({ status: 403, values: { now: ['ended'] } })
    expect(standing()).toEqual(nothing)
  })

  it('refuses what is no form, and goes on', async () => {
    const answer = await fetch(`${place.server.origin}/report/plain`, {
      method: 'POST',
      body: 'a=1',
    })
    expect(answer.status).toBe(415)
    expect((await post(required)).state).toBe('received')
  })

  it('compresses its answer for who asks', async () => {
    const form = new FormData()
    form.append('story', 's'.repeat(5_000))
    const answer = await fetch(`${place.server.origin}/report/plain`, {
      method: 'POST',
      body: form,
    })
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    expect(readDrawn(await answer.text()).values?.story?.[0]).toHaveLength(5_000)
  })
})
