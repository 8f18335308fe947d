/** The JSON schemas of STIX 2.1 by OASIS, for tests; the project does not bring them along. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

const SCHEMAS = join(import.meta.dirname, '../../../shared/schemas/stix-2.1')
const BASE = 'http://raw.githubusercontent.com/oasis-open/cti-stix2-json-schemas/stix2.1/schemas/'

/** Whether they are at hand. */
export const hasOasisSchemas = existsSync(SCHEMAS)

/** Gives the schema of a folder and name, like `sdos` and `report`; undefined when there is none. */
export function oasisSchemas(): (folder: string, name: string) => ValidateFunction | undefined {
  const ajv = new Ajv2020({ strict: false, unicodeRegExp: false })
  addFormats.default(ajv)
  ajv.addFormat('idn-hostname', /^[^\s/]+$/)
  for (const file of globSync('**/*.json', { cwd: SCHEMAS }))
    ajv.addSchema(JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')))
  return (folder, name) => ajv.getSchema(`${BASE}${folder}/${name}.json`)
}
