import { describe, expect, it } from 'vitest'
import { readContents } from './contents.ts'

/** A mail as a desk's program makes it, with one file in this encoding. */
async function fileIn(encoding: string, body: string): Promise<string[]> {
  const mail = [
    'Content-Type: multipart/mixed; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'A list is attached.',
    '--b',
    'Content-Type: text/csv',
    'Content-Disposition: attachment; filename="list.csv"',
    `Content-Transfer-Encoding: ${encoding}`,
    '',
    body,
    '--b--',
    '',
  ].join('\r\n')
  const { report, files } = await readContents(Buffer.from(mail))
  expect(report.trim()).toBe('A list is attached.')
  return files.map(({ content }) => Buffer.from(content).toString())
}

describe('a file in a mail of somebody’s own program', () => {
  // RFC 2046, 5.1.1: the line break before a boundary belongs to the boundary.
  it.each([
    ['7bit', 'one\r\ntwo', 'one\ntwo'],
    ['7bit', 'one\r\ntwo\r\n', 'one\ntwo\n'],
    ['8bit', 'één', 'één'],
    ['quoted-printable', 'one\r\ntw=6F', 'one\ntwo'],
    ['quoted-printable', 'one\r\ntwo\r\n', 'one\ntwo\n'],
    ['quoted-printable', 'one=\r\n two=\r\n', 'one two'],
    ['quoted-printable', 'one=', 'one'],
    ['base64', 'b25lCnR3bwo=', 'one\ntwo\n'],
    ['base64', 'b25lCnR3bw==', 'one\ntwo'],
  ])('has not a byte more than it had: %s %j', async (encoding, body, content) => {
    expect(await fileIn(encoding, body)).toEqual([content])
  })

  it('may be empty', async () => {
    expect(await fileIn('7bit', '')).toEqual([''])
  })
})
