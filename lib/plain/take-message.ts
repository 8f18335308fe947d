/**
 * Takes in the form of a sender who comes back without scripts: looks the conversation up by its return
 * number, seals a further message into it when one was written, and ends it when that is asked for.
 */
import { fill } from '#lib/i18n/fill'
import type { Language } from '#lib/i18n/languages'
import { plainFollowUpWords } from '#lib/i18n/plain-follow-up-words'
import { plainWords } from '#lib/i18n/plain-words'
import type { Inbox } from '#lib/inboxes/inbox'
import type { LocalIntake } from '#lib/intake/contract'
import type { OpenPgp } from '#lib/sealing/openpgp'
import { buildFurtherMessage } from '#lib/sending/build-message'
import { answersSchema } from '#lib/tip/schema'
import { type Failure, failure, failureOf, waitWords } from './failures.ts'
import { inPageOrder, textOf } from './fields.ts'
import { type Judged, noteErrors, sealedFor, shapeErrors } from './judged.ts'
import { END, END_NOW, LOOK, MESSAGE_FIELDS, NUMBER, STEP } from './message-fields.ts'
import { readTypedNumber } from './return-number.ts'
import { type ArrivingForm, type Taken, type TakeSurroundings, takeForm } from './take-form.ts'
import type { PlainError, PlainValues, ShownConversation } from './view.ts'

/** What came of it: the conversation that was found, the number as it may be shown, and what was taken. */
export type MessageTaken = {
  taken: Taken
  number: string
  found: ShownConversation | null
  /** Whether the end was asked for, or done. */
  end: 'asked' | 'done' | null
}

export type MessageSurroundings = TakeSurroundings & {
  inboxes: readonly Inbox[]
  openpgp: OpenPgp
  intake: LocalIntake
}

/** Reads the form to its end, and gives what the sender is to see. */
export async function takeMessage(
  form: ArrivingForm,
  surroundings: MessageSurroundings,
): Promise<MessageTaken> {
  const asked = createAsking(form.source, surroundings)
  const taken = await takeForm(form, { fields: MESSAGE_FIELDS, judge: asked.judge }, surroundings)
  return { taken, ...asked.standing() }
}

function createAsking(source: string | null, surroundings: MessageSurroundings) {
  const { language, intake, inboxes, clock } = surroundings
  let id = ''
  let number = ''
  let found: ShownConversation | null = null
  let end: MessageTaken['end'] = null

  /** Finds the conversation, or ends it; gives why there is none. */
  async function lookUp(typed: string, step: string): Promise<Failure | null> {
    const { errors } = plainFollowUpWords(language)
    const read = readTypedNumber(typed)
    if (!read.ok) {
      // What may be words is not given back, not even in part.
      if (read.problem === 'malformed') number = typed.slice(0, 100)
      return failure(422, errors[read.problem], NUMBER)
    }
    number = read.number
    if (step === END_NOW) {
      const ending = await intake.end(read.lookup, source)
      if (!ending.ok) return lookUpFailure(ending, language)
      if (ending.ended) end = 'done'
      return ending.ended ? null : failure(404, errors.unknown, NUMBER)
    }
    const answer = await intake.lookUp(read.lookup, source)
    if (!answer.ok) return lookUpFailure(answer, language)
    if (answer.conversation === null) return failure(404, errors.unknown, NUMBER)
    id = answer.conversation.id
    found = shown(answer.conversation)
    if (step === END) end = 'asked'
    return null
  }
  async function judge(values: PlainValues, cut: ReadonlySet<string>): Promise<Judged> {
    const step = textOf(values, STEP)
    const missing = await lookUp(textOf(values, NUMBER), step)
    if (missing !== null) return { ok: false, ...missing }
    const conversation = found
    if (conversation === null || end !== null || step === LOOK) {
      return { ok: false, status: 200, errors: [] }
    }
    const story = answersSchema.shape.story.safeParse(textOf(values, 'story').trim())
    const errors: PlainError[] = [
      ...shapeErrors(values, cut, MESSAGE_FIELDS, language),
      ...noteErrors(values, language),
    ]
    if (!story.success) errors.push(...storyErrors(values, story.error.issues, language))
    if (!story.success || errors.length > 0) {
      return { ok: false, status: 422, errors: inPageOrder(errors, MESSAGE_FIELDS) }
    }
    const inbox = inboxes.find((one) => one.id === conversation.inbox)
    if (inbox === undefined) return { ok: false, ...failure(503, plainWords(language).errors.key) }
    const sealed = await sealedFor(inbox, { ...surroundings, now: clock() })
    if (!sealed.ok) return sealed
    const thread = {
      reference: conversation.reference,
      number: Math.max(1, ...conversation.messages.map((one) => one.number)) + 1,
    }
    return {
      ...sealed,
      inbox,
      urgent: false,
      begin: async () => ({
        thread: { conversation: id },
        wayBack: null,
        message: (files, now, random) =>
          buildFurtherMessage(
            {
              answers: { story: story.data },
              inbox: { id: inbox.id, certificates: inbox.certificates },
            },
            thread,
            files.map((listed) => ({ listed, content: null })),
            now,
            random,
          ).entity,
      }),
    }
  }

  return { judge, standing: () => ({ number, found, end }) }
}

/** What the page shows of it; what opens the replies is not for a page that cannot open them. */
function shown(conversation: ShownConversation): ShownConversation {
  const { reference, inbox, expires, messages, replies } = conversation
  return {
    reference,
    inbox,
    expires,
    messages,
    replies: replies.map(({ id, number, hour, read }) => ({ id, number, hour, read })),
  }
}

function storyErrors(
  values: PlainValues,
  issues: readonly { message: string }[],
  language: Language,
): PlainError[] {
  if (textOf(values, 'story').trim() === '') {
    return [{ field: 'story', message: plainFollowUpWords(language).errors.story }]
  }
  return issues.slice(0, 1).map(({ message }) => ({ field: 'story', message }))
}

/** A refused look-up: too many of them, or the store. */
function lookUpFailure(refusal: Parameters<typeof failureOf>[0], language: Language): Failure {
  const { retryAfterMs = 60_000, problem } = refusal
  if (problem !== 'too-many-requests') return failureOf(refusal, language)
  const wait = waitWords(retryAfterMs, language)
  const message = fill(plainFollowUpWords(language).errors.throttled, { wait })
  return { ...failure(429, message), retryAfterMs }
}
