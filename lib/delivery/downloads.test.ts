/** What is held, recorded and refused while sealed parts are handed out; over a line in server/downloads.test.ts. */
import { describe, expect, it } from 'vitest'
import { ChunkGone } from '#lib/store/chunks'
import type { Download, DownloadStore } from '#lib/store/store'
import { capabilityOf } from './capabilities.ts'
import type { Line } from './door.ts'
import { createDownloads } from './downloads.ts'

const CHUNK = 1000
const CAPABILITY = capabilityOf('secret', 't', 1)
const OTHER = capabilityOf('secret', 't', 2)
const DOWNLOAD: Download = { tip: 't', part: 1, bytes: 10 * CHUNK, sha256: 'ab', fetched: null }

/** A store of one part that counts what is asked of it. */
function partStore() {
  const seen = { chunks: 0, closed: 0, fetched: [] as [number, number][] }
  const store: DownloadStore = {
    find: async () => DOWNLOAD,
    async *readRange(_tip, _part, from, to) {
      try {
        for (let at = from; at < to; at += CHUNK) {
          seen.chunks += 1
          yield new Uint8Array(Math.min(CHUNK, to - at))
        }
      } finally {
        seen.closed += 1
      }
    },
    recordFetched: async ({ from, to }) => void seen.fetched.push([from, to]),
  }
  return { seen, store }
}

function setUp(stallMs?: number) {
  const { seen, store } = partStore()
  const errors: unknown[] = []
  const downloads = createDownloads({
    store,
    clock: () => new Date(),
    onError: (error) => errors.push(error),
    ...(stallMs === undefined ? {} : { stallMs }),
  })
  const get = (capability = CAPABILITY, line?: Line, headers: Record<string, string> = {}) =>
    downloads(new Request('http://localhost/d/x', { headers }), capability, line)
  return { seen, store, errors, get }
}

const readerOf = (answer: Response) => {
  if (answer.body === null) throw new Error('The answer has no body.')
  return answer.body.getReader()
}

describe('a download', () => {
  it('reads no further than its reader', async () => {
    const { seen, get } = setUp()
    const reader = readerOf(await get())
    expect(seen.chunks).toBe(1)
    for (let read = 1; read <= 4; read += 1) {
      await reader.read()
      expect(seen.chunks).toBe(read)
    }
  })

  it('that is broken off counts what was taken of it, and lets go of the store', async () => {
    const { seen, get } = setUp()
    const reader = readerOf(await get(CAPABILITY, undefined, { range: 'bytes=500-' }))
    await reader.read()
    await reader.read()
    await reader.cancel()
    await expect.poll(() => seen.fetched).toEqual([[500, 2500]])
    expect(seen.closed).toBe(1)
  })

  it('counts as whole when it has left the process, and not before', async () => {
    const { seen, get } = setUp()
    let settle = (_whole: boolean) => {}
    const finished = new Promise<boolean>((resolve) => {
      settle = resolve
    })
    const answer = await get(CAPABILITY, { finished: () => finished, cut: () => {} })
    expect((await answer.arrayBuffer()).byteLength).toBe(10 * CHUNK)
    expect(seen.fetched).toEqual([])
    settle(true)
    await expect.poll(() => seen.fetched).toEqual([[0, 10 * CHUNK]])
  })

  it('whose line broke at the very end is not whole: its last byte must be asked for again', async () => {
    const { seen, get } = setUp()
    const line = { finished: async () => false, cut: () => {} }
    const reader = readerOf(await get(CAPABILITY, line))
    await reader.cancel()
    expect(seen.fetched).toEqual([])
    let settle = (_whole: boolean) => {}
    const finished = new Promise<boolean>((resolve) => {
      settle = resolve
    })
    await (await get(CAPABILITY, { ...line, finished: () => finished })).arrayBuffer()
    settle(false)
    await expect.poll(() => seen.fetched).toEqual([[0, 10 * CHUNK - 1]])
  })

  it('of which the store has less than announced is cut, not ended', async () => {
    const { store, errors, get } = setUp()
    store.readRange = async function* () {
      yield new Uint8Array(CHUNK)
    }
    await expect((await get()).arrayBuffer()).rejects.toThrow('not be read to its end')
    expect(String(errors)).toContain('fewer bytes than were announced')
    const cuts: string[] = []
    const line = {
      finished: () => new Promise<boolean>(() => {}),
      cut: () => void cuts.push('cut'),
    }
    const reader = readerOf(await get(CAPABILITY, line))
    await reader.read()
    void reader.read()
    await expect.poll(() => cuts).toEqual(['cut'])
  })

  it('of what was purged after the link was looked up is not there', async () => {
    const { store, get } = setUp()
    // biome-ignore lint/correctness/useYield: it fails before it gives anything
    store.readRange = async function* () {
      throw new ChunkGone('The tip was purged.')
    }
    for (let count = 0; count < 20; count += 1) expect((await get()).status).toBe(404)
  })

  it('that cannot be recorded is told of', async () => {
    const { store, errors, get } = setUp()
    store.recordFetched = () => Promise.reject(new Error('The disk is full.'))
    await (await get()).arrayBuffer()
    await expect.poll(() => String(errors)).toContain('The disk is full.')
  })
})

describe('downloads at a time', () => {
  it('are few for one link, and more for others; who leaves makes room', async () => {
    const { get } = setUp()
    const open = []
    for (let count = 0; count < 4; count += 1) open.push(await get())
    const refused = await get()
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30'])
    expect((await get(OTHER)).status).toBe(200)
    const [first] = open
    if (first !== undefined) await readerOf(first).cancel()
    await expect.poll(async () => (await get()).status).toBe(200)
  })

  it('are few in all', async () => {
    const { get } = setUp()
    const states = []
    for (let part = 0; part < 20; part += 1) {
      states.push((await get(capabilityOf('secret', 't', part))).status)
    }
    expect(states).toEqual([...Array(12).fill(200), ...Array(8).fill(429)])
  })

  it('lose their place when nobody reads them', async () => {
    const { get, seen } = setUp(1)
    const stuck = []
    for (let count = 0; count < 4; count += 1) {
      const reader = readerOf(await get())
      await reader.read()
      stuck.push(reader)
    }
    await expect.poll(() => seen.closed).toBe(4)
    expect((await get()).status).toBe(200)
    await expect(stuck[0]?.read()).rejects.toThrow('Nobody reads any more')
  })

  it('have their place back when the store fails before they begin', async () => {
    const { store, get } = setUp()
    const { readRange } = store
    // biome-ignore lint/correctness/useYield: it fails before it gives anything
    store.readRange = async function* () {
      throw new Error('The disk is gone.')
    }
    for (let count = 0; count < 5; count += 1) await expect(get()).rejects.toThrow('disk is gone')
    store.readRange = readRange
    expect((await get()).status).toBe(200)
  })
})
