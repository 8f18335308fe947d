/**
 * Recognises accounts and devices in what somebody pastes, on their own device. Nothing typed is
 * lost: a line that says more than what was recognised in it is kept whole as `other`.
 */
import { refang } from './defang.ts'
import { IDENTIFIER_PATTERNS } from './identifier-patterns.ts'
import type { IdentifierType } from './questions.ts'
import type { Identifier } from './schema.ts'

/** The longest identifier the tip's schema takes, in UTF-16 code units. */
const VALUE_MAX = 500
/** Longer lines are read in pieces, so that the time to read a paste grows linearly. */
const LINE_MAX = 1000

/** Words that only say what follows; a line made of these and identifiers has been understood. */
const LABELS =
  /\b(?:e-?mails?|mails?|phones?|tel(?:ephone)?|mobile|cell|fax|call|text|sms|ip(?:v[46])?s?|addr(?:ess)?(?:es)?|domains?|hosts?|sites?|websites?|urls?|links?|profiles?|linkedin|github|gitlab|upwork|freelancer|fiverr|twitter|facebook|instagram|telegram|discord|skype|whatsapp|signal|wechat|slack|kakao(?:talk)?|line|wallets?|btc|bitcoin|eth|ethereum|tron|trx|trc-?20|erc-?20|usdt|usdc|sol|solana|crypto|hash(?:es)?|md5|sha-?\d*|macs?|serial|s\/?n|service tag|asset tag|imei|id|user(?:name)?s?|handles?|accounts?|numbers?|nums?|no|his|her|their|the|and|or|also|is|was)\b/giu

/** Whether anything of substance is left once recognised values and labels are taken away. */
function hasMore(rest: string): boolean {
  return /[\p{L}\p{N}]/u.test(rest.replace(LABELS, ' '))
}

/** The form under which two spellings of an identifier count as the same. */
function sameness({ type, value }: Identifier): string {
  switch (type) {
    case 'email':
    case 'domain':
    case 'ip':
    case 'hash':
    case 'handle':
      return `${type} ${value.toLowerCase()}`
    case 'mac':
      return `${type} ${value.toLowerCase().replace(/[^0-9a-f]/g, '')}`
    case 'phone':
      return `${type} ${value.replace(/\D/g, '')}`
    case 'wallet':
      return `${type} ${value.startsWith('0x') ? value.toLowerCase() : value}`
    case 'profile':
    case 'url':
    case 'serial':
    case 'other':
      return `${type} ${value}`
  }
}

type Found = { type: IdentifierType; value: string; at: number }

/** Finds the identifiers of one line and what is left of it. */
function scan(line: string): { found: Found[]; rest: string } {
  const found: Found[] = []
  let rest = line
  for (const { type, pattern, accept, typeOf } of IDENTIFIER_PATTERNS) {
    rest = rest.replace(pattern, (...args) => {
      const [match] = args as [string]
      const groups = typeof args.at(-1) === 'object' ? (args.at(-1) as { value?: string }) : {}
      const at = args.findLast((argument): argument is number => typeof argument === 'number') ?? 0
      const raw = groups.value ?? match
      const value = accept ? accept(raw) : raw
      if (value === null || value.length > VALUE_MAX) return match
      found.push({ type: typeOf?.(value) ?? type, value, at: at + match.indexOf(raw) })
      // Spaces keep the places of what is left, so that identifiers come out in the order typed.
      const start = match.indexOf(value)
      const behind = match.slice(start + value.length)
      return match.slice(0, start).replace(/\S/g, ' ') + ' '.repeat(value.length) + behind
    })
  }
  return { found: found.sort((a, b) => a.at - b.at), rest }
}

/** Cuts a line into pieces of at most `max` code units, at white space where there is some. */
function pieces(line: string, max: number): string[] {
  const out: string[] = []
  let rest = line.trim()
  while (rest.length > max) {
    const space = rest.lastIndexOf(' ', max)
    const cut = space > 0 ? space : max
    out.push(rest.slice(0, cut).trim())
    rest = rest.slice(cut).trim()
  }
  return rest === '' ? out : [...out, rest]
}

/**
 * Recognises e-mail addresses, profiles, links, domains, IP addresses, phone numbers, wallets, file
 * hashes, serial numbers, MAC addresses and user names in pasted text; undoes defanging
 * (`hxxp`, `[.]`, `(at)`); names each identifier once, in the order typed. A line in which nothing
 * is recognised, or which says more than that, is also kept as `other`, exactly as typed.
 * @param text anything, in lines
 * @returns values of 1 to 500 characters; how many is not limited here
 */
export function recogniseIdentifiers(text: string): Identifier[] {
  const known = new Map<string, Identifier>()
  const add = (identifier: Identifier) => {
    const key = sameness(identifier)
    if (!known.has(key)) known.set(key, identifier)
  }
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/)
  for (const line of lines.flatMap((typed) => pieces(typed, LINE_MAX))) {
    const { found, rest } = scan(refang(line))
    for (const { type, value } of found) add({ type, value })
    const understood = found.length > 0 && !hasMore(rest)
    if (!understood) for (const value of pieces(line, VALUE_MAX)) add({ type: 'other', value })
  }
  return [...known.values()]
}
