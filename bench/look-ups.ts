/**
 * `node bench/look-ups.ts`: how long a look-up takes with a return number that was never used, with one that
 * was used and forgotten, and with what is no number; in one run, in random order. Whoever guesses must
 * not tell them apart. Prints milliseconds, and the Kolmogorov–Smirnov distance to the first with the one
 * that two samples of the same kind exceed once in twenty times.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { base32crockford } from '@scure/base'
import { openSqliteStore } from '#lib/store/sqlite'
import { freePort } from '#scripts/loopback.fixture'
import { startScript } from './servers.ts'
import { summary } from './summary.ts'

const SAMPLES = 600
const AT_ONCE = 8
const newNumber = () => randomBytes(15)

/** Puts a conversation into the store and has its sender end it; gives the number that found it. */
async function endedNumber(dataDir: string): Promise<Uint8Array> {
  const number = newNumber()
  const lookupSha256 = createHash('sha256').update(number).digest('hex')
  const store = await openSqliteStore({ file: join(dataDir, 'store.sqlite') })
  const followUp = { lookupSha256, address: '0'.repeat(16), keyId: '0'.repeat(16), box: 'box' }
  const part = { bytes: 1, sha256: createHash('sha256').update('x').digest('hex') }
  await store.tips.open({
    id: 'tip',
    inbox: 'desk',
    tokenSha256: '',
    parts: [part],
    expires: '2126-11-22T10:00Z',
    urgent: false,
    proof: null,
    followUp,
  })
  const chunk = { tip: 'tip', part: 0, chunk: 0, data: Buffer.from('x') }
  await store.tips.putChunk({ ...chunk, expires: '2126-11-22T10:00Z' })
  const received = '2026-11-22T10:00Z'
  const receipt = { reference: '7K3M-Q2', received, inbox: 'desk', parts: [part] }
  await store.tips.receive({
    tip: 'tip',
    hour: received,
    receipt: { ...receipt, key: '', signature: '' },
    sealedTo: [],
    outbox: [{ id: 'mail', inbox: 'desk', recipient: 'first' }],
  })
  if (!(await store.conversations.end(lookupSha256))) throw new Error('There was none to end.')
  await store.close()
  return number
}

/** The largest distance of two distributions. */
function distance(one: readonly number[], other: readonly number[]): number {
  const below = (list: readonly number[], value: number) =>
    list.filter((each) => each <= value).length / list.length
  return Math.max(...[...one, ...other].map((at) => Math.abs(below(one, at) - below(other, at))))
}

const dataDir = await mkdtemp(join(tmpdir(), 'rhw-look-ups-'))
const ended = base32crockford.encode(await endedNumber(dataDir))
const KINDS = {
  unused: () => base32crockford.encode(newNumber()),
  'used and forgotten': () => ended,
  'no number': () => 'ABCD',
}
const times = new Map(Object.keys(KINDS).map((kind) => [kind, [] as number[]]))
const port = await freePort()
const env = { DATA_DIR: dataDir, DATABASE_URL: '', PORT: String(port), RATE_LIMITS: 'off' }
const server = await startScript('server/api-only.ts', [], env, port, '/healthz')
try {
  const todo = Object.entries(KINDS).flatMap((kind) => Array.from({ length: SAMPLES }, () => kind))
  const askAll = async () => {
    while (todo.length > 0) {
      const [picked] = todo.splice(randomInt(todo.length), 1)
      if (picked === undefined) return
      const [kind, number] = picked
      const headers = { Authorization: `Bearer ${number()}` }
      const began = performance.now()
      const answer = await fetch(`http://127.0.0.1:${port}/api/follow-up`, { headers })
      await answer.arrayBuffer()
      times.get(kind)?.push(performance.now() - began)
      if (answer.status !== 404) throw new Error(`${kind}: ${answer.status}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, askAll))
} finally {
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
}
const first = times.get('unused') ?? []
for (const [kind, list] of times) {
  const { p50, p99 } = summary(list)
  const ks = distance(first, list).toFixed(3)
  console.log(`${kind.padEnd(20)} n ${list.length}  p50 ${p50} ms  p99 ${p99} ms  KS ${ks}`)
}
console.log(`KS at 5 %: ${(1.358 * Math.sqrt(2 / SAMPLES)).toFixed(3)}`)
