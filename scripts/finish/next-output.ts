/** Reads what `next build` left in `.next`: the prerendered pages and the assets they name. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** English stands without prefix; other languages keep theirs. */
const UNPREFIXED = 'en'
/** Next's names: app/not-found.tsx is published as our 404, the other is only for Next's server. */
const NOT_FOUND = '/_not-found'
const GLOBAL_ERROR = '/_global-error'
/** Where the 404 page stands; its answer is given for every unknown address. */
export const NOT_FOUND_ADDRESS = '/404'

export type PrerenderedPage = { address: string; html: string }

const prerenderManifest = z.object({
  routes: z.record(z.string(), z.object({ srcRoute: z.string().nullable() })),
})

/**
 * Every prerendered page with the address it is published at, in address order.
 * @throws when there is no build, or when a page was not prerendered: nothing renders later.
 */
export async function prerenderedPages(next: string): Promise<PrerenderedPage[]> {
  const [prerendered, routes] = await Promise.all([
    readJson(next, 'prerender-manifest.json', prerenderManifest),
    readJson(next, 'app-path-routes-manifest.json', z.record(z.string(), z.string())),
  ])
  const sources = new Set(
    Object.entries(prerendered.routes).flatMap(([path, { srcRoute }]) => [path, srcRoute ?? path]),
  )
  for (const [file, route] of Object.entries(routes)) {
    if (file.endsWith('/page') && !sources.has(route)) {
      throw new Error(
        `The page app${file}.tsx was not prerendered, and no server renders it later. Remove what makes it dynamic (cookies, headers, searchParams) or name its paths in generateStaticParams.`,
      )
    }
  }
  const pages: PrerenderedPage[] = []
  for (const path of Object.keys(prerendered.routes).sort()) {
    const address = addressOf(path)
    if (address === undefined) continue
    const file = join(next, 'server', 'app', `${path === '/' ? '/index' : path}.html`)
    const html = await readFile(file, 'utf8').catch(() => undefined)
    if (html !== undefined) pages.push({ address, html })
  }
  return pages
}

function addressOf(path: string): string | undefined {
  if (path === GLOBAL_ERROR) return undefined
  if (path === NOT_FOUND) return NOT_FOUND_ADDRESS
  if (path === `/${UNPREFIXED}`) return '/'
  return path.startsWith(`/${UNPREFIXED}/`) ? path.slice(UNPREFIXED.length + 1) : path
}

async function readJson<T>(next: string, name: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(join(next, name), 'utf8').catch(() => undefined)
  if (text === undefined) {
    throw new Error(`${join(next, name)} is missing: run \`npm run build\`.`)
  }
  return schema.parse(JSON.parse(text))
}

/**
 * The files of `.next/static` that the finished pages name, with what style sheets name in turn:
 * address → bytes, in address order.
 * @throws when a named file is missing.
 */
export async function namedAssets(
  next: string,
  texts: readonly string[],
): Promise<Map<string, Buffer>> {
  const assets = new Map<string, Buffer>()
  const folder = join(next, 'static')
  const present = new Set(
    (await readdir(folder, { recursive: true })).map((file) => file.replaceAll('\\', '/')),
  )
  const pending = [...texts]
  for (let text = pending.pop(); text !== undefined; text = pending.pop()) {
    for (const file of namesIn(text)) {
      const address = `/_next/static/${file}`
      if (assets.has(address)) continue
      if (!present.has(file)) throw new Error(`A page names ${address}, which was not built.`)
      const body = await readFile(join(folder, file))
      assets.set(address, body)
      if (file.endsWith('.css')) pending.push(body.toString('utf8'))
    }
  }
  return new Map([...assets].sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** Next names assets as `/_next/static/…` in pages and `../media/…` in style sheets. */
function* namesIn(text: string): Generator<string> {
  for (const [, file] of text.matchAll(
    /(?:\/_next\/static\/|\.\.\/(?=media\/))((?:chunks|media|css)\/[\w~.\-/]+\.[a-z0-9]+)/g,
  )) {
    if (file) yield file
  }
}
