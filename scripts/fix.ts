/** `npm run fix`: formats every file and applies what the linter can mend by itself. */
import { runScript } from './steps.ts'

process.exitCode = await runScript('node_modules/@biomejs/biome/bin/biome', ['check', '--write'])
