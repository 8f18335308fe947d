/** How long `npm run check`, spelling included, takes an editor of many advisories. */
import { spawnSync } from 'node:child_process'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillAdvisories } from './building.ts'

const ROOT = join(import.meta.dirname, '..')

export type Checked = { advisories: number; seconds: number; mistakes: boolean }

/** Checks a copy of the content, filled up to `advisories` with copies of what is there. */
export async function measureCheck(advisories = 100): Promise<Checked> {
  const copy = await mkdtemp(join(tmpdir(), 'rhw-check-'))
  try {
    for (const name of ['content', 'public', 'cspell.config.mjs'])
      await cp(join(ROOT, name), join(copy, name), { recursive: true })
    await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
    await fillAdvisories(join(copy, 'content', 'advisories'), advisories)
    const started = performance.now()
    const run = spawnSync(process.execPath, [join(ROOT, 'scripts/check.ts')], {
      cwd: copy,
      stdio: 'ignore',
    })
    return {
      advisories,
      seconds: Math.round((performance.now() - started) / 100) / 10,
      mistakes: run.status !== 0,
    }
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}
