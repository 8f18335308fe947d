import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { editorFiles } from './editor-files.ts'
import { splitFrontMatter } from './split-front-matter.ts'

const root = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const files = editorFiles()
const schema = (name: string) =>
  new Ajv({ validateFormats: false }).compile(
    JSON.parse(files.get(`.vscode/schema/${name}.json`) ?? ''),
  )

describe('what editors’ programs are given', () => {
  it.each([...files.keys()])(
    '%s stands as the check’s own schemas make it (npm run fix)',
    (file) => {
      expect(existsSync(join(root, file)) && read(file)).toBe(files.get(file))
    },
  )

  it('accepts the front matter of every advisory', () => {
    const validate = schema('advisory')
    for (const slug of readdirSync(join(root, 'content/advisories'))) {
      const parts = splitFrontMatter(read(`content/advisories/${slug}/en.mdx`), () => {})
      expect(validate(parse(parts?.frontMatter ?? '')), slug).toBe(true)
    }
  })

  it('refuses a misspelt field and a status that does not exist', () => {
    const validate = schema('advisory')
    const [slug = ''] = readdirSync(join(root, 'content/advisories'))
    const parts = splitFrontMatter(read(`content/advisories/${slug}/en.mdx`), () => {})
    const matter: Record<string, unknown> = parse(parts?.frontMatter ?? '')
    expect(validate({ ...matter, titel: 'x' })).toBe(false)
    expect(validate({ ...matter, status: 'none' })).toBe(false)
    expect(validate({ ...matter, publishAt: '2026-12-01T09:00Z' })).toBe(true)
  })

  it('accepts every data file', () => {
    for (const file of readdirSync(join(root, 'content/data'))) {
      const validate = schema(file.replace('.yaml', ''))
      expect(validate(parse(read(`content/data/${file}`))), file).toBe(true)
    }
  })

  it('offers every component and every status as a snippet', () => {
    const snippets = files.get('.vscode/advisory.code-snippets')
    expect(snippets).toContain('<Cite source=')
    expect(snippets).toContain('|draft,current,superseded,withdrawn|}')
  })
})
