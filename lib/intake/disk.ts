/**
 * Keeps floors of free disk, the lower the smaller the tip: large files are refused long before the
 * disk is full, while reports still pass, and what was acknowledged can be delivered and forgotten.
 */

/** Free and total bytes of the disk the database lies on. */
export type DiskSpace = { free: number; total: number }

const MIB = 1024 ** 2
const GIB = 1024 ** 3

/**
 * What must stay free, by how much a tip announces: a report without large attachments; a message full of
 * them; everything larger. The least of a number of bytes and of a share of the disk.
 */
const SIZES = {
  small: { upTo: MIB, floor: GIB / 4, share: 0.0125 },
  message: { upTo: 16 * MIB, floor: GIB, share: 0.05 },
  large: { upTo: Number.POSITIVE_INFINITY, floor: 20 * GIB, share: 0.15 },
} as const

/** A tip of at most so many announced bytes is small. */
export const SMALL_TIP_BYTES = SIZES.small.upTo
/** How long an answer of the disk counts. */
const FRESH_MS = 1_000

/** `low`: no large tips; `scarce`: only small ones; `full`: none. */
export type DiskState = 'fine' | 'low' | 'scarce' | 'full'

export type Disk = {
  /**
   * Whether a tip of so many announced bytes may begin; else the most that a tip could announce now,
   * 0 when nothing may begin.
   */
  admits(bytes: number): Promise<{ ok: true } | { ok: false; most: number }>
  /** Whether a tip of so many announced bytes that has begun may store more: nearly to the end. */
  letsGoOn(bytes: number): Promise<boolean>
  /** Both with the bytes that are free; null when that cannot be told. */
  state(): Promise<{ state: DiskState; freeBytes: number | null }>
  /**
   * How many bytes unfinished tips should hold at most: half of what is theirs or free.
   * @param held what they hold @returns null when nobody knows
   */
  shareOfUnfinished(held: number): Promise<number | null>
}

type Floors = Record<keyof typeof SIZES, number>

/**
 * @param ask gives the space; null, or a failure, when it cannot be told: then there is room, and a
 * disk that is full is told by the store @param clock the present
 */
export function createDisk(ask: () => Promise<DiskSpace | null>, clock: () => Date): Disk {
  let asked: { at: number; space: Promise<DiskSpace | null> } | null = null

  function look(): Promise<DiskSpace | null> {
    const now = clock().getTime()
    if (asked === null || Math.abs(now - asked.at) >= FRESH_MS) {
      asked = { at: now, space: ask().catch(() => null) }
    }
    return asked.space
  }

  return {
    async admits(bytes) {
      const space = await look()
      if (space === null) return { ok: true }
      const floors = floorsOf(space)
      if (space.free - beyondSmall(bytes) >= floors[sizeOf(bytes)]) return { ok: true }
      if (space.free < floors.small) return { ok: false, most: 0 }
      const message = space.free - SIZES.message.upTo >= floors.message
      return { ok: false, most: message ? SIZES.message.upTo : SIZES.small.upTo }
    },
    async letsGoOn(bytes) {
      const space = await look()
      if (space === null) return true
      const floors = floorsOf(space)
      // Twice the last floor: small tips still pass when large ones have to stop.
      return space.free >= (sizeOf(bytes) === 'small' ? floors.small : 2 * floors.small)
    },
    async state() {
      const space = await look()
      if (space === null) return { state: 'fine', freeBytes: null }
      return { state: stateOf(space), freeBytes: space.free }
    },
    async shareOfUnfinished(held) {
      const space = await look()
      if (space === null) return null
      return Math.max(0, (space.free + held - floorsOf(space).small) / 2)
    },
  }
}

function stateOf(space: DiskSpace): DiskState {
  const floors = floorsOf(space)
  if (space.free >= floors.large) return 'fine'
  if (space.free >= floors.message) return 'low'
  return space.free >= floors.small ? 'scarce' : 'full'
}

function floorsOf({ total }: DiskSpace): Floors {
  const floor = (size: keyof Floors) => Math.min(SIZES[size].floor, total * SIZES[size].share)
  return { small: floor('small'), message: floor('message'), large: floor('large') }
}

function sizeOf(bytes: number): keyof Floors {
  if (bytes <= SIZES.small.upTo) return 'small'
  return bytes <= SIZES.message.upTo ? 'message' : 'large'
}

/** What a tip takes of the room above its floor; a small one may use the floor's own. */
function beyondSmall(bytes: number): number {
  return bytes <= SIZES.small.upTo ? 0 : bytes
}
