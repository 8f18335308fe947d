import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { formatProblem } from '#lib/content/problem'
import { checkSpelling } from './check-spelling.ts'
import { ROOT } from './steps.ts'

it('spells texts, but no ids, addresses, names of names.yaml or words of words.txt', async () => {
  const root = mkdtempSync(join(tmpdir(), 'spelling-'))
  cpSync(join(ROOT, 'cspell.config.mjs'), join(root, 'cspell.config.mjs'))
  cpSync(join(ROOT, 'content/data'), join(root, 'content/data'), { recursive: true })
  cpSync(join(ROOT, 'content/words.txt'), join(root, 'content/words.txt'))
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
  mkdirSync(join(root, 'content/advisories/one'), { recursive: true })
  writeFileSync(
    join(root, 'content/advisories/one/en.mdx'),
    '---\nid: qwertz-asdf\n---\n\nA stablecoin<Cite source="qwertz" /> of Chainalysis, see [it](/qwertz)\nand `qwertz`. It was recieved.\n',
  )
  const said = (await checkSpelling(root)).map(formatProblem)
  rmSync(root, { recursive: true })
  expect(said).toEqual([
    expect.stringMatching(
      /^content\/advisories\/one\/en\.mdx:6 {2}spelling: "recieved" stands in no dictionary\. Cure: Write received\b.*words\.txt/,
    ),
  ])
})

it('finds nothing where there is content alone', async () => {
  expect(await checkSpelling('/')).toEqual([])
})
