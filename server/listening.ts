/** Listening on an address and ending it again, with errors that name the cure. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How long requests in hand may go on after the server was told to stop. */
const GRACE_MS = 8_000
const IDLE_LOOK_MS = 100

/**
 * Listens, and gives the port, also when the system chose it.
 * @param variable the environment variable that names the port
 * @throws when the address cannot be used, with the cure
 */
export function listen(
  server: Server,
  { host, port, variable }: { host: string; port: number; variable: string },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) =>
      reject(listenError(error, { host, port, variable }))
    server.once('error', refuse)
    server.listen(port, host, () => {
      server.off('error', refuse)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function listenError(
  error: NodeJS.ErrnoException,
  { host, port, variable }: { host: string; port: number; variable: string },
): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new Error(
        `Port ${port} is in use. End the program that uses it, or choose another port, like ${variable}=${port + 1}.`,
      )
    case 'EACCES':
      return new Error(
        `Port ${port} may not be used. Choose one above 1023, like ${variable}=3000.`,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Error(
        `${host} is no address of this machine. Set HOST to one, like 127.0.0.1 or 0.0.0.0.`,
      )
    default:
      return error
  }
}

/** Takes no new lines, lets requests in hand end for some seconds, then closes what is left. */
export async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  // A line becomes idle when its answer has gone, and would else be held open for the next request.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS)
  const force = setTimeout(() => server.closeAllConnections(), GRACE_MS)
  await closed
  clearInterval(idle)
  clearTimeout(force)
}
