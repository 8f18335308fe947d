/** The commands that the page gives, run as they stand there on a receipt as it is saved. */
import { execFileSync, spawnSync } from 'node:child_process'
import { createPrivateKey, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { receiptWords } from '#lib/i18n/receipt-words'
import { makeReceiptKey } from '#lib/intake/receipts'
import { receiptSigningInput } from '#lib/protocol/receipt'
import { savedReceipt } from '#lib/receipt/saved-receipt'
import { NODE_SCRIPT, OPENSSL_COMMANDS } from './by-hand.ts'

const keys = [makeReceiptKey(), makeReceiptKey()]
const [key = makeReceiptKey()] = keys
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rhw-by-hand-'))
  const set = keys.map(({ kid, publicJwk }) => ({ ...publicJwk, kid, alg: 'EdDSA', use: 'sig' }))
  writeFileSync(join(folder, 'keys.json'), JSON.stringify({ keys: set }))
  writeFileSync(join(folder, 'check.mjs'), NODE_SCRIPT)
  const unsigned = {
    reference: '7K3M-Q2',
    received: '2026-11-22T10:00Z',
    inbox: 'desk',
    parts: [1, 2].map((one) => ({ bytes: one * 65_536, sha256: `${one}`.repeat(64) })),
    key: key.kid,
  }
  const secret = createPrivateKey({ key: { ...key.privateJwk }, format: 'jwk' })
  const signature = sign(null, receiptSigningInput(unsigned), secret).toString('base64url')
  const site = { url: 'https://tips.example.org', language: 'en' } as const
  const text = savedReceipt({ ...unsigned, signature }, receiptWords('en'), site)
  writeFileSync(join(folder, 'receipt.txt'), text)
  writeFileSync(join(folder, 'changed.txt'), text.replace('"bytes": 65536', '"bytes": 65537'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const lacking = ['jq', 'openssl', 'sed', 'base64'].filter(
  (name) => spawnSync(name, ['--version']).error !== undefined,
)

describe('by hand', () => {
  it.each([
    ['receipt.txt', 'genuine'],
    ['changed.txt', 'changed'],
  ])('the script for Node calls %s %s', (file, verdict) => {
    const args = ['check.mjs', file, 'keys.json']
    const said = execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
    expect(said.trim()).toBe(verdict)
  })

  it.skipIf(lacking.length > 0)('the commands for OpenSSL tell the one from the other', () => {
    const run = (commands: string) =>
      spawnSync('sh', ['-c', commands], { cwd: folder, encoding: 'utf8' })
    expect(run(OPENSSL_COMMANDS).stdout).toContain('Signature Verified Successfully')
    const changed = run(OPENSSL_COMMANDS.replaceAll('receipt.txt', 'changed.txt'))
    expect(changed.status).not.toBe(0)
    expect(changed.stdout).not.toContain('Successfully')
  })
})
