/**
 * Limits per source without keeping an address: a source is the HMAC of an address prefix under a
 * secret of the day, which is deleted with the next one and never stands beside a tip.
 */
import { createHmac } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'
import type { LimitStore } from '#lib/store/store'

/** `burst` at once, refilled at `perHour`. */
export type Rate = { burst: number; perHour: number }

export type Sources = {
  /** What stands for an address today; null for an unknown address, which no limit can count. */
  sourceOf(address: string | null): Promise<string | null>
  /**
   * Takes `amount` (1 unless told) from the source's bucket of that name; gives 0, or the seconds until
   * there is enough again. @param source null is never limited
   */
  take(source: string | null, name: string, rate: Rate, amount?: number): Promise<number>
}

/** A larger share is taken at once and spent from memory, so that not every call asks a database. */
const SHARES_OF_BURST = 64
/** Sources whose shares are remembered at most. */
const CREDITS_MAX = 100_000

/**
 * @param limits where the buckets are; several servers share them there
 * @param dailySecret the secret of a day like `2026-11-22`
 */
export function createSources(options: {
  limits: Pick<LimitStore, 'take'>
  dailySecret: (day: string) => Promise<string>
  clock: () => Date
}): Sources {
  const { limits, dailySecret, clock } = options
  let today = { day: '', secret: Promise.resolve('') }
  const credits = new Map<string, number>()

  function secretOfToday(): Promise<string> {
    const day = clock().toISOString().slice(0, 10)
    if (today.day !== day) {
      today = { day, secret: dailySecret(day) }
      credits.clear()
      // Asked again the next time, should it have failed.
      today.secret.catch(() => {
        if (today.day === day) today = { day: '', secret: Promise.resolve('') }
      })
    }
    return today.secret
  }

  async function takeFromStore(
    key: string,
    { burst, perHour }: Rate,
    amount: number,
  ): Promise<{ took: number; waitMs: number }> {
    const share = Math.max(amount, Math.floor(burst / SHARES_OF_BURST))
    const now = clock()
    const whole = await limits.take({ key, amount: share, burst, perHour, now })
    if (whole.ok) return { took: share, waitMs: 0 }
    if (share === amount) return { took: 0, waitMs: whole.retryAfterMs }
    const least = await limits.take({ key, amount, burst, perHour, now })
    return least.ok ? { took: amount, waitMs: 0 } : { took: 0, waitMs: least.retryAfterMs }
  }

  return {
    async sourceOf(address) {
      const prefix = address === null ? null : addressPrefix(address)
      if (prefix === null) return null
      const secret = await secretOfToday()
      return createHmac('sha256', secret).update(prefix).digest('base64url')
    },
    async take(source, name, rate, amount = 1) {
      if (source === null) return 0
      const key = `${name} ${source}`
      const credit = credits.get(key) ?? 0
      credits.delete(key)
      if (credit >= amount) {
        credits.set(key, credit - amount)
        return 0
      }
      const { took, waitMs } = await takeFromStore(key, rate, amount)
      if (took === 0) return Math.max(1, Math.ceil(waitMs / 1000))
      if (took > amount) credits.set(key, (credits.get(key) ?? 0) + credit + took - amount)
      if (credits.size > CREDITS_MAX) {
        const [oldest] = credits.keys()
        if (oldest !== undefined) credits.delete(oldest)
      }
      return 0
    },
  }
}

/**
 * The part of an address that one household or office has: all of IPv4, since behind the next one is
 * a stranger; /56 of IPv6, the least that providers hand out whole. Null for what is not an address.
 */
export function addressPrefix(address: string): string | null {
  if (isIPv4(address)) return address
  const [unscoped = ''] = address.split('%')
  if (!isIPv6(unscoped)) return null
  const plain = withoutDots(unscoped)
  const [head = '', tail] = plain.split('::')
  const groups = head.split(':').filter((group) => group !== '')
  const after = tail === undefined ? [] : tail.split(':').filter((group) => group !== '')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - after.length)
  const all = [...groups, ...Array<string>(zeros).fill('0'), ...after]
  const [a, b, c, d = 0, e, f, g = 0, h = 0] = all.map((group) => Number.parseInt(group, 16))
  // ::ffff:0:0/96: an IPv4 address, as a server that listens on :: sees it.
  if ([a, b, c, d, e].every((group) => group === 0) && f === 0xffff) {
    return [g >> 8, g & 0xff, h >> 8, h & 0xff].join('.')
  }
  return `${a}:${b}:${c}:${d & 0xff00}`
}

/** An IPv6 address whose last two groups are not written as an IPv4 address. */
function withoutDots(address: string): string {
  const at = address.lastIndexOf(':') + 1
  const [a, b, c, d] = address.slice(at).split('.').map(Number)
  if (a === undefined || b === undefined || c === undefined || d === undefined) return address
  return `${address.slice(0, at)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
}
