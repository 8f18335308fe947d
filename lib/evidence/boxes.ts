/** The boxes of the ISO base media file format (ISO/IEC 14496-12), on which HEIC and MP4 are built. */
import { latin1, viewOf } from './bytes.ts'
import { type Source, UnreadError } from './source.ts'

const BOXES_MAX = 4000

/** One box; `start` and `length` are those of what it holds, without its head. */
export type Box = { name: string; start: number; length: number }

/**
 * The boxes that stand between `start` and `end`, without looking into them.
 * @throws UnreadError when lengths lie
 */
export async function boxesIn(source: Source, start: number, end: number): Promise<Box[]> {
  const boxes: Box[] = []
  let at = start
  while (at + 8 <= end && boxes.length < BOXES_MAX) {
    const head = await source.readUpTo(at, 16)
    if (head.length < 8) throw new UnreadError(`no box at ${at}`)
    const view = viewOf(head)
    const name = latin1(head, 4, 4)
    let headLength = 8
    let length = view.getUint32(0)
    if (length === 1) {
      if (head.length < 16) throw new UnreadError(`no box at ${at}`)
      headLength = 16
      length = view.getUint32(8) * 2 ** 32 + view.getUint32(12)
    } else if (length === 0) {
      // A zero means: to the end. Inside QuickTime's user data it ends a list.
      if (!/^[\w ©-]{4}$/.test(name)) return boxes
      length = end - at
    }
    if (length < headLength || at + length > end) throw new UnreadError(`box ${name} at ${at}`)
    boxes.push({ name, start: at + headLength, length: length - headLength })
    at += length
  }
  return boxes
}

/** The boxes inside of `box`, after `skip` bytes of its own. */
export function childrenOf(source: Source, box: Box, skip = 0): Promise<Box[]> {
  return boxesIn(source, box.start + skip, box.start + box.length)
}

/** Goes down a path of names, always into the first box of that name. */
export async function boxAt(
  source: Source,
  boxes: readonly Box[],
  path: readonly string[],
): Promise<Box | undefined> {
  let level = boxes
  let found: Box | undefined
  for (const [depth, name] of path.entries()) {
    found = level.find((box) => box.name === name)
    if (!found) return undefined
    if (depth < path.length - 1) level = await childrenOf(source, found)
  }
  return found
}
