/**
 * Everything a sender needs to come back, made in one go: the code, the key of the tip, and what the
 * server is told of them. In the browser's worker, and on the server for senders without scripts.
 */
import { toBase64url } from '#lib/protocol/base64url'
import type { Hour } from '#lib/protocol/hours'
import { replyAddress } from '#lib/protocol/reply-address'
import type { OpenTipRequest } from '#lib/protocol/shapes'
import { makeCode } from './code.ts'
import {
  deriveKeys,
  lookupSha256,
  readReturnNumber,
  type Stretch,
  showReturnNumber,
} from './derive.ts'
import { type KeyMaker, makeTipKey, sealTipKey } from './tip-key.ts'

export type MadeFollowUp = {
  /** The nine words. They are for the sender alone. */
  words: string[]
  /** As it is shown: six groups of four characters. For the sender alone, too. */
  returnNumber: string
  /** `followUp` of `POST /api/tips`. */
  fields: NonNullable<OpenTipRequest['followUp']>
  /** What the desk gets inside the sealed message. */
  tipKey: TipKeyForDesk
}

/** The public half of a tip's key. */
export type TipKeyForDesk = {
  /** Where the desk replies to; it is the key's user id. */
  address: string
  /** 40 lower-case hex digits. */
  fingerprint: string
  /** The certificate, armored. */
  armored: string
}

/**
 * Makes a code, its keys and a key for the tip; takes about a second on a phone.
 * @param openpgp OpenPGP.js @param stretch of stretch.browser.ts or stretch.node.ts
 * @param pattern the site's reply address, with one `*`
 * @param hour the key's creation time @param randomBytes cryptographic randomness
 */
export async function makeFollowUp(
  openpgp: KeyMaker,
  stretch: Stretch,
  pattern: string,
  hour: Hour,
  randomBytes: (count: number) => Uint8Array,
): Promise<MadeFollowUp> {
  const words = makeCode(randomBytes)
  const keys = await deriveKeys(words, stretch)
  const address = replyAddress(pattern, keys.addressId)
  const key = await makeTipKey(openpgp, address, hour)
  const box = await sealTipKey(key, keys.sealKey)
  const number = readReturnNumber(keys.returnNumber)
  if (number === null) throw new Error('The return number of the code has another form.')
  return {
    words,
    returnNumber: showReturnNumber(keys.returnNumber),
    fields: {
      lookup: lookupSha256(number),
      address: keys.addressId,
      keyId: key.keyId,
      key: toBase64url(box),
    },
    tipKey: { address, fingerprint: key.fingerprint, armored: key.armored },
  }
}
