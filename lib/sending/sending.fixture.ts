/** A tip for tests of the sending: a key, a job with files, and a send to a fake intake. */
import { createHash } from 'node:crypto'
import PostalMime from 'postal-mime'
import * as openpgp from '#lib/sealing/openpgp.node'
import { type Tip, tipSchema } from '#lib/tip/schema'
import { type FakeIntake, fakeIntake } from './fake-intake.fixture.ts'
import { type SendingTip, type SendTipOutcome, sendTip } from './send-tip.ts'
import type { JobFile, SendJob, SendProgress } from './worker-messages.ts'

export const MIB = 2 ** 20

/** Bytes that do not repeat soon; another seed gives others. */
export const bytesOf = (length: number, seed: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(length).map((_, index) => (index * 13 + (index >> 9) + seed) & 0xff)

export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex')

/** A file that can be read, until a test lets it go or changes it. */
export function chosenFile(name: string, content: Uint8Array<ArrayBuffer>) {
  const file = new File([content], name)
  let broken = false
  const stream = file.stream.bind(file)
  Object.assign(file, {
    stream: () => {
      if (!broken) return stream()
      return new ReadableStream({
        start: (controller) => {
          controller.enqueue(content.subarray(0, content.length / 2))
        },
        pull: () => Promise.reject(new DOMException('gone', 'NotReadableError')),
      })
    },
  })
  return { file, break: (now: boolean) => (broken = now) }
}

export type Sent = {
  outcome: SendTipOutcome
  intake: FakeIntake
  progress: SendProgress[]
}

const { publicKey, privateKey } = await openpgp.generateKey({
  type: 'ecc',
  curve: 'curve25519Legacy',
  userIDs: { email: 'desk@example.org' },
  format: 'object',
})

export function jobWith(files: readonly Omit<JobFile, 'id'>[]): SendJob {
  return {
    answers: {
      category: 'theft',
      now: 'ended',
      story: 'See files',
      sharing: 'red',
      urgentSubject: false,
    },
    files: files.map((file, index) => ({ id: `f${index}`, ...file })),
    inbox: {
      id: 'desk',
      certificates: [{ fingerprint: publicKey.getFingerprint(), armored: publicKey.armor() }],
    },
    origin: 'https://example.org',
  }
}

/**
 * Sends a job to a fake intake with chunks of 1 MiB.
 * @param onProgress may act on the send
 */
export async function send(
  job: SendJob,
  options: Parameters<typeof fakeIntake>[0] = {},
  onProgress: (progress: SendProgress, sending: SendingTip) => void = () => {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Sent> {
  const intake = fakeIntake({ chunkBytes: MIB, pow: false, ...options })
  const progress: SendProgress[] = []
  let clock = Date.parse('2026-11-22T10:00Z')
  const box: { sending?: SendingTip } = {}
  box.sending = sendTip(
    job,
    {
      loadOpenPgp: async () => openpgp,
      line: intake.line,
      // Half a second passes from one look at the clock to the next.
      now: () => {
        clock += 500
        return new Date(clock)
      },
      randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    },
    signal,
    (one) => {
      progress.push(one)
      if (box.sending) onProgress(one, box.sending)
    },
  )
  return { outcome: await box.sending.outcome, intake, progress }
}

/** What one sealed part holds. */
async function open(part: Uint8Array): Promise<Uint8Array> {
  const { data } = await openpgp.decrypt({
    message: await openpgp.readMessage({ binaryMessage: part }),
    decryptionKeys: privateKey,
    format: 'binary',
  })
  return data as Uint8Array
}

/** The tip that was received: `tip.json`, attachments and further parts, opened. */
export async function opened(
  intake: FakeIntake,
): Promise<{ tip: Tip; inside: Map<string, Uint8Array>; parts: Uint8Array[] }> {
  const [message = new Uint8Array(), ...further] = intake.received()
  const mail = await PostalMime.parse(await open(message))
  const inside = new Map(
    mail.attachments.map(({ filename, content }) => [
      filename ?? '',
      new Uint8Array(content as ArrayBuffer),
    ]),
  )
  const tip = tipSchema.parse(JSON.parse(new TextDecoder().decode(inside.get('tip.json'))))
  inside.delete('tip.json')
  return { tip, inside, parts: await Promise.all(further.map(open)) }
}
