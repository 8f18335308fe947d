/** Who counts as a sender, also behind a proxy, and how many lines one may hold. */
import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './api.fixture.ts'
import { type ConnectionLimits, limitConnections } from './connections.ts'
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
  let lines: Socket[]
  let server: Server
  let port: number
  /** Answers that wait until they are let go. */
  let held: ServerResponse[]

  async function listen(limits: ConnectionLimits, isCounted = (_address: string) => true) {
    limitConnections(server, isCounted, limits)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  }
  beforeEach(() => {
    lines = []
    held = []
    server = createServer((request, response) => {
      if (request.url === '/wait') held.push(response)
      else response.end('here')
    })
  })
  afterEach(async () => {
    for (const line of lines) line.destroy()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })

  /** Opens a line from an address of this machine, and says `text` on it. */
  async function line(localAddress = '127.0.0.1', text = ''): Promise<Socket> {
    const socket = connect({ port, host: '127.0.0.1', localAddress })
    socket.on('error', () => {})
    lines.push(socket)
    await once(socket, 'connect')
    if (text !== '') socket.write(text)
    return socket
  }
  const waiting = 'GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n'
  const ask = async (localAddress = '127.0.0.1'): Promise<string> => {
    const text = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
    const socket = await line(localAddress, text)
    let answer = ''
    socket.on('data', (data) => {
      answer += data
    })
    if (!socket.closed) await once(socket, 'close')
    return answer.includes('here') ? 'here' : 'refused'
  }
  const closed = (socket: Socket) => expect.poll(() => socket.closed).toBe(true)

  it('that lie idle longest give way when one source has too many', async () => {
    await listen({ all: 100, ofSource: 3 })
    const [first, second, third] = [await line(), await line(), await line()]
    expect(await ask()).toBe('here')
    await closed(first)
    expect([second.closed, third.closed]).toEqual([false, false])
  })

  it('on which something is asked stay, and then no more are taken from there', async () => {
    await listen({ all: 100, ofSource: 2 })
    const busy = [await line('127.0.0.1', waiting), await line('127.0.0.1', waiting)]
    await expect.poll(() => held.length).toBe(2)
    expect(await ask()).toBe('refused')
    expect(await ask('127.0.0.2')).toBe('here')
    expect(busy.some((one) => one.closed)).toBe(false)
    held[0]?.end('late')
    await expect.poll(() => ask()).toBe('here')
  })

  it('of whoever has most give way when there are too many in all', async () => {
    await listen({ all: 4, ofSource: 3 })
    const many = [await line('127.0.0.2'), await line('127.0.0.2'), await line('127.0.0.2')]
    const one = await line('127.0.0.3')
    expect(await ask()).toBe('here')
    await expect.poll(() => many.filter((socket) => socket.closed).length).toBe(1)
    expect(one.closed).toBe(false)
  })

  it('of a proxy are not counted', async () => {
    await listen({ all: 100, ofSource: 1 }, (address) => address !== '127.0.0.2')
    const proxied = [await line('127.0.0.2'), await line('127.0.0.2')]
    expect(await ask('127.0.0.2')).toBe('here')
    expect(proxied.some((socket) => socket.closed)).toBe(false)
  })
})
