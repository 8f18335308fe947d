/** Watches the signed statement of keys, so that an operator hears of its end while there is time. */
import type { Alarm } from '#lib/alarms'
import { hourOf } from '#lib/protocol/hours'
import { loadStatement } from './load-statement.ts'

/**
 * Makes a source of warnings: while the statement does not fit what stands now, and in the last 30 days
 * before its end. Never alarms, since only those who fetch it miss it: tips are taken all the same. It is
 * looked at once an hour, however often the source is asked.
 * @param options as for `loadStatement` @param clock the present
 */
export function createStatementAlarms(
  options: Omit<Parameters<typeof loadStatement>[0], 'now' | 'signed'>,
  clock: () => Date,
): () => Promise<Alarm[]> {
  let last: { hour: string; alarms: Promise<Alarm[]> } | null = null
  return () => {
    const now = clock()
    const hour = hourOf(now)
    if (last?.hour !== hour) last = { hour, alarms: alarmsAt(options, now) }
    return last.alarms
  }
}

async function alarmsAt(
  options: Omit<Parameters<typeof loadStatement>[0], 'now'>,
  now: Date,
): Promise<Alarm[]> {
  const loaded = await loadStatement({ ...options, now })
  if (!loaded.ok) {
    return [{ key: 'keys-statement', level: 'warning', text: loaded.errors.join(' ') }]
  }
  // The key begins as those of certificates do, which are told once.
  return loaded.warnings.map((text) => ({
    key: `expires-statement:${loaded.statement?.statement.until ?? ''}`,
    level: 'warning',
    text: `${text} Then build and restart.`,
  }))
}
