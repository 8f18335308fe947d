/**
 * Limits per source without keeping an address: a source is the HMAC of an address prefix under a
 * random key that lives in memory and is thrown away every day.
 */
import { createHmac } from 'node:crypto'
import { isIPv4, isIPv6 } from 'node:net'

const DAY_MS = 24 * 3_600_000

/** `burst` at once, refilled at `perHour`. */
export type Rate = { burst: number; perHour: number }

export type Sources = {
  /** What stands for an address today; null for an unknown address, which no limit can count. */
  sourceOf(address: string | null): string | null
  /** Takes one from the source's bucket; gives 0, or the seconds until there is one again. */
  take(source: string | null, name: string, rate: Rate): number
}

/** Buckets kept at most; the ones longest unused go first. */
const BUCKETS_MAX = 100_000

/** @param clock the present @param randomBytes cryptographic randomness, for the key of the day */
export function createSources(options: {
  clock: () => Date
  randomBytes: (count: number) => Uint8Array
}): Sources {
  const { clock, randomBytes } = options
  let key = randomBytes(32)
  let keyUntil = clock().getTime() + DAY_MS
  let buckets = new Map<string, { left: number; at: number }>()

  return {
    sourceOf(address) {
      if (clock().getTime() >= keyUntil) {
        key = randomBytes(32)
        keyUntil = clock().getTime() + DAY_MS
        buckets = new Map()
      }
      const prefix = address === null ? null : addressPrefix(address)
      return prefix === null ? null : createHmac('sha256', key).update(prefix).digest('base64url')
    },
    take(source, name, { burst, perHour }) {
      if (source === null) return 0
      const now = clock().getTime()
      const id = `${name} ${source}`
      const bucket = buckets.get(id) ?? { left: burst, at: now }
      const perMs = perHour / 3_600_000
      const left = Math.min(burst, bucket.left + Math.max(0, now - bucket.at) * perMs)
      // Put back at the end, so that the map stays ordered by last use.
      buckets.delete(id)
      buckets.set(id, { left: left >= 1 ? left - 1 : left, at: now })
      if (buckets.size > BUCKETS_MAX) {
        const [oldest] = buckets.keys()
        if (oldest !== undefined) buckets.delete(oldest)
      }
      return left >= 1 ? 0 : Math.ceil((1 - left) / perMs / 1000)
    },
  }
}

/**
 * The part of an address that one household or office has: all of IPv4, /56 of IPv6. Null for what
 * is not an address.
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
