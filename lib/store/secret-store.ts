/** What the servers of one site share beside tips: keys, secrets and limits. */

/** An Ed25519 key that signs receipts; `kid` is its RFC 7638 thumbprint. */
export type ReceiptKey = { kid: string; publicJwk: JsonWebKey; privateJwk: JsonWebKey }

export type SecretStore = {
  /** The value of that name, made by `make` and stored on first use; of two makers, one wins. */
  secret(name: string, make: () => string): Promise<string>
  /**
   * The value of that name for one day, made by `make` and stored on first use; of two makers, one wins.
   * Asking for a day deletes the values of earlier days for ever.
   * @param day as `2026-11-22`
   */
  dailySecret(name: string, day: string, make: () => string): Promise<string>
  /** The present signing key, made by `make` and stored on first use. */
  receiptKey(make: () => Promise<ReceiptKey>): Promise<ReceiptKey>
  /** Public halves of all signing keys, present and retired, newest first. */
  receiptKeys(): Promise<{ kid: string; publicJwk: JsonWebKey }[]>
}

/** What is taken from a bucket that holds at most `burst` and is filled again at `perHour`. */
export type Share = {
  /** An HMAC under the day's secret, never an address. */
  key: string
  /** More than `burst` counts as `burst`, so that it passes once the bucket is full. */
  amount: number
  burst: number
  perHour: number
  now: Date
}

/** Token buckets: limits on how much somebody may ask for, kept no longer than they limit anything. */
export type LimitStore = {
  /** Takes the share, all of it or nothing; else says when there will be enough. */
  take(share: Share): Promise<{ ok: true } | { ok: false; retryAfterMs: number }>
  /** Forgets the buckets that are full again. */
  forget(now: Date): Promise<void>
}
