/**
 * Makes the one script of the page that checks receipts; its name carries its hash.
 *
 * Usage: build-receipt.ts [folder]; the folder is `.build/receipt` unless given.
 */
import { mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { buildBrowserScript } from './browser-script.ts'
import { ROOT, runCommand } from './steps.ts'

async function main(): Promise<void> {
  const outdir = resolve(process.argv[2] ?? join(ROOT, '.build', 'receipt'))
  await rm(outdir, { recursive: true, force: true })
  await mkdir(outdir, { recursive: true })
  const entry = 'components/receipt/take-over.ts'
  await buildBrowserScript({ name: 'receipt', entry, outdir, define: {} })
  console.log(`The receipt page’s script stands in ${outdir}.`)
}

await runCommand(main)
