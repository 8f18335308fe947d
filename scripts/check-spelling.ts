/**
 * Spells advisories and data with cspell, in a process of its own beside the rest of the check. Nothing
 * is fetched: the dictionaries are installed with it.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '#lib/content/problem'
import { ROOT } from './steps.ts'

const CLI = join(ROOT, 'node_modules/cspell/bin.mjs')
const CONFIG = 'cspell.config.mjs'
const FOUND = /^(?:.*[\\/])?(content[\\/].+?):(\d+):\d+ - .*?\(([^)]+)\)(?: Suggestions: \[(.*)\])?/

/**
 * The words under `root/content` that no dictionary holds, each with its line. Where there is no
 * configuration, as in a folder of content alone, nothing is spelled.
 */
export function checkSpelling(root: string): Promise<Problem[]> {
  if (!existsSync(join(root, CONFIG))) return Promise.resolve([])
  const args = [CLI, '--config', CONFIG, '--no-progress', '--no-summary', '--no-color']
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [...args, '--show-suggestions'],
      { cwd: root, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const problems = spellingProblems(stdout)
        // It ends with 1 when it found words; anything else is a failure of its own.
        if (error && problems.length === 0)
          reject(new Error(`The spelling could not be checked: ${stderr.trim() || error.message}`))
        else resolve(problems)
      },
    )
  })
}

/** The problems that lines of cspell name, in an editor's words. */
export function spellingProblems(output: string): Problem[] {
  return output.split(/\r?\n/).flatMap((line) => {
    const [, file, number, word, suggestions = ''] = FOUND.exec(line) ?? []
    if (file === undefined || word === undefined) return []
    const near = suggestions
      .replaceAll('*', '')
      .split(', ')
      .filter((suggestion) => suggestion !== '')
      .slice(0, 3)
    const meant = near.length > 0 ? `Write ${near.join(' or ')}` : 'Correct it'
    return [
      {
        file: file.replaceAll('\\', '/'),
        line: Number(number),
        field: 'spelling',
        wrong: `"${word}" stands in no dictionary`,
        cure: `${meant}; if it is right, add it to content/words.txt, or to names.yaml if it is a name`,
        level: 'error' as const,
      },
    ]
  })
}
