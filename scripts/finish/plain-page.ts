/**
 * Turns the pages without scripts into reading pages, and keeps for the server what stands around the
 * part that changes. Static page and answers come from one component: that both draw the same is checked
 * here, so that they cannot part ways.
 */
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defaultTreeAdapter, parseFragment, serialize } from 'parse5'
import { FIRST_VIEWS, type RenderPlain } from '#lib/plain/view'
import {
  loadRenderer,
  PLAIN_BUNDLE,
  PLAIN_FILE,
  PLAIN_FOLDER,
  type PlainTemplate,
} from '#server/plain-pages'
import {
  attribute,
  type Element,
  elementsOf,
  parsePage,
  remove,
  textOf,
  writePage,
} from './html.ts'
import type { PrerenderedPage } from './next-output.ts'
import { PageError } from './page-rules.ts'
import { finishReadingPage } from './reading-page.ts'

/** As in components/plain-form/plain-page-data.ts, which scripts may not import. */
const PLAIN_ROOT = 'plain-form'
const PLAIN_DATA = 'plain-form-data'
/** Private characters, which stand in no page. */
const MARK = '\u{f0000}'

/** The form without scripts and the page to come back to, in every language. */
const PLAIN = /^(?:\/[a-z]{2}(?:-[A-Za-z]+)?)?\/(?:report|follow-up)\/plain$/

/**
 * Finishes those of `pages` whose answers the server draws.
 * @param folder that `scripts/build-plain.ts` has written
 * @returns their HTML by address, and what writes the server's part into a `dist` folder
 */
export async function finishPlainPages(
  pages: readonly PrerenderedPage[],
  folder: string,
): Promise<{ html: ReadonlyMap<string, string>; write(dist: string): Promise<void> }> {
  const own = pages.filter(({ address }) => PLAIN.test(address))
  const render = own.length > 0 ? await loadRenderer(folder) : null
  const finished =
    render === null ? [] : own.map(({ address, html }) => finishPlainPage(address, html, render))
  return {
    html: new Map(finished.map(({ html, template }) => [template.address, html])),
    async write(dist) {
      const target = join(dist, PLAIN_FOLDER)
      await mkdir(target, { recursive: true })
      const templates = finished.map(({ template }) => template)
      await writeFile(join(target, PLAIN_FILE), JSON.stringify(templates))
      if (render !== null) await cp(join(folder, PLAIN_BUNDLE), join(target, PLAIN_BUNDLE))
    },
  }
}

/**
 * The page as it is published, and the server's template of it.
 * @throws naming the address, when the page holds what it may not or is not what `render` draws
 */
export function finishPlainPage(
  address: string,
  html: string,
  render: RenderPlain,
): { html: string; template: PlainTemplate } {
  const document = parsePage(html)
  const data = withId(document, PLAIN_DATA)
  if (!data) throw new PageError(address, [`#${PLAIN_DATA} is missing`])
  // What the server reads is checked when it starts.
  const page: PlainTemplate['page'] = JSON.parse(textOf(data))
  remove(data)
  const published = finishReadingPage(address, writePage(document))

  const rest = parsePage(published)
  const root = withId(rest, PLAIN_ROOT)
  const title = [...elementsOf(rest)].find(({ tagName }) => tagName === 'title')
  if (!root || !title) throw new PageError(address, [`#${PLAIN_ROOT} or its title is missing`])
  const drawn = render(page, FIRST_VIEWS[page.kind])
  if (serialize(parseFragment(drawn.main)) !== serialize(root)) {
    throw new PageError(address, ['the page is not what the server would draw: build both again'])
  }
  const whole = serialize(title)
  if (!whole.includes(drawn.title)) {
    throw new PageError(address, [`the title “${whole}” does not hold “${drawn.title}”`])
  }
  root.childNodes = []
  defaultTreeAdapter.insertText(root, MARK)
  const marked = textOf(title).replace(textOf(titleElement(drawn.title)), MARK)
  title.childNodes = []
  defaultTreeAdapter.insertText(title, marked)
  const [before, between, after, more] = writePage(rest).split(MARK)
  if (before === undefined || between === undefined || after === undefined || more !== undefined) {
    throw new PageError(address, ['the parts that change cannot be told from the others'])
  }
  return { html: published, template: { address, html: [before, between, after], page } }
}

function withId(document: Parameters<typeof elementsOf>[0], id: string): Element | undefined {
  return [...elementsOf(document)].find((element) => attribute(element, 'id') === id)
}

function titleElement(html: string): Element {
  const [title] = [...elementsOf(parsePage(`<title>${html}</title>`))].filter(
    ({ tagName }) => tagName === 'title',
  )
  if (!title) throw new Error('A title was not read as one.')
  return title
}
