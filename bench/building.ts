/** Building the site with many advisories, in a copy of the repository. */
import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { runScript } from '#scripts/steps'

const ROOT = join(import.meta.dirname, '..')
const LEFT_OUT = [
  '.build',
  '.contentlayer',
  '.data',
  '.git',
  '.next',
  'dist',
  'node_modules',
  'content/published.lock.json',
]

export type Built = { advisories: number; seconds: number }

/**
 * Fills a copy up to `advisories` with copies of what is there, and builds it.
 * @throws when the build fails; what it printed says why
 */
export async function measureBuild(advisories: number): Promise<Built> {
  const copy = await mkdtemp(join(tmpdir(), 'rhw-many-'))
  try {
    await cp(ROOT, copy, {
      recursive: true,
      filter: (path) => !LEFT_OUT.includes(relative(ROOT, path)),
    })
    // Turbopack follows no link out of the project, so the packages stand there as hard links.
    const linked = spawnSync('cp', ['-al', join(ROOT, 'node_modules'), join(copy, 'node_modules')])
    if (linked.status !== 0) throw new Error(`The packages could not be linked: ${linked.stderr}`)
    await fillAdvisories(join(copy, 'content', 'advisories'), advisories)
    const started = performance.now()
    const code = await runScript(join('scripts', 'build.ts'), [], {}, copy)
    if (code !== 0) throw new Error(`The build of ${advisories} advisories failed.`)
    return { advisories, seconds: Math.round((performance.now() - started) / 100) / 10 }
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

/** Fills `folder` up to `advisories` with copies of its first one. */
export async function fillAdvisories(folder: string, advisories: number): Promise<void> {
  const present = await readdir(folder)
  const [example = ''] = present
  const text = await readFile(join(folder, example, 'en.mdx'), 'utf8')
  for (let number = present.length; number < advisories; number += 1) {
    const slug = `copy-${number}`
    await mkdir(join(folder, slug))
    const copied = text
      .replace(/^id: .*$/m, `id: RHW-2099-${String(number).padStart(3, '0')}`)
      .replace(/^title: .*$/m, `title: Copy number ${number}`)
      .replace(/^address: .*\n/m, '')
    await writeFile(join(folder, slug, 'en.mdx'), copied)
  }
}
