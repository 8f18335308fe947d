/**
 * A kept-open HTTP/1.1 line on a bare socket, so that a measurement spends its time in the server
 * and not in a client: `fetch` costs as much as the call it makes.
 */
import { createConnection, type Socket } from 'node:net'

export type Answer = {
  status: number
  body: string
  /** Bytes on the wire, headers included. */
  bytes: number
}

export type Line = {
  /** Sends one request and gives its answer; only one at a time. Throws when the line breaks. */
  ask(head: string, body?: Uint8Array): Promise<Answer>
  close(): void
}

/** Opens a line to `port` of this machine. */
export function openLine(port: number): Promise<Line> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.setNoDelay(true)
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(lineOver(socket))
    })
  })
}

function lineOver(socket: Socket): Line {
  let received: Buffer = Buffer.alloc(0)
  let waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined
  const broken = (error: Error) => {
    waiting?.reject(error)
    waiting = undefined
  }
  socket.on('error', broken)
  socket.on('close', () => broken(new Error('The server closed the line.')))
  socket.on('data', (piece) => {
    received = received.length === 0 ? piece : Buffer.concat([received, piece])
    const answer = readAnswer(received)
    if (answer === undefined) return
    received = Buffer.alloc(0)
    const asked = waiting
    waiting = undefined
    asked?.resolve(answer)
  })
  return {
    ask: (head, body) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        if (body === undefined) socket.write(head)
        else {
          socket.cork()
          socket.write(head)
          socket.write(body)
          socket.uncork()
        }
      }),
    close: () => socket.destroy(),
  }
}

/** The answer, or undefined while it is not all here. */
function readAnswer(received: Buffer): Answer | undefined {
  const end = received.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const headers = received.toString('latin1', 0, end)
  const status = Number(headers.slice(9, 12))
  const body = end + 4
  if (status === 204) return { status, body: '', bytes: body }
  const length = /\r\ncontent-length: *(\d+)/i.exec(headers)?.[1]
  if (length !== undefined) {
    const bytes = body + Number(length)
    return received.length < bytes
      ? undefined
      : { status, body: text(received, body, bytes), bytes }
  }
  const last = received.indexOf('\r\n0\r\n\r\n', end)
  if (last === -1) return undefined
  return { status, body: text(received, body, last), bytes: last + 7 }
}

/** Only short bodies are of interest: the answers of the API. */
const text = (received: Buffer, start: number, end: number) =>
  end - start > 4096 ? '' : received.toString('utf8', start, end)
