/**
 * Bundles the sealing worker into a few static files, which the finish step publishes under
 * `/seal/`. OpenPGP.js stays what its authors released: its files are copied unchanged (its licence,
 * the LGPL, lets anybody replace them), and the worker imports them when it has something to seal.
 *
 * Usage: build-seal.ts [folder]; the folder is `.build/seal` unless given.
 */
import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { ROOT, runCommand } from './steps.ts'

const LIBRARY = 'node_modules/openpgp'

/** The library itself, in its build for browsers. */
const LIBRARY_MAIN = 'openpgp.min.mjs'
/**
 * What the library imports where the browser's own cryptography lacks a curve. Its other files
 * (old ciphers, bzip2, Argon2) serve only to decrypt, which nobody does here.
 */
export const LIBRARY_FALLBACKS = [
  'nacl-fast.min.mjs',
  'noble_curves.min.mjs',
  'noble_hashes.min.mjs',
  'sha512.min.mjs',
] as const

const NOTICE = `/*! The sealing worker of Remote Hire Watch, MIT licence. It imports OpenPGP.js (./openpgp/${LIBRARY_MAIN}), unchanged, LGPL-3.0-or-later: see ./openpgp/LICENSE.txt and https://openpgpjs.org/ */`

/**
 * Writes the worker and the library into a folder, which is emptied first. The same sources give
 * the same bytes and names.
 * @param outdir where to @throws when the worker does not compile
 */
export async function buildSeal(outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true })
  await mkdir(join(outdir, 'openpgp'), { recursive: true })
  await build({
    absWorkingDir: ROOT,
    entryPoints: { worker: 'lib/sending/worker.ts' },
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['browser'],
    chunkNames: '[name]-[hash]',
    banner: { js: NOTICE },
    charset: 'utf8',
    logLevel: 'warning',
    plugins: [
      {
        name: 'openpgp-unchanged',
        setup(bundler) {
          bundler.onResolve({ filter: /^openpgp\/lightweight$/ }, () => ({
            path: `./openpgp/${LIBRARY_MAIN}`,
            external: true,
          }))
        },
      },
    ],
  })
  const library = join(ROOT, LIBRARY)
  for (const file of [LIBRARY_MAIN, ...LIBRARY_FALLBACKS]) {
    await copyFile(join(library, 'dist/lightweight', file), join(outdir, 'openpgp', file))
  }
  await copyFile(join(library, 'LICENSE'), join(outdir, 'openpgp', 'LICENSE.txt'))
}

async function main(): Promise<void> {
  const outdir = resolve(process.argv[2] ?? join(ROOT, '.build', 'seal'))
  await buildSeal(outdir)
  console.log(`The sealing worker stands in ${outdir}.`)
}

if (import.meta.main) await runCommand(main)
