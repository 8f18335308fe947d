/**
 * Bundles the component of the page without scripts for the server, which draws its answers by it: the
 * errors beside what was typed, and the receipt.
 *
 * Usage: build-plain.ts [folder]; the folder is `.build/plain` unless given.
 */
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { PLAIN_BUNDLE } from '#server/plain-pages'
import { ROOT, runCommand } from './steps.ts'

/**
 * Writes the bundle into a folder, which is emptied first. The same sources give the same bytes.
 * @param outdir where to @throws when the component does not compile
 */
export async function buildPlain(outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true })
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['components/plain-form/render.tsx'],
    outfile: join(outdir, PLAIN_BUNDLE),
    bundle: true,
    // React's own packages are CommonJS.
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    charset: 'utf8',
    logLevel: 'warning',
  })
}

async function main(): Promise<void> {
  const outdir = resolve(process.argv[2] ?? join(ROOT, '.build', 'plain'))
  await buildPlain(outdir)
  console.log(`The code that draws answers stands in ${outdir}.`)
}

if (import.meta.main) await runCommand(main)
