/** Draws its share of the images on a thread of its own: a site of a thousand pages has a thousand. */
import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { drawShareImage, shareFonts } from './share-drawing.ts'
import type { ShareDrawn } from './share-images.ts'

const tasks = z
  .array(
    z.object({ file: z.string(), text: z.object({ title: z.string(), siteName: z.string() }) }),
  )
  .parse(workerData)
const fonts = await shareFonts()
const drawn: ShareDrawn[] = []
for (const { file, text } of tasks) drawn.push({ file, png: await drawShareImage(text, fonts) })
parentPort?.postMessage(drawn)
