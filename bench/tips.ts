/** Sends sealed tips through HTTP as fast as they are accepted. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import * as openpgp from '#lib/sealing/openpgp.node'
import { readRecipients } from '#lib/sealing/recipients'
import { sealPart } from '#lib/sealing/seal-part'
import { type Line, openLine } from './line.ts'
import type { Started } from './servers.ts'
import { cpuPer, summary } from './summary.ts'

export type Accepted = {
  perSecond: number
  /** Processor time of the server for one tip, in microseconds. */
  cpuMicroseconds: number | undefined
  tips: number
  bytes: number
  p50: number
  p99: number
  memoryBefore: number | undefined
  /** Halfway, when caches are full and buffers as large as they get. */
  memoryMiddle: number | undefined
  memoryAfter: number | undefined
}

/** What is sent: one sealed part for one inbox. */
export type BenchTip = { inbox: string; part: Uint8Array; sha256: string }

const inboxesAnswer = z.object({
  inboxes: z
    .tuple([
      z.object({
        id: z.string(),
        certificates: z.array(z.object({ fingerprint: z.string(), armored: z.string() })),
      }),
    ])
    .rest(z.unknown()),
})

/** Seals the tip of the measurement, 64 KiB, for the server's first inbox. */
export async function sealBenchTip(server: Started): Promise<BenchTip> {
  const answer = await fetch(`http://127.0.0.1:${server.port}/api/inboxes`)
  const [inbox] = inboxesAnswer.parse(await answer.json()).inboxes
  const read = await readRecipients(openpgp, inbox.certificates, new Date())
  if (!read.ok) throw new Error(read.reason)
  const part = await sealPart(openpgp, read.recipients, Buffer.from('A tip of the bench.'))
  return { inbox: inbox.id, part, sha256: createHash('sha256').update(part).digest('hex') }
}

/** Sends `tip` again and again, `lines` at a time, until `seconds` and `tips` are both reached. */
export async function loadTips(
  server: Started,
  tip: BenchTip,
  { seconds = 10, tips = 0, lines = 16 } = {},
): Promise<Accepted> {
  const send = tipSender(tip)
  const opened = await Promise.all(Array.from({ length: lines }, () => openLine(server.port)))
  await Promise.all(opened.map(send))
  const memoryBefore = await server.memory()
  const cpuBefore = await server.cpu()
  let memoryMiddle: Promise<number | undefined> | undefined
  const durations: number[] = []
  const started = performance.now()
  const more = (now: number) => now - started < seconds * 1000 || durations.length < tips
  const half = (now: number) => now - started > seconds * 500 && durations.length > tips / 2
  await Promise.all(
    opened.map(async (line) => {
      for (let begun = performance.now(); more(begun); ) {
        await send(line)
        const now = performance.now()
        durations.push(now - begun)
        begun = now
        if (half(now)) memoryMiddle ??= server.memory()
      }
      line.close()
    }),
  )
  const passed = (performance.now() - started) / 1000
  return {
    perSecond: Math.round(durations.length / passed),
    cpuMicroseconds: cpuPer(durations.length, cpuBefore, await server.cpu()),
    tips: durations.length,
    bytes: tip.part.length,
    ...summary(durations),
    memoryBefore,
    memoryMiddle: await memoryMiddle,
    memoryAfter: await server.memory(),
  }
}

/** The three calls of a tip: open, the one chunk, complete. */
function tipSender({ inbox, part, sha256 }: BenchTip): (line: Line) => Promise<void> {
  const call = async (
    line: Line,
    status: number,
    start: string,
    type: string,
    body: Uint8Array,
  ) => {
    const head = `${start}Content-Type: ${type}\r\nContent-Length: ${body.byteLength}\r\n\r\n`
    const answer = await line.ask(head, body)
    if (answer.status !== status) {
      throw new Error(`${start.split('\r\n', 1)} answered ${answer.status}: ${answer.body}`)
    }
    return answer.body
  }
  const json = 'application/json'
  const opening = Buffer.from(
    JSON.stringify({ inbox, parts: [{ bytes: part.length }], proof: null }),
  )
  const completing = Buffer.from(JSON.stringify({ parts: [{ sha256 }] }))
  return async (line) => {
    const host = ' HTTP/1.1\r\nHost: localhost\r\n'
    const answer = await call(line, 201, `POST /api/tips${host}`, json, opening)
    const { tip, token } = JSON.parse(answer)
    const authorized = `${host}Authorization: Bearer ${token}\r\n`
    const chunk = `PUT /api/tips/${tip}/parts/0/chunks/0${authorized}`
    await call(line, 204, chunk, 'application/octet-stream', part)
    await call(line, 201, `POST /api/tips/${tip}/complete${authorized}`, json, completing)
  }
}
