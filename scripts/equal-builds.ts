/**
 * Builds the same sources again in another folder and compares every published byte with `dist/`,
 * so that anybody can check that a published page comes from a commit. Part of `npm test`.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { buildId } from './build-stamp.ts'
import { copySources } from './copy-sources.ts'
import { failWith, ROOT, runCommand, runScript } from './steps.ts'

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
}

async function main(): Promise<void> {
  const other = await mkdtemp(join(tmpdir(), 'rhw-again-'))
  try {
    await copySources(other)
    const code = await runScript(
      join('scripts', 'build.ts'),
      [],
      {
        BUILD_ID: await buildId(ROOT),
      },
      other,
    )
    if (code !== 0) failWith('The second build failed.', ['See above what to change.'])

    const [first, second] = [join(ROOT, 'dist'), join(other, 'dist')]
    const names = new Set([...(await filesOf(first)), ...(await filesOf(second))])
    const differing: string[] = []
    for (const name of names) {
      const [one, two] = await Promise.all(
        [first, second].map((dist) => readFile(join(dist, name)).catch(() => undefined)),
      )
      if (!one || !two || !one.equals(two)) differing.push(name)
    }
    if (differing.length > 0) {
      failWith('Two builds of the same sources differ:', [
        ...differing.slice(0, 20),
        'Look for a clock, a random value, or an order that is not sorted.',
      ])
    }
    console.log(`Both builds have the same ${names.size} files.`)
  } finally {
    await rm(other, { recursive: true, force: true })
  }
}

await runCommand(main)
