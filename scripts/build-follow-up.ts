/**
 * Bundles the code of the page that a sender comes back to, with React, into one file, as
 * scripts/build-form.ts does for the form.
 *
 * Usage: build-follow-up.ts [folder]; the folder is `.build/follow-up` unless given.
 */
import { rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { buildBrowserScript } from './browser-script.ts'
import { ROOT, runCommand } from './steps.ts'

async function main(): Promise<void> {
  const outdir = resolve(process.argv[2] ?? join(ROOT, '.build', 'follow-up'))
  await rm(outdir, { recursive: true, force: true })
  await buildBrowserScript({
    name: 'follow-up',
    entry: 'components/follow-up/take-over.tsx',
    outdir,
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  console.log(`The code of the way back stands in ${outdir}.`)
}

await runCommand(main)
