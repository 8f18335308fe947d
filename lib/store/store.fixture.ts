/** A store in a temporary folder, and tips to put into it. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hour } from '#lib/protocol/hours'
import type { Receipt } from '#lib/protocol/shapes'
import { makeEngine, type TestEngine } from './engine.fixture.ts'
import type { Delivery, Store } from './store.ts'

/** The hour in which the tips of tests are received. */
export const HOUR: Hour = '2026-11-22T10:00Z'
/** When those that stay open end. */
export const LATER: Hour = '2026-11-25T11:00Z'
export const NOON = new Date('2026-11-22T12:00:00Z')

/** How a mail is recorded that went into the Maildir. */
export const TAKEN = { at: NOON, transport: 'maildir', confirmed: true }

export const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex')

/** What a loop asks for. */
export const lease = (leaseId: string, now = NOON) => ({ now, limit: 10, leaseMs: 60_000, leaseId })

export function receiptOf(reference: string, parts: readonly Uint8Array[]): Receipt {
  return {
    reference,
    received: HOUR,
    inbox: 'desk',
    parts: parts.map((part) => ({ bytes: part.byteLength, sha256: sha256(part) })),
    key: 'kid',
    signature: 'signature',
  }
}

/** All bytes of a part, joined. */
export async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const list: Uint8Array[] = []
  for await (const chunk of chunks) list.push(chunk)
  return Buffer.concat(list)
}

export type StoreBench = {
  folder: string
  /** SQLite's database; its folder does not exist before. */
  file: string
  engine: TestEngine
  store: Store
  /** Opens a tip to the inbox `desk`, with the token `token of <id>`. */
  open(id: string, parts: readonly Uint8Array[], proof?: string): ReturnType<Store['tips']['open']>
  /** Takes a tip in with one mail, `mail-<id>`; parts are cut into chunks of `chunkBytes`. */
  receive(
    id: string,
    reference: string,
    parts: readonly Uint8Array[],
    chunkBytes?: number,
  ): ReturnType<Store['tips']['receive']>
  /** Leases what is due at `now`, which must be one mail. */
  take(leaseId: string, now?: Date): Promise<Delivery>
  /** Leases the one due mail and records it as delivered at `at`, or as `sent` to be confirmed. */
  deliver(at?: Date, confirmed?: boolean): Promise<string>
  /** Closes the store and opens it again. */
  reopen(): Promise<void>
  end(): Promise<void>
}

/** Makes the store. */
export async function openBench(): Promise<StoreBench> {
  const folder = mkdtempSync(join(tmpdir(), 'rhw-store-'))
  const file = join(folder, 'data', 'store.sqlite')
  const engine = await makeEngine(file)
  const bench: StoreBench = {
    folder,
    file,
    engine,
    store: await engine.open(),
    open: (id, parts, proof) =>
      bench.store.tips.open({
        id,
        inbox: 'desk',
        tokenSha256: sha256(`token of ${id}`),
        parts: parts.map(({ byteLength }) => ({ bytes: byteLength })),
        expires: LATER,
        urgent: false,
        proof: proof === undefined ? null : { id: proof, expires: HOUR },
      }),
    receive: async (id, reference, parts, chunkBytes = 1024 * 1024) => {
      await bench.open(id, parts)
      for (const [part, bytes] of parts.entries()) {
        for (let chunk = 0; chunk * chunkBytes < bytes.byteLength; chunk += 1) {
          const data = bytes.subarray(chunk * chunkBytes, (chunk + 1) * chunkBytes)
          await bench.store.tips.putChunk({ tip: id, part, chunk, data, expires: LATER })
        }
      }
      return bench.store.tips.receive({
        tip: id,
        hour: HOUR,
        receipt: receiptOf(reference, parts),
        sealedTo: ['ab'.repeat(20)],
        outbox: [{ id: `mail-${id}`, inbox: 'desk', recipient: 'first' }],
      })
    },
    take: async (leaseId, now) => {
      const [mail, ...others] = await bench.store.delivery.leaseDeliveries(lease(leaseId, now))
      if (mail === undefined || others.length > 0) throw new Error('Not one mail is due.')
      return mail
    },
    deliver: async (at = NOON, confirmed = true) => {
      const { id } = await bench.take('delivering', at)
      const done = { id, leaseId: 'delivering', at, transport: 'resend', confirmed }
      await bench.store.delivery.recordDelivered({ ...done, providerId: `provider-${id}` })
      return id
    },
    reopen: async () => {
      await bench.store.close()
      bench.store = await engine.open()
    },
    end: async () => {
      await bench.store.close().catch(() => undefined)
      await engine.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return bench
}
