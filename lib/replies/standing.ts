/** What of the replies an operator must look at. */
import type { Alarm } from '#lib/alarms'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
/** A mail that could not be sent for so long is told of. */
const UNTOLD_MS = 5 * MINUTE_MS
/** What has not failed again for so long has gone, or was taken away by hand. */
const FORGET_MS = 24 * HOUR_MS
/** So many mails from strangers within an hour are told of, for a day. */
const STRANGERS_MANY = 20
/** So many mails that are for nobody here are told of. */
const OTHERS_MANY = 50

/** Since when something goes wrong without a break, and when it last did. */
type Failing = { since: Date; last: Date }

export type Standing = {
  sourceFailed(source: string, now: Date): void
  sourceWell(source: string): void
  refusalFailed(now: Date): void
  refusalSent(): void
  /** A mail to a reply address from somebody who is not the desk, or to an address that is nobody's. */
  stranger(now: Date): void
  /** @param left what the sources have had to leave where it is */
  alarms(now: Date, left: { stuck: number; notOurs: number }): Alarm[]
}

/** Makes the memory of what goes wrong; a restart forgets it, and it is noticed again. */
export function createStanding(): Standing {
  const sources = new Map<string, Date>()
  let refusal: Failing | null = null
  let strangers = { since: new Date(0), count: 0 }
  let many: Date | null = null

  return {
    sourceFailed(source, now) {
      if (!sources.has(source)) sources.set(source, now)
    },
    sourceWell: (source) => void sources.delete(source),
    refusalFailed(now) {
      refusal = { since: refusal?.since ?? now, last: now }
    },
    refusalSent() {
      refusal = null
    },
    stranger(now) {
      if (since(strangers.since, now) >= HOUR_MS) strangers = { since: now, count: 0 }
      strangers.count += 1
      if (strangers.count >= STRANGERS_MANY) many = now
    },
    alarms(now, { stuck, notOurs }) {
      const alarms = [...sources]
        .filter(([, began]) => since(began, now) >= HOUR_MS)
        .map(([source]) => silent(source))
      if (refusal !== null && since(refusal.last, now) < FORGET_MS) {
        if (since(refusal.since, now) >= UNTOLD_MS) alarms.push(UNTOLD)
      }
      if (stuck > 0) alarms.push(stuckMails(stuck))
      if (notOurs >= OTHERS_MANY) alarms.push(others(notOurs))
      if (many !== null && since(many, now) < FORGET_MS) alarms.push(MANY_STRANGERS)
      return alarms
    },
  }
}

function since(instant: Date, now: Date): number {
  return now.getTime() - instant.getTime()
}

function silent(source: string): Alarm {
  return {
    key: `replies-${source}`,
    level: 'alarm',
    text: `Replies of the desk have not come in by ${source} for an hour: senders wait for them. The log names the reason (reply-source-failed); it is tried again by itself.`,
  }
}

const UNTOLD: Alarm = {
  key: 'refusals-failing',
  level: 'alarm',
  text: 'A reply of the desk was not kept, and the mail that says so to the desk does not go out. The log names the reason (refusal-failed); it is tried again by itself, and until then the reply stays in its mailbox.',
}

const MANY_STRANGERS: Alarm = {
  key: 'replies-strangers',
  level: 'warning',
  text: 'Many mails to reply addresses came from strangers or name no tip. They are dropped. If the desk wonders where its replies are, write the addresses that it replies from into the inbox’s file as replyFrom. This is told for 24 hours.',
}

function stuckMails(count: number): Alarm {
  return {
    key: 'replies-stuck',
    level: 'alarm',
    text: `Mails among the replies that cannot be read, removed, or given to an inbox: ${count}. They are left where they are. Check the owner and rights of the Maildir, and that every inbox that has conversations is still configured; then remove what is no reply.`,
  }
}

function others(count: number): Alarm {
  return {
    key: 'replies-others',
    level: 'warning',
    text: `Mails that are for no reply address lie where replies come in: ${count}. They are left alone. Give replies a mailbox of their own, and remove what is no reply.`,
  }
}
