import * as openpgp from 'openpgp'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeTipKey, type TipKey } from '#lib/follow-up/tip-key'
import { replyAddress } from '#lib/protocol/reply-address'
import { dearmor } from '#lib/sealing/packets'
import { type Filling, REFUSED, TAKEN } from './clients.fixture.ts'
import { readReply } from './whole-reply.fixture.ts'

const PATTERN = 'tips+*@example.org'
const ID = '0123456789abcdef'
const WORDS = 'MARKER which month was it?'

let key: TipKey
let filling: Filling

beforeAll(async () => {
  const to = replyAddress(PATTERN, ID)
  key = await makeTipKey(openpgp, to, '2026-11-22T10:00Z')
  const encryptionKeys = key.secret.toPublic()
  const seal = async (text: string) =>
    (
      await openpgp.encrypt({ message: await openpgp.createMessage({ text }), encryptionKeys })
    ).replaceAll('\r\n', '\n')
  filling = { to, words: WORDS, armored: await seal(WORDS), sealedFile: await seal('A file') }
})

/** As it goes over the wire, and as it lies in a Maildir. */
const forms = (text: string) => [text.replaceAll('\n', '\r\n'), text].map((one) => Buffer.from(one))

describe('a reply of', () => {
  it.each(Object.entries(TAKEN))('%s is taken whole', async (_, compose) => {
    const [sealed] = dearmor(filling.armored)
    for (const mail of forms(compose(filling))) {
      const reading = await readReply(mail, { pattern: PATTERN })
      expect(reading).toMatchObject({
        kind: 'message',
        addressId: ID,
        from: 'desk@example.org',
        keyIds: [key.keyId],
      })
      if (reading.kind !== 'message') return
      expect(Buffer.from(reading.message).equals(sealed?.bytes ?? Buffer.alloc(0))).toBe(true)
    }
  })

  it.each(
    Object.entries(REFUSED).map(([name, { reason, compose }]) => [name, reason, compose] as const),
  )('%s is refused as %s, without its words', async (_, reason, compose) => {
    for (const mail of forms(compose(filling))) {
      const reading = await readReply(mail, { pattern: PATTERN })
      expect(reading).toMatchObject({ kind: 'refused', reason, addressId: ID })
      expect(JSON.stringify(reading)).not.toContain('MARKER')
    }
  })
})
