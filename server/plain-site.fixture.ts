/** A form without scripts for tests of the server: a folder as the build leaves it, and what its answers say. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type FollowUpView,
  PLAIN_KINDS,
  type PlainView,
  type ShownConversation,
  type WayBack,
} from '#lib/plain/view'
import type { Receipt } from '#lib/protocol/shapes'
import { PLAIN_BUNDLE, PLAIN_FILE, PLAIN_FOLDER, type PlainTemplate } from './plain-pages.ts'

/** What a drawn answer says, instead of HTML. */
export type DrawnAnswer = {
  state: (PlainView | FollowUpView)['state']
  receipt?: Receipt
  values?: Record<string, string[]>
  errors?: { field: string | null; message: string }[]
  filesAgain?: boolean
  wayBack?: WayBack | 'shown' | null
  number?: string
  found?: ShownConversation | null
}

/** Draws a view as JSON, so that tests read what the real page would show. */
const RENDERER = `
exports.renderPlain = (page, view) => ({
  title: view.state,
  main: JSON.stringify({ ...view, values: view.values && Object.fromEntries(view.values) }),
})
`

/** Writes the folder under `dist`: the pages `/report/plain` and `/follow-up/plain`. */
export async function writePlainSite(dist: string): Promise<void> {
  const folder = join(dist, PLAIN_FOLDER)
  await mkdir(folder, { recursive: true })
  const templates = PLAIN_KINDS.map(
    (kind): PlainTemplate => ({
      address: `/${kind}/plain`,
      html: ['<title>', '</title>', ''],
      page: { kind, language: 'en', signs: [{ id: 'a-sign', title: 'A sign' }] },
    }),
  )
  await writeFile(join(folder, PLAIN_FILE), JSON.stringify(templates))
  await writeFile(join(folder, PLAIN_BUNDLE), RENDERER)
}

/** What the page of an answer shows. */
export function readDrawn(html: string): DrawnAnswer {
  return JSON.parse(html.slice(html.indexOf('</title>') + '</title>'.length))
}
