import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from '@playwright/test'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as openpgp from '#lib/sealing/openpgp.node'
import { type FakeIntake, fakeIntake } from '#lib/sending/fake-intake.fixture'
import { WORKER_ADDRESS, WORKER_POLICY } from '#lib/sending/worker-policy'
import { findBrowser } from './browser.ts'
import { buildSeal } from './build-seal.ts'
import { headersFor } from './finish/headers.ts'
import { contentTypeOf } from './finish/stored-files.ts'

const found = findBrowser()

const folder = await mkdtemp(join(tmpdir(), 'rhw-seal-'))
await buildSeal(join(folder, 'one'))

describe('the bundled sealing worker', () => {
  it('is the same byte for byte when it is built again', async () => {
    await buildSeal(join(folder, 'two'))
    const files = (await readdir(join(folder, 'one'), { recursive: true })).toSorted()
    expect((await readdir(join(folder, 'two'), { recursive: true })).toSorted()).toEqual(files)
    for (const file of files.filter((name) => /\.\w+$/.test(name))) {
      const [one, two] = await Promise.all(
        ['one', 'two'].map((set) => readFile(join(folder, set, file))),
      )
      expect(one?.equals(two ?? Buffer.alloc(0)), file).toBe(true)
    }
  })

  it('leaves OpenPGP.js as it was released, with its licence beside it', async () => {
    const read = (...path: string[]) => readFile(join(...path), 'utf8')
    const ours = await read(folder, 'one/openpgp/openpgp.min.mjs')
    expect(ours).toBe(await read('node_modules/openpgp/dist/lightweight/openpgp.min.mjs'))
    expect(await read(folder, 'one/openpgp/LICENSE.txt')).toContain('LESSER GENERAL PUBLIC LICENSE')
    expect(await read(folder, 'one/worker.js')).toMatch(/^\/\*! .*LGPL/)
  })
})

describe.skipIf(!found.ok)(
  'the sealing worker in a real browser, under its own policy and the form’s',
  () => {
    let browser: Browser
    let page: Page
    let server: Server
    let intake: FakeIntake
    let origin = ''
    const requested: string[] = []
    const complaints: string[] = []

    beforeAll(async () => {
      intake = fakeIntake({ chunkBytes: 30_000 })
      server = createServer(async (request, response) => {
        const path = request.url ?? '/'
        requested.push(path)
        const chunks: Buffer[] = []
        for await (const chunk of request) chunks.push(chunk)
        if (path.startsWith('/api/') || path.startsWith('/.well-known/')) {
          const body = request.method === 'GET' ? null : Buffer.concat(chunks)
          const headers = new Headers(
            Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
          )
          const init = { method: request.method ?? 'GET', headers, body }
          const answer = await intake.line.fetch(`${origin}${path}`, init)
          response.writeHead(answer.status, Object.fromEntries(answer.headers))
          response.end(Buffer.from(await answer.arrayBuffer()))
          return
        }
        const worker = path.startsWith('/seal/')
        const contentType = worker ? contentTypeOf(path) : 'text/html; charset=utf-8'
        const headers = headersFor({
          class: worker ? 'worker' : 'form',
          contentType,
          siteUrl: origin,
        })
        response.writeHead(200, headers)
        response.end(
          worker
            ? await readFile(join(folder, 'one', path.slice('/seal/'.length)))
            : '<!doctype html><title>x</title>',
        )
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const address = server.address()
      origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
      const executable = found.ok && found.path ? { executablePath: found.path } : {}
      browser = await chromium.launch({ ...executable, args: ['--no-sandbox'] })
      page = await browser.newPage()
      page.on('console', (message) => complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(`${origin}/report`)
    })
    afterAll(async () => {
      await browser.close()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true })
    })

    it('seals two files and sends them; the tip opens with everything in it', async () => {
      const { publicKey, privateKey } = await openpgp.generateKey({
        type: 'ecc',
        curve: 'curve25519Legacy',
        userIDs: { email: 'desk@example.org' },
        format: 'object',
      })
      const loadedBefore = requested.filter((path) => path.includes('openpgp'))
      const outcome = await page.evaluate(
        async ({ armored, fingerprint, origin, address, policyName }) => {
          type Factory = {
            createPolicy(name: string, rules: object): { createScriptURL(a: string): URL }
          }
          const { trustedTypes } = globalThis as unknown as { trustedTypes: Factory }
          const policy = trustedTypes.createPolicy(policyName, {
            createScriptURL: (url: string) => url,
          })
          const worker = new Worker(policy.createScriptURL(address), { type: 'module' })
          const next = () =>
            new Promise<{ kind: string }>((resolve, reject) => {
              worker.addEventListener('message', (event) => resolve(event.data), { once: true })
              worker.addEventListener('error', (event) => reject(new Error(event.message)), {
                once: true,
              })
            })
          const messages = [await next()]
          const job = {
            answers: {
              category: 'works-now',
              now: 'has-access',
              story: '두 번 전화했다',
              sharing: 'red',
              urgentSubject: false,
            },
            files: [
              {
                id: '1',
                file: new File([new Uint8Array(70_000).fill(7)], '증거 자료.pdf', {
                  type: 'application/pdf',
                }),
                note: 'scan',
              },
              {
                id: '2',
                file: new File(['<script>alert(1)</script>'], 'page.html', { type: 'text/html' }),
              },
            ],
            inbox: { id: 'desk', certificates: [{ fingerprint, armored }] },
            origin,
          }
          worker.postMessage({ kind: 'send', job })
          for (;;) {
            const message = await next()
            messages.push(message)
            if (message.kind === 'received' || message.kind === 'failed') return messages
          }
        },
        {
          armored: publicKey.armor(),
          fingerprint: publicKey.getFingerprint(),
          origin,
          address: WORKER_ADDRESS,
          policyName: WORKER_POLICY,
        },
      )
      expect(outcome.at(0)).toEqual({ kind: 'ready' })
      expect(outcome.at(-1)).toMatchObject({ kind: 'received' })
      expect(complaints).toEqual([])
      expect(loadedBefore).toEqual([])

      const [sealed] = intake.received()
      const { data } = await openpgp.decrypt({
        message: await openpgp.readMessage({ binaryMessage: sealed ?? new Uint8Array() }),
        decryptionKeys: privateKey,
        format: 'binary',
      })
      const mail = await PostalMime.parse(data as Uint8Array)
      expect(mail.text).toContain('두 번 전화했다')
      expect(mail.attachments.map(({ filename }) => filename)).toEqual([
        'tip.json',
        '증거 자료.pdf',
        'page.html',
      ])
      expect(mail.attachments.map(({ mimeType }) => mimeType)).toEqual([
        'application/json',
        'application/octet-stream',
        'application/octet-stream',
      ])
      expect(new Uint8Array(mail.attachments[1]?.content as ArrayBuffer)).toEqual(
        new Uint8Array(70_000).fill(7),
      )
    })

    it('needs none of the library’s fallbacks in a current browser', () => {
      expect(requested.filter((path) => path.startsWith('/seal/openpgp/'))).toEqual([
        '/seal/openpgp/openpgp.min.mjs',
      ])
    })
  },
)
