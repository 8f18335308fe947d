import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cleanFileName } from '#lib/evidence/file-names'
import * as openpgp from '#lib/sealing/openpgp.node'
import { readRecipients } from '#lib/sealing/recipients'
import { sealPart } from '#lib/sealing/seal-part'
import { buildFurtherMessage, buildMessage } from '#lib/sending/build-message'
import { reportText } from '#lib/tip/report'
import { type Tip, tipSchema } from '#lib/tip/schema'
import { entity, hasGpg, makeTrialInbox, PICTURE } from './trial-inbox.fixture.ts'

const trial = makeTrialInbox()

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

describe.skipIf(!hasGpg)('npm run inbox', () => {
  it('lists tips newest first, tab-separated or as JSON, and nothing else on stdout', async () => {
    expect(trial.run('list')).toMatchObject({ code: 0, out: '' })
    const sealed = trial.seal('x')
    await trial.deliver('OLD2-AA', [sealed], '2026-11-20T08:00Z')
    await trial.deliver('NEW2-BB', [sealed, sealed], '2026-11-22T09:00Z')
    await trial.deliver('MID2-CC', [sealed], '2026-11-21T23:00Z')
    await mkdir(join(trial.dataDir, 'maildir', 'demo', 'new', 'a folder'))
    const n = sealed.length
    expect(trial.run('list').out).toBe(
      `NEW2-BB\t2026-11-22T09:00Z\tdemo\t2\t${2 * n}\nMID2-CC\t2026-11-21T23:00Z\tdemo\t1\t${n}\nOLD2-AA\t2026-11-20T08:00Z\tdemo\t1\t${n}\n`,
    )
    expect(JSON.parse(trial.run('list', '--json').out)[0]).toEqual({
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
    await trial.deliver('7K3M-Q2', [trial.seal(entity(files))])
    const { code, out } = trial.run('open', '7k3mq2')
    expect(code).toBe(0)
    const dir = join(trial.work, '7K3M-Q2')
    expect(out.trim().split('\n')).toEqual(
      ['report.txt', 'tip.json', 'files/01-증거.png', 'files/02-tip.json'].map((f) => join(dir, f)),
    )
    expect(await readFile(join(dir, 'report.txt'), 'utf8')).toMatch(
      new RegExp(
        `^Reference: 7K3M-Q2\nReceived:  2026-11-22T10:00Z\nInbox:     demo\nSealed to: ${trial.inbox.certificates[0]?.fingerprint.toUpperCase()}\n\nThe report – 보고서\n`,
      ),
    )
    expect(await readFile(join(dir, 'tip.json'))).toEqual(json)
    expect(await readFile(join(dir, 'files', '01-증거.png'))).toEqual(PICTURE)
    expect((await stat(join(dir, 'files', '01-증거.png'))).mode & 0o777).toBe(0o600)
    expect((await stat(dir)).mode & 0o777).toBe(0o700)
    expect((await readdir(trial.work)).filter((name) => name.includes('partial'))).toEqual([])
  })

  it('opens what the form makes, names in every script and files of any size included', async () => {
    const names = [
      '증거 자료.png',
      `${'아주 긴 이름 '.repeat(10)}.jpg`,
      'a "quoted"; name=%41.txt',
      'letter.docx',
    ]
    const contents = names.map((_, index) => randomBytes(index === 1 ? 3_000_000 : 500 + index))
    const { format: _, sealed: __, inbox: id, files: ___, ...answers } = TIP
    const { entity: message } = buildMessage(
      { answers, inbox: { id } },
      names.map((name, index) => {
        const content = new Uint8Array(contents[index] ?? [])
        const sha256 = createHash('sha256').update(content).digest('hex')
        const listed = { name: cleanFileName(name), type: '', bytes: content.length, sha256 }
        return { listed, content }
      }),
      new Date('2026-11-22T10:20:30Z'),
      randomBytes(16),
    )
    const read = await readRecipients(openpgp, trial.inbox.certificates, new Date())
    if (!read.ok) throw new Error(read.reason)
    await trial.deliver('FORM-AA', [await sealPart(openpgp, read.recipients, message)])
    expect(trial.run('open', 'FORM-AA')).toMatchObject({ code: 0 })
    const dir = join(trial.work, 'FORM-AA')
    const tip = tipSchema.parse(JSON.parse(await readFile(join(dir, 'tip.json'), 'utf8')))
    expect(await readFile(join(dir, 'report.txt'), 'utf8')).toContain(
      reportText(tip).split('\n').slice(-3).join('\n').trimEnd(),
    )
    const written = (await readdir(join(dir, 'files'))).sort()
    expect(written).toEqual(
      tip.files.map(
        ({ name }, index) => `0${index + 1}-${name}${name === 'letter.docx' ? '.unsafe' : ''}`,
      ),
    )
    for (const [index, name] of written.entries()) {
      const file = await readFile(join(dir, 'files', name))
      expect(file.equals(contents[index] ?? Buffer.alloc(0))).toBe(true)
    }
  }, 120_000)

  it('opens a tip that somebody made with gpg alone: text, or any file', async () => {
    await trial.deliver('TEXT-AA', [trial.seal('They asked: send money.\nMore: \u001b[2J\n')])
    expect(trial.run('open', 'TEXT-AA', '--out', 'text').code).toBe(0)
    expect(await readFile(join(trial.work, 'text', 'report.txt'), 'utf8')).toContain(
      'They asked: send money.\nMore: <U+001B>[2J\n',
    )
    await trial.deliver('FILE-BB', [trial.seal(PICTURE)])
    expect(trial.run('open', 'FILE-BB').code).toBe(0)
    expect(await readFile(join(trial.work, 'FILE-BB', 'files', '01-tip.unsafe'))).toEqual(PICTURE)
  })

  it('opens further parts as files of their own', async () => {
    await trial.deliver('MANY-AA', [trial.seal('see files'), trial.seal(PICTURE)])
    expect(trial.run('open', 'MANY-AA').code).toBe(0)
    expect(await readFile(join(trial.work, 'MANY-AA', 'files', '01-file-1.unsafe'))).toEqual(
      PICTURE,
    )
  })

  it('names the files of a further message as its sender did, and checks them', async () => {
    const listed = { bytes: PICTURE.length, sha256: 'a'.repeat(64), type: '', part: 1 }
    const { entity: message } = buildFurtherMessage(
      { answers: { story: 'See the picture.' }, inbox: { id: 'demo', certificates: [] } },
      { reference: 'MANY-BB', number: 2 },
      [{ listed: { name: 'door.png', ...listed }, content: null }],
      new Date(),
      randomBytes(16),
    )
    await trial.deliver('MANY-BB-2', [trial.seal(message), trial.seal(PICTURE)])
    expect(trial.run('open', 'MANY-BB-2')).toMatchObject({
      code: 0,
      err: expect.stringContaining('02-door.png is not the file that the sender lists'),
    })
    const file = join(trial.work, 'MANY-BB-2', 'files', '02-door.png')
    expect(await readFile(file)).toEqual(PICTURE)
  })

  it('opens a real inbox with the keyring and settings that gpg has anyway', async () => {
    const home = join(trial.work, 'keyring')
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
    await trial.deliver('REAL-AA', [sealed], '2026-11-22T10:00Z', 'desk')
    const other = trial.run('open', 'REAL-AA')
    expect(other).toMatchObject({ code: 1, err: expect.stringMatching(/[Nn]o secret key/) })
    const opened = trial.runIn({ GNUPGHOME: home }, 'open', 'REAL-AA')
    execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'])
    expect(opened).toMatchObject({ code: 0 })
    expect(await readFile(join(trial.work, 'REAL-AA', 'report.txt'), 'utf8')).toContain(
      'for the desk',
    )
    expect((await readdir(trial.work)).filter((name) => name === 'embedded')).toEqual([])
  }, 120_000)

  it('never overwrites: a folder that holds something is left alone', async () => {
    await trial.deliver('KEEP-AA', [trial.seal('x')])
    await mkdir(join(trial.work, 'full'))
    await writeFile(join(trial.work, 'full', 'mine'), 'mine')
    const refused = trial.run('open', 'KEEP-AA', '--out', 'full')
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('--out DIR') })
    expect(await readdir(join(trial.work, 'full'))).toEqual(['mine'])
    await mkdir(join(trial.work, 'empty'))
    expect(trial.run('open', 'KEEP-AA', '--out', 'empty').code).toBe(0)
  })

  it('says which reference it does not know, and how it is used', async () => {
    expect(trial.run('open', 'NOPE-AA')).toMatchObject({ code: 1, out: '' })
    expect(trial.run('open').err).toContain('Usage:')
    expect(trial.run('shout').code).toBe(2)
  })

  it('asks when two mails have one reference', async () => {
    await trial.deliver('TWIN-AA', [trial.seal('a')])
    await trial.deliver('TWIN-AA', [trial.seal('b')])
    expect(trial.run('open', 'TWIN-AA')).toMatchObject({
      code: 1,
      err: expect.stringContaining('2 mails have the reference TWIN-AA'),
    })
  })
})
