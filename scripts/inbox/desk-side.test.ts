import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AttachedFile, Tip } from '#lib/tip/schema'
import { entity, hasGpg, makeTrialInbox } from './trial-inbox.fixture.ts'

const trial = makeTrialInbox()
const HOUR = '2026-11-22T10:00Z'
const TIP: Tip = {
  format: 'rhw-tip-v1',
  sealed: HOUR,
  inbox: 'demo',
  category: 'works-now',
  now: 'not-sure',
  story: 'See files',
  sharing: 'green',
  identifiers: [{ type: 'email', value: 'Kim@example.org' }],
  urgentSubject: false,
  files: [],
}

const messageOf = (tip: Partial<Tip>) =>
  trial.seal(
    entity([{ name: 'tip.json', content: Buffer.from(JSON.stringify({ ...TIP, ...tip })) }]),
  )
const fileOf = (name: string, content: Buffer, part: number): AttachedFile => ({
  name,
  type: '',
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
  part,
})

/** The mail of a tip, moved out of the Maildir as an analyst saves it. */
async function savedMail(reference: string, parts: Uint8Array[]): Promise<string> {
  await trial.deliver(reference, parts)
  const dir = join(trial.dataDir, 'maildir', 'demo', 'new')
  const [name = ''] = readdirSync(dir)
  const path = join(trial.work, 'saved.eml')
  await writeFile(path, readFileSync(join(dir, name)))
  return path
}

describe.skipIf(!hasGpg)('a saved file', () => {
  /** The user's own keyring, which has the demo key here. */
  const own = (...args: string[]) => trial.run(...args)

  it('is opened as a mail, by what it holds and not by its name', async () => {
    const path = await savedMail('7K3M-Q2', [messageOf({})])
    expect(own('open', path)).toMatchObject({ code: 0 })
    const dir = join(trial.work, 'saved-opened')
    expect((await readdir(dir)).sort()).toEqual(['files', 'report.txt', 'tip.json'])
    expect(await readFile(join(dir, 'report.txt'), 'utf8')).toContain('Reference: 7K3M-Q2')
  })

  it('is opened with CRLF and the line of an mbox too', async () => {
    const path = await savedMail('7K3M-Q2', [messageOf({})])
    const text = (await readFile(path, 'latin1')).replace(/\r?\n/g, '\r\n')
    await writeFile(path, `From MAILER-DAEMON Sun Nov 22 10:00:00 2026\r\n${text}`, 'latin1')
    expect(own('open', path, '--out', join(trial.work, 'x'))).toMatchObject({ code: 0 })
  })

  it('that holds a part alone needs the key in gpg’s own keyring, and takes other parts beside it', async () => {
    const file = randomBytes(1000)
    const sealed = messageOf({ files: [fileOf('log.txt', file, 1)] })
    await writeFile(join(trial.work, 'tip.eml.pgp'), sealed)
    await writeFile(join(trial.work, 'file-1.pgp'), trial.seal(file))
    const args = ['open', 'tip.eml.pgp', '--parts', '.', '--out', 'out']
    expect(own(...args)).toMatchObject({ code: 1, err: expect.stringContaining('gpg failed') })
    trial.importKey()
    expect(own(...args)).toMatchObject({ code: 0, err: '' })
    expect(await readFile(join(trial.work, 'out', 'files', '01-log.txt'))).toEqual(file)
    trial.forgetKeys()
  })

  it('that is none of ours is refused with what to save instead', async () => {
    await writeFile(join(trial.work, 'note.txt'), 'From: a@example.org\n\nhello\n')
    const { code, err } = own('open', 'note.txt')
    expect(code).toBe(1)
    expect(err).toMatch(/note\.txt is no mail of a tip.*Save the whole mail/)
  })
})

describe.skipIf(!hasGpg)('parts with files', () => {
  it('are written under the names in tip.json, and checked against its hashes', async () => {
    const [good, other] = [randomBytes(3_000_000), randomBytes(1000)]
    const sealed = messageOf({
      files: [fileOf('증거.csv', good, 1), fileOf('b.log', randomBytes(1000), 2)],
    })
    await trial.deliver('7K3M-Q2', [sealed, trial.seal(good), trial.seal(other)])
    const { code, out, err } = trial.run('open', '7K3M-Q2')
    expect(code).toBe(0)
    expect(out).toMatch(/files\/01-증거\.csv\n.*files\/02-b\.log\n$/)
    expect(err).toMatch(/^files\/02-b\.log is not the file that the sender lists.*Do not rely/)
    const path = join(trial.work, '7K3M-Q2', 'files', '01-증거.csv')
    expect(Buffer.compare(await readFile(path), good)).toBe(0)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  it('that cannot be opened leave nothing behind', async () => {
    const broken = trial.seal(randomBytes(5000)).subarray(0, 3000)
    await trial.deliver('7K3M-Q2', [messageOf({}), broken])
    expect(trial.run('open', '7K3M-Q2')).toMatchObject({ code: 1, out: '' })
    expect(await readdir(trial.work)).not.toContainEqual(expect.stringMatching(/7K3M/))
  })

  it('that the sender took out while sending say so in their name', async () => {
    const removed = { ...fileOf('b.log', Buffer.from('x'), 1), removed: true as const }
    const sealed = messageOf({ files: [removed] })
    await trial.deliver('7K3M-Q2', [sealed, trial.seal('Taken out.')])
    expect(trial.run('open', '7K3M-Q2')).toMatchObject({ code: 0, err: '' })
    expect(await readdir(join(trial.work, '7K3M-Q2', 'files'))).toEqual(['01-b.log.removed.txt'])
  })
})

describe.skipIf(!hasGpg)('npm run inbox -- open --format', () => {
  it('writes Markdown and STIX beside the report', async () => {
    await trial.deliver('7K3M-Q2', [messageOf({})])
    const { code } = trial.run('open', '7K3M-Q2', '--format', 'markdown', '--format', 'stix')
    expect(code).toBe(0)
    const dir = join(trial.work, '7K3M-Q2')
    expect(await readFile(join(dir, 'tip.md'), 'utf8')).toMatch(/^# Tip `7K3M-Q2`\n/)
    const bundle = JSON.parse(await readFile(join(dir, 'tip.stix.json'), 'utf8'))
    expect(bundle.objects[0].name).toBe('TLP:GREEN')
    expect(trial.run('open', '7K3M-Q2', '--format', 'pdf')).toMatchObject({ code: 2 })
  })
})

describe.skipIf(!hasGpg)('npm run inbox -- same', () => {
  it('finds a value in every tip that names it, however it is written', async () => {
    await trial.deliver('AAAA-AA', [messageOf({})], '2026-11-20T08:00Z')
    await trial.deliver(
      'BBBB-BB',
      [messageOf({ identifiers: [{ type: 'phone', value: '+1 415 555 0100' }] })],
      '2026-11-21T08:00Z',
    )
    expect(trial.run('same', 'KIM@example.org')).toMatchObject({
      code: 0,
      out: 'AAAA-AA\t2026-11-20T08:00Z\tdemo\temail\tKim@example.org\n',
    })
    expect(trial.run('same', '001 (415) 555-0100').out).toMatch(/^BBBB-BB\t/)
    expect(trial.run('same', 'nobody@example.org')).toMatchObject({
      code: 0,
      out: '',
      err: 'None of 2 tips names the same.\n',
    })
  })

  it('finds tips that share something with one, writes nothing, and passes over what is closed', async () => {
    await trial.deliver('AAAA-AA', [messageOf({})], '2026-11-20T08:00Z')
    await trial.deliver('BBBB-BB', [messageOf({})], '2026-11-21T08:00Z')
    await trial.deliver('CCCC-CC', [Buffer.from('broken')], '2026-11-22T08:00Z')
    const before = await readdir(trial.work)
    const { out, err } = trial.run('same', 'aaaaaa', '--json')
    expect(JSON.parse(out).map((one: { reference: string }) => one.reference)).toEqual(['BBBB-BB'])
    expect(err).toMatch(/^CCCC-CC is left out\. Part 0: gpg failed/)
    expect((await readdir(trial.work)).filter((name) => !before.includes(name))).toEqual([])
  })

  it('compares with tips that were opened into folders, with no key at all', async () => {
    const folder = join(trial.work, 'cases', 'old')
    await mkdir(folder, { recursive: true })
    await writeFile(
      join(folder, 'report.txt'),
      'Reference: OLD2-AA\nReceived:  2025-01-01T00:00Z\n\n',
    )
    await writeFile(join(folder, 'tip.json'), JSON.stringify(TIP))
    // One whose tip.json was damaged is compared by its report, and stops nobody.
    await mkdir(join(trial.work, 'cases', 'cut'), { recursive: true })
    await writeFile(
      join(trial.work, 'cases', 'cut', 'report.txt'),
      'Reference: CUT2-AA\n\nFrom kim@example.org\n',
    )
    await writeFile(join(trial.work, 'cases', 'cut', 'tip.json'), '{"format":')
    const { out } = trial.run('same', 'kim@example.org', '--folder', 'cases')
    expect(out).toMatch(/^OLD2-AA\t2025/m)
    expect(out).toMatch(/^CUT2-AA\t/m)
  })
})
