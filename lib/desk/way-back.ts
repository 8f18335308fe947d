/** The key to which replies about an opened tip are sealed, and whether it is the one that the tip names. */
import type { readKey } from 'openpgp'
import type { Contents } from '#lib/opening/contents'
import { tipSchema } from '#lib/tip/schema'

/** Under this name the key lies among a tip's attachments. */
export const TIP_KEY_NAME = 'tip-key.asc'

export type WayBack =
  | {
      ok: true
      /** The reply address. */
      address: string
      /** The tip's public key in armor. */
      armored: string
      /** 40 lower-case hex digits. */
      fingerprint: string
    }
  | {
      ok: false
      /** What is wrong, and the cure where there is one. */
      reason: string
    }

const NO_KEY = {
  ok: false,
  reason: 'Its sender left no way back: there is no key for replies inside.',
} as const

/**
 * Finds where the sender of an opened message can be answered. What stands in the sealed message counts;
 * the header of its mail, which servers wrote, must say the same.
 * @param openpgp OpenPGP.js @param replyTo the address in the mail's Reply-To, if any
 */
export async function wayBackOf(
  openpgp: { readKey: typeof readKey },
  contents: Pick<Contents, 'tipJson' | 'files'>,
  replyTo: string | null,
): Promise<WayBack> {
  const file = contents.files.find(({ name }) => name === TIP_KEY_NAME)
  if (file === undefined) return NO_KEY
  const text = new TextDecoder().decode(file.content)
  const key = await openpgp.readKey({ armoredKey: text }).catch(() => null)
  if (key === null || key.isPrivate()) {
    return { ok: false, reason: `${TIP_KEY_NAME} holds no public key. Nothing was written.` }
  }
  const fingerprint = key.getFingerprint()
  const [user] = key.users
  const inKey = user?.userID?.email ?? ''
  const named = contents.tipJson === null ? null : namedIn(contents.tipJson)
  if (named !== null && (named.fingerprint !== fingerprint || !same(named.address, inKey))) {
    return {
      ok: false,
      reason: `${TIP_KEY_NAME} is not the key that tip.json names (${named.fingerprint} for ${named.address}). Do not reply to it.`,
    }
  }
  if (replyTo !== null && !same(replyTo, inKey)) {
    return {
      ok: false,
      reason: `The mail asks for replies to ${replyTo}, but the key inside is for ${inKey || 'no address'}. Do not trust this mail; ask the operator.`,
    }
  }
  return { ok: true, address: inKey, armored: key.armor(), fingerprint }
}

/**
 * The same for a further message, which may bring the key again. Who can put mails into the mailbox can make
 * one with a key of their own, so the first message of the conversation is asked where it is at hand.
 * @param first contents of that message; null when it is not at hand
 */
export async function wayBackOfFurther(
  openpgp: { readKey: typeof readKey },
  contents: Pick<Contents, 'tipJson' | 'files'>,
  first: Pick<Contents, 'tipJson' | 'files'> | null,
  replyTo: string | null,
): Promise<WayBack> {
  const bringsKey = contents.files.some(({ name }) => name === TIP_KEY_NAME)
  const own = bringsKey ? await wayBackOf(openpgp, contents, replyTo) : null
  if (own?.ok === false) return own
  const way = first === null ? null : await wayBackOf(openpgp, first, replyTo)
  if (way?.ok && own !== null && own.fingerprint !== way.fingerprint) {
    return {
      ok: false,
      reason: `It brings another key (${own.fingerprint}) than the first message of its conversation (${way.fingerprint}). Do not reply to it.`,
    }
  }
  return way ?? own ?? NO_KEY
}

function same(a: string, b: string): boolean {
  return a !== '' && a.toLowerCase() === b.toLowerCase()
}

/** What `tip.json` says of the way back; a further message has no `tip.json`, only the key. */
function namedIn(tipJson: Uint8Array): { address: string; fingerprint: string } | null {
  const tip = tipSchema.safeParse(JSON.parse(new TextDecoder().decode(tipJson)))
  return tip.success ? (tip.data.followUp ?? null) : null
}
