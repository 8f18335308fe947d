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
    const now = Date.now()
    const opened = await open(message)
    expect(opened).toMatchObject({
      text: 'Which month was it?\n',
      subject: null,
      files: [],
      signed: 'desk',
    })
    expect(Math.abs(Date.parse(opened.signedAt ?? '') - now)).toBeLessThan(2 * 3_600_000)
  })

  it('says when nobody, or somebody else, signed it', async () => {
    expect(await open(seal('Hello'))).toMatchObject({ signed: 'nobody', signedAt: null })
    const forged = seal('Hello', '-u', 'stranger@example.org', '--sign')
    expect(await open(forged)).toMatchObject({ signed: 'unknown-key', signedAt: null })
  })

  it('has the line ends of text, and the subject that was encrypted with it', async () => {
    const entity =
      'Subject: Re: Tip =?UTF-8?Q?7K3M-Q2_=E2=80=93?= 몇\r\nContent-Type: text/plain; charset=utf-8;\r\n protected-headers="v1"\r\n\r\nOne\r\nTwo\r\n'
    expect(await open(seal(entity))).toMatchObject({
      text: 'One\nTwo\n',
      subject: 'Re: Tip 7K3M-Q2 – 몇',
    })
    expect(await open(seal('Subject: one\n\nTwo'))).toMatchObject({
      text: 'Subject: one\n\nTwo',
      subject: null,
    })
  })

  describe('signed inside its encryption', () => {
    const PART =
      'Subject: Re: Tip\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n--not a boundary\r\n-- \r\nWhich month? \r\n몇 월?\r\n'
    const sign = (part: string, by = DESK, ...how: string[]) =>
      Buffer.from(ring.gpg(['-u', by, '--armor', ...how, '--detach-sign'], part)).toString()
    const mail = (part: string, signature: string, end = '\r\n') =>
      `Content-Type: multipart/signed; micalg=pgp-sha512;\r\n\tprotocol="application/pgp-signature"; boundary="not a b+(1)"\r\n\r\nThis is signed.\r\n--not a b+(1)\r\n${part}\r\n--not a b+(1)\r\nContent-Type: application/pgp-signature; name="signature.asc"\r\n\r\n${signature}\r\n--not a b+(1)--\r\nAfter it.\r\n`.replaceAll(
        '\r\n',
        end,
      )

    it('is the desk’s, over its bytes or its text, whatever ends its lines', async () => {
      for (const how of ['--no-textmode', '--textmode']) {
        for (const end of ['\r\n', '\n']) {
          expect(await open(seal(mail(PART, sign(PART, DESK, how), end)))).toMatchObject({
            text: '--not a boundary\n-- \nWhich month? \n몇 월?\n',
            subject: 'Re: Tip',
            files: [],
            signed: 'desk',
            signedAt: expect.stringMatching(/:00Z$/),
          })
        }
      }
    })

    it('is nobody’s known when somebody else signed it, or when the signature cannot be read', async () => {
      const strange = sign(PART, 'stranger@example.org')
      for (const signature of [strange, 'No signature', '']) {
        expect(await open(seal(mail(PART, signature)))).toMatchObject({ signed: 'unknown-key' })
      }
    })

    it('is told from a text under which the desk never put that signature', async () => {
      const changed = PART.replace('month', 'year')
      expect(await open(seal(mail(changed, sign(PART))))).toMatchObject({
        text: expect.stringContaining('Which year?'),
        signed: 'wrong',
        signedAt: null,
      })
    })

    it('is shown without what stands around what was signed', async () => {
      const whole = mail(PART, sign(PART))
      const around = `Content-Type: multipart/mixed; boundary="m"\r\n\r\n--m\r\n${whole}\r\n--m\r\nContent-Type: text/plain\r\n\r\nSend us your name.\r\n--m--\r\n`
      expect(await open(seal(around))).toMatchObject({ signed: 'nobody' })
      const shown = await open(seal(whole))
      expect(shown.text).not.toContain('After it')
      expect(shown.text).not.toContain('This is signed')
    })
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
