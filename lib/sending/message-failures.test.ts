/** What the sender of a further message reads when it fails: it is no tip, so no failure may call it one. */
import { expect, it } from 'vitest'
import { makeFollowUp } from '#lib/follow-up/make-follow-up'
import { stretch } from '#lib/follow-up/stretch.node'
import { plainWords } from '#lib/i18n/plain-words'
import type { Hour } from '#lib/protocol/hours'
import * as openpgp from '#lib/sealing/openpgp.node'
import { fakeIntake } from './fake-intake.fixture.ts'
import { sendTip } from './send-tip.ts'
import { jobWith } from './sending.fixture.ts'

const HOUR = '2026-11-22T10:00Z' as Hour

type Fault = NonNullable<NonNullable<Parameters<typeof fakeIntake>[0]>['fault']>

const random = (count: number) => crypto.getRandomValues(new Uint8Array(count))
const made = await makeFollowUp(openpgp, stretch, 'tips+*@example.org', HOUR, random)

/** @param options.closed the conversation is not open in the page any more */
async function failureOf(fault: Fault, options: { stop?: boolean; closed?: boolean } = {}) {
  const intake = fakeIntake({ pow: false, chunkBytes: 2 ** 20, fault })
  const stop = new AbortController()
  if (options.stop) stop.abort()
  const { answers, ...job } = jobWith([])
  intake.conversations.received(null, {
    inbox: 'desk',
    parts: [],
    proof: null,
    followUp: made.fields,
  })
  const returnNumber = made.returnNumber.replaceAll('-', '')
  const thread = { reference: '7K3M-Q2', number: 2, returnNumber }
  const { outcome } = sendTip(
    { ...job, answers: { story: answers.story }, message: true, followUp: undefined },
    {
      loadOpenPgp: async () => openpgp,
      line: intake.line,
      now: () => new Date(),
      randomBytes: random,
      openThread: () => (options.closed ? null : thread),
    },
    stop.signal,
    () => {},
  )
  const sent = await outcome
  return sent.ok ? expect.fail('It was sent.') : sent.failure
}

const at =
  (end: string, what: ReturnType<Fault>): Fault =>
  (request) =>
    request.endsWith(end) ? what : 'none'

it.each<[string, Fault, { stop?: boolean; closed?: boolean }?]>([
  ['the line is lost', () => 'lost-request'],
  ['the confirmation is lost', at('/complete', 'lost-answer')],
  ['the server is busy', () => ({ status: 503 })],
  ['the server fails at the end', at('/complete', { status: 503 })],
  ['it is too large', () => ({ status: 413, slug: 'too-large' })],
  ['it is refused', () => ({ status: 422, slug: 'invalid-values' })],
  ['the conversation was forgotten', () => ({ status: 404, slug: 'unknown-conversation' })],
  ['the server forgets it each time', at('/complete', { status: 404, slug: 'unknown-tip' })],
  ['a stranger answers', at('/complete', { status: 200 })],
  ['it was stopped', () => 'none', { stop: true }],
  ['the conversation was closed', () => 'none', { closed: true }],
])('does not call a message a tip when %s', async (_, fault, options) => {
  const { message } = await failureOf(fault, options)
  // What was lost may be sent as a new tip: that is one.
  expect(message.replace('send it as a new tip', '')).not.toMatch(/\btips?\b/i)
})

it('does not on the page without scripts either', () => {
  const { errors, refused } = plainWords('en')
  for (const message of Object.values({ ...errors, ...refused })) {
    expect(message).not.toMatch(/\btips?\b/i)
  }
})
