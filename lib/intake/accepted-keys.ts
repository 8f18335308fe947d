/**
 * To which keys a tip may be sealed: those of its inbox's certificates, and of those the inbox had
 * until lately. A page that was open while a certificate was replaced still seals to the former one.
 */
import type { Inbox } from '#lib/inboxes/inbox'
import { addHours } from '#lib/protocol/hours'
import type { CertificateStore } from '#lib/store/store'

/** How long a former certificate is still taken: longer than any tip takes to be sent. */
const FORMER_HOURS = 30 * 24

export type AcceptedKeys = {
  /** Remembers the inboxes' present certificates; to be called at start and every hour. */
  remember(): Promise<void>
  /** Encryption key id → fingerprint of its certificate, both in lower-case hex. */
  of(inbox: Inbox): Promise<ReadonlyMap<string, string>>
}

/** @param options.inboxes those of the server, with their present certificates */
export function createAcceptedKeys(options: {
  store: CertificateStore
  inboxes: readonly Inbox[]
  clock: () => Date
}): AcceptedKeys {
  const { store, inboxes, clock } = options
  return {
    remember: () =>
      store.remember(
        inboxes.flatMap(({ id, certificates }) =>
          certificates.map(({ fingerprint, armored, encryptionKeyIds }) => ({
            inbox: id,
            fingerprint,
            armored,
            encryptionKeyIds,
          })),
        ),
        clock(),
      ),
    async of({ id, certificates, distrusted }) {
      const seen = await store.seenSince(addHours(clock(), -FORMER_HOURS))
      const former = seen.filter((one) => one.inbox === id && !distrusted.includes(one.fingerprint))
      return new Map(
        [...former, ...certificates].flatMap(({ encryptionKeyIds, fingerprint }) =>
          encryptionKeyIds.map((keyId) => [keyId, fingerprint] as const),
        ),
      )
    },
  }
}
