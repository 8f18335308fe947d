/** Servers on this machine, for tests that start one: a port for it, and a sign that it listens. */
import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Waits until a server speaks first, as those of mail do. @throws when `program` has not for twenty seconds */
export async function greets(port: number, program: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const greeted = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1')
      socket.once('data', () => resolve(true)).once('error', () => resolve(false))
      socket.once('data', () => socket.destroy())
    })
    if (greeted) return
    await wait(100)
  }
  throw new Error(`${program} did not start.`)
}
