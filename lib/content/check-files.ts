/**
 * Checks that every file and folder under `content` is where it belongs, so that nothing an editor wrote
 * is ignored silently.
 */
import { type Dirent, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { SLUG } from './front-matter.ts'
import { type Problem, reportInto, shown } from './problem.ts'

export const DATA_FILES = [
  'sources',
  'signs',
  'figures',
  'timeline',
  'controls',
  'channels',
  'glossary',
  'indicators',
  'actors',
  'roles',
  'techniques',
  'software',
  'names',
] as const
/** Left by operating systems and git; never content. */
const IGNORED = new Set(['.gitkeep', '.DS_Store'])
const TOP = new Set([
  'advisories',
  'data',
  'inboxes',
  'site.yaml',
  'published.lock.json',
  'words.txt',
  'README.md',
])

export type AdvisoryFile = {
  slug: string
  lang: string
  /** From the folder that holds `content`, with forward slashes. */
  file: string
}

/**
 * Lists the advisories under `contentDir` and reports everything else that does not belong there.
 * `languages` are those the site knows; `languages[0]` must exist for every advisory.
 */
export function listAdvisoryFiles(
  contentDir: string,
  languages: readonly string[],
  problems: Problem[],
): AdvisoryFile[] {
  const report = (file: string, wrong: string, cure: string) =>
    reportInto(problems, file)(1, 'file', wrong, cure)
  for (const entry of list(contentDir, '')) {
    if (!TOP.has(entry.name))
      report(
        `content/${entry.name}`,
        'This does not belong here',
        `Move or delete it; content holds ${[...TOP].join(', ')}`,
      )
  }
  for (const entry of list(contentDir, 'data')) {
    if (!DATA_FILES.some((name) => entry.name === `${name}.yaml`) || !entry.isFile())
      report(
        `content/data/${entry.name}`,
        'Nothing reads this file',
        `Move or delete it; content/data holds ${DATA_FILES.map((name) => `${name}.yaml`).join(', ')}`,
      )
  }

  const found: AdvisoryFile[] = []
  const slugs = new Map<string, string>()
  for (const folder of list(contentDir, 'advisories')) {
    const place = `content/advisories/${folder.name}`
    if (!folder.isDirectory()) {
      report(
        place,
        'An advisory is a folder, and this is none',
        `Move the text to content/advisories/<slug>/${languages[0]}.mdx, or delete the file`,
      )
      continue
    }
    const twin = slugs.get(folder.name.toLowerCase())
    if (twin !== undefined)
      report(place, `The slug is the same as ${shown(twin)} but for capitals`, 'Choose another')
    slugs.set(folder.name.toLowerCase(), folder.name)
    if (!SLUG.test(folder.name))
      report(
        place,
        `${shown(folder.name)} is no slug`,
        'Use lower-case letters a-z, digits and single hyphens',
      )
    const files = list(contentDir, join('advisories', folder.name))
    for (const entry of files) {
      const lang = /^([a-z]{2})\.mdx$/.exec(entry.name)?.[1]
      const file = `${place}/${entry.name}`
      if (!entry.isFile() || lang === undefined || !languages.includes(lang)) {
        report(
          file,
          'This is not the text of an advisory in a language of the site',
          `Call it ${languages.map((name) => `${name}.mdx`).join(' or ')}, or move or delete it`,
        )
      } else found.push({ slug: folder.name, lang, file })
    }
    if (!files.some((entry) => entry.name === `${languages[0]}.mdx`))
      report(
        place,
        `The advisory has no ${languages[0]}.mdx`,
        `Write ${languages[0]}.mdx, or delete the folder`,
      )
  }
  return found
}

function list(contentDir: string, folder: string): Dirent[] {
  try {
    return readdirSync(join(contentDir, folder), { withFileTypes: true })
      .filter((entry) => !IGNORED.has(entry.name))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    // A missing folder is reported by whoever needs what is in it.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
