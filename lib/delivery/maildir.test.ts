import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Inbox } from '#lib/inboxes/inbox'
import type { Delivery } from '#lib/store/store'
import { maildirName, maildirTransport } from './maildir.ts'
import type { Mail } from './transport.ts'

const DELIVERY: Delivery = {
  id: 'Zm9vYmFyYmF6cXV4',
  tip: 'tip',
  reference: '7K3M-Q2',
  inbox: 'desk',
  hour: '2026-11-22T10:00Z',
  parts: [{ bytes: 3, sha256: '' }],
  attempts: 0,
  urgent: false,
  recipient: 'first',
  sealedTo: [],
}
const UNENDING = new AbortController().signal
const NAME = '1795341600.Zm9vYmFyYmF6cXV4.tip'

const INBOX: Inbox = {
  id: 'desk',
  name: 'Desk',
  address: 'desk@example.org',
  secondAddress: null,
  mailBytes: null,
  categories: [],
  countries: [],
  languages: [],
  leavingNow: false,
  distrusted: [],
  limits: null,
  partners: [],
  replyFrom: [],
  archive: null,
  certificates: [],
  demo: false,
}

function mailOf(delivery = DELIVERY): Mail {
  return {
    delivery,
    inbox: INBOX,
    from: 'tips@example.org',
    to: INBOX.address,
    author: 'tips@example.org',
    replyTo: [INBOX.address],
    wayBack: null,
    links: new Map(),
    async *readPart() {},
    async *content() {
      yield Buffer.from('Subject: x\n')
      yield Buffer.from('\nbody\n')
    },
  }
}

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'rhw-maildir-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const folder = (name: string) => join(root, 'desk', name)

describe('the Maildir', () => {
  it('gets the whole mail into new, for the owner only, dated to the hour', async () => {
    expect(await maildirTransport({ root }).deliver(mailOf(), UNENDING)).toEqual({
      ok: true,
      confirmed: true,
    })
    expect(await readdir(folder('new'))).toEqual([NAME])
    expect(await readdir(folder('tmp'))).toEqual([])
    const path = join(folder('new'), NAME)
    expect(await readFile(path, 'utf8')).toBe('Subject: x\n\nbody\n')
    const { mode, mtime, atime } = await stat(path)
    expect(mode & 0o777).toBe(0o600)
    expect(mtime.toISOString()).toBe('2026-11-22T10:00:00.000Z')
    expect(atime.getTime()).toBeGreaterThan(0)
    expect((await stat(folder('new'))).mode & 0o777).toBe(0o700)
  })

  it('holds a mail once, however often it is delivered', async () => {
    const transport = maildirTransport({ root })
    await transport.deliver(mailOf(), UNENDING)
    expect(await transport.deliver(mailOf(), UNENDING)).toEqual({ ok: true, confirmed: true })
    expect(await readdir(folder('new'))).toEqual([NAME])
  })

  it('holds a mail once when two loops deliver it at the same time', async () => {
    const transport = maildirTransport({ root })
    await Promise.all(Array.from({ length: 5 }, () => transport.deliver(mailOf(), UNENDING)))
    expect(await readdir(folder('new'))).toEqual([NAME])
    expect(await readFile(join(folder('new'), NAME), 'utf8')).toBe('Subject: x\n\nbody\n')
  })

  it.each([':2,S', ':2,', ''])(
    'recognises a mail that was read, with flags “%s”',
    async (flags) => {
      const transport = maildirTransport({ root })
      await transport.deliver(mailOf(), UNENDING)
      await rename(join(folder('new'), NAME), join(folder('cur'), `${NAME}${flags}`))
      expect(await transport.deliver(mailOf(), UNENDING)).toEqual({ ok: true, confirmed: true })
      expect(await readdir(folder('new'))).toEqual([])
    },
  )

  it('flushes its folders up to the data folder, also when somebody else made them', async () => {
    const flushed: string[] = []
    const transport = maildirTransport({
      root: join(root, 'maildir'),
      syncFolder: async (dir) => void flushed.push(dir),
    })
    const box = join(root, 'maildir', 'desk')
    for (const name of ['tmp', 'new', 'cur']) await mkdir(join(box, name), { recursive: true })
    await transport.deliver(mailOf(), UNENDING)
    expect(flushed).toEqual([box, join(root, 'maildir'), root, join(box, 'new')])
    flushed.length = 0
    await transport.deliver(mailOf({ ...DELIVERY, id: 'another' }), UNENDING)
    expect(flushed).toEqual([join(box, 'new')])
  })

  it('makes its folders for a first mail and again when they were taken away', async () => {
    const transport = maildirTransport({ root })
    for (const id of ['first', 'second']) {
      const delivery = { ...DELIVERY, id, untried: true }
      expect(await transport.deliver(mailOf(delivery), UNENDING)).toEqual({
        ok: true,
        confirmed: true,
      })
      expect(await readdir(folder('new'))).toEqual([maildirName(delivery)])
      expect((await stat(folder('tmp'))).mode & 0o777).toBe(0o700)
      await rm(folder(''), { recursive: true })
    }
  })

  it('takes many mails at once', async () => {
    const transport = maildirTransport({ root })
    const deliveries = Array.from({ length: 20 }, (_, index) => ({
      ...DELIVERY,
      id: `mail-${index}`,
      untried: true,
    }))
    const outcomes = await Promise.all(
      deliveries.map((one) => transport.deliver(mailOf(one), UNENDING)),
    )
    expect(outcomes.every(({ ok }) => ok)).toBe(true)
    expect((await readdir(folder('new'))).sort()).toEqual(deliveries.map(maildirName).sort())
  })

  it('removes what an attempt that was cut off has left, and delivers', async () => {
    await mkdir(folder('tmp'), { recursive: true })
    await writeFile(join(folder('tmp'), `${NAME}.0123456789ab`), 'Subj')
    await writeFile(join(folder('tmp'), 'another'), 'stays')
    expect(await maildirTransport({ root }).deliver(mailOf(), UNENDING)).toEqual({
      ok: true,
      confirmed: true,
    })
    expect(await readdir(folder('tmp'))).toEqual(['another'])
    expect(await readFile(join(folder('new'), NAME), 'utf8')).toContain('body')
  })

  it('leaves nothing behind when the mail cannot be read to its end', async () => {
    const broken: Mail = {
      ...mailOf(),
      // biome-ignore lint/correctness/useYield: the failure before the first piece is the point
      async *content() {
        throw new Error('a chunk is missing')
      },
    }
    await expect(maildirTransport({ root }).deliver(broken, UNENDING)).rejects.toThrow(
      'a chunk is missing',
    )
    expect(await readdir(folder('tmp'))).toEqual([])
    expect(await readdir(folder('new'))).toEqual([])
  })

  it('names problem and cure, but no file, when the disk refuses', async () => {
    await writeFile(join(root, 'desk'), 'a file where a folder should be')
    const result = await maildirTransport({ root }).deliver(mailOf(), UNENDING)
    expect(result).toMatchObject({ ok: false, reason: expect.stringContaining('Check') })
    expect(JSON.stringify(result)).not.toContain(DELIVERY.id)
  })

  it('refuses ids that could leave the folder', async () => {
    expect(() => maildirName({ ...DELIVERY, id: '../x' })).toThrow('cannot be a file name')
    await expect(
      maildirTransport({ root }).deliver(mailOf({ ...DELIVERY, inbox: '..' }), UNENDING),
    ).rejects.toThrow('cannot be a folder name')
  })
})
