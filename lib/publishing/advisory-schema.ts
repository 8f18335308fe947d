/** The JSON Schema of an advisory's front matter, for editors' programs: the one that checks it, too. */
import { z } from 'zod'
import { frontMatterSchema } from '#lib/content/front-matter'
import { absolute } from './entries.ts'

/** The schema (draft-07, which most programs read) as JSON text; `$id` is its address on the site. */
export function advisoryJsonSchema(siteUrl: string): string {
  // What an editor writes, before defaults are filled in.
  const { $schema, ...schema } = z.toJSONSchema(frontMatterSchema, {
    target: 'draft-7',
    io: 'input',
  })
  const document = {
    $schema,
    $id: absolute(siteUrl, '/schema/advisory.json'),
    title: 'Front matter of an advisory of Remote Hire Watch',
    ...schema,
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
