/** What the intake has an operator look at. */
import type { Alarm } from '#lib/alarms'
import type { Disk } from './disk.ts'
import type { HalfOpen } from './half-open.ts'

/** How long a refusal for want of room is told. */
const REFUSED_MS = 10 * 60_000
const MIB = 1024 ** 2

/**
 * The present alarms. A full quota is a warning only: it passes by itself, and a stranger who fills
 * it must not be able to have the server taken out of service.
 */
export async function intakeAlarms(
  halfOpen: Pick<HalfOpen, 'refusedAt'>,
  disk: Pick<Disk, 'state'>,
  clock: () => Date,
): Promise<Alarm[]> {
  const alarms: Alarm[] = []
  const { state, freeBytes } = await disk.state()
  const free = `${Math.floor((freeBytes ?? 0) / MIB)} MiB`
  if (state === 'low') {
    const text = `The disk of the database has ${free} left: tips over 1 MiB are refused. Make room, or move DATA_DIR to a larger disk.`
    alarms.push({ key: 'disk-low', level: 'warning', text })
  }
  if (state === 'full') {
    const text = `The disk of the database has ${free} left: tips are refused. Make room now, or move DATA_DIR to a larger disk.`
    alarms.push({ key: 'disk-full', level: 'alarm', text })
  }
  const refused = halfOpen.refusedAt()
  if (refused !== null && clock().getTime() - refused.getTime() < REFUSED_MS) {
    const text =
      'Somebody was refused because too much is begun and not completed. If it goes on, somebody floods the site: limit them in the proxy.'
    alarms.push({ key: 'half-open-full', level: 'warning', text })
  }
  return alarms
}
