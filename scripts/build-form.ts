/**
 * Bundles the form's own code and React into one file, which the finish step puts into the form's
 * page in the place of Next's scripts: a single page needs no router, and the file is a third smaller.
 *
 * Usage: build-form.ts [folder]; the folder is `.build/form` unless given.
 */
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { buildBrowserScript } from './browser-script.ts'
import { ROOT, runCommand } from './steps.ts'

/**
 * Writes `tip-form-<hash>.js` into a folder, which is emptied first. The same sources give the same
 * bytes and name.
 * @param outdir where to @throws when the form does not compile
 */
export async function buildForm(outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true })
  await buildBrowserScript({
    name: 'tip-form',
    entry: 'components/tip-form/take-over.tsx',
    outdir,
    define: { 'process.env.NODE_ENV': '"production"' },
  })
}

async function main(): Promise<void> {
  const outdir = resolve(process.argv[2] ?? join(ROOT, '.build', 'form'))
  await buildForm(outdir)
  console.log(`The form's code stands in ${outdir}.`)
}

if (import.meta.main) await runCommand(main)
