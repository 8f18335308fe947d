import { beforeAll, describe, expect, it } from 'vitest'
import * as openpgp from './openpgp.node.ts'
import { readRecipients } from './recipients.ts'

const NOW = new Date('2026-11-22T12:00:00Z')
const LATER = new Date('2027-03-01T12:00:00Z')

async function certificate(keyExpirationTime: number) {
  const { publicKey } = await openpgp.generateKey({
    type: 'ecc',
    curve: 'ed25519Legacy',
    userIDs: [{ email: 'a@example.org' }],
    date: new Date('2026-11-01T00:00:00Z'),
    keyExpirationTime,
    format: 'object',
  })
  return { fingerprint: publicKey.getFingerprint(), armored: publicKey.armor() }
}

describe('an archive among the certificates', () => {
  let reader: Awaited<ReturnType<typeof certificate>>
  let ending: Awaited<ReturnType<typeof certificate>>
  beforeAll(async () => {
    ;[reader, ending] = [await certificate(0), await certificate(60 * 86_400)]
  })
  const sealedTo = async (archive: typeof ending & { archive?: true }, now: Date) => {
    const verdict = await readRecipients(openpgp, [reader, archive], now)
    return verdict.ok
      ? verdict.recipients.map((one) => one.certificate.fingerprint)
      : verdict.reason
  }

  it('is sealed to while it holds, and left out from the day it has expired', async () => {
    const archive = { ...ending, archive: true as const }
    expect(await sealedTo(archive, NOW)).toEqual([reader.fingerprint, ending.fingerprint])
    expect(await sealedTo(archive, LATER)).toEqual([reader.fingerprint])
  })

  it('is no reader, whose expiry stops the tip', async () => {
    expect(await sealedTo(ending, LATER)).toMatch(/expired on 2026-12-31/)
  })

  it('stops the tip when it is not the one that the page names', async () => {
    const other = { ...ending, fingerprint: reader.fingerprint, archive: true as const }
    expect(await sealedTo(other, NOW)).toMatch(/has the fingerprint/)
  })
})
