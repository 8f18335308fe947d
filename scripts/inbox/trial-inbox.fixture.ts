/** An analyst's place for tests: a demo inbox, its Maildir, an empty folder per test, and gpg. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { composeMail } from '#lib/delivery/mail'
import { maildirTransport } from '#lib/delivery/maildir'
import { demoInboxFiles, ensureDemoInbox } from '#lib/inboxes/demo-inbox'
import type { Inbox } from '#lib/inboxes/inbox'
import type { Hour } from '#lib/protocol/hours'
import * as openpgp from '#lib/sealing/openpgp.node'

/** Nothing of the command works without GnuPG, and nothing but GnuPG would show that it works. */
export const hasGpg = spawnSync('gpg', ['--version']).status === 0

export const PICTURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 255])

export type TrialInbox = {
  readonly inbox: Inbox
  readonly dataDir: string
  /** An empty folder, new for each test; the command runs in it. */
  readonly work: string
  /** Seals to the demo inbox with gpg, as the documentation tells senders to. */
  seal(plaintext: string | Uint8Array, more?: string[]): Uint8Array
  /** Puts a tip's mail into the Maildir of inbox `to`, with the real delivery code. */
  deliver(
    reference: string,
    parts: Uint8Array[],
    hour?: Hour,
    to?: string,
    links?: ReadonlyMap<number, string>,
  ): Promise<void>
  /** Puts the demo key into the keyring that `run` uses, and takes the keyring away again. */
  importKey(): void
  forgetKeys(): void
  /** Runs `npm run inbox` with these arguments. */
  run(...args: string[]): { code: number | null; out: string; err: string }
  /** The same with more environment variables. */
  runIn(
    environment: Record<string, string>,
    ...args: string[]
  ): { code: number | null; out: string; err: string }
}

/** Makes the place and registers what cleans it up; to be called once, outside of tests. */
export function makeTrialInbox(): TrialInbox {
  let inbox: Inbox
  let dataDir = ''
  let work = ''
  let count = 0

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'rhw-inbox-'))
    inbox = await ensureDemoInbox({ dataDir, openpgp })
  })
  afterAll(() => rm(dataDir, { recursive: true, force: true }))
  beforeEach(async () => {
    work = await mkdtemp(join(dataDir, 'work-'))
    await rm(join(dataDir, 'maildir'), { recursive: true, force: true })
  })

  const runIn: TrialInbox['runIn'] = (environment, ...args) => {
    const script = join(import.meta.dirname, '..', 'inbox.ts')
    const run = spawnSync(process.execPath, [script, ...args], {
      cwd: work,
      env: { ...process.env, DATA_DIR: dataDir, NODE_NO_WARNINGS: '1', ...environment },
      encoding: 'utf8',
    })
    return { code: run.status, out: run.stdout, err: run.stderr }
  }

  return {
    get inbox() {
      return inbox
    },
    get dataDir() {
      return dataDir
    },
    get work() {
      return work
    },
    seal(plaintext, more = []) {
      const gpg = ['--no-options', '--batch', '--quiet', '--homedir', work, ...more]
      return execFileSync('gpg', [...gpg, '-f', demoInboxFiles(dataDir).public, '--encrypt'], {
        input: plaintext,
        stdio: 'pipe',
        maxBuffer: 64 * 1024 * 1024,
      })
    },
    async deliver(reference, parts, hour = '2026-11-22T10:00Z', to = 'demo', links = new Map()) {
      count += 1
      const delivery = {
        id: `mail-${count}`,
        tip: 'tip',
        reference,
        inbox: to,
        hour,
        parts: parts.map(({ length }) => ({ bytes: length, sha256: '' })),
        attempts: 0,
        urgent: false,
        recipient: 'first' as const,
        sealedTo: [],
      }
      async function* readPart(part: number) {
        yield parts[part] ?? new Uint8Array()
      }
      const mail = composeMail({
        retentionDays: 14,
        delivery,
        inbox: { ...inbox, id: to },
        from: 'tips@example.org',
        to: 'desk@example.org',
        links,
        readPart,
      })
      const done = await maildirTransport({ root: join(dataDir, 'maildir') }).deliver(
        mail,
        new AbortController().signal,
      )
      if (!done.ok) throw new Error(done.reason)
    },
    importKey() {
      const gpg = ['--homedir', work, '--batch', '--quiet', '--import']
      execFileSync('gpg', [...gpg, demoInboxFiles(dataDir).secret], { stdio: 'pipe' })
    },
    forgetKeys() {
      execFileSync('gpgconf', ['--homedir', work, '--kill', 'all'])
    },
    run: (...args) => runIn({ GNUPGHOME: work }, ...args),
    runIn,
  }
}

/** A MIME entity with a text and these attachments, whose names nobody has cleaned. */
export function entity(
  attachments: { name: string; type?: string; content: Uint8Array }[],
): string {
  const parts = attachments.map(({ name, type, content }) =>
    [
      `Content-Type: ${type ?? 'application/octet-stream'}`,
      `Content-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from(content).toString('base64'),
    ].join('\r\n'),
  )
  const text = 'Content-Type: text/plain; charset=utf-8\r\n\r\nThe report – 보고서\r\n'
  return `Content-Type: multipart/mixed; boundary="b"\r\nSubject: Tip\r\n\r\n${[text, ...parts]
    .map((part) => `--b\r\n${part}\r\n`)
    .join('')}--b--\r\n`
}
