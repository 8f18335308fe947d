/**
 * The share images of all pages, each drawn from what its page says of itself, so that no page can
 * have one that disagrees. Crawlers fetch them; no page of ours shows one.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { PageHead } from './page-head.ts'
import type { ShareText } from './share-drawing.ts'

/** What a worker draws, and what it gives back, in the same order. */
export type ShareTask = { file: string; text: ShareText }
export type ShareDrawn = { file: string; png: Uint8Array }

/**
 * Address → PNG for every share image that the pages name, in address order.
 * @param heads address → head of every finished page
 * @throws when pages that name the same image have different titles, or a letter has no font.
 */
export async function shareImages(
  heads: ReadonlyMap<string, PageHead>,
): Promise<Map<string, Buffer>> {
  const texts = new Map<string, ShareText>()
  for (const [address, { image, name, siteName }] of heads) {
    if (image === null) continue
    const present = texts.get(image)
    if (present && present.title !== name) {
      throw new Error(`${address} and another page want ${image} with different titles.`)
    }
    texts.set(image, { title: name, siteName })
  }
  const tasks = [...texts].map(([file, text]) => ({ file, text }))
  const count = Math.min(availableParallelism(), 4)
  const shares = Array.from({ length: count }, (_, index) =>
    tasks.filter((_task, at) => at % count === index),
  )
  const drawn = await Promise.all(shares.filter((share) => share.length > 0).map(drawInWorker))
  return new Map(
    drawn
      .flat()
      .sort((one, other) => (one.file < other.file ? -1 : 1))
      .map(({ file, png }) => [file, Buffer.from(png)]),
  )
}

function drawInWorker(tasks: readonly ShareTask[]): Promise<ShareDrawn[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./share-worker.ts', import.meta.url), { workerData: tasks })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('A share image could not be drawn.')))
  })
}
