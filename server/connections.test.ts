/** Who counts as a sender, also behind a proxy, and how many lines one may hold. */
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './api.fixture.ts'
import { limitConnections, MAX_CONNECTIONS_OF_SOURCE } from './api.ts'
import { createProxies } from './proxies.ts'

describe('the address that limits count', () => {
  const none = createProxies([])
  const local = createProxies(['loopback'])
  const chain = createProxies(['loopback', '10.1.0.0/16', '2001:db8:a::/48', '192.0.2.9'])

  it.each([
    ['nobody is trusted', none, '127.0.0.1', '198.51.100.1', '127.0.0.1'],
    ['nobody is trusted', none, '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['the peer is no proxy', local, '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['the proxy says nothing', local, '127.0.0.1', undefined, '127.0.0.1'],
    ['the proxy says nothing', local, '127.0.0.1', '', '127.0.0.1'],
    ['one proxy', local, '127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['one proxy, seen over IPv6', local, '::ffff:127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['one proxy, in hexadecimal', local, '::ffff:7f00:1', '198.51.100.1', '198.51.100.1'],
    ['the sender made up the rest', local, '::1', '203.0.113.9, 198.51.100.1', '198.51.100.1'],
    ['the sender made up proxies', local, '::1', '9.9.9.9, ::1, 2001:db8::1', '2001:db8::1'],
    ['two proxies', chain, '127.0.0.1', '203.0.113.9, 198.51.100.1, 10.1.2.3', '198.51.100.1'],
    ['two proxies, one not ours', chain, '127.0.0.1', '198.51.100.1, 10.2.0.1', '10.2.0.1'],
    ['proxies of both families', chain, '::1', '198.51.100.1,2001:db8:a::7', '198.51.100.1'],
    ['a single address is trusted', chain, '192.0.2.9', '198.51.100.1', '198.51.100.1'],
    ['its neighbour is not', chain, '192.0.2.8', '198.51.100.1', '192.0.2.8'],
    ['everybody is a proxy', chain, '127.0.0.1', '10.1.0.1, 10.1.0.2', '10.1.0.1'],
    ['ports are written', chain, '::1', '198.51.100.1:4711, [2001:db8:a::7]:80', '198.51.100.1'],
    ['no address comes first', local, '::1', '198.51.100.1, made up', '::1'],
    ['no address comes later', chain, '::1', '198.51.100.1, unknown, 10.1.0.2', '10.1.0.2'],
    ['an entry is empty', chain, '::1', '198.51.100.1,,10.1.0.2', '10.1.0.2'],
    ['an entry is no address', local, '::1', '198.51.100.1.5', '::1'],
    ['the peer is unknown', local, undefined, '198.51.100.1', null],
  ])('when %s', (_case, proxies, peer, header, address) => {
    expect(proxies.senderOf(peer, header)).toBe(address)
  })
})

describe('senders', () => {
  const once = { burst: 1, perHour: 1 }
  const options = { rateLimits: true, rates: { openings: once, requests: once } }
  let server: TestServer
  afterEach(() => server.close())

  /** Opens a tip; 429 shows that this sender's one opening was used up. */
  async function from(...senders: string[]): Promise<number> {
    const answer = await fetch(`${server.origin}/api/tips`, {
      method: 'POST',
      headers: [
        ['content-type', 'application/json'],
        ...senders.map((one): [string, string] => ['x-forwarded-for', one]),
      ],
      body: JSON.stringify({ inbox: 'desk', parts: [{ bytes: 300 }], proof: null }),
    })
    return answer.status
  }

  it('behind a trusted proxy have a share each, also over several headers', async () => {
    server = await startTestServer(options, ['loopback'])
    expect(await from('203.0.113.7')).toBe(201)
    expect(await from('203.0.113.7')).toBe(429)
    expect(await from('198.51.100.1')).toBe(201)
    expect(await from('192.0.2.3', '198.51.100.1')).toBe(429)
    expect(await from('198.51.100.1', '127.0.0.1')).toBe(429)
    expect(await from('192.0.2.3')).toBe(201)
  })

  it('cannot choose another address when no proxy is trusted', async () => {
    server = await startTestServer(options)
    expect(await from('203.0.113.7')).toBe(201)
    expect(await from('198.51.100.1')).toBe(429)
  })

  it('who write endless headers are refused before anything is read of them', async () => {
    server = await startTestServer(options, ['loopback'])
    expect(await from('127.0.0.1,'.repeat(2_000))).toBe(431)
    expect(await from(...Array.from({ length: 500 }, () => '127.0.0.1, 127.0.0.1'))).toBe(431)
    expect(await from(`${'127.0.0.1,'.repeat(700)}198.51.100.1`)).toBe(201)
    expect(await from('198.51.100.1')).toBe(429)
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
    limitConnections(server, () => true)
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
