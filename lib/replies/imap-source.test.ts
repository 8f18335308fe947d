/** Replies in a mailbox of a real IMAP server. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Dovecot, hasDovecot, startDovecot } from '#scripts/inbox/dovecot.fixture'
import { imapSource } from './imap-source.ts'
import { REPLY_BYTES_MAX } from './read-reply.ts'
import type { Handled, Source } from './source.ts'

const UNENDING = new AbortController().signal
const mail = (subject: string) => `From: desk@example.org\r\nSubject: ${subject}\r\n\r\nHello.\r\n`

describe.skipIf(!hasDovecot)('a mailbox of replies (needs dovecot, openssl and root)', () => {
  let dovecot: Dovecot
  let source: Source
  let seen: string[]
  const taking =
    (handled: Handled = 'done') =>
    async (bytes: Uint8Array): Promise<Handled> => {
      seen.push(/^Subject: (.*)\r$/m.exec(Buffer.from(bytes).toString('latin1'))?.[1] ?? '')
      return handled
    }
  const make = (url: string, ca?: string) =>
    imapSource({
      url,
      clock: () => new Date(),
      chance: () => 0,
      pollMs: 20_000,
      ...(ca !== undefined && { ca }),
    })

  /** Looks until the mails were handed over: the server may notice a second late what lies in its folder. */
  async function lookFor(
    count: number,
    handle = taking(),
    at: Pick<Source, 'look'> = source,
  ): Promise<void> {
    for (let tries = 0; seen.length < count && tries < 100; tries += 1) {
      await at.look(handle, UNENDING)
      if (seen.length < count) await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  beforeAll(async () => {
    dovecot = await startDovecot()
    source = make(dovecot.secureUrl, readFileSync(dovecot.certificate, 'utf8'))
  })
  afterAll(async () => {
    await source?.close()
    dovecot?.stop()
  })
  beforeEach(() => {
    seen = []
  })

  it('is read, and what was dealt with is deleted for good', async () => {
    dovecot.put(mail('one'))
    dovecot.put(mail('two'))
    await lookFor(2)
    expect([seen.sort(), dovecot.flags()]).toEqual([['one', 'two'], []])
  })

  it('tells by itself when a mail comes', async () => {
    await source.look(taking(), UNENDING)
    const waiting = source.wait(UNENDING)
    dovecot.put(mail('three'))
    await waiting
    await lookFor(1)
    expect(seen).toEqual(['three'])
  })

  it('keeps what was not dealt with, untouched, and does not ask for it at once again', async () => {
    dovecot.put(mail('later'))
    await lookFor(1, taking('later'))
    await source.look(taking('later'), UNENDING)
    expect([seen, dovecot.flags()]).toEqual([['later'], ['']])
    const other = make(dovecot.plainUrl)
    await lookFor(2, taking(), other)
    await other.close()
    expect([seen, dovecot.flags()]).toEqual([['later', 'later'], []])
  })

  it('keeps a mail when the line drops after it was stored, and gives it again', async () => {
    dovecot.put(mail('dropped'))
    const broken = make(dovecot.plainUrl)
    const dropping = async (bytes: Uint8Array): Promise<Handled> => {
      await broken.close()
      return taking()(bytes)
    }
    await expect(lookFor(1, dropping, broken)).rejects.toThrow('REPLY_IMAP_URL')
    expect(dovecot.flags()).toHaveLength(1)
    await lookFor(2, taking(), broken)
    await broken.close()
    expect([seen, dovecot.flags()]).toEqual([['dropped', 'dropped'], []])
  })

  it('passes a fault of the store on as it is, and keeps the mail', async () => {
    dovecot.put(mail('kept'))
    const failing = () => Promise.reject(new Error('The disk is full.'))
    await expect(lookFor(1, failing)).rejects.toThrow('The disk is full.')
    expect(dovecot.flags()).toEqual([''])
    await lookFor(1)
    expect([seen, dovecot.flags()]).toEqual([['kept'], []])
  })

  it('gives no more of a mail than is needed to see that it is too large', async () => {
    dovecot.put(`${mail('large')}${'x'.repeat(REPLY_BYTES_MAX)}`)
    let bytes = 0
    await lookFor(1, async (given) => {
      bytes = given.length
      return taking()(given)
    })
    expect([bytes, dovecot.flags()]).toEqual([REPLY_BYTES_MAX + 1, []])
  })

  it('is not read over a line whose certificate nobody vouches for', async () => {
    const unsafe = make(dovecot.secureUrl)
    await expect(unsafe.look(taking(), UNENDING)).rejects.toThrow('certificate')
    await unsafe.close()
    expect(seen).toEqual([])
  })

  it('says what is wrong with a login without repeating it', async () => {
    const wrong = make(dovecot.plainUrl.replace('p%40ss%2Fword', 'hunter2'))
    const failure = await wrong.look(taking(), UNENDING).catch((error: Error) => error.message)
    expect(failure).toContain('user and password of REPLY_IMAP_URL')
    expect(failure).not.toMatch(/hunter2|desk@/)
    await wrong.close()
  })

  it('ends while it waits, when it is told to', async () => {
    const stopping = new AbortController()
    const waiting = source.wait(stopping.signal)
    stopping.abort()
    await waiting
  })
})
