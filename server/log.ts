/**
 * The log: one line of JSON on stderr for each event of the closed list in `log-events.ts`. Nothing
 * is logged when a tip comes or goes. A mail that fails would tell by its line's time when its tip
 * came, so such lines are held until the hour is over, and equal ones are told once.
 */
import { type DestinationStream, destination, pino } from 'pino'
import type { LogLevel } from '#lib/config-variables'
import { type LineLevel, lineOf, type ServerEvent, type ServerLog } from './log-events.ts'

const HOUR_MS = 3_600_000
/** What would tell when a tip or a reply came. */
const HELD: readonly ServerEvent['event'][] = [
  'delivery-failed',
  'transport-failed',
  'reply-refused',
  'refusal-failed',
  'reply-source-failed',
]

export type RunningLog = {
  log: ServerLog
  /** Writes what is held and stops waiting for the hour; lines after it are written as they come. */
  end(): void
}

type Held = { level: LineLevel; fields: Record<string, string | number | boolean>; times: number }

/**
 * @param options.level the least grave lines that are written
 * @param options.clock gives the time of each line
 * @param options.out takes the lines; stderr unless told
 */
export function createLog({
  level,
  clock,
  out = destination({ dest: 2, sync: true }),
}: {
  level: LogLevel
  clock: () => Date
  out?: DestinationStream
}): RunningLog {
  const logger = pino(
    {
      base: null,
      level,
      timestamp: () => `,"time":"${clock().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    out,
  )
  const held = new Map<string, Held>()
  let timer: NodeJS.Timeout | undefined
  let ended = false

  function tell(): void {
    clearTimeout(timer)
    timer = undefined
    for (const line of held.values()) logger[line.level]({ ...line.fields, times: line.times })
    held.clear()
  }

  function hold(event: ServerEvent): void {
    const { level: grave, fields } = lineOf(event)
    const { attempts, ...rest } = fields
    const key = JSON.stringify(rest)
    const before = held.get(key)
    const most = Math.max(Number(attempts ?? 0), Number(before?.fields.attempts ?? 0))
    held.set(key, {
      level: grave,
      fields: attempts === undefined ? rest : { ...rest, attempts: most },
      times: (before?.times ?? 0) + 1,
    })
    if (ended) tell()
    else {
      timer ??= setTimeout(tell, HOUR_MS - (clock().getTime() % HOUR_MS)).unref()
    }
  }

  return {
    log(event) {
      if (HELD.includes(event.event)) {
        hold(event)
        return
      }
      const line = lineOf(event)
      logger[line.level](line.fields)
    },
    end() {
      ended = true
      tell()
    },
  }
}
