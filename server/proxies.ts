/**
 * Whose word is taken for a sender's address: that of the proxies `TRUSTED_PROXIES` names, and
 * nobody else's. By default nobody's, since anybody can write `X-Forwarded-For`.
 */
import { BlockList, isIP, isIPv4 } from 'node:net'

export type Proxies = {
  /** Whether this address is one of the proxies; false for what is not an address. */
  trusts(address: string): boolean
  /**
   * The sender's address: from the socket's peer on, each trusted proxy is asked who came to it,
   * which is the last entry of `X-Forwarded-For` that is not yet used up. The first one that is no
   * proxy is the sender. What is not an address ends the walk at the proxy that passed it on.
   * @param peer address of the socket; null is given back when it is unknown
   * @param forwardedFor the header, several of them joined by commas in the order they came
   */
  senderOf(peer: string | undefined, forwardedFor: string | undefined): string | null
}

/** @param trusted as `Config.trustedProxies` has them: addresses, CIDR ranges, `loopback` */
export function createProxies(trusted: readonly string[]): Proxies {
  const list = new BlockList()
  for (const one of trusted) {
    if (one === 'loopback') {
      list.addSubnet('127.0.0.0', 8, 'ipv4')
      list.addAddress('::1', 'ipv6')
      continue
    }
    const [address = '', bits] = one.split('/')
    const family = isIPv4(address) ? 'ipv4' : 'ipv6'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }

  function trusts(address: string): boolean {
    const family = isIP(address)
    // An IPv4 address inside an IPv6 one (::ffff:…), as a server on :: sees it, meets IPv4 rules too.
    return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6')
  }

  return {
    trusts,
    senderOf(peer, forwardedFor) {
      if (peer === undefined) return null
      const hops = (forwardedFor ?? '').split(',')
      let sender = peer
      while (trusts(sender)) {
        const next = addressIn(hops.pop() ?? '')
        if (next === null) break
        sender = next
      }
      return sender
    },
  }
}

/** The address of an entry; some proxies write its port too. */
function addressIn(entry: string): string | null {
  const text = entry.trim()
  if (isIP(text) !== 0) return text
  const address = /^(?:\[(.+)\]|([\d.]+))(?::\d{1,5})?$/.exec(text)
  const found = address?.[1] ?? address?.[2] ?? ''
  return isIP(found) !== 0 ? found : null
}
