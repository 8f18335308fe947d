import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createChallenge, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import { describe, expect, it } from 'vitest'
import { PROBLEMS } from '#lib/protocol/problems'
import { installed, keyRing } from '#lib/sealing/gnupg.fixture'
import { fakeIntake } from './fake-intake.fixture.ts'

const text = await readFile(join(import.meta.dirname, '../../docs/protocol.md'), 'utf8')
const blockOf = (language: string) =>
  new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(text)?.[1] ?? ''
const solver = blockOf('js')
const script = blockOf('sh')

/** Runs a program in a folder and gives what it printed. */
function run(
  program: string,
  args: string[],
  cwd: string,
  input = '',
  env: Record<string, string> = {},
) {
  return new Promise<string>((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env } })
    let out = ''
    let complaints = ''
    child.stdout.on('data', (data) => {
      out += data
    })
    child.stderr.on('data', (data) => {
      complaints += data
    })
    child.on('error', reject)
    child.on('exit', (code) =>
      code === 0 ? resolve(out) : reject(new Error(`${code}: ${complaints}${out}`)),
    )
    child.stdin.end(input)
  })
}

describe('the documented protocol', () => {
  it('names every problem with its status, and no other', () => {
    const rows = [...text.matchAll(/^\| (\d{3}) \| `([a-z-]+)` \|/gm)].map(([, status, slug]) => [
      slug,
      Number(status),
    ])
    expect(new Map(rows as [string, number][])).toEqual(
      new Map(Object.entries(PROBLEMS).map(([slug, { status }]) => [slug, status])),
    )
  })

  it('gives a solver of 15 lines that altcha-lib believes', async () => {
    expect(solver.trim().split('\n')).toHaveLength(15)
    const folder = await mkdtemp(join(tmpdir(), 'rhw-docs-'))
    await writeFile(join(folder, 'solve.mjs'), solver)
    const secrets = { hmacSignatureSecret: 'one', hmacKeySignatureSecret: 'two' }
    const challenge = await createChallenge({
      algorithm: 'PBKDF2/SHA-256',
      cost: 5,
      counter: 41,
      deriveKey,
      ...secrets,
    })
    const proof = JSON.parse(
      await run(process.execPath, ['solve.mjs'], folder, JSON.stringify(challenge)),
    )
    expect(await verifySolution({ ...proof, deriveKey, ...secrets })).toMatchObject({
      verified: true,
    })
    expect(await run(process.execPath, ['solve.mjs'], folder, '{"off":true}')).toBe('null\n')
    await rm(folder, { recursive: true })
  })

  it.skipIf(!installed('gpg'))(
    'gives a script that sends a tip with gpg and curl alone',
    async () => {
      const ring = keyRing()
      const fingerprint = ring.generate('desk@example.org', 'future-default')
      const certificates = [{ fingerprint, armored: ring.certificate('desk@example.org') }]
      const intake = fakeIntake({ chunkBytes: 1000 })
      const server = createServer(async (request, response) => {
        const chunks: Buffer[] = []
        for await (const chunk of request) chunks.push(chunk)
        const inboxes = {
          inboxes: [{ id: 'desk', name: 'The desk', categories: [], certificates }],
        }
        const headers = new Headers(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        )
        const body = request.method === 'GET' ? null : Buffer.concat(chunks)
        const answer =
          request.url === '/api/inboxes'
            ? Response.json(inboxes)
            : await intake.line.fetch(`http://intake.test${request.url}`, {
                method: request.method ?? '',
                headers,
                body,
              })
        response.writeHead(answer.status)
        response.end(Buffer.from(await answer.arrayBuffer()))
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const address = server.address()
      const SITE = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
      const report = `What happened\n${crypto.getRandomValues(new Uint8Array(3000)).toString()}`
      const folder = await mkdtemp(join(tmpdir(), 'rhw-docs-'))
      await writeFile(join(folder, 'solve.mjs'), solver)
      await writeFile(join(folder, 'report.txt'), report)
      await writeFile(join(folder, 'send.sh'), script)
      const sender = keyRing()
      const printed = await run('sh', ['send.sh'], folder, '', {
        SITE,
        INBOX: 'desk',
        GNUPGHOME: sender.folder,
      })
      expect(printed).toContain('"reference":"7K3M-Q2"')
      expect(printed.toLowerCase()).toContain(fingerprint)
      const [sealed] = intake.received()
      expect(new TextDecoder().decode(ring.decrypt(sealed ?? new Uint8Array()))).toBe(report)
      await new Promise((resolve) => server.close(resolve))
      sender.remove()
      ring.remove()
      await rm(folder, { recursive: true })
    },
  )
})
