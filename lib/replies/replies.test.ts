/** The whole way of replies with a real Maildir, the real store and a Maildir for what the desk is told. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { maildirTransport } from '#lib/delivery/maildir'
import type { Transport } from '#lib/delivery/transport'
import type { ReplyEvent, ReplyHappening } from './happenings.ts'
import { maildirSource } from './maildir-source.ts'
import { createRefusals } from './refusals.ts'
import {
  mailOf,
  opened,
  openRepliesBench,
  pgpMimeOf,
  type RepliesBench,
  sealed,
} from './replies.fixture.ts'
import { createReplies, type Replies } from './replies.ts'
import type { Source } from './source.ts'
import type { TakeReply } from './take-reply.ts'

const MARKER = 'marker-8127 Which month was it?'
const HOUR_MS = 3_600_000

let bench: RepliesBench
let running: Replies[]
let happenings: ReplyHappening[]
let log: ReplyEvent[]

beforeEach(async () => {
  bench = await openRepliesBench()
  running = []
  happenings = []
  log = []
})
afterEach(async () => {
  await Promise.all(running.map((replies) => replies.stop()))
  await bench.end()
})

const box = () => join(bench.folder, 'replies')
const deskMails = () => {
  try {
    const dir = join(bench.folder, 'maildir/desk/new')
    return readdirSync(dir).map((name) => readFileSync(join(dir, name), 'utf8'))
  } catch {
    return []
  }
}
const left = () =>
  ['new', 'cur'].flatMap((dir) => {
    try {
      return readdirSync(join(box(), dir))
    } catch {
      return []
    }
  })
function put(name: string, mail: Uint8Array, dir = 'new'): void {
  mkdirSync(join(box(), dir), { recursive: true })
  writeFileSync(join(box(), dir, name), mail)
}

/** A server's life. */
function begin(
  more: { take?: TakeReply; transports?: Transport[]; sources?: Source[] } = {},
): Replies {
  const clock = () => bench.time.now
  const replies = createReplies({
    take: more.take ?? bench.take,
    refusals: createRefusals({
      limits: bench.store.limits,
      transports: more.transports ?? [maildirTransport({ root: join(bench.folder, 'maildir') })],
      from: 'tips@example.org',
      clock,
    }),
    sources: more.sources ?? [maildirSource({ folder: box(), clock, chance: () => 0, pollMs: 10 })],
    fetchMail: null,
    clock,
    log: (event) => log.push(event),
    observe: (happening) => happenings.push(happening),
    pauseMs: { first: 10, longest: 20 },
  })
  running.push(replies)
  replies.start()
  return replies
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_000; tries += 1) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('It has not come to pass within ten seconds.')
}
const toFirst = async (text = MARKER, id = '<a.1@x>') =>
  pgpMimeOf(await sealed(text, bench.first), { To: bench.first.to, 'Message-ID': id })
const plain = (id = '<p.1@x>') =>
  mailOf(MARKER, { To: bench.first.to, 'Message-ID': id, Subject: 'subject-8127' })

describe('the Maildir of replies', () => {
  it('is made, and read as long as the server runs; what was stored is deleted', async () => {
    begin()
    await until(() => left().length === 0 && readdirSync(bench.folder).includes('replies'))
    put('1', await toFirst('First', '<1@x>'))
    put('2:2,S', await toFirst('Second', '<2@x>'), 'cur')
    await until(() => happenings.length === 2)
    await until(() => left().length === 0)
    const messages = await bench.waiting()
    const texts = await Promise.all(messages.map((message) => opened(message, bench.first)))
    expect(texts.sort()).toEqual(['First', 'Second'])
  })

  it('leaves alone what is for no reply address, and does not read it again', async () => {
    let reads = 0
    const take: TakeReply = (mail) => {
      reads += 1
      return bench.take(mail)
    }
    put('1', mailOf(MARKER, { To: 'info@example.org' }))
    begin({ take })
    await until(() => reads === 1)
    put('2', await toFirst())
    await until(() => happenings.length === 1 && left().length === 1)
    expect([reads, left()]).toEqual([2, ['1']])
  })

  it('leaves what is no file, with an alarm, and goes on with the others', async () => {
    mkdirSync(join(box(), 'new/folder'), { recursive: true })
    symlinkSync('/etc/passwd', join(box(), 'new/link'))
    put('reply', await toFirst())
    const replies = begin()
    await until(() => left().length === 2)
    await until(() => replies.alarms().length === 1)
    expect(replies.alarms()).toMatchObject([{ key: 'replies-stuck', level: 'alarm' }])
    expect(replies.alarms()[0]?.text).toContain(': 2.')
  })
})

describe('a reply that is not kept', () => {
  it('is told to the desk, and deleted; nothing of it stays anywhere', async () => {
    put('1', plain())
    begin()
    await until(() => happenings.length === 1 && left().length === 0)
    const [mail, ...others] = deskMails()
    expect(others).toEqual([])
    expect(mail).toContain('Tip-Refusal: not-encrypted')
    expect(mail).toContain('In-Reply-To: <p.1@x>')
    expect(log).toEqual([{ event: 'reply-refused', inbox: 'desk', reason: 'not-encrypted' }])
    const everything = await bench.everything()
    expect(everything).toContain('9ABC-D4')
    expect(everything).not.toMatch(/marker-8127|subject-8127/)
    // As Postgres writes bytes.
    expect(everything).not.toContain(Buffer.from('marker-8127').toString('hex'))
  })

  it('makes few mails, however many come', async () => {
    for (let n = 0; n < 8; n += 1) put(`${n}`, plain(`<${n}@x>`))
    begin()
    await until(() => happenings.length === 8 && left().length === 0)
    expect(deskMails()).toHaveLength(3)
  })

  it('stays until the desk could be told, and raises an alarm', async () => {
    let works = false
    const well = maildirTransport({ root: join(bench.folder, 'maildir') })
    const transport: Transport = {
      ...well,
      notify: async (notice, signal) =>
        works ? well.notify(notice, signal) : { ok: false, retry: 'later', reason: 'Refused.' },
    }
    put('1', plain())
    const replies = begin({ transports: [transport] })
    await until(() => log.length === 1)
    expect(log).toMatchObject([{ event: 'refusal-failed', inbox: 'desk' }])
    expect([left(), replies.alarms()]).toEqual([['1'], []])
    bench.time.now = new Date(bench.time.now.getTime() + 6 * 60_000)
    await until(() => replies.alarms().length > 0)
    expect(replies.alarms()).toMatchObject([{ key: 'refusals-failing', level: 'alarm' }])
    works = true
    bench.time.now = new Date(bench.time.now.getTime() + HOUR_MS)
    await until(() => left().length === 0)
    expect([deskMails().length, replies.alarms()]).toEqual([1, []])
  })
})

describe('mails of strangers and machines', () => {
  it('are counted and dropped without a word; many are told to the operator', async () => {
    for (let n = 0; n < 20; n += 1) {
      const fields = { From: 'mallory@example.com', 'Message-ID': `<${n}@m>`, To: bench.first.to }
      put(`${n}`, mailOf(MARKER, fields))
    }
    put('auto', mailOf('Away', { To: bench.first.to, 'Auto-Submitted': 'auto-replied' }))
    const replies = begin()
    await until(() => happenings.length === 21 && left().length === 0)
    expect(deskMails()).toEqual([])
    expect(replies.alarms()).toMatchObject([{ key: 'replies-strangers', level: 'warning' }])
    bench.time.now = new Date(bench.time.now.getTime() + 24 * HOUR_MS)
    expect(replies.alarms()).toEqual([])
  })
})

describe('a server that dies', () => {
  /** Something fails, as if the power had gone, at the step; then another server begins. */
  async function dieAt(
    step: 'before storing' | 'after storing' | 'after telling',
    mail: Uint8Array,
  ) {
    put('1', mail)
    let died = false
    const dying: TakeReply = async (...args) => {
      died = true
      if (step !== 'before storing') await bench.take(...args)
      throw new Error('The power went.')
    }
    const well = maildirTransport({ root: join(bench.folder, 'maildir') })
    const transport: Transport = {
      ...well,
      notify: async (...args) => {
        await well.notify(...args)
        died = true
        throw new Error('The power went.')
      },
    }
    const first = begin(step === 'after telling' ? { transports: [transport] } : { take: dying })
    await until(() => died)
    await first.stop()
    expect(left()).toEqual(['1'])
    happenings.length = 0
    begin()
    await until(() => left().length === 0 && happenings.length === 1)
  }

  it.each(['before storing', 'after storing'] as const)(
    '%s loses no reply and keeps none twice',
    async (step) => {
      await dieAt(step, await toFirst())
      expect(await bench.waiting()).toHaveLength(1)
    },
  )

  it('after telling the desk tells it once', async () => {
    await dieAt('after telling', plain())
    expect(deskMails()).toHaveLength(1)
  })
})

describe('a server that stops', () => {
  it('breaks off what it reads, and leaves the mail for the next one', async () => {
    let reads = 0
    const take: TakeReply = (_mail, _envelopeTo, stopping) =>
      new Promise((_, reject) => {
        reads += 1
        stopping?.addEventListener('abort', () => reject(new Error('It was broken off.')))
      })
    put('1', await toFirst())
    const replies = begin({ take })
    await until(() => reads === 1)
    await replies.stop()
    expect([left(), log, happenings]).toEqual([['1'], [], []])
  })
})

describe('a source that fails', () => {
  it('is asked again, and is an alarm after an hour', async () => {
    let works = false
    let looks = 0
    const source: Source = {
      name: 'imap',
      look: async () => {
        looks += 1
        if (!works) throw new Error('It cannot be reached.')
      },
      wait: (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
      standing: () => ({ stuck: 0, notOurs: 0 }),
      close: async () => undefined,
    }
    const replies = begin({ sources: [source] })
    await until(() => looks > 3)
    expect(replies.alarms()).toEqual([])
    expect(log[0]).toEqual({
      event: 'reply-source-failed',
      source: 'imap',
      reason: 'It cannot be reached.',
    })
    bench.time.now = new Date(bench.time.now.getTime() + HOUR_MS)
    expect(replies.alarms()).toMatchObject([{ key: 'replies-imap', level: 'alarm' }])
    works = true
    await until(() => replies.alarms().length === 0)
  })

  it('is a store that fails, too: the mail stays and is taken later', async () => {
    let works = false
    const take: TakeReply = (...args) =>
      works ? bench.take(...args) : Promise.reject(new Error('The disk is full.'))
    put('1', await toFirst())
    begin({ take })
    await until(() => log.length > 2)
    expect(left()).toEqual(['1'])
    works = true
    await until(() => left().length === 0)
    expect(await bench.waiting()).toHaveLength(1)
  })
})
