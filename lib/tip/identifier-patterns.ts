/**
 * What accounts and devices look like in text, most specific first. Each pattern claims the text it
 * matches, so that the e-mail address inside a link, or the digits inside a hash, are not found twice.
 */
import type { IdentifierType } from './questions.ts'

export type IdentifierPattern = {
  type: IdentifierType
  /** Global; the named group `value`, or else the whole match, is the identifier. */
  pattern: RegExp
  /** The identifier as kept, or null when the look deceives and the next pattern shall try. */
  accept?: (value: string) => string | null
  /** Overrides `type` by looking at the value. */
  typeOf?: (value: string) => IdentifierType
}

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** Decodes base58 (Bitcoin's alphabet), or null when a character is outside it. */
function decodeBase58(text: string): number[] | null {
  const bytes: number[] = []
  for (const character of text) {
    let carry = BASE58.indexOf(character)
    if (carry < 0) return null
    for (let index = 0; index < bytes.length; index += 1) {
      carry += (bytes[index] ?? 0) * 58
      bytes[index] = carry & 0xff
      carry >>= 8
    }
    while (carry > 0) {
      bytes.push(carry & 0xff)
      carry >>= 8
    }
  }
  const zeros = text.length - text.replace(/^1+/, '').length
  return [...bytes, ...Array<number>(zeros).fill(0)].reverse()
}

/**
 * Whether base58 text is an address: 25 bytes with a version byte of Bitcoin (0, 5) or TRON (0x41),
 * or a 32-byte Solana key, which must mix cases and digits so that a long word does not pass.
 */
function isBase58Wallet(text: string): boolean {
  const bytes = decodeBase58(text)
  if (bytes?.length === 25) return [0x00, 0x05, 0x41].includes(bytes[0] ?? -1)
  return bytes?.length === 32 && /[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text)
}

/** Whether `text` is an IPv6 address, by the platform's own URL parser. */
function isIpv6(text: string): boolean {
  return URL.canParse(`http://[${text}]/`)
}

/** Sites whose pages are somebody's profile, when the address goes on after the host. */
const PROFILE_HOSTS =
  /^(?:[\w-]+\.)*(?:linkedin\.com|github\.com|gitlab\.com|bitbucket\.org|upwork\.com|freelancer\.com|fiverr\.com|guru\.com|toptal\.com|peopleperhour\.com|workana\.com|contra\.com|hired\.com|wellfound\.com|angel\.co|indeed\.com|glassdoor\.com|xing\.com|facebook\.com|fb\.com|instagram\.com|twitter\.com|x\.com|t\.me|telegram\.me|discord\.gg|discordapp\.com|medium\.com|dev\.to|stackoverflow\.com|hackerrank\.com|leetcode\.com|codepen\.io|npmjs\.com|dribbble\.com|behance\.net|reddit\.com|youtube\.com|vk\.com|weibo\.com|keybase\.io|about\.me|linktr\.ee|remoteok\.com|dice\.com|crunchbase\.com)$/i

/** `profile` for a page below a known host, otherwise `url`. */
function linkType(value: string): IdentifierType {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `https://${value}`
  if (!URL.canParse(address)) return 'url'
  const { hostname, pathname } = new URL(address)
  return pathname.length > 1 && PROFILE_HOSTS.test(hostname) ? 'profile' : 'url'
}

/** Endings that are files far more often than domains. */
const FILE_ENDINGS =
  /\.(?:pdf|docx?|xlsx?|pptx?|odt|txt|rtf|csv|json|ya?ml|xml|html?|eml|msg|log|zip|rar|7z|gz|tgz|tar|exe|dll|msi|dmg|apk|bat|cmd|ps1?|sh|py|js|ts|tsx|jsx|java|rb|php|cpp|png|jpe?g|gif|webp|heic|svg|mp[34]|mov|avi|wav|m4a|iso|bin|key|pem)$/i
/** Common endings with more than two letters; a name like `John.Smith` must not become a domain. */
const LONG_ENDINGS =
  /\.(?:com|net|org|info|biz|edu|gov|mil|int|name|pro|mobi|asia|arpa|app|dev|page|site|online|store|shop|tech|cloud|xyz|top|club|live|work|works|jobs|careers|agency|digital|email|network|systems|solutions|software|services|consulting|company|group|global|world|finance|exchange|capital|money|blog|website|space|fun|link|click|icu|vip|win|host|press|media|news|support|team|tools|studio|design|zone|today|life|guru|ninja|expert|academy|land|wiki|chat|social|games|art|ltd|llc|inc|one|onion|xn--[a-z0-9-]+)$/i

/** A bare domain, without what is more likely a file or somebody's name. */
function acceptDomain(value: string): string | null {
  const ending = value.slice(value.lastIndexOf('.'))
  if (FILE_ENDINGS.test(value)) return null
  return LONG_ENDINGS.test(value) || /^\.\p{L}{2}$/u.test(ending) ? value : null
}

/** A phone number has 7 to 15 digits (ITU-T E.164) and is not a date. */
function acceptPhone(value: string): string | null {
  const digits = value.replace(/\D/g, '').length
  return digits < 7 || digits > 15 || /^\d{4}-\d\d-\d\d$/.test(value) ? null : value.trim()
}

/** Drops the punctuation of the sentence around a link. */
function acceptLink(value: string): string | null {
  const open = value.includes('(')
  return value.replace(open ? /[.,;:!?'"”’]+$/ : /[.,;:!?'"”’)]+$/, '')
}

const LABEL = String.raw`\s*(?:no\.?|number|num|#)?\s*[:#=]?\s*`
const DOMAIN = String.raw`(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+(?:\p{L}{2,24}|xn--[a-z0-9-]{2,59})`
const HEX_BEFORE = '(?<![\\p{L}\\p{N}])'
const HEX_AFTER = '(?![\\p{L}\\p{N}])'

export const IDENTIFIER_PATTERNS: readonly IdentifierPattern[] = [
  {
    type: 'url',
    pattern: /\b(?:https?|ftp|wss?|tg|skype):\/\/[^\s<>"“”|\\]+/giu,
    accept: acceptLink,
    typeOf: linkType,
  },
  {
    type: 'email',
    pattern: new RegExp(
      String.raw`[\p{L}\p{N}][\p{L}\p{N}.!#$%&'*+/=?^_\x60{|}~-]*@${DOMAIN}`,
      'giu',
    ),
  },
  {
    type: 'url',
    pattern: new RegExp(String.raw`(?<![\p{L}\p{N}@])${DOMAIN}(?::\d{2,5})?/[^\s<>"“”|\\]*`, 'giu'),
    accept: acceptLink,
    typeOf: linkType,
  },
  {
    type: 'serial',
    pattern: new RegExp(
      String.raw`\b(?:s\/?n|serial|service tag|asset tag|imei)${LABEL}(?<value>(?=[\w-]*\d)[A-Z0-9][A-Z0-9-]{3,39})${HEX_AFTER}`,
      'giu',
    ),
  },
  {
    type: 'mac',
    pattern: new RegExp(
      `${HEX_BEFORE}(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\\1){4}[0-9a-f]{2}|[0-9a-f]{4}\\.[0-9a-f]{4}\\.[0-9a-f]{4})(?![\\p{L}\\p{N}:-])`,
      'giu',
    ),
  },
  {
    type: 'ip',
    pattern:
      /(?<![\p{L}\p{N}:.])(?<value>[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:[0-9]{0,3}(?:\.\d{1,3}){3})?(?:\/\d{1,3})?)(?![\p{L}\p{N}:])/giu,
    accept: (value) => (isIpv6(value.replace(/\/\d+$/, '')) ? value : null),
  },
  {
    type: 'ip',
    pattern:
      /(?<![\p{L}\p{N}.])(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?:\/(?:3[0-2]|[12]?\d))?(?![\p{L}\p{N}]|\.\d)/gu,
  },
  {
    type: 'wallet',
    pattern: new RegExp(
      `${HEX_BEFORE}(?:0x[0-9a-f]{40}|(?:bc|tb|ltc)1[02-9ac-hj-np-z]{11,87})${HEX_AFTER}`,
      'giu',
    ),
  },
  {
    type: 'hash',
    pattern: new RegExp(
      `${HEX_BEFORE}(?:[0-9a-f]{128}|[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})${HEX_AFTER}`,
      'giu',
    ),
  },
  {
    type: 'wallet',
    pattern: new RegExp(`${HEX_BEFORE}[1-9A-HJ-NP-Za-km-z]{26,44}${HEX_AFTER}`, 'gu'),
    accept: (value) => (isBase58Wallet(value) ? value : null),
  },
  {
    type: 'handle',
    pattern:
      /\b(?:telegram|discord|skype|signal|wechat|whatsapp|slack|twitter|github|upwork|kakao(?:talk)?|line)(?:\s*(?:id|user(?:name)?|handle|account))?\s*[:=]\s*(?<value>(?=[^\s]*\p{L})[@\p{L}][\p{L}\p{N}_.:#-]{2,63})/giu,
  },
  { type: 'handle', pattern: /\blive:\.?(?:cid\.)?[\w.-]{3,64}/giu },
  { type: 'handle', pattern: /(?<![\p{L}\p{N}@.])@[\p{L}\p{N}_][\p{L}\p{N}_.-]{1,63}(?<![.])/gu },
  { type: 'handle', pattern: /(?<![\p{L}\p{N}])[\p{L}\p{N}_.]{2,32}#\d{4}(?!\d)/gu },
  {
    type: 'phone',
    pattern:
      /\b(?:phone|tel(?:ephone)?|mobile|cell|whatsapp|signal|wechat|call|fax|text|sms)\s*(?:no\.?|number|#)?\s*[:=]?\s*(?<value>[+(]?\d[\d\s().\-/–]{5,22}\d)(?!\p{L})/giu,
    accept: acceptPhone,
  },
  {
    type: 'phone',
    pattern: /(?<![\p{L}\p{N}+])(?:\+|00)\s?[1-9][\d\s().\-–]{5,20}\d(?![\p{L}\p{N}])/gu,
    accept: acceptPhone,
  },
  {
    type: 'phone',
    pattern:
      /(?<![\p{L}\p{N}.-])(?:\(\d{3}\)\s?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\p{L}\p{N}]|[-.]\d)/gu,
  },
  {
    type: 'domain',
    pattern: new RegExp(String.raw`(?<![\p{L}\p{N}@.-])${DOMAIN}(?![\p{L}\p{N}-])`, 'giu'),
    accept: acceptDomain,
  },
]
