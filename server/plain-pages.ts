/**
 * The pages without scripts as the build left them for the server: what stands around the part that
 * changes, and the code that draws that part. Without a build there are none.
 */
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { LANGUAGES, type Language } from '#lib/i18n/languages'
import {
  type FollowUpView,
  PLAIN_KINDS,
  type PlainKind,
  type PlainView,
  type RenderPlain,
} from '#lib/plain/view'

/** Folder and files below `dist`. */
export const PLAIN_FOLDER = 'plain'
export const PLAIN_BUNDLE = 'render.cjs'
export const PLAIN_FILE = 'pages.json'

const template = z.strictObject({
  address: z.string().startsWith('/'),
  /** HTML before the title, between title and main text, and after it. */
  html: z.tuple([z.string(), z.string(), z.string()]),
  /** Of the page's words and data the server reads these; all of them go to the code that draws. */
  page: z.looseObject({
    kind: z.enum(PLAIN_KINDS),
    language: z.enum(LANGUAGES),
    signs: z.array(z.object({ id: z.string(), title: z.string() })).optional(),
  }),
})
const templates = z.array(template)
export type PlainTemplate = z.infer<typeof template>

/** One page, in one language. */
export type PlainPages = ReadonlyMap<
  string,
  {
    kind: PlainKind
    language: Language
    /** Titles of the signs by id, for the report. */
    signTitles: Readonly<Record<string, string>>
    /** The whole document that shows a view. */
    draw(view: PlainView | FollowUpView): string
  }
>

/**
 * Loads the code that draws.
 * @param folder that holds the bundle @throws when it is missing or is none
 */
export async function loadRenderer(folder: string): Promise<RenderPlain> {
  const bundle: unknown = await import(pathToFileURL(resolve(folder, PLAIN_BUNDLE)).href)
  if (typeof bundle === 'object' && bundle !== null && 'renderPlain' in bundle) {
    // Made by our own build from a function of this type.
    if (typeof bundle.renderPlain === 'function') return bundle.renderPlain as RenderPlain
  }
  throw new Error(`${join(folder, PLAIN_BUNDLE)} draws no page. Run \`npm run build\` again.`)
}

/**
 * The pages of a build, by address.
 * @param dist its folder @throws when a file is missing or is not what the build writes
 */
export async function openPlainPages(dist: string): Promise<PlainPages> {
  const folder = join(dist, PLAIN_FOLDER)
  const text = await readFile(join(folder, PLAIN_FILE), 'utf8').catch(() => {
    throw new Error(`${join(folder, PLAIN_FILE)} is missing. Run \`npm run build\` again.`)
  })
  const list = templates.parse(JSON.parse(text))
  if (list.length === 0) return new Map()
  const render = await loadRenderer(folder)
  return new Map(list.map((one) => [one.address, plainPage(one, render)]))
}

/** One page from its template. */
export function plainPage(
  { page, html: [before, between, after] }: PlainTemplate,
  render: RenderPlain,
): PlainPages extends ReadonlyMap<string, infer Page> ? Page : never {
  return {
    kind: page.kind,
    language: page.language,
    signTitles: Object.fromEntries((page.signs ?? []).map(({ id, title }) => [id, title])),
    draw(view) {
      const { title, main } = render(page, view)
      return `${before}${title}${between}${main}${after}`
    },
  }
}
