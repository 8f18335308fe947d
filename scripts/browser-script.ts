/**
 * Bundles one script for the browser, as the form and the search page have one: a module whose name
 * carries the hash of its bytes.
 */
import { build } from 'esbuild'
import { ROOT } from './steps.ts'

/**
 * Writes `<name>-<hash>.js` into a folder. The same sources give the same bytes and name.
 * @param name of the script @param entry its first module, from the repository's folder
 * @param outdir where to @param define constants, as esbuild takes them
 * @throws when it does not compile
 */
export async function buildBrowserScript(script: {
  name: string
  entry: string
  outdir: string
  define: Record<string, string>
}): Promise<void> {
  const { name, entry, outdir, define } = script
  await build({
    absWorkingDir: ROOT,
    entryPoints: { [name]: entry },
    entryNames: '[name]-[hash]',
    outdir,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['browser'],
    jsx: 'automatic',
    define,
    charset: 'utf8',
    logLevel: 'warning',
  })
}
