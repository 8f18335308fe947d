/** A store with tips in it, a clock that tests turn, and transports that do as they are told. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Inbox } from '#lib/inboxes/inbox'
import type { Hour } from '#lib/protocol/hours'
import { makeEngine } from '#lib/store/engine.fixture'
import type { Store } from '#lib/store/store'
import { createDelivery, type DeliveryLoop } from './delivery.ts'
import type { DeliveryEvent } from './log.ts'
import type { Mail, Notice, Transport, TransportFailure } from './transport.ts'
import { DESK } from './transports/mail.fixture.ts'

export const RECEIVED: Hour = '2026-11-22T10:00Z'
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** The inbox that tips of `receiveTip` are for. */
export const INBOX: Inbox = { ...DESK, id: 'desk', secondAddress: 'second@example.org' }

export type Desk = {
  store: Store
  events: DeliveryEvent[]
  /** The present, as the loop sees it. */
  clock: () => Date
  later(ms: number): void
  /** A received tip with one mail `mail-<id>` to send; parts of random bytes, as large as named. */
  receiveTip(id: string, sizes?: readonly number[]): Promise<void>
  loop(transports: Transport[], more?: LoopOptions): DeliveryLoop
  /** Opens the same store once more, as a restarted server does. */
  reopen(): Promise<void>
  close(): Promise<void>
}

type LoopOptions = Partial<Pick<Parameters<typeof createDelivery>[0], 'inboxes' | 'stopMs'>>

/** Makes a desk whose clock stands at 10:20 of the day. */
export async function openDesk(): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), 'rhw-delivery-'))
  const engine = await makeEngine(join(folder, 'store.sqlite'))
  let now = new Date('2026-11-22T10:20:00Z')
  const desk: Desk = {
    store: await engine.open(),
    events: [],
    clock: () => now,
    later(ms) {
      now = new Date(now.getTime() + ms)
    },
    receiveTip: (id, sizes = [100]) => receiveTip(desk.store, id, sizes),
    loop: (transports, more = {}) =>
      createDelivery({
        store: desk.store.delivery,
        transports,
        inboxes: [INBOX],
        from: 'tips@example.org',
        siteUrl: 'https://tips.example.org',
        retentionDays: 14,
        capabilitySecret: async () => 'secret',
        clock: desk.clock,
        randomBytes: (count) => randomBytes(count),
        log: (event) => desk.events.push(event),
        ...more,
      }),
    async reopen() {
      await desk.store.close()
      desk.store = await engine.open()
    },
    async close() {
      await desk.store.close()
      await engine.end()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return desk
}

async function receiveTip(store: Store, id: string, sizes: readonly number[]): Promise<void> {
  const bytes = sizes.map((size) => randomBytes(size))
  const parts = bytes.map((data) => ({
    bytes: data.length,
    sha256: createHash('sha256').update(data).digest('hex'),
  }))
  const expires: Hour = '2126-11-25T10:00Z'
  const opened = { id, inbox: 'desk', tokenSha256: id, parts, expires, urgent: false, proof: null }
  await store.tips.open(opened)
  for (const [part, data] of bytes.entries()) {
    await store.tips.putChunk({ tip: id, part, chunk: 0, data, expires })
  }
  await store.tips.receive({
    tip: id,
    hour: RECEIVED,
    receipt: {
      reference: `REF-${id.toUpperCase()}`,
      received: RECEIVED,
      inbox: 'desk',
      parts,
      key: '',
      signature: '',
    },
    sealedTo: [],
    outbox: [{ id: `mail-${id}`, inbox: 'desk', recipient: 'first' }],
  })
}

/** What every transport of the tests has that is not told otherwise. */
const PLAIN = { longestMs: 0, parallel: 16, wireBytes: null }

/** A transport that fails while `failures` is above 0 and remembers what it took. */
export function recordingTransport(name = 'record') {
  const state = { failures: 0, calls: 0, taken: [] as Mail[], told: [] as Notice[] }
  const full: TransportFailure = { ok: false, retry: 'later', reason: 'The box is full. Empty it.' }
  const failed = () => {
    state.calls += 1
    if (state.failures <= 0) return false
    state.failures -= 1
    return true
  }
  const transport: Transport = {
    ...PLAIN,
    name,
    async deliver(mail) {
      if (failed()) return full
      state.taken.push(mail)
      return { ok: true, confirmed: true }
    },
    async notify(notice) {
      if (failed()) return full
      state.told.push(notice)
      return { ok: true, confirmed: true }
    },
  }
  return { state, transport }
}

/** A transport that always fails in the same way. */
export function failingTransport(how: Pick<TransportFailure, 'retry' | 'retryAfterMs'>): Transport {
  const fail = async (): Promise<TransportFailure> => ({ ok: false, reason: 'No.', ...how })
  return { ...PLAIN, name: 'failing', deliver: fail, notify: fail }
}
