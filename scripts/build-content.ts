/**
 * The content step of the build: the strict check, then contentlayer, then proof that as many advisories
 * came out as files went in. `--watch` builds again whenever an advisory is saved, for the preview.
 */
import { spawn, spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { loadAdvisories } from '#lib/content/advisories'
import { checkContent } from '#lib/content/check'
import { instantOf } from '#lib/content/dates'
import { formatProblem } from '#lib/content/problem'
import { LANGUAGES } from '#lib/i18n/languages'

const CLI = 'node_modules/contentlayer2/bin/cli.cjs'

if (import.meta.main) {
  const root = process.cwd()
  process.exitCode = process.argv.includes('--watch')
    ? await watchContent(root)
    : buildContent(root)
}

/**
 * Checks `root/content` and generates `root/.contentlayer`; gives the exit code. The lock of published
 * advisories is compared but never written: a build changes no source.
 */
export function buildContent(root: string): number {
  const files = checkedFiles(root)
  if (files === null) return 1
  // What an earlier build left must not stand for a document that failed now.
  rmSync(join(root, '.contentlayer'), { recursive: true, force: true })
  const run = spawnSync(process.execPath, [CLI, 'build'], {
    cwd: root,
    env: contentlayerEnv(root),
    stdio: 'inherit',
  })
  if (run.status !== 0) {
    console.error('contentlayer failed; its message is above.')
    return 1
  }
  return sameNumber(root, files) ? 0 : 1
}

/** Checks, then keeps `.contentlayer` up to date until it is stopped; gives the exit code. */
export async function watchContent(root: string): Promise<number> {
  if (checkedFiles(root) === null)
    console.error('The preview goes on; mistakes of the text are shown again by "npm run check".')
  const child = spawn(process.execPath, [CLI, 'dev'], {
    cwd: root,
    env: contentlayerEnv(root),
    stdio: 'inherit',
  })
  const stop = () => child.kill('SIGTERM')
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 0)))
}

/** The number of advisory files, or null after printing what is wrong with them. */
function checkedFiles(root: string): number | null {
  const { problems, counts } = checkContent({
    contentDir: join(root, 'content'),
    languages: LANGUAGES,
    now: process.env.BUILD_TIME || instantOf(new Date()),
  })
  const errors = problems.filter(({ level }) => level === 'error')
  for (const problem of errors) console.error(formatProblem(problem))
  return errors.length === 0 ? counts.advisories : null
}

function sameNumber(root: string, files: number): boolean {
  const advisories = loadAdvisories(root).length
  if (advisories === files) return true
  console.error(`${files} advisories went in, but ${advisories} came out. Run "npm run check".`)
  return false
}

/**
 * Contentlayer sends traces to a collector when CL_OTEL is set, writes more files with CL_DEBUG, and
 * takes PWD for the folder it runs in.
 */
function contentlayerEnv(root: string): NodeJS.ProcessEnv {
  const { CL_OTEL: _traces, CL_DEBUG: _debug, ...env } = process.env
  return { ...env, PWD: root, NODE_ENV: 'production' }
}
