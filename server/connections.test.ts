/** Who counts as a sender, also behind a proxy, and how many lines one may hold. */
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { startTestServer } from './api.fixture.ts'
import { limitConnections, MAX_CONNECTIONS_OF_SOURCE, senderAddress } from './api.ts'

describe('the address that limits count', () => {
  it.each([
    ['203.0.113.7', undefined, '203.0.113.7'],
    ['203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['127.0.0.1', undefined, '127.0.0.1'],
    ['127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['::ffff:127.0.0.1', '203.0.113.9, 198.51.100.1', '198.51.100.1'],
    ['::1', 'made up, 2001:db8::1', '2001:db8::1'],
    ['::1', '198.51.100.1, made up', '::1'],
    [undefined, '198.51.100.1', null],
  ])('of %s with “%s” is %s', (peer, header, address) => {
    expect(senderAddress(peer, header)).toBe(address)
  })
})

describe('senders behind a proxy on this machine', () => {
  it('have a share each', async () => {
    const halfOpenLimits = { tips: 9, bytes: 9_999, sourceTips: 1, sourceBytes: 9_999 }
    const server = await startTestServer({ rateLimits: true, halfOpenLimits })
    const open = async (sender: string) => {
      const answer = await fetch(`${server.origin}/api/tips`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': sender },
        body: JSON.stringify({ inbox: 'desk', parts: [{ bytes: 300 }], proof: null }),
      })
      return answer.status
    }
    expect(await open('203.0.113.7')).toBe(201)
    expect(await open('203.0.113.7')).toBe(429)
    expect(await open('198.51.100.1')).toBe(201)
    await server.close()
  })
})

describe('lines', () => {
  const lines: Socket[] = []
  const server = createServer((_, response) => response.end('here'))
  afterEach(async () => {
    for (const line of lines) line.destroy()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  /** Opens a line that sends nothing. */
  async function line(port: number): Promise<Socket> {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    lines.push(socket)
    await new Promise((resolve) => socket.once('connect', resolve))
    return socket
  }

  it('are held by one source up to its share, and given back when they end', async () => {
    limitConnections(server, () => false)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const ask = () => fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } })
    const held = await Promise.all(
      Array.from({ length: MAX_CONNECTIONS_OF_SOURCE }, () => line(port)),
    )
    await expect(ask()).rejects.toThrow('fetch failed')
    held[0]?.destroy()
    await expect
      .poll(() =>
        ask().then(
          (answer) => answer.text(),
          () => 'refused',
        ),
      )
      .toBe('here')
  })
})
