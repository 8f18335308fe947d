/**
 * Keeps a floor of free disk: below it, large unfinished tips wait and small ones still pass, and at
 * a quarter of it nothing more is begun, so that what was acknowledged can be delivered and forgotten.
 */

/** Free and total bytes of the disk the database lies on. */
export type DiskSpace = { free: number; total: number }

/** A tip of at most so many announced bytes is small: a report without large attachments. */
export const SMALL_TIP_BYTES = 1024 ** 2
const FLOOR_MAX = 1024 ** 3
const FLOOR_SHARE = 0.05
/** How long an answer of the disk counts. */
const FRESH_MS = 1_000

export type Disk = {
  /** Whether the disk has room for an unfinished tip of so many announced bytes. */
  hasRoomFor(bytes: number): Promise<boolean>
  /** `low` below the floor, `full` below a quarter of it; both with the bytes that are free. */
  state(): Promise<{ state: 'fine' | 'low' | 'full'; freeBytes: number | null }>
}

/**
 * @param ask gives the space; null, or a failure, when it cannot be told: then there is room, and a
 * disk that is full is told by the store @param clock the present
 */
export function createDisk(ask: () => Promise<DiskSpace | null>, clock: () => Date): Disk {
  let asked: { at: number; space: Promise<DiskSpace | null> } | null = null

  async function state(): ReturnType<Disk['state']> {
    const now = clock().getTime()
    if (asked === null || Math.abs(now - asked.at) >= FRESH_MS) {
      asked = { at: now, space: ask().catch(() => null) }
    }
    const space = await asked.space
    if (space === null) return { state: 'fine', freeBytes: null }
    const floor = Math.min(FLOOR_MAX, space.total * FLOOR_SHARE)
    const freeBytes = space.free
    if (freeBytes >= floor) return { state: 'fine', freeBytes }
    return { state: freeBytes >= floor / 4 ? 'low' : 'full', freeBytes }
  }

  return {
    state,
    async hasRoomFor(bytes) {
      const { state: present } = await state()
      return present === 'fine' || (present === 'low' && bytes <= SMALL_TIP_BYTES)
    },
  }
}
