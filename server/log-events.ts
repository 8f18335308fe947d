/**
 * Everything the server may log: a closed list of events, the fields of each, and what a field may
 * hold. What is not on the list is left out, and text is freed from addresses, references and
 * tokens, whoever wrote it.
 */
import { isIP } from 'node:net'
import type { DeliveryEvent } from '#lib/delivery/log'
import type { ReplyEvent } from '#lib/replies/happenings'

export type ServerEvent =
  | DeliveryEvent
  | ReplyEvent
  /** The settings that matter when reading the rest; no secrets, no addresses of people. */
  | {
      event: 'configuration'
      site: string
      inboxes: number
      transports: string
      trustedProxies: number
      powCost: number
      retentionDays: number
      rateLimits: boolean
      operator: boolean
      webhooks: boolean
      replies: string
    }
  | { event: 'started'; port: number; metricsPort: number }
  | { event: 'stopping' }
  | { event: 'stopped' }
  /** Something did not end in time. */
  | { event: 'stop-forced' }
  | { event: 'warning'; variable: string; reason: string }
  | { event: 'request-failed'; reason: string }
  | { event: 'sweep-failed'; reason: string }

export type ServerLog = (event: ServerEvent) => void

export type LineLevel = 'info' | 'warn' | 'error'
/** `name`: our own ids, transports, keys of alarms. `text`: what others wrote too. */
type Kind = 'number' | 'flag' | 'name' | 'text'
type Shape<E> = { level: LineLevel; fields: { [Field in Exclude<keyof E, 'event'>]: Kind } }

const SHAPES: {
  [Name in ServerEvent['event']]: Shape<Extract<ServerEvent, { event: Name }>>
} = {
  'delivery-failed': {
    level: 'warn',
    fields: { inbox: 'name', attempts: 'number', reason: 'text' },
  },
  'transport-failed': {
    level: 'warn',
    fields: { inbox: 'name', transport: 'name', reason: 'text' },
  },
  'reply-refused': { level: 'info', fields: { inbox: 'name', reason: 'name' } },
  'refusal-failed': { level: 'warn', fields: { inbox: 'name', reason: 'text' } },
  'reply-source-failed': { level: 'warn', fields: { source: 'name', reason: 'text' } },
  purged: { level: 'info', fields: { tips: 'number' } },
  'loop-failed': { level: 'error', fields: { reason: 'text' } },
  // Its own level is a field of that name, and pino's comes first: the event's is told as `grade`.
  alarm: { level: 'error', fields: { key: 'name', level: 'name', text: 'text' } },
  'operator-not-told': { level: 'error', fields: { reason: 'text' } },
  configuration: {
    level: 'info',
    fields: {
      site: 'text',
      inboxes: 'number',
      transports: 'text',
      trustedProxies: 'number',
      powCost: 'number',
      retentionDays: 'number',
      rateLimits: 'flag',
      operator: 'flag',
      webhooks: 'flag',
      replies: 'text',
    },
  },
  started: { level: 'info', fields: { port: 'number', metricsPort: 'number' } },
  stopping: { level: 'info', fields: {} },
  stopped: { level: 'info', fields: {} },
  'stop-forced': { level: 'error', fields: {} },
  warning: { level: 'warn', fields: { variable: 'name', reason: 'text' } },
  'request-failed': { level: 'error', fields: { reason: 'text' } },
  'sweep-failed': { level: 'error', fields: { reason: 'text' } },
}

const TEXT_MAX = 2_000
const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,40}(:([0-9a-f]{40}|\d{4}-\d\d-\d\dT\d\d:00Z))?$/

/** The line for an event: its level, and only what may stand in a log. */
export function lineOf(event: ServerEvent): {
  level: LineLevel
  fields: Record<string, string | number | boolean>
} {
  const { level, fields } = SHAPES[event.event]
  const given = new Map<string, unknown>(Object.entries(event))
  const line: Record<string, string | number | boolean> = { event: event.event }
  for (const [field, kind] of Object.entries<Kind>(fields)) {
    const value = allowed(given.get(field), kind)
    if (value !== undefined) line[field] = value
  }
  return { level, fields: line }
}

function allowed(value: unknown, kind: Kind): string | number | boolean | undefined {
  switch (kind) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined
    case 'flag':
      return typeof value === 'boolean' ? value : undefined
    case 'name':
      if (typeof value !== 'string') return undefined
      return NAME.test(value) && !isToken(value.split(':')[0] ?? '') ? value : '[left out]'
    case 'text':
      return typeof value === 'string' ? withoutTraces(value) : undefined
  }
}

/** Text without mail addresses, network addresses, logins in links, references and tokens. */
export function withoutTraces(text: string): string {
  return (
    text
      .slice(0, TEXT_MAX)
      .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/]*@/gi, '$1')
      .replace(/[^\s@/<>()"'“”:;,=[\]]+@[^\s@/<>()"'“”:;,=[\]]+/g, '[address]')
      .replace(/\b(?:\d{1,3}\.){3}\d{1,3}\b/g, '[address]')
      .replace(/[0-9a-f]*:[0-9a-f:]*:[0-9a-f]*/gi, (found) =>
        isIP(found) === 6 ? '[address]' : found,
      )
      .replace(/\b(Bearer\s+|re_|whsec_)[A-Za-z0-9+/=_-]+/g, '[token]')
      // No date is one: of it, too, four and two digits are followed by digits.
      .replace(/\b(?!\d{4}-\d\d-\d)[0-9A-Z]{4}-[0-9A-Z]{2}\b(-\d+\b)?/g, '[reference]')
      .replace(/[A-Za-z0-9_-]{20,}/g, (found) => (isToken(found) ? '[token]' : found))
  )
}

/** Whether a word looks like one of ours that nobody may read: ids of tips, tokens, hashes. */
function isToken(word: string): boolean {
  // A certificate's fingerprint: published, and needed for the cure.
  if (/^[0-9a-f]{40}$/.test(word)) return false
  if (word.length < 20 || /^[A-Z_]+$/.test(word) || /^[a-z_-]+$/.test(word)) return false
  const capitals = word.replace(/[^A-Z]/g, '').length
  return /\d/.test(word) || capitals * 4 >= word.length
}
