import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { FIELD_BYTES_MAX, FormBroken, isForm, readForm } from './read-form.ts'

const boundary = 'xYz'
const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
const field = (name: string, value: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
const file = (name: string, fileName: string, content: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${fileName}"\r\nContent-Type: text/plain\r\n\r\n${content}\r\n`
const end = `--${boundary}--\r\n`

/** A body that comes in pieces of `size` bytes. */
function body(text: string, size = 65_536): Readable {
  const bytes = Buffer.from(text)
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size))
  return Readable.from(pieces)
}

/** Everything a form holds, in order; files as text, unless they are to be left unread. */
async function all(from: Readable, readFiles = true, sent = headers): Promise<string[]> {
  const found: string[] = []
  for await (const part of readForm(from, sent)) {
    if (part.kind === 'field') found.push(`${part.name}=${part.value}${part.cut ? '…' : ''}`)
    else {
      let content = ''
      if (readFiles) for await (const piece of part.content) content += Buffer.from(piece)
      found.push(`${part.name}:${part.fileName}:${part.type}:${content}`)
    }
  }
  return found
}

describe('a form', () => {
  const whole =
    field('a', 'one\r\ntwo\rthree') +
    file('f', 'x.txt', 'first\r\nfile') +
    field('b', '') +
    file('f', '', '') +
    file('g', 'y "%0d%0a.txt', 'é') +
    end

  it.each([1, 7, 64, 65_536])('is read in order when it comes %i bytes at a time', async (size) => {
    expect(await all(body(whole, size))).toEqual([
      'a=one\ntwo\nthree',
      'f:x.txt:text/plain:first\r\nfile',
      'b=',
      'f::text/plain:',
      'g:y :text/plain:é',
    ])
  })

  it('goes on when a file is not wanted', async () => {
    const large = field('a', '1') + file('f', 'x', 'y'.repeat(1_000_000)) + field('b', '2') + end
    expect(await all(body(large), false)).toEqual(['a=1', 'f:x:text/plain:', 'b=2'])
  })

  it('waits for whoever takes a file', async () => {
    let given = 0
    async function* slowly() {
      yield Buffer.from(`${file('f', 'x', '').slice(0, -2)}`)
      for (let piece = 0; piece < 1_000; piece += 1) {
        given += 1
        yield Buffer.alloc(65_536, 'z')
      }
      yield Buffer.from(`\r\n${end}`)
    }
    for await (const part of readForm(Readable.from(slowly()), headers)) {
      if (part.kind === 'field') continue
      const iterator = part.content[Symbol.asyncIterator]()
      await iterator.next()
      await new Promise((resolve) => setTimeout(resolve, 50))
      // Some pieces wait in the streams between; a thousand would be all of it.
      expect(given).toBeLessThan(30)
    }
    expect(given).toBe(1_000)
  })

  it('says that a text was cut', async () => {
    const [found = ''] = await all(body(field('a', 'x'.repeat(FIELD_BYTES_MAX + 5)) + end))
    expect(found).toHaveLength('a=…'.length + FIELD_BYTES_MAX)
    expect(found.endsWith('…')).toBe(true)
  })

  it.each([
    ['in a field', field('a', 'some').slice(0, -6)],
    ['in a file', file('f', 'x', 'some content').slice(0, -6)],
    ['between parts', field('a', 'some')],
    ['before its first part', ''],
  ])('that breaks off %s is no form', async (_where, text) => {
    await expect(all(body(text))).rejects.toThrow(FormBroken)
  })

  it('whose sender goes away is no form', async () => {
    async function* leaving() {
      yield Buffer.from(file('f', 'x', 'some content').slice(0, -2))
      throw new Error('reset')
    }
    await expect(all(Readable.from(leaving()))).rejects.toThrow(FormBroken)
  })

  it.each([
    'multipart/form-data; charset=boundary=',
    `multipart/form-data; boundary=${'a'.repeat(500)}`,
  ])('whose parts nobody can tell apart is no form (%.40s)', async (type) => {
    await expect(all(body(end), true, { 'content-type': type })).rejects.toThrow(FormBroken)
  })

  it('with fields without end is refused', async () => {
    const many = Array.from({ length: 500 }, (_, n) => field(`n${n}`, '')).join('') + end
    await expect(all(body(many))).rejects.toThrow(/too many fields/)
  })

  it('is told from what is none', () => {
    expect(isForm(headers)).toBe(true)
    expect(isForm({ 'content-type': 'multipart/form-data' })).toBe(false)
    expect(isForm({ 'content-type': 'application/x-www-form-urlencoded' })).toBe(false)
    expect(isForm({})).toBe(false)
  })
})
