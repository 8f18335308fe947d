/**
 * `npm run fix`: formats every file, applies what the linter can mend by itself, and writes what editors'
 * programs complete and validate content with.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { editorFiles } from '#lib/content/editor-files'
import { ROOT, runScript } from './steps.ts'

for (const [file, text] of editorFiles()) {
  await mkdir(dirname(join(ROOT, file)), { recursive: true })
  await writeFile(join(ROOT, file), text)
}
process.exitCode = await runScript('node_modules/@biomejs/biome/bin/biome', ['check', '--write'])
