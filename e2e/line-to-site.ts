// A line between the browser and a server that tests can cut, and behind which the server can restart.
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

export type LineToSite = {
  /** Stays the same, whatever happens behind it. */
  url: string
  /** Where connections lead from now on: the port of a server on this machine. */
  leadTo: (port: number) => void
  /** Bytes that went towards the server so far. */
  carried: () => number
  /** Breaks every connection and refuses new ones until it is mended. */
  cut: () => void
  mend: () => void
  close: () => Promise<void>
}

/** Opens a line on a free port. @param port of the server it leads to */
export async function openLine(port: number): Promise<LineToSite> {
  let target = port
  let whole = true
  let carried = 0
  const open = new Set<Socket>()
  const server: Server = createServer((near) => {
    if (!whole) {
      near.destroy()
      return
    }
    const far = connect(target, '127.0.0.1')
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        open.delete(socket)
        other.destroy()
      })
    }
    near.on('data', (data: Buffer) => {
      carried += data.length
    })
    near.pipe(far)
    far.pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const own = typeof address === 'object' && address !== null ? address.port : 0
  const breakAll = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${own}`,
    leadTo: (next) => {
      target = next
    },
    carried: () => carried,
    cut: () => {
      whole = false
      breakAll()
    },
    mend: () => {
      whole = true
    },
    close: async () => {
      breakAll()
      server.close()
      await once(server, 'close')
    },
  }
}
