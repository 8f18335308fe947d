/**
 * The way of replies into the house: reads every source as long as the server runs, keeps what the desk
 * sealed for a sender, and tells the desk what was not kept.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { Alarm } from '#lib/alarms'
import type { ReplyHappening, ReplyLog } from './happenings.ts'
import type { Refusals } from './refusals.ts'
import { FetchFailed, type ReceivedMail } from './resend-inbound.ts'
import type { Handled, Source } from './source.ts'
import { createStanding } from './standing.ts'
import type { RefusedReply, TakeReply } from './take-reply.ts'

/** After a failure a source is asked again after this long, then twice as long each time. */
const FIRST_PAUSE_MS = 5_000
const LONGEST_PAUSE_MS = 5 * 60_000
/** How long `stop` waits for what is in hand before it goes on without. */
const STOP_MS = 8_000
/** Each mail that is fetched is held in memory. */
const FETCHED_AT_ONCE = 4

export type Replies = {
  /** Begins to read the sources, until `stop`. */
  start(): void
  /** Ends with the mail in hand; what was not dealt with stays where it is. */
  stop(): Promise<void>
  /**
   * Deals with a mail that lies at a provider, by its id there; false when it must be asked for again.
   * Null where no provider takes mails in.
   */
  receive: ((emailId: string) => Promise<boolean>) | null
  /** What an operator must look at, each with its cure. */
  alarms(): Alarm[]
}

/**
 * Makes it; nothing is read until `start`.
 * @param options.fetchMail gets a mail from the provider whose webhook tells of mails; null without one
 * @param options.observe told of each mail @param options.pauseMs first and longest pause of a failing source
 */
export function createReplies(options: {
  take: TakeReply
  refusals: Refusals
  sources: readonly Source[]
  fetchMail: ((emailId: string, stopping: AbortSignal) => Promise<ReceivedMail>) | null
  clock: () => Date
  log: ReplyLog
  observe: (happening: ReplyHappening) => void
  pauseMs?: { first: number; longest: number }
}): Replies {
  const { take, refusals, sources, fetchMail, clock, log, observe } = options
  const pauses = options.pauseMs ?? { first: FIRST_PAUSE_MS, longest: LONGEST_PAUSE_MS }
  const standing = createStanding()
  const stopping = new AbortController()
  let running: Promise<unknown> | null = null
  let fetching = 0

  async function handle(mail: Uint8Array, envelopeTo: readonly string[] = []): Promise<Handled> {
    const outcome = await take(mail, envelopeTo, stopping.signal)
    switch (outcome.kind) {
      case 'stored':
      case 'repeated':
        observe(outcome)
        return 'done'
      case 'refused':
        return tell(outcome)
      case 'no-inbox':
        return 'stuck'
      case 'ignored':
        if (outcome.why === 'not-ours') return 'not-ours'
        if (outcome.why === 'unreadable') return 'stuck'
        observe(outcome)
        if (outcome.why === 'stranger' || outcome.why === 'unknown-address') {
          standing.stranger(clock())
        }
        return 'done'
    }
  }

  async function tell(refusal: RefusedReply): Promise<Handled> {
    const { reason } = refusal
    const inbox = refusal.inbox.id
    const told = await refusals.tell(refusal, stopping.signal)
    if (!told.ok) {
      if (stopping.signal.aborted) return 'later'
      standing.refusalFailed(clock())
      log({ event: 'refusal-failed', inbox, reason: told.reason })
      return 'later'
    }
    if (told.how === 'sent') standing.refusalSent()
    if (told.how !== 'repeated') {
      observe({ kind: 'refused', reason })
      log({ event: 'reply-refused', inbox, reason })
    }
    return 'done'
  }

  function failed(source: string, reason: string): void {
    standing.sourceFailed(source, clock())
    log({ event: 'reply-source-failed', source, reason })
  }

  async function follow(source: Source): Promise<void> {
    const { signal } = stopping
    for (let failures = 0; !signal.aborted; ) {
      try {
        await source.look(handle, signal)
        failures = 0
        standing.sourceWell(source.name)
        if (!signal.aborted) await source.wait(signal)
      } catch (error) {
        if (signal.aborted) return
        failed(source.name, messageOf(error))
        const pause = Math.min(pauses.first * 2 ** Math.min(failures, 20), pauses.longest)
        failures += 1
        await wait(pause, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  async function receive(
    fetchOne: NonNullable<typeof fetchMail>,
    emailId: string,
  ): Promise<boolean> {
    if (stopping.signal.aborted || fetching >= FETCHED_AT_ONCE) return false
    fetching += 1
    try {
      const { mail, envelopeTo } = await fetchOne(emailId, stopping.signal)
      const handled = await handle(mail, envelopeTo)
      if (handled === 'stuck') failed('resend', 'A mail cannot be read, or its inbox is gone.')
      else standing.sourceWell('resend')
      return handled === 'done' || handled === 'not-ours'
    } catch (error) {
      if (stopping.signal.aborted) return false
      failed('resend', messageOf(error))
      // The store's faults are told by whoever asked.
      if (error instanceof FetchFailed) return false
      throw error
    } finally {
      fetching -= 1
    }
  }

  return {
    start() {
      running ??= Promise.all(sources.map(follow))
    },
    async stop() {
      stopping.abort()
      const late = new AbortController()
      await Promise.race([
        running,
        wait(STOP_MS, undefined, { signal: late.signal }).catch(() => undefined),
      ])
      late.abort()
      await Promise.all(sources.map((source) => source.close()))
    },
    receive: fetchMail === null ? null : (emailId) => receive(fetchMail, emailId),
    alarms() {
      const left = sources.map((source) => source.standing())
      const sum = (pick: (one: { stuck: number; notOurs: number }) => number) =>
        left.reduce((total, one) => total + pick(one), 0)
      return standing.alarms(clock(), {
        stuck: sum(({ stuck }) => stuck),
        notOurs: sum(({ notOurs }) => notOurs),
      })
    },
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'something that is no Error'
}
