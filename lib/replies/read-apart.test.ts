/** Mails made to hold the server up, read in the process that may be held up. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createApartReader } from './read-apart.ts'

const NESTED = 250
const mail = (fields: string, body: string) =>
  Buffer.from(`From: desk@example.org\nTo: tips@example.org\n${fields}\n\n${body}`)
const page = (text: string) =>
  `--b\nContent-Type: text/plain\n\nHi\n--b\nContent-Type: text/html\n\n${text}\n--b--\n`

/** Each takes much longer, or more memory, than there is. */
const CRAFTED: Record<string, () => Buffer> = {
  'a link that never ends': () =>
    mail('Content-Type: multipart/mixed; boundary=b', page(`<a ${'href=x'.repeat(20_000)}`)),
  'a subject of a hundred thousand encoded words': () =>
    mail(`Subject: ${'=?utf-8?B?AAAA?=\n '.repeat(100_000)}x`, ''),
  'millions of parts': () =>
    mail('Content-Type: multipart/mixed; boundary=b', '--b\n'.repeat(5_000_000)),
  'boundaries of many parts in each other': () => {
    const parts = Array.from(
      { length: NESTED },
      (_, at) => `--b${at}\nContent-Type: multipart/mixed; boundary=b${at + 1}\n\n`,
    )
    return mail(
      'Content-Type: multipart/mixed; boundary=b0',
      parts.join('') + '--b9\n\n--c\n'.repeat(2_000_000),
    )
  },
  'millions of lines': () => mail('Content-Type: text/plain', '\n'.repeat(25_000_000)),
}

let server: Server
let address: string
beforeEach(async () => {
  server = createServer((_, response) => response.end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
})
afterEach(() => void server.close())

/** Asks this process as long as a mail is read, and counts its answers. */
async function answersWhile(reading: Promise<unknown>): Promise<number> {
  let answers = 0
  let done = false
  const end = () => {
    done = true
  }
  void reading.then(end, end)
  while (!done) {
    await (await fetch(address)).text()
    answers += 1
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return answers
}

describe('a mail that takes too much to read', () => {
  it.each(Object.entries(CRAFTED))('is damaged, and keeps nobody waiting: %s', async (_, make) => {
    const reading = createApartReader({ longestMs: 2_000 })(make())
    expect(await answersWhile(reading)).toBeGreaterThan(20)
    expect(await reading).toEqual({ ok: false, reason: 'damaged' })
  })

  it('is damaged when its memory would not suffice, too', async () => {
    const reading = createApartReader()(mail('Content-Type: text/plain', '\n'.repeat(25_000_000)))
    expect(await answersWhile(reading)).toBeGreaterThan(20)
    expect(await reading).toEqual({ ok: false, reason: 'damaged' })
  })

  it('keeps no later mail from being read', async () => {
    const read = createApartReader({ longestMs: 2_000 })
    const [, second] = await Promise.all([
      read(mail('Content-Type: multipart/mixed; boundary=b', '--b\n'.repeat(5_000_000))),
      read(mail('Content-Type: text/plain', 'Hello')),
    ])
    expect(second).toEqual({ ok: false, reason: 'not-encrypted' })
  })
})

describe('a mail that is read apart', () => {
  it('gives its message, byte for byte', async () => {
    const key = [1, 2, 3, 4, 5, 6, 7, 8]
    const bytes = Buffer.from([0xc1, 12, 3, ...key, 18, 0, 0, 0xd2, 4, 1, 128, 255, 0])
    const armored = `-----BEGIN PGP MESSAGE-----\n\n${bytes.toString('base64')}\n-----END PGP MESSAGE-----\n`
    const reply = await createApartReader()(mail('Content-Type: text/plain', armored))
    expect(reply).toMatchObject({ ok: true, keyIds: ['0102030405060708'] })
    expect(reply.ok && Buffer.from(reply.message)).toEqual(bytes)
  })

  it('is broken off when the server stops', async () => {
    const stopping = new AbortController()
    const reading = createApartReader()(mail('', '\n'.repeat(25_000_000)), stopping.signal)
    setTimeout(() => stopping.abort(), 300)
    await expect(reading).rejects.toThrow('aborted')
  })

  it('is not judged when no process can be started', async () => {
    const read = createApartReader()
    const { execPath } = process
    process.execPath = '/nowhere/node'
    const reading = read(mail('', 'Hello'))
    await expect(reading).rejects.toThrow('ENOENT')
    process.execPath = execPath
    expect(await read(mail('', 'Hello'))).toEqual({ ok: false, reason: 'not-encrypted' })
  })
})
