/** Receipts made by the site's own intake are checked as a browser does, and by tools of others. */
import { execFileSync, spawnSync } from 'node:child_process'
import { createPrivateKey, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyAsync } from '@noble/ed25519'
import { afterAll, describe, expect, it } from 'vitest'
import { makeReceiptKey } from '#lib/intake/receipts'
import { receiptSigningInput } from './receipt.ts'
import { type Ed25519Check, readKeySet, verifyReceipt } from './receipt-check.ts'
import type { Receipt } from './shapes.ts'

const old = makeReceiptKey()
const present = makeReceiptKey()
const stranger = makeReceiptKey()
const keySet = { keys: [present.publicJwk, old.publicJwk] }

function receiptOf(key = present): Receipt {
  const unsigned = {
    reference: '7K3M-Q2',
    received: '2026-11-22T10:00Z',
    inbox: 'desk',
    parts: [
      { bytes: 65_536, sha256: 'ab'.repeat(32) },
      { bytes: 1_048_576, sha256: '01'.repeat(32) },
    ],
    key: key.kid,
  }
  const secret = createPrivateKey({ key: { ...key.privateJwk }, format: 'jwk' })
  return {
    ...unsigned,
    signature: sign(null, receiptSigningInput(unsigned), secret).toString('base64url'),
  }
}

const nobleCheck: Ed25519Check = ({ signature, content, publicKey }) =>
  verifyAsync(signature, content, publicKey)

const CHANGES: [string, (receipt: Receipt) => Receipt][] = [
  ['reference', (one) => ({ ...one, reference: '7K3M-Q3' })],
  ['hour', (one) => ({ ...one, received: '2026-11-22T11:00Z' })],
  ['inbox', (one) => ({ ...one, inbox: 'desk2' })],
  ['size', (one) => ({ ...one, parts: [{ bytes: 1, sha256: 'ab'.repeat(32) }] })],
  ['order of parts', (one) => ({ ...one, parts: one.parts.toReversed() })],
  ['signature', (one) => ({ ...one, signature: `${one.signature.slice(0, -4)}AAAA` })],
  ['signature, cut short', (one) => ({ ...one, signature: one.signature.slice(0, 20) })],
  ['reference, to half a character', (one) => ({ ...one, reference: '\ud800' })],
]

describe.each([
  ['WebCrypto', undefined],
  ['the fallback', nobleCheck],
])('a receipt checked by %s', (_, check) => {
  it('is genuine when nothing was changed, by the present key and by a retired one', async () => {
    expect(await verifyReceipt(receiptOf(), keySet, check)).toBe('genuine')
    expect(await verifyReceipt(receiptOf(old), keySet, check)).toBe('genuine')
  })

  it.each(CHANGES)('is changed when it has another %s', async (_name, change) => {
    expect(await verifyReceipt(change(receiptOf()), keySet, check)).toBe('changed')
  })

  it('is of an unknown key when another site signed it, whatever names that key takes', async () => {
    expect(await verifyReceipt(receiptOf(stranger), keySet, check)).toBe('unknown-key')
    const posing = { keys: [{ ...stranger.publicJwk, kid: present.kid }] }
    expect(await verifyReceipt(receiptOf(), posing, check)).toBe('unknown-key')
  })
})

describe('a check', () => {
  it('says so when there is no Ed25519 to check with', async () => {
    expect(await verifyReceipt(receiptOf(), keySet, async () => null)).toBe('unsupported')
  })

  it('passes over keys of other kinds', async () => {
    const mixed = { keys: [{ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }, ...keySet.keys] }
    expect(await verifyReceipt(receiptOf(), mixed)).toBe('genuine')
  })

  it('takes nothing for a key set that is none', () => {
    expect(readKeySet({ keys: [present.publicJwk, null, 7] })).toEqual({
      keys: [present.publicJwk],
    })
    for (const body of [null, 'keys', {}, { keys: {} }]) expect(readKeySet(body)).toBeNull()
  })
})

const work = mkdtempSync(join(tmpdir(), 'rhw-receipt-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))
const hasOpenssl = spawnSync('openssl', ['version']).status === 0

describe.skipIf(!hasOpenssl)('what is signed', () => {
  it('is what OpenSSL checks as well', () => {
    const receipt = receiptOf()
    const spki = Buffer.concat([
      Buffer.from('302a300506032b6570032100', 'hex'),
      Buffer.from(present.publicJwk.x ?? '', 'base64url'),
    ])
    writeFileSync(join(work, 'key.der'), spki)
    writeFileSync(join(work, 'content'), receiptSigningInput(receipt))
    writeFileSync(join(work, 'signature'), Buffer.from(receipt.signature, 'base64url'))
    const args = 'pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in content'
    const said = execFileSync('openssl', [...args.split(' '), '-sigfile', 'signature'], {
      cwd: work,
      encoding: 'utf8',
    })
    expect(said).toContain('Verified Successfully')
  })
})
