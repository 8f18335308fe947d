import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { composeMail } from '#lib/delivery/mail'
import { maildirTransport } from '#lib/delivery/maildir'
import { demoInboxFiles, ensureDemoInbox } from '#lib/inboxes/demo-inbox'
import type { Inbox } from '#lib/inboxes/inbox'
import type { Hour } from '#lib/protocol/hours'
import * as openpgp from '#lib/sealing/openpgp.node'
import { readRecipients, sealPart } from '#lib/sealing/seal-part'
import { buildMessage } from '#lib/sending/build-message'
import { reportText } from '#lib/tip/report'
import { type Tip, tipSchema } from '#lib/tip/schema'

const hasGpg = spawnSync('gpg', ['--version']).status === 0
const hasScript = spawnSync('script', ['--version']).status === 0
const reader = ['neomutt', 'mutt'].find((name) => spawnSync(name, ['-v']).status === 0)

const TIP: Tip = {
  format: 'rhw-tip-v1',
  sealed: '2026-11-22T10:00Z',
  inbox: 'demo',
  category: 'works-now',
  now: 'not-sure',
  story: 'See files',
  sharing: 'red',
  urgentSubject: false,
  files: [],
}
const PICTURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 255])

let dataDir: string
let work: string
let inbox: Inbox
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

/** Seals with gpg, as the documentation tells senders to. */
function seal(plaintext: string | Uint8Array, more: string[] = []): Uint8Array {
  const gpg = ['--no-options', '--batch', '--quiet', '--homedir', work, ...more]
  return execFileSync('gpg', [...gpg, '-f', demoInboxFiles(dataDir).public, '--encrypt'], {
    input: plaintext,
    stdio: 'pipe',
  })
}

async function deliver(
  reference: string,
  parts: Uint8Array[],
  hour: Hour = '2026-11-22T10:00Z',
  to = 'demo',
): Promise<void> {
  count += 1
  const delivery = {
    id: `mail-${count}`,
    tip: 'tip',
    reference,
    inbox: to,
    hour,
    parts: parts.map(({ length }) => ({ bytes: length, sha256: '' })),
    attempts: 0,
    urgent: false as const,
  }
  async function* readPart(part: number) {
    yield parts[part] ?? new Uint8Array()
  }
  const mail = composeMail({
    delivery,
    inbox: { ...inbox, id: to },
    from: 'tips@example.org',
    readPart,
  })
  expect(await maildirTransport({ root: join(dataDir, 'maildir') }).deliver(mail)).toEqual({
    ok: true,
  })
}

function inboxCommand(...args: string[]) {
  return inboxCommandIn({ GNUPGHOME: work }, ...args)
}

function inboxCommandIn(environment: Record<string, string>, ...args: string[]) {
  const script = join(import.meta.dirname, '..', 'inbox.ts')
  const run = spawnSync(process.execPath, [script, ...args], {
    cwd: work,
    env: { ...process.env, DATA_DIR: dataDir, NODE_NO_WARNINGS: '1', ...environment },
    encoding: 'utf8',
  })
  return { code: run.status, out: run.stdout, err: run.stderr }
}

function entity(attachments: { name: string; type?: string; content: Uint8Array }[]): string {
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

// Nothing here works without GnuPG, and nothing but GnuPG would show that it works.
describe.skipIf(!hasGpg)('npm run inbox', () => {
  it('lists tips newest first, tab-separated or as JSON, and nothing else on stdout', async () => {
    expect(inboxCommand('list')).toMatchObject({ code: 0, out: '' })
    const sealed = seal('x')
    await deliver('OLD2-AA', [sealed], '2026-11-20T08:00Z')
    await deliver('NEW2-BB', [sealed, sealed], '2026-11-22T09:00Z')
    await deliver('MID2-CC', [sealed], '2026-11-21T23:00Z')
    const n = sealed.length
    expect(inboxCommand('list').out).toBe(
      `NEW2-BB\t2026-11-22T09:00Z\tdemo\t2\t${2 * n}\nMID2-CC\t2026-11-21T23:00Z\tdemo\t1\t${n}\nOLD2-AA\t2026-11-20T08:00Z\tdemo\t1\t${n}\n`,
    )
    expect(JSON.parse(inboxCommand('list', '--json').out)[0]).toEqual({
      reference: 'NEW2-BB',
      hour: '2026-11-22T09:00Z',
      inbox: 'demo',
      parts: 2,
      bytes: 2 * n,
    })
  })

  it('opens report, tip.json and attachments byte for byte, for their owner only', async () => {
    const json = Buffer.from(JSON.stringify(TIP))
    const files = [
      { name: 'tip.json', type: 'application/json', content: json },
      { name: '증거.png', content: PICTURE },
      { name: 'tip.json', content: Buffer.from('{}') },
    ]
    await deliver('7K3M-Q2', [seal(entity(files))])
    const { code, out } = inboxCommand('open', '7k3mq2')
    expect(code).toBe(0)
    const dir = join(work, '7K3M-Q2')
    expect(out.trim().split('\n')).toEqual(
      ['report.txt', 'tip.json', 'files/01-증거.png', 'files/02-tip.json'].map((f) => join(dir, f)),
    )
    expect(await readFile(join(dir, 'report.txt'), 'utf8')).toMatch(
      new RegExp(
        `^Reference: 7K3M-Q2\nReceived:  2026-11-22T10:00Z\nInbox:     demo\nSealed to: ${inbox.certificates[0]?.fingerprint.toUpperCase()}\n\nThe report – 보고서\n`,
      ),
    )
    expect(await readFile(join(dir, 'tip.json'))).toEqual(json)
    expect(await readFile(join(dir, 'files', '01-증거.png'))).toEqual(PICTURE)
    expect((await stat(join(dir, 'files', '01-증거.png'))).mode & 0o777).toBe(0o600)
    expect((await stat(dir)).mode & 0o777).toBe(0o700)
    expect((await readdir(work)).filter((name) => name.includes('partial'))).toEqual([])
  })

  it('opens what the form makes, names in every script and files of any size included', async () => {
    const names = [
      '증거 자료.png',
      `${'아주 긴 이름 '.repeat(10)}.jpg`,
      'a "quoted"; name=%41.txt',
      'paper.pdf',
    ]
    const contents = names.map((_, index) => randomBytes(index === 1 ? 3_000_000 : 500 + index))
    const { format: _, sealed: __, inbox: id, files: ___, ...answers } = TIP
    const message = await buildMessage(
      {
        answers,
        files: names.map((name, index) => ({ file: new File([contents[index] ?? ''], name) })),
        inbox: { id, certificates: inbox.certificates },
        origin: '',
      },
      new Date('2026-11-22T10:20:30Z'),
      randomBytes(16),
      new AbortController().signal,
    )
    const read = await readRecipients(openpgp, inbox.certificates, new Date())
    if (!read.ok) throw new Error(read.reason)
    await deliver('FORM-AA', [await sealPart(openpgp, read.recipients, message)])
    expect(inboxCommand('open', 'FORM-AA')).toMatchObject({ code: 0 })
    const dir = join(work, 'FORM-AA')
    const tip = tipSchema.parse(JSON.parse(await readFile(join(dir, 'tip.json'), 'utf8')))
    expect(await readFile(join(dir, 'report.txt'), 'utf8')).toContain(
      reportText(tip).split('\n').slice(-3).join('\n').trimEnd(),
    )
    const written = (await readdir(join(dir, 'files'))).sort()
    expect(written).toEqual(
      tip.files.map(
        ({ name }, index) => `0${index + 1}-${name}${name === 'paper.pdf' ? '.unsafe' : ''}`,
      ),
    )
    for (const [index, name] of written.entries()) {
      const file = await readFile(join(dir, 'files', name))
      expect(file.equals(contents[index] ?? Buffer.alloc(0))).toBe(true)
    }
  })

  it('opens a tip that somebody made with gpg alone: text, or any file', async () => {
    await deliver('TEXT-AA', [seal('They asked: send money.\nMore: \u001b[2J\n')])
    expect(inboxCommand('open', 'TEXT-AA', '--out', 'text').code).toBe(0)
    expect(await readFile(join(work, 'text', 'report.txt'), 'utf8')).toContain(
      'They asked: send money.\nMore: <U+001B>[2J\n',
    )
    await deliver('FILE-BB', [seal(PICTURE)])
    expect(inboxCommand('open', 'FILE-BB').code).toBe(0)
    expect(await readFile(join(work, 'FILE-BB', 'files', '01-tip.unsafe'))).toEqual(PICTURE)
  })

  it('opens further parts as files of their own', async () => {
    await deliver('MANY-AA', [seal('see files'), seal(PICTURE)])
    expect(inboxCommand('open', 'MANY-AA').code).toBe(0)
    expect(await readFile(join(work, 'MANY-AA', 'files', '01-file-1.unsafe'))).toEqual(PICTURE)
  })

  it('obeys no name that a sender gave, embedded or attached, and says what it renamed', async () => {
    const names = [
      '../escape.txt',
      '/tmp/rhw-absolute.txt',
      'CON',
      'a\u202Etxt.exe',
      '-rf',
      '\n\u001b[31m.html',
    ]
    const files = names.map((name) => ({ name, content: PICTURE }))
    await deliver('EVIL-AA', [seal(entity(files), ['--set-filename', '../embedded.txt'])])
    const { code, out, err } = inboxCommand('open', 'EVIL-AA')
    expect(code).toBe(0)
    expect(await readdir(work)).toContain('EVIL-AA')
    expect((await readdir(work)).filter((name) => /escape|embedded/.test(name))).toEqual([])
    const written = await readdir(join(work, 'EVIL-AA', 'files'))
    expect(written.sort()).toEqual([
      '01-escape.txt',
      '02-rhw-absolute.txt',
      '03-_CON.unsafe',
      '04-atxt.exe.unsafe',
      '05-rf.unsafe',
      '06-[31m.html.unsafe',
    ])
    expect(out + err).not.toContain('\u001b')
    expect(out + err).not.toContain('\u202e')
    expect(err).toContain('files/04-atxt.exe.unsafe')
  })

  it('writes nothing and fails when gpg does', async () => {
    const whole = seal('secret')
    const changed = Uint8Array.from(whole)
    changed[whole.length - 5] = (changed[whole.length - 5] ?? 0) ^ 1
    await deliver('CHNG-AA', [changed])
    await deliver('CUT2-AA', [whole.subarray(0, whole.length - 30)])
    await deliver('HALF-AA', [whole, changed])
    const clear = execFileSync('gpg', ['--batch', '--homedir', work, '--store'], {
      input: 'not sealed at all',
      stdio: 'pipe',
    })
    await deliver('CLER-AA', [clear])
    const password = [
      '--batch',
      '--homedir',
      work,
      '--passphrase',
      'x',
      '--pinentry-mode',
      'loopback',
    ]
    const symmetric = execFileSync('gpg', [...password, '--symmetric'], {
      input: 'x',
      stdio: 'pipe',
    })
    await deliver('SYMM-AA', [symmetric])
    for (const reference of ['CHNG-AA', 'CUT2-AA', 'HALF-AA', 'CLER-AA', 'SYMM-AA']) {
      const { code, out, err } = inboxCommand('open', reference)
      expect({ reference, code, out }).toEqual({ reference, code: 1, out: '' })
      expect(err).toContain('nothing was written')
    }
    expect((await readdir(work)).filter((name) => /-AA/.test(name))).toEqual([])
  })

  it('opens a tip whose sender signed it with a key nobody knows', async () => {
    const home = join(work, 'sender')
    await mkdir(home, { mode: 0o700 })
    const base = ['--batch', '--homedir', home, '--pinentry-mode', 'loopback', '--passphrase', '']
    execFileSync('gpg', [...base, '--quick-generate-key', 's@example.org'], { stdio: 'pipe' })
    const certificate = demoInboxFiles(dataDir).public
    const sealed = execFileSync('gpg', [...base, '--sign', '-f', certificate, '--encrypt'], {
      input: 'signed',
      stdio: 'pipe',
    })
    execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'])
    await deliver('SIGN-AA', [sealed])
    expect(inboxCommand('open', 'SIGN-AA').code).toBe(0)
  })

  it('opens a real inbox with the keyring and settings that gpg has anyway', async () => {
    const home = join(work, 'keyring')
    await mkdir(home, { mode: 0o700 })
    const base = ['--homedir', home, '--batch', '--pinentry-mode', 'loopback', '--passphrase', '']
    execFileSync('gpg', [...base, '--quick-generate-key', 'd@example.org', 'default'], {
      stdio: 'pipe',
    })
    const sealed = execFileSync(
      'gpg',
      [
        ...base,
        '--trust-model',
        'always',
        '--set-filename',
        'embedded',
        '-r',
        'd@example.org',
        '-e',
      ],
      { input: 'for the desk', stdio: 'pipe' },
    )
    await writeFile(join(home, 'gpg.conf'), 'use-embedded-filename\nverbose\n')
    await deliver('REAL-AA', [sealed], '2026-11-22T10:00Z', 'desk')
    const other = inboxCommand('open', 'REAL-AA')
    expect(other).toMatchObject({ code: 1, err: expect.stringMatching(/[Nn]o secret key/) })
    const opened = inboxCommandIn({ GNUPGHOME: home }, 'open', 'REAL-AA')
    execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'])
    expect(opened).toMatchObject({ code: 0 })
    expect(await readFile(join(work, 'REAL-AA', 'report.txt'), 'utf8')).toContain('for the desk')
    expect((await readdir(work)).filter((name) => name === 'embedded')).toEqual([])
  })

  it('never overwrites: a folder that holds something is left alone', async () => {
    await deliver('KEEP-AA', [seal('x')])
    await mkdir(join(work, 'full'))
    await writeFile(join(work, 'full', 'mine'), 'mine')
    const refused = inboxCommand('open', 'KEEP-AA', '--out', 'full')
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('--out DIR') })
    expect(await readdir(join(work, 'full'))).toEqual(['mine'])
    await mkdir(join(work, 'empty'))
    expect(inboxCommand('open', 'KEEP-AA', '--out', 'empty').code).toBe(0)
  })

  it('says which reference it does not know, and how it is used', async () => {
    expect(inboxCommand('open', 'NOPE-AA')).toMatchObject({ code: 1, out: '' })
    expect(inboxCommand('open').err).toContain('Usage:')
    expect(inboxCommand('shout').code).toBe(2)
  })

  it('asks when two mails have one reference', async () => {
    await deliver('TWIN-AA', [seal('a')])
    await deliver('TWIN-AA', [seal('b')])
    expect(inboxCommand('open', 'TWIN-AA')).toMatchObject({
      code: 1,
      err: expect.stringContaining('2 mails have the reference TWIN-AA'),
    })
  })

  it('leaves neither the demo key nor an agent behind', async () => {
    const homes = async () =>
      (await readdir(tmpdir())).filter((name) => name.startsWith('rhw-gpg-'))
    const before = await homes()
    await deliver('TIDY-AA', [seal('x')])
    inboxCommand('open', 'TIDY-AA')
    expect((await homes()).filter((name) => !before.includes(name))).toEqual([])
  })
})

describe.skipIf(!hasGpg || !hasScript || reader === undefined)('a mail program', () => {
  it('opens the mail from the Maildir by itself', async () => {
    await deliver('MUTT-AA', [seal(entity([{ name: 'a.png', content: PICTURE }]))])
    const base = ['--batch', '--homedir', work]
    execFileSync('gpg', [...base, '--import', demoInboxFiles(dataDir).secret], { stdio: 'pipe' })
    const rc = join(work, 'rc')
    await writeFile(
      rc,
      [
        'set crypt_use_gpgme=yes pipe_decode=yes wait_key=no mbox_type=Maildir quit=yes',
        `set folder=${dataDir} confirmappend=no move=no mark_old=no`,
        `push "<pipe-message>cat > ${join(work, 'seen')}<enter><quit>"`,
      ].join('\n'),
    )
    const box = join(dataDir, 'maildir', 'demo')
    // A mail program wants a terminal; script(1) lends one.
    spawnSync(
      'script',
      ['-qec', `stty cols 80 rows 24; ${reader} -n -F ${rc} -f ${box}`, '/dev/null'],
      {
        env: { ...process.env, GNUPGHOME: work, TERM: 'xterm', HOME: work },
        timeout: 20_000,
      },
    )
    execFileSync('gpgconf', ['--homedir', work, '--kill', 'all'])
    expect(await readFile(join(work, 'seen'), 'utf8')).toContain('The report – 보고서')
  })
})
