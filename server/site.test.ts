import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, request, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeFile } from '#scripts/finish/stored-files'
import { openSite } from './site.ts'

const PAGE = `<!DOCTYPE html><html><body>${'<p>Hello</p>'.repeat(50)}</body></html>`
let dist: string
let server: Server
let port: number

type Answer = { status: number; headers: Record<string, string | undefined>; body: Buffer }

/** Asks with the path exactly as written: fetch would tidy `/../` away. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, path, headers, method, host: '127.0.0.1' }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Answer['headers'],
          body: Buffer.concat(chunks),
        }),
      )
    })
    asked.on('error', reject)
    asked.end()
  })
}

async function published(address: string, file: string, text: string, status: 200 | 404) {
  const contentType = 'text/html; charset=utf-8'
  const stored = await storeFile(join(dist, 'site'), file, Buffer.from(text), contentType)
  return [
    address,
    { class: 'reading', status, headers: { 'content-type': contentType, 'x-a': 'b' }, ...stored },
  ] as const
}

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), 'rhw-site-'))
  const answers = Object.fromEntries([
    await published('/', 'index.html', PAGE, 200),
    await published('/about', 'about.html', PAGE, 200),
    await published('/404', '404.html', `${PAGE}none`, 404),
  ])
  await writeFile(
    join(dist, 'manifest.json'),
    JSON.stringify({
      format: 1,
      siteUrl: 'http://x',
      retentionDays: 14,
      inboxes: {},
      notFound: '/404',
      answers,
    }),
  )
  await writeFile(join(dist, 'secret.txt'), 'secret')
  const site = await openSite(dist)
  server = createServer(site.handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  port = address && typeof address === 'object' ? address.port : 0
})

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve))
  await rm(dist, { recursive: true, force: true })
})

describe('serving the published folder', () => {
  it('answers a page with its headers', async () => {
    const { status, headers, body } = await ask('/about')
    expect(status).toBe(200)
    expect(body.toString()).toBe(PAGE)
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-a': 'b',
      vary: 'Accept-Encoding',
      'content-length': String(Buffer.byteLength(PAGE)),
    })
  })

  it('sends brotli to those who read it, with a tag of its own', async () => {
    const plain = await ask('/about')
    const small = await ask('/about', { 'accept-encoding': 'gzip, br' })
    expect(small.headers['content-encoding']).toBe('br')
    expect(brotliDecompressSync(small.body).toString()).toBe(PAGE)
    expect(small.headers.etag).not.toBe(plain.headers.etag)
    expect(small.headers.vary).toBe('Accept-Encoding')
  })

  it.each([
    ['the same tag', (tag: string) => tag, 304],
    ['the same tag in a list', (tag: string) => `"x", W/${tag}`, 304],
    ['any tag', () => '*', 304],
    ['another tag', () => '"x"', 200],
  ])('answers a condition with %s', async (_what, condition, wanted) => {
    const { headers } = await ask('/about')
    const again = await ask('/about', { 'if-none-match': condition(headers.etag ?? '') })
    expect(again.status).toBe(wanted)
    if (wanted === 304) {
      expect(again.body.byteLength).toBe(0)
      expect(again.headers).toMatchObject({ etag: headers.etag, vary: 'Accept-Encoding' })
    }
  })

  it('answers HEAD like GET without the body', async () => {
    const { status, headers, body } = await ask('/about', {}, 'HEAD')
    expect(status).toBe(200)
    expect(headers['content-length']).toBe(String(Buffer.byteLength(PAGE)))
    expect(body.byteLength).toBe(0)
  })

  it('refuses other methods, naming those that work', async () => {
    const { status, headers } = await ask('/about', {}, 'POST')
    expect(status).toBe(405)
    expect(headers.allow).toBe('GET, HEAD')
  })

  it('sends an address with a slash at the end to the one without', async () => {
    const { status, headers } = await ask('/about/?a=b')
    expect(status).toBe(308)
    expect(headers.location).toBe('/about?a=b')
  })

  it.each([
    '/nothing',
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/about.html',
    '//example.com/',
    '//about/',
    '/__proto__',
    '/constructor',
    '/about%00',
    '*',
  ])('has the 404 page for %s', async (path) => {
    const { status, body, headers } = await ask(path)
    expect(status).toBe(404)
    expect(body.toString()).toBe(`${PAGE}none`)
    expect(headers.etag).toBeUndefined()
  })

  it('ignores what stands behind a question mark', async () => {
    expect((await ask('/about?utm=1')).status).toBe(200)
  })

  it('does not start on a folder that does not fit its manifest', async () => {
    const torn = await mkdtemp(join(tmpdir(), 'rhw-torn-'))
    await expect(openSite(torn)).rejects.toThrow('npm run build')
    const sha256 = createHash('sha256').update('').digest('base64url')
    const answer = { class: 'reading', status: 404, headers: {}, sha256 }
    const manifest = (file: string) => ({
      format: 1,
      siteUrl: '',
      retentionDays: 14,
      inboxes: {},
      notFound: '/404',
      answers: { '/404': { ...answer, encodings: { identity: { file, bytes: 3 } } } },
    })
    await storeFile(join(torn, 'site'), '404.html', Buffer.from('four'), 'text/html')
    await writeFile(join(torn, 'manifest.json'), JSON.stringify(manifest('404.html')))
    await expect(openSite(torn)).rejects.toThrow('has 4 bytes')
    await writeFile(join(torn, 'manifest.json'), JSON.stringify(manifest('../secret.txt')))
    await expect(openSite(torn)).rejects.toThrow()
    await rm(torn, { recursive: true, force: true })
  })
})
