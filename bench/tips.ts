/** Sends sealed tips through HTTP as fast as they are accepted. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import * as openpgp from '#lib/sealing/openpgp.node'
import { readRecipients, sealPart } from '#lib/sealing/seal-part'
import { summary } from './load.ts'
import type { Started } from './servers.ts'

export type Accepted = {
  perSecond: number
  tips: number
  bytes: number
  p50: number
  p99: number
  memoryBefore: number | undefined
  memoryAfter: number | undefined
}

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
const openedAnswer = z.object({ tip: z.string(), token: z.string() })

/** Sends tips of one sealed 64 KiB part for `seconds`, `lines` at a time. */
export async function loadTips(
  server: Started,
  { seconds = 10, lines = 16 } = {},
): Promise<Accepted> {
  const origin = `http://127.0.0.1:${server.port}`
  const [inbox] = inboxesAnswer.parse(await (await fetch(`${origin}/api/inboxes`)).json()).inboxes
  const read = await readRecipients(openpgp, inbox.certificates, new Date())
  if (!read.ok) throw new Error(read.reason)
  const part = await sealPart(openpgp, read.recipients, Buffer.from('A tip of the bench.'))
  const sha256 = createHash('sha256').update(part).digest('hex')

  const call = async (status: number, path: string, init: RequestInit) => {
    const answer = await fetch(`${origin}${path}`, init)
    const text = await answer.text()
    if (answer.status !== status) throw new Error(`${path} answered ${answer.status}: ${text}`)
    return text
  }
  const json = { 'Content-Type': 'application/json' }
  const sendTip = async () => {
    const opened = openedAnswer.parse(
      JSON.parse(
        await call(201, '/api/tips', {
          method: 'POST',
          headers: json,
          body: JSON.stringify({ inbox: inbox.id, parts: [{ bytes: part.length }], proof: null }),
        }),
      ),
    )
    const authorized = { Authorization: `Bearer ${opened.token}` }
    await call(204, `/api/tips/${opened.tip}/parts/0/chunks/0`, {
      method: 'PUT',
      headers: { ...authorized, 'Content-Type': 'application/octet-stream' },
      body: part,
    })
    await call(201, `/api/tips/${opened.tip}/complete`, {
      method: 'POST',
      headers: { ...authorized, ...json },
      body: JSON.stringify({ parts: [{ sha256 }] }),
    })
  }

  await sendTip()
  const memoryBefore = await server.memory()
  const durations: number[] = []
  const started = performance.now()
  const until = started + seconds * 1000
  await Promise.all(
    Array.from({ length: lines }, async () => {
      while (performance.now() < until) {
        const begun = performance.now()
        await sendTip()
        durations.push(performance.now() - begun)
      }
    }),
  )
  const passed = (performance.now() - started) / 1000
  return {
    perSecond: Math.round(durations.length / passed),
    tips: durations.length,
    bytes: part.length,
    ...summary(durations),
    memoryBefore,
    memoryAfter: await server.memory(),
  }
}
