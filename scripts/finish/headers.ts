/** The headers of every class of answer, exactly as the header tests pin them. */
import { WORKER_POLICY } from '#lib/sending/worker-policy'
import type { AnswerClass } from '#server/manifest'

export type HeaderFacts = {
  class: AnswerClass
  contentType: string
  /** The address the site is built for; https adds HSTS. */
  siteUrl: string
  /** Drafts are shown: no search engine may keep the page. */
  preview?: boolean
  /** The file is saved under this name and never shown; ASCII without quotes. */
  savedAs?: string
}

const READING_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
]

/** One script of ours, which asks for the index on this site and writes no HTML. */
const SEARCH_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
]

/** One script of ours, which asks for the site's public keys; nothing that is typed may leave. */
const RECEIPT_POLICY = SEARCH_POLICY.map((directive) =>
  directive.startsWith('form-action ') ? "form-action 'none'" : directive,
)

const FORM_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "worker-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  // The tip leaves by the sealing worker only: a native post would carry it in the clear.
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  `trusted-types ${WORKER_POLICY}`,
]

/** The sealing worker has its own policy: it may load its parts and talk to this site. */
const WORKER_SOURCES = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
]

const DOWNLOAD_POLICY = ["default-src 'none'", "frame-ancestors 'none'", 'sandbox']

/** Nothing on this site uses a device, and no page may be made to; the form alone keeps the screen on. */
const FEATURES = [
  'accelerometer',
  'autoplay',
  'browsing-topics',
  'camera',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
] as const
type Feature = (typeof FEATURES)[number]

/** Two years, as the preload list of browsers asks for. */
const TRANSPORT_SECURITY = 'max-age=63072000; includeSubDomains'

/** Pages are asked for again each time, and cost one 304 when nothing changed. */
const REVALIDATE = 'no-cache'
const FOREVER = 'public, max-age=31536000, immutable'

/** The headers of an answer, names in lower case. */
export function headersFor(facts: HeaderFacts): Record<string, string> {
  return {
    'content-type': facts.contentType,
    'cache-control': facts.class === 'asset' ? FOREVER : REVALIDATE,
    ...policyFor(facts),
    'cross-origin-resource-policy': facts.class === 'download' ? 'cross-origin' : 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...(facts.savedAs && { 'content-disposition': `attachment; filename="${facts.savedAs}"` }),
    ...(facts.preview && { 'x-robots-tag': 'noindex, nofollow' }),
    ...(facts.siteUrl.startsWith('https://') && {
      'strict-transport-security': TRANSPORT_SECURITY,
    }),
  }
}

function policyFor(facts: HeaderFacts): Record<string, string> {
  switch (facts.class) {
    case 'reading':
      return pageHeaders(READING_POLICY)
    case 'search':
      return pageHeaders(SEARCH_POLICY)
    case 'receipt':
      return pageHeaders(RECEIPT_POLICY)
    case 'form':
      // While a tip is sent, a device that falls asleep would drop the line.
      return pageHeaders(FORM_POLICY, ['screen-wake-lock'])
    case 'worker':
      return { 'content-security-policy': WORKER_SOURCES.join('; ') }
    case 'download':
      return {
        'content-security-policy': DOWNLOAD_POLICY.join('; '),
        // Feeds and indicators are for programs on other sites as well.
        'access-control-allow-origin': '*',
      }
    case 'asset':
      return {}
  }
}

/** The headers of a page; it may use the features in `own`, and no other. */
function pageHeaders(
  policy: readonly string[],
  own: readonly Feature[] = [],
): Record<string, string> {
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': FEATURES.map(
      (feature) => `${feature}=${own.includes(feature) ? '(self)' : '()'}`,
    ).join(', '),
  }
}
