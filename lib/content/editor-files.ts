/**
 * What an editor's program needs to complete and validate content: JSON Schemas made from the schemas
 * that check it, and snippets of every component. `npm run fix` writes them into `.vscode`.
 */
import { z } from 'zod'
import { type AttributeKind, COMPONENTS, type ComponentRule } from './components.ts'
import {
  figuresSchema,
  namesSchema,
  signsSchema,
  sourcesSchema,
  timelineSchema,
} from './data-schema.ts'
import { AUDIENCES, frontMatterSchema, REVISION_KINDS, STAGES, STATUSES } from './front-matter.ts'
import {
  actorsSchema,
  channelsSchema,
  controlsSchema,
  glossarySchema,
  indicatorsSchema,
} from './reference-schema.ts'
import { rolesSchema } from './roles.ts'
import { siteSchema } from './site-schema.ts'
import { softwareListSchema } from './software.ts'
import { techniquesSchema } from './techniques.ts'

const DATA_SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  actors: actorsSchema,
  channels: channelsSchema,
  controls: controlsSchema,
  figures: figuresSchema,
  glossary: glossarySchema,
  indicators: indicatorsSchema,
  names: namesSchema,
  roles: rolesSchema,
  signs: signsSchema,
  software: softwareListSchema,
  sources: sourcesSchema,
  techniques: techniquesSchema,
  timeline: timelineSchema,
}

/** The text of every file, by its path in the repository. */
export function editorFiles(): Map<string, string> {
  const schemas = Object.entries({ ...DATA_SCHEMAS, site: siteSchema, advisory: frontMatterSchema })
  const files = new Map(
    schemas.map(([name, schema]) => [
      `.vscode/schema/${name}.json`,
      // What an editor writes, before defaults are filled in; draft 7 is what most programs read.
      json(z.toJSONSchema(schema, { target: 'draft-7', io: 'input' })),
    ]),
  )
  const associations = Object.fromEntries([
    ...Object.keys(DATA_SCHEMAS).map((name) => [
      `./.vscode/schema/${name}.json`,
      `content/data/${name}.yaml`,
    ]),
    ['./.vscode/schema/site.json', 'content/site.yaml'],
  ])
  files.set(
    '.vscode/settings.json',
    json({
      'yaml.schemas': associations,
      // The Markdown of advisories has long lines; nothing may reformat an accepted text.
      '[mdx]': { 'editor.wordWrap': 'on', 'editor.formatOnSave': false },
      '[yaml]': { 'editor.formatOnSave': false },
    }),
  )
  files.set('.vscode/advisory.code-snippets', json(snippets()))
  return files
}

/** Snippets by title: a component or a field, completed by its first letters. */
function snippets(): Record<string, { scope: string; prefix: string; body: string[] }> {
  const choice = (values: readonly string[], place = 1) => `\${${place}|${values.join(',')}|}`
  const snippet = (prefix: string, body: string[]) => ({ scope: 'mdx,markdown', prefix, body })
  return {
    ...Object.fromEntries(
      Object.entries(COMPONENTS).map(([name, rule]) => [
        name,
        snippet(name, componentBody(name, rule)),
      ]),
    ),
    'Front matter: status': snippet('status', [`status: ${choice(STATUSES)}`]),
    'Front matter: audiences': snippet('audiences', [`audiences: [${choice(AUDIENCES)}]`]),
    'Front matter: stages': snippet('stages', [`stages: [${choice(STAGES)}]`]),
    'Front matter: embargo': snippet('publishAt', [
      `publishAt: $CURRENT_YEAR-$CURRENT_MONTH-\${CURRENT_DATE}T\${1:09:00}Z`,
    ]),
    'Front matter: revision': snippet('revision', [
      `- {version: $1, date: $CURRENT_YEAR-$CURRENT_MONTH-$CURRENT_DATE, kind: ${choice(REVISION_KINDS, 2)}, summary: "$3"}`,
    ]),
  }
}

function componentBody(name: string, rule: ComponentRule): string[] {
  const attributes = Object.entries(rule.attributes).map(
    ([attribute, kind], index) => ` ${attribute}="${place(kind, index + 1)}"`,
  )
  const open = `<${name}${attributes.join('')}`
  return rule.content === 'none' ? [`${open} />`] : [`${open}>`, '', '$0', '', `</${name}>`]
}

function place(kind: AttributeKind, index: number): string {
  return kind.kind === 'one of' ? `\${${index}|${kind.values.join(',')}|}` : `$${index}`
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
