/** What the intake has an operator look at. */
import type { Alarm } from '#lib/alarms'
import type { Disk, DiskState } from './disk.ts'
import type { Guessing } from './guessing.ts'
import type { HalfOpen } from './half-open.ts'
import type { Pace } from './pace.ts'
import type { Work } from './work.ts'

/** How long a refusal for want of room is told. */
const REFUSED_MS = 10 * 60_000
const MIB = 1024 ** 2

/** From how much work on it is told. */
const WORK_TOLD = 8

/**
 * The present alarms. All but a full disk are warnings only: they pass by themselves, and a stranger
 * who causes them must not be able to have the server taken out of service.
 */
export async function intakeAlarms(options: {
  halfOpen: Pick<HalfOpen, 'refusedAt'>
  disk: Pick<Disk, 'state'>
  work: Pick<Work, 'factor'>
  /** The ceilings that slow. */
  paces: readonly Pick<Pace, 'refusedAt'>[]
  /** The same for those who bring return numbers. */
  lookupPace: Pick<Pace, 'refusedAt'>
  guessing: Pick<Guessing, 'many'>
  clock: () => Date
}): Promise<Alarm[]> {
  const { halfOpen, disk, work, paces, lookupPace, guessing, clock } = options
  const alarms: Alarm[] = []
  const { state, freeBytes } = await disk.state()
  const disks = diskAlarm(state, `${Math.floor((freeBytes ?? 0) / MIB)} MiB`)
  if (disks !== null) alarms.push(disks)
  const lately = (at: Date | null) => at !== null && clock().getTime() - at.getTime() < REFUSED_MS
  if (lately(halfOpen.refusedAt())) {
    const text =
      'Somebody was refused because too much is begun and not completed. If it goes on, somebody floods the site: limit them in the proxy.'
    alarms.push({ key: 'half-open-full', level: 'warning', text })
  }
  if (paces.some((pace) => lately(pace.refusedAt()))) {
    const text =
      'More tips are begun than the site lets in, and senders are told to come again later. Nobody is shut out, but all wait. If it goes on, limit who floods in the proxy.'
    alarms.push({ key: 'openings-slowed', level: 'warning', text })
  }
  if (guessing.many()) {
    const text =
      'Hundreds of return numbers were wrong within an hour: somebody guesses them. There are too many to guess one, and what is tried is slowed. This is told for 24 hours; limit who it is in the proxy.'
    alarms.push({ key: 'look-ups-wrong', level: 'warning', text })
  }
  if (lately(lookupPace.refusedAt())) {
    const text =
      'More senders come back to their tips than the site lets in, or somebody guesses return numbers from many addresses: some are told to come again later. If it goes on, limit who floods in the proxy.'
    alarms.push({ key: 'look-ups-slowed', level: 'warning', text })
  }
  if (work.factor() >= WORK_TOLD) {
    const text =
      'So many tips are begun that senders do eight times the usual work. It falls again by itself a minute after the rush.'
    alarms.push({ key: 'work-raised', level: 'warning', text })
  }
  return alarms
}

function diskAlarm(state: DiskState, free: string): Alarm | null {
  switch (state) {
    case 'fine':
      return null
    case 'low':
      return {
        key: 'disk-low',
        level: 'warning',
        text: `The disk of the database has ${free} left: tips over 16 MiB are refused. Make room, or move DATA_DIR to a larger disk.`,
      }
    case 'scarce':
      return {
        key: 'disk-scarce',
        level: 'warning',
        text: `The disk of the database has ${free} left: tips over 1 MiB are refused. Make room soon, or move DATA_DIR to a larger disk.`,
      }
    case 'full':
      return {
        key: 'disk-full',
        level: 'alarm',
        text: `The disk of the database has ${free} left: tips are refused. Make room now, or move DATA_DIR to a larger disk.`,
      }
  }
}
