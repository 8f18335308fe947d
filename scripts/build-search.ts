/**
 * Makes what the search page needs: its one script, and the index that the script asks for. Both have
 * their hash in their name, so a script never meets an index of another build.
 *
 * Usage: build-search.ts [folder]; the folder is `.build/search` unless given.
 */
import { createHash } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { publishedAdvisories } from '#lib/content/advisories'
import { loadReferenceContent } from '#lib/content/reference-pages'
import { DEFAULT_LANGUAGE } from '#lib/i18n/languages'
import { type SearchContent, searchEntries } from '#lib/publishing/search-entries'
import { type SearchEntry, writeIndex } from '#lib/search/entries'
import { buildBrowserScript } from './browser-script.ts'
import { parsePage } from './finish/html.ts'
import { type PrerenderedPage, prerenderedPages } from './finish/next-output.ts'
import { readHead } from './finish/page-head.ts'
import { ROOT, runCommand } from './steps.ts'

/** Where the finish step publishes the folder. */
export const SEARCH_FOLDER = '/search'

/** What the index may weigh in brotli, so that page, script and style sheet fit beside it in 60 kB. */
const INDEX_BYTES = 43_500
/** How much of each text is looked up: the most that fits. */
const LENGTHS = [800, 700, 650, 600, 550, 500, 450, 400, 300, 200, 100] as const

/** Pages whose texts are entries already, parts of a longer list, and the search page itself. */
const WITHOUT_ENTRY = /^\/(?:search$|(?:advisories|for|signs|timeline)\/)/

/** An entry for every other page, by what it says of itself and by its address. */
export function pageEntries(pages: readonly PrerenderedPage[]): SearchEntry[] {
  return pages.flatMap(({ address, html }) => {
    const { canonical, name, description } = readHead(parsePage(html))
    return canonical === address && !WITHOUT_ENTRY.test(address)
      ? [{ kind: 'page', address, title: name, within: address, text: description }]
      : []
  })
}

/** The index as text: of each entry as much as fits into `limit` bytes of brotli. */
export function fittingIndex(
  content: SearchContent,
  pages: readonly SearchEntry[],
  limit: number = INDEX_BYTES,
): string {
  let text = ''
  for (const longest of LENGTHS) {
    text = writeIndex([...pages, ...searchEntries(content, DEFAULT_LANGUAGE, longest)])
    if (brotliCompressSync(text).byteLength <= limit) break
  }
  return text
}

/**
 * Writes `index-<hash>.json` and `search-<hash>.js` into a folder, which is emptied first. The same
 * content and sources give the same bytes and names.
 * @param outdir where to @throws when the script does not compile
 */
export async function buildSearch(
  outdir: string,
  content: SearchContent,
  pages: readonly SearchEntry[],
): Promise<void> {
  await rm(outdir, { recursive: true, force: true })
  await mkdir(outdir, { recursive: true })
  const index = fittingIndex(content, pages)
  const hash = createHash('sha256').update(index).digest('hex').slice(0, 10)
  await writeFile(join(outdir, `index-${hash}.json`), index)
  await buildBrowserScript({
    name: 'search',
    entry: 'components/search/take-over.ts',
    outdir,
    define: { SEARCH_INDEX: JSON.stringify(`${SEARCH_FOLDER}/index-${hash}.json`) },
  })
}

async function main(): Promise<void> {
  const outdir = resolve(process.argv[2] ?? join(ROOT, '.build', 'search'))
  const content = { ...loadReferenceContent(ROOT), advisories: publishedAdvisories(ROOT) }
  const pages = await prerenderedPages(join(ROOT, '.next'))
  await buildSearch(outdir, content, pageEntries(pages))
  console.log(`The search page’s script and index stand in ${outdir}.`)
}

if (import.meta.main) await runCommand(main)
