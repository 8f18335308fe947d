/** Who counts what happens in the rooms; they know nothing of metrics. */
import type { Transport } from '#lib/delivery/transport'
import type { IntakeHappening } from '#lib/intake/happenings'
import type { ReplyHappening } from '#lib/replies/happenings'

/** How an attempt ended: `failed-` and what is to be done next, as transports say it. */
export type MailOutcome = 'taken' | 'failed-now' | 'failed-later' | 'failed-never'

export type Observer = {
  /** Told of what happens to tips, never of which. */
  intake(happening: IntakeHappening): void
  /** Told of each attempt to hand on a mail. */
  mail(transport: string, outcome: MailOutcome): void
  /** Told of each mail that came to a reply address. */
  reply(happening: ReplyHappening): void
}

/** The same transport, with its outcomes told. */
export function observed(transport: Transport, observer: Pick<Observer, 'mail'>): Transport {
  return {
    ...transport,
    async deliver(mail, signal) {
      const result = await transport.deliver(mail, signal)
      observer.mail(transport.name, result.ok ? 'taken' : `failed-${result.retry}`)
      return result
    },
  }
}
