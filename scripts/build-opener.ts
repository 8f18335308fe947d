/**
 * Makes the offline opener, one HTML file that holds all it needs. The same sources give the same bytes,
 * so that anybody can build it and compare.
 *
 * Usage: build-opener.ts [folder]; the folder is `.build/opener` unless given.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { DEFAULT_LANGUAGE } from '#lib/i18n/languages'
import { openerWords } from '#lib/i18n/opener-words'
import { openerHtml } from './opener/opener-html.ts'
import { ROOT, runCommand } from './steps.ts'

/** Under which name it is published and saved. */
export const OPENER_FILE = 'opener.html'

const NOTICE = `The offline opener of Remote Hire Watch, MIT licence. Built by: node scripts/build-opener.ts
It contains OpenPGP.js, unchanged but for minifying, LGPL-3.0-or-later: https://openpgpjs.org/
To use it with another OpenPGP.js, change its version in package.json and build it again.
It contains postal-mime (MIT-0, Andris Reinman), zod (MIT, Colin McDonnell) and noble-hashes (MIT, Paul Miller).
The licence of OpenPGP.js:`

async function bundled(entry: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['browser'],
    legalComments: 'eof',
    // No character can be mistaken, whatever program saved the file.
    charset: 'ascii',
    logLevel: 'warning',
  })
  return outputFiles[0]?.text.trim() ?? ''
}

/** The file's text. @throws when the script does not compile, or would break the page */
export async function openerText(): Promise<string> {
  return openerHtml({
    words: openerWords(DEFAULT_LANGUAGE),
    language: DEFAULT_LANGUAGE,
    style: await bundled('components/opener/opener.css'),
    script: await bundled('components/opener/take-over.ts'),
    notice: `${NOTICE}\n\n${await readFile(join(ROOT, 'node_modules/openpgp/LICENSE'), 'utf8')}`,
  })
}

/** SHA-256 of the file that was built into `folder`, in hex, and its bytes. */
export async function openerFacts(folder: string): Promise<{ sha256: string; bytes: number }> {
  const file = await readFile(join(folder, OPENER_FILE))
  return { sha256: createHash('sha256').update(file).digest('hex'), bytes: file.byteLength }
}

async function main(): Promise<void> {
  const outdir = resolve(process.argv[2] ?? join(ROOT, '.build', 'opener'))
  await rm(outdir, { recursive: true, force: true })
  await mkdir(outdir, { recursive: true })
  await writeFile(join(outdir, OPENER_FILE), await openerText())
  const { sha256, bytes } = await openerFacts(outdir)
  console.log(`The offline opener stands in ${outdir}: ${bytes} bytes, SHA-256 ${sha256}.`)
}

if (import.meta.main) await runCommand(main)
