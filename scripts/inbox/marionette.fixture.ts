/**
 * Speaks to a Mozilla program over Marionette, the protocol of its own automation, and runs script with
 * the program's rights in it (firefox-source-docs.mozilla.org/testing/marionette).
 */
import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

export type Marionette = {
  /** Runs the body of an async function in the program's main window; gives what it returns, as JSON. */
  run(script: string, ...args: readonly unknown[]): Promise<unknown>
  close(): void
}

/** A script may wait for windows and for other programs so long, in milliseconds. */
const SCRIPT_MS = 100_000

/** Connects as soon as the program listens. @throws when it does not within a minute */
export async function openMarionette(port: number): Promise<Marionette> {
  const socket = await listening(port)
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let read = Buffer.alloc(0)
  let count = 0
  const fail = () => {
    for (const { reject } of waiting.values()) reject(new Error('The program ended.'))
  }
  const greeted = new Promise<void>((resolve) => {
    socket.on('close', fail).on('error', fail)
    socket.on('data', (data) => {
      read = Buffer.concat([read, data])
      for (;;) {
        // Netstrings: a length, a colon, JSON.
        const colon = read.indexOf(':')
        const bytes = Number(read.subarray(0, colon))
        if (colon < 0 || read.length < colon + 1 + bytes) return
        const message: unknown = JSON.parse(read.subarray(colon + 1, colon + 1 + bytes).toString())
        read = read.subarray(colon + 1 + bytes)
        if (!Array.isArray(message)) {
          resolve()
          continue
        }
        const [, id, error, result] = message as [number, number, unknown, unknown]
        const call = waiting.get(id)
        waiting.delete(id)
        if (error === null) call?.resolve(result)
        else call?.reject(new Error(JSON.stringify(error).slice(0, 500)))
      }
    })
  })
  const call = (name: string, parameters: object) =>
    new Promise<unknown>((resolve, reject) => {
      count += 1
      waiting.set(count, { resolve, reject })
      const text = JSON.stringify([0, count, name, parameters])
      socket.write(`${Buffer.byteLength(text)}:${text}`)
    })
  await greeted
  await call('WebDriver:NewSession', { capabilities: {} })
  await call('WebDriver:SetTimeouts', { script: SCRIPT_MS })
  await call('Marionette:SetContext', { value: 'chrome' })
  return {
    async run(script, ...args) {
      const answer = await call('WebDriver:ExecuteAsyncScript', {
        script: `const done = arguments[arguments.length - 1]
          const args = Array.from(arguments).slice(0, -1)
          ;(async () => {${script}})().then((ok) => done({ ok }), (error) => done({ error: String(error) + error.stack }))`,
        args,
        newSandbox: false,
      })
      const { value } = answer as { value: { ok?: unknown; error?: string } }
      if (value.error !== undefined) throw new Error(value.error)
      return value.ok
    },
    close: () => socket.destroy(),
  }
}

async function listening(port: number): Promise<Socket> {
  for (let tries = 0; tries < 300; tries += 1) {
    const socket = await new Promise<Socket | null>((resolve) => {
      const made: Socket = connect(port, '127.0.0.1', () => resolve(made))
      made.once('error', () => resolve(null))
    })
    if (socket !== null) return socket
    await wait(200)
  }
  throw new Error('The program did not listen within a minute.')
}
