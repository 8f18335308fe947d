import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Desk, openDesk, recordingTransport } from './delivery.fixture.ts'
import type { Transport } from './transport.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

describe('stopping', () => {
  const stopMs = { wait: 20, grace: 20 }
  const begun = async (called: () => boolean) => {
    while (!called()) await new Promise((resolve) => setTimeout(resolve, 2))
  }

  it('ends although another machine says nothing; the mail is due at once afterwards', async () => {
    await desk.receiveTip('a')
    const { state, transport } = recordingTransport()
    let calls = 0
    const hanging: Transport = {
      ...transport,
      deliver: () => {
        calls += 1
        return new Promise(() => {})
      },
    }
    const loop = desk.loop([hanging, transport], { stopMs })
    loop.start()
    await begun(() => calls > 0)
    await loop.stop()
    // It may have been taken, so nobody else was asked.
    expect(state.taken).toHaveLength(0)
    await desk.reopen()
    expect(await desk.loop([transport]).runOnce()).toEqual({ delivered: 1, failed: 0 })
    expect(state.taken[0]?.delivery).toMatchObject({ id: 'mail-a', untried: false })
  })

  it('gives back untried what was surely not taken', async () => {
    await desk.receiveTip('a')
    const { state, transport } = recordingTransport()
    let calls = 0
    const connecting: Transport = {
      ...transport,
      deliver: (_, signal) => {
        calls += 1
        return new Promise((resolve) => {
          const failure = { ok: false, retry: 'later', reason: 'Not connected yet.' } as const
          signal.addEventListener('abort', () => resolve(failure))
        })
      },
    }
    const loop = desk.loop([connecting, transport], { stopMs })
    loop.start()
    await begun(() => calls > 0)
    await loop.stop()
    // Nobody else was asked any more either.
    expect(state.taken).toHaveLength(0)
    await desk.loop([transport]).runOnce()
    expect(state.taken[0]?.delivery).toMatchObject({ attempts: 0, untried: true })
  })

  it('waits for a mail that is just being taken', async () => {
    await desk.receiveTip('a')
    const { state, transport } = recordingTransport()
    let calls = 0
    const slow: Transport = {
      ...transport,
      async deliver(mail, signal) {
        calls += 1
        await new Promise((resolve) => setTimeout(resolve, 50))
        return transport.deliver(mail, signal)
      },
    }
    const loop = desk.loop([slow], { stopMs: { wait: 5000, grace: 20 } })
    loop.start()
    await begun(() => calls > 0)
    await loop.stop()
    expect(state.taken).toHaveLength(1)
    expect(await desk.loop([transport]).runOnce()).toEqual({ delivered: 0, failed: 0 })
  })
})
