// The desk of the offline opener's tests: keys that gpg makes, and mails that the product's own delivery writes.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composeMail } from '#lib/delivery/mail'
import { mimeEntity } from '#lib/tip/mime-entity'

export const PASSPHRASE = 'correct horse'
export const LINK = 'https://tips.example.org/d/abc'
const folder = mkdtempSync(join(tmpdir(), 'rhw-opener-'))
/** A file of the desk. */
export const at = (name: string) => join(folder, name)
export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function gpg(args: readonly string[], input: Uint8Array | string = ''): Buffer {
  const home = ['--homedir', folder, '--batch', '--quiet', '--no-tty', '--trust-model', 'always']
  const unlock = ['--pinentry-mode', 'loopback', '--passphrase', PASSPHRASE]
  return execFileSync('gpg', [...home, ...unlock, ...args], {
    input,
    stdio: 'pipe',
    maxBuffer: 1024 * 1024 * 1024,
  })
}

/** A key of the desk; its files are `<name>.asc` (secret) and `<name>-public.asc`. */
function makeKey(name: string, kind: string): void {
  const address = `${name}@example.org`
  const signing = kind === 'cv25519' ? 'ed25519' : kind
  gpg(['--quick-generate-key', address, signing, 'cert,sign', '2y'])
  const listed = gpg(['--with-colons', '--list-keys', address]).toString()
  const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(listed)?.[1] ?? ''
  gpg(['--quick-add-key', fingerprint, kind, 'encr', '2y'])
  writeFileSync(at(`${name}.asc`), gpg(['--armor', '--export-secret-keys', address]))
  writeFileSync(at(`${name}-public.asc`), gpg(['--armor', '--export', address]))
}

/** What gpg seals to a key of the desk, or to another. */
export const seal = (content: Uint8Array | string, to = 'desk', more: readonly string[] = []) =>
  gpg([...more, '--recipient', `${to}@example.org`, '--encrypt'], content)

const attached = Buffer.from('<script>document.title="run"</script>')
export const logs = randomBytes(3_000_000)

/** The message of a tip with three files. */
export function message(change: Partial<Record<'note' | 'name', string>> = {}): Uint8Array {
  const file = { type: 'text/html', note: change.note ?? 'what he sent' }
  const name = change.name ?? 'cv.html'
  const tip = {
    category: 'applicant',
    now: 'ended',
    story: 'See files',
    sharing: 'amber',
    urgentSubject: false,
    identifiers: [{ type: 'email', value: 'someone@example.org' }],
    format: 'rhw-tip-v1',
    sealed: '2026-11-22T10:00Z',
    inbox: 'desk',
    files: [
      { ...file, name, bytes: attached.length, sha256: sha256(attached) },
      { name: 'table.xlsm', type: '', bytes: 5, sha256: 'ab'.repeat(32) },
      { name: 'logs.txt', type: 'text/plain', bytes: logs.length, sha256: sha256(logs), part: 1 },
    ],
  }
  return mimeEntity(
    {
      subject: 'Tip',
      report: 'The report – 보고서\n<img src=x onerror=alert(1)> \u202Eevil',
      json: JSON.stringify(tip),
      files: [
        { name, content: new Uint8Array(attached) },
        { name: 'table.xlsm', content: new Uint8Array(Buffer.from('other')) },
      ],
    },
    randomBytes(16),
  )
}

/** Writes the mail that the product's delivery makes of these parts. */
async function writeMail(name: string, parts: readonly Uint8Array[], linked: number[] = []) {
  const mail = composeMail({
    retentionDays: 14,
    delivery: {
      id: 'bWFpbA',
      tip: 'tip',
      reference: '7K3M-Q2',
      inbox: 'desk',
      hour: '2026-11-22T10:00Z',
      parts: parts.map(({ length }) => ({ bytes: length, sha256: '' })),
      attempts: 0,
      urgent: false,
      recipient: 'first',
      sealedTo: ['ab'.repeat(20)],
    },
    inbox: {
      id: 'desk',
      name: 'The desk',
      address: 'desk@example.org',
      secondAddress: null,
      certificates: [],
    } as unknown as Parameters<typeof composeMail>[0]['inbox'],
    from: 'tips@example.org',
    to: 'desk@example.org',
    links: new Map(linked.map((part) => [part, LINK])),
    async *readPart(part) {
      yield parts[part] ?? new Uint8Array()
    },
  })
  const chunks: Uint8Array[] = []
  for await (const chunk of mail.content()) chunks.push(chunk)
  writeFileSync(at(name), Buffer.concat(chunks))
}

/** Makes the keys of the desk, and a tip in all the ways it can come to one. */
export async function openDesk(): Promise<void> {
  // What a passphrase costs by default would make the tests slow, and shows nothing more.
  writeFileSync(at('gpg-agent.conf'), 's2k-count 65536\n')
  makeKey('desk', 'cv25519')
  makeKey('brainpool', 'brainpoolP256r1')
  const parts = [seal(message()), seal(logs)]
  await writeMail('tip.eml', parts)
  await writeMail('linked.eml', parts, [1])
  // As a Maildir names its files.
  await writeMail('1795341600.bWFpbA.host:2,S', parts.slice(0, 1))
  for (const [index, part] of parts.entries()) {
    writeFileSync(at(index === 0 ? 'tip.eml.pgp' : `file-${index}.pgp`), part)
  }
}

/** Ends gpg's agent and forgets the folder. */
export function closeDesk(): void {
  spawnSync('gpgconf', ['--homedir', folder, '--kill', 'all'])
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
