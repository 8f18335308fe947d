import * as openpgp from 'openpgp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installed, type KeyRing, keyRing } from '#lib/sealing/gnupg.fixture'
import { BOX_BYTES, BoxError, makeTipKey, openTipKey, sealTipKey, type TipKey } from './tip-key.ts'

const ADDRESS = 'reply+0123456789abcdef@example.org'
const SEAL_KEY = new Uint8Array(32).fill(7)

let key: TipKey
beforeAll(async () => {
  key = await makeTipKey(openpgp, ADDRESS, '2026-11-22T10:00Z')
})

describe('the key of a tip', () => {
  it('names the reply address and only the hour it was made in', async () => {
    expect(key.secret.getUserIDs()).toEqual([`Tip line <${ADDRESS}>`])
    expect(key.secret.getCreationTime()).toEqual(new Date('2026-11-22T10:00Z'))
    expect(key.armored).toContain('BEGIN PGP PUBLIC KEY BLOCK')
    expect(key.fingerprint).toMatch(/^[0-9a-f]{40}$/)
    expect(key.keyId).toMatch(/^[0-9a-f]{16}$/)
  })

  it('comes back out of its box with the same code', async () => {
    const box = await sealTipKey(key, SEAL_KEY)
    const opened = await openTipKey(openpgp, box, SEAL_KEY)
    expect(opened.secret.write()).toEqual(key.secret.write())
    expect(opened.keyId).toBe(key.keyId)
  })

  it('lies in a box that is as long for a longer address, and shows nothing of it', async () => {
    const long = await makeTipKey(
      openpgp,
      `${'a'.repeat(60)}@${'b'.repeat(60)}.example`,
      '2026-11-22T10:00Z',
    )
    const box = await sealTipKey(long, SEAL_KEY)
    expect(box).toHaveLength(BOX_BYTES)
    expect(await sealTipKey(key, SEAL_KEY)).toHaveLength(BOX_BYTES)
    expect(Buffer.from(box).includes('example')).toBe(false)
  })

  it('is not opened by another code, nor when a bit of its box was changed', async () => {
    const box = await sealTipKey(key, SEAL_KEY)
    await expect(openTipKey(openpgp, box, new Uint8Array(32))).rejects.toThrow(BoxError)
    box[BOX_BYTES - 1] = (box[BOX_BYTES - 1] ?? 0) ^ 1
    await expect(openTipKey(openpgp, box, SEAL_KEY)).rejects.toThrow(BoxError)
    await expect(openTipKey(openpgp, box.slice(1), SEAL_KEY)).rejects.toThrow(BoxError)
  })

  describe.skipIf(!installed('gpg'))('in GnuPG', () => {
    let ring: KeyRing
    beforeAll(() => {
      ring = keyRing()
    })
    afterAll(() => ring.remove())

    it('is taken and sealed to, and what gpg sealed is opened with it', async () => {
      ring.gpg(['--import'], key.armored)
      const sealed = ring.gpg(
        ['--trust-model', 'always', '--recipient', ADDRESS, '--encrypt'],
        'Thank you. Which month was it?',
      )
      const message = await openpgp.readMessage({ binaryMessage: sealed })
      expect(message.getEncryptionKeyIDs().map((id) => id.toHex())).toEqual([key.keyId])
      const { data } = await openpgp.decrypt({ message, decryptionKeys: key.secret })
      expect(data).toBe('Thank you. Which month was it?')
    })
  })
})
