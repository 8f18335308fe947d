import { randomBytes } from 'node:crypto'
import * as openpgp from 'openpgp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installed, type KeyRing, keyRing } from '#lib/sealing/gnupg.fixture'
import { openReply, ReplyError } from './open-reply.ts'
import { makeTipKey, type TipKey } from './tip-key.ts'

const ADDRESS = 'reply+0123456789abcdef@example.org'
const DESK = 'desk@example.org'

describe.skipIf(!installed('gpg'))('a reply that gpg made', () => {
  let key: TipKey
  let ring: KeyRing
  let certificate: string
  beforeAll(async () => {
    key = await makeTipKey(openpgp, ADDRESS, '2026-11-22T10:00Z')
    ring = keyRing()
    ring.gpg(['--import'], key.armored)
    ring.generate(DESK, 'rsa3072')
    ring.generate('stranger@example.org', 'future-default')
    certificate = ring.certificate(DESK)
  })
  afterAll(() => ring.remove())

  const seal = (content: Uint8Array | string, ...options: string[]) =>
    ring.gpg(
      ['--trust-model', 'always', '-r', ADDRESS, '-r', DESK, ...options, '--encrypt'],
      content,
    )
  const open = (message: Uint8Array, by = key) =>
    openReply(openpgp, message, by.secret, [certificate])

  it('is text, and says that the desk signed it', async () => {
    const message = seal('Which month was it?\n', '-u', DESK, '--sign')
    expect(await open(message)).toEqual({
      text: 'Which month was it?\n',
      files: [],
      signed: 'desk',
    })
  })

  it('says when nobody, or somebody else, signed it', async () => {
    expect((await open(seal('Hello'))).signed).toBe('nobody')
    const forged = seal('Hello', '-u', 'stranger@example.org', '--sign')
    expect((await open(forged)).signed).toBe('unknown-key')
  })

  it('is a mail with a file', async () => {
    const file = randomBytes(50_000)
    const entity = `Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n어느 달이었나요?\r\n--b\r\nContent-Type: application/pdf; name="form.pdf"\r\nContent-Disposition: attachment; filename="form.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n${file.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n--b--\r\n`
    const opened = await open(seal(entity))
    expect(opened.text.trim()).toBe('어느 달이었나요?')
    expect(opened.files).toEqual([{ name: 'form.pdf', content: new Uint8Array(file) }])
  })

  it('is read although the mail program wrote only a web page', async () => {
    const page =
      '<html><head><style>p{color:red}</style></head><body><p>Which &quot;month&quot;?</p><div>Thank&nbsp;you<br>The desk</div><script>alert(1)</script></body></html>'
    const opened = await open(seal(`Content-Type: text/html; charset=utf-8\r\n\r\n${page}\r\n`))
    expect(opened.text).toBe('Which "month"?\n\nThank you\nThe desk')
    expect(opened.files).toEqual([])
  })

  it('shows the text, not the page, when the mail program wrote both', async () => {
    const entity =
      'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nText\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Page</p>\r\n--b--\r\n'
    const opened = await open(seal(entity))
    expect(opened).toMatchObject({ text: expect.stringMatching(/^Text\s*$/), files: [] })
  })

  it('is not opened by the key of another tip, nor when a byte of it was changed', async () => {
    const other = await makeTipKey(openpgp, ADDRESS, '2026-11-22T10:00Z')
    const message = seal('Hello')
    await expect(open(message, other)).rejects.toThrow(ReplyError)
    message[message.length - 5] = (message[message.length - 5] ?? 0) ^ 1
    await expect(open(message)).rejects.toThrow(ReplyError)
    await expect(open(new Uint8Array([1, 2, 3]))).rejects.toThrow(ReplyError)
  })

  it('does not fill the tab when it unpacks to a hundred megabytes', async () => {
    await expect(open(seal(new Uint8Array(100 * 1024 * 1024)))).rejects.toThrow(ReplyError)
  })
})
