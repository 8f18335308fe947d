import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { capabilitySha256 } from './capabilities.ts'
import { type Desk, INBOX, MINUTE, openDesk, recordingTransport } from './delivery.fixture.ts'
import type { Mail, Transport } from './transport.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const bounce = (mail: string, id: string) =>
  desk.store.delivery.recordEvent({
    eventId: `event-${mail}`,
    mail,
    kind: 'bounced',
    at: desk.clock(),
    second: { id },
  })

describe('a mail whose outcome is unknown', () => {
  it('is offered first to the transport that may hold it', async () => {
    const [first, second] = [recordingTransport('first'), recordingTransport('second')]
    await desk.receiveTip('a')
    first.state.failures = 1
    let dropped = false
    const dropping: Transport = {
      ...second.transport,
      async deliver(mail, signal) {
        if (dropped) return second.transport.deliver(mail, signal)
        dropped = true
        return { ok: false, retry: 'now', reason: 'The line dropped.' }
      },
    }
    const loop = desk.loop([first.transport, dropping])
    expect(await loop.runOnce()).toEqual({ delivered: 0, failed: 1 })
    desk.later(MINUTE)
    expect(await loop.runOnce()).toEqual({ delivered: 1, failed: 0 })
    expect([first.state.taken.length, second.state.taken.length]).toEqual([0, 1])
  })
})

describe('a mail that is too large', () => {
  const small = (transport: Transport, wireBytes: number): Transport => ({
    ...transport,
    wireBytes,
  })
  const linked = (mail: Mail | undefined) => [...(mail?.links ?? new Map<number, string>())]

  it('goes with links for what does not fit, which lead somewhere and stay the same', async () => {
    await desk.receiveTip('a', [1000, 300_000, 2000])
    const { state, transport } = recordingTransport()
    const seen: Mail[] = []
    const twice: Transport = {
      ...small(transport, 100_000),
      async deliver(mail, signal) {
        seen.push(mail)
        return seen.length === 1
          ? { ok: false, retry: 'now', reason: 'The line dropped.' }
          : transport.deliver(mail, signal)
      },
    }
    const loop = desk.loop([twice])
    await loop.runOnce()
    desk.later(MINUTE)
    await loop.runOnce()
    expect(state.taken).toHaveLength(1)
    expect(linked(seen[0])).toEqual(linked(seen[1]))
    expect((await desk.store.delivery.pendingDeliveries()).unfetched.count).toBe(1)
    expect(linked(seen[0]).map(([part]) => part)).toEqual([1])
    const capability = linked(seen[0])[0]?.[1].replace('https://tips.example.org/d/', '') ?? ''
    expect(await desk.store.downloads.find(capabilitySha256(capability))).toMatchObject({
      tip: 'a',
      part: 1,
      fetched: null,
    })
  })

  it('is as large as the inbox wants it at most, but whole in a Maildir', async () => {
    await desk.receiveTip('a', [1000, 50_000])
    const first = recordingTransport('first')
    const second = recordingTransport('second')
    const seen: Mail[] = []
    const refusing: Transport = {
      ...small(first.transport, 1_000_000),
      async deliver(mail) {
        seen.push(mail)
        return { ok: false, retry: 'never', reason: 'No.' }
      },
    }
    const inboxes = [{ ...INBOX, mailBytes: 20_000 }]
    await desk.loop([refusing, second.transport], { inboxes }).runOnce()
    expect(linked(seen[0]).map(([part]) => part)).toEqual([1])
    expect(linked(second.state.taken[0])).toEqual([])
    // Nobody was given a link, so nobody is waited for to follow it.
    expect((await desk.store.delivery.pendingDeliveries()).unfetched.count).toBe(0)
  })
})

describe('the address of a mail', () => {
  it('is the second one after the first has sent it back', async () => {
    const { state, transport } = recordingTransport()
    await desk.receiveTip('a')
    const loop = desk.loop([transport])
    await loop.runOnce()
    await bounce('mail-a', 'mail-b')
    await loop.runOnce()
    expect(state.taken.map(({ to }) => to)).toEqual(['desk@example.org', 'second@example.org'])
  })

  it('is waited for when the inbox has lost its second one', async () => {
    const { state, transport } = recordingTransport()
    await desk.receiveTip('a')
    await desk.loop([transport]).runOnce()
    await bounce('mail-a', 'mail-b')
    const inboxes = [{ ...INBOX, secondAddress: null }]
    expect(await desk.loop([transport], { inboxes }).runOnce()).toMatchObject({ failed: 1 })
    expect(JSON.stringify(desk.events)).toContain('no secondAddress any more')
    desk.later(MINUTE)
    await desk.loop([transport]).runOnce()
    expect(state.taken).toHaveLength(2)
  })
})
