/** Checks `content/data/*.yaml` and `content/site.yaml`: shapes, ids, sources, wording, links. */
import { checkReference, type ReferenceData, readReference } from './check-reference.ts'
import { checkRoles } from './check-roles.ts'
import { checkTechniqueEntries } from './check-techniques.ts'
import { checkWording } from './check-wording.ts'
import { checkIds, checkSourceIds, type DataFile, dataFileReader, idsOf } from './data-file.ts'
import { dataPassages } from './data-passages.ts'
import {
  type Figure,
  figuresSchema,
  type Names,
  namesSchema,
  type Sign,
  type Source,
  signsSchema,
  sourcesSchema,
  type TimelineEvent,
  timelineSchema,
} from './data-schema.ts'
import { type Problem, shown } from './problem.ts'
import { type Role, rolesSchema } from './roles.ts'
import { type SiteInfo, siteSchema } from './site-schema.ts'
import { checkSoftware, type Software, softwareListSchema } from './software.ts'
import { type Technique, techniquesSchema } from './techniques.ts'

export type ContentData = ReferenceData & {
  sources: DataFile<Source[]>
  signs: DataFile<Sign[]>
  figures: DataFile<Figure[]>
  timeline: DataFile<TimelineEvent[]>
  techniques: DataFile<Technique[]>
  software: DataFile<Software[]>
  roles: DataFile<Role[]>
  names: DataFile<Names>
  site: DataFile<SiteInfo | null>
}

/**
 * Reads and checks every data file. A file that is missing or does not fit is reported and counts as
 * empty, so that the rest of the check can go on.
 */
export function checkData(contentDir: string, problems: Problem[]): ContentData {
  const read = dataFileReader(contentDir, problems)
  const noNames: Names = { organisations: [], places: [], products: [], laws: [], terms: [] }
  const data: ContentData = {
    sources: read('data/sources.yaml', sourcesSchema, []),
    signs: read('data/signs.yaml', signsSchema, []),
    figures: read('data/figures.yaml', figuresSchema, []),
    timeline: read('data/timeline.yaml', timelineSchema, []),
    techniques: read('data/techniques.yaml', techniquesSchema, []),
    software: read('data/software.yaml', softwareListSchema, []),
    ...readReference(read),
    roles: read('data/roles.yaml', rolesSchema, []),
    names: read('data/names.yaml', namesSchema, noNames),
    site: read<SiteInfo | null>('site.yaml', siteSchema, null),
  }
  for (const list of [data.sources, data.signs, data.figures, data.timeline, data.techniques])
    checkIds(list)
  const known = idsOf(data.sources)
  for (const list of [data.signs, data.figures, data.timeline, data.techniques])
    checkSourceIds(list, known)
  checkSourceEntries(data.sources)
  checkFigures(data.figures, known)
  checkTechniqueEntries(data.techniques)
  checkReference(data, data.signs, known)
  checkSoftware(data.software, data.actors, data.techniques, known)
  checkRoles(data.roles, idsOf(data.channels))
  checkWords(data)
  return data
}

function checkSourceEntries({ value, line, report }: DataFile<Source[]>): void {
  value.forEach((source, index) => {
    if (source.url === null)
      report(
        line([index, 'url']),
        `${source.id}.url`,
        'The source has no address',
        'Add the address when it is found; readers cannot look the source up',
        'warning',
      )
    if (source.officialUrl !== undefined && source.officialUrl === source.url)
      report(
        line([index, 'officialUrl']),
        `${source.id}.officialUrl`,
        'The official address is the same as url',
        'Delete officialUrl; it is for sources that were read in a copy',
      )
  })
}

function checkFigures(
  { value, line, report }: DataFile<Figure[]>,
  known: ReadonlySet<string> | null,
): void {
  value.forEach((figure, index) => {
    const scheme = figure.kind === 'scheme'
    const [needed, refused] = scheme ? (['stages', 'data'] as const) : (['data', 'stages'] as const)
    if (figure[needed].length === 0)
      report(
        line([index, 'kind']),
        `${figure.id}.${needed}`,
        `A figure of kind ${figure.kind} needs ${needed}`,
        `Add ${needed}`,
      )
    if (figure[refused].length > 0)
      report(
        line([index, refused]),
        `${figure.id}.${refused}`,
        `A figure of kind ${figure.kind} has no ${refused}`,
        `Delete ${refused}`,
      )
    figure.data.forEach((item, position) => {
      const at = (name: string) => line([index, 'data', position, name])
      const field = `${figure.id}.data[${position}]`
      const ends = Number(item.low !== undefined) + Number(item.high !== undefined)
      if (item.value === undefined && item.text === undefined && ends === 0)
        report(at('label'), field, 'The entry says nothing', 'Add value, or low and high, or text')
      if (ends === 1)
        report(
          at('label'),
          field,
          'A range needs two ends',
          'Write both low and high, or value with bound',
        )
      if (item.low !== undefined && item.high !== undefined && item.low > item.high)
        report(at('low'), `${field}.low`, 'low is above high', 'Swap the two')
      if (known?.has(item.source) === false)
        report(
          at('source'),
          `${field}.source`,
          `There is no source ${shown(item.source)}`,
          'Add it to content/data/sources.yaml or use an id from there',
        )
      else if (!figure.sources.includes(item.source))
        report(
          at('source'),
          `${field}.source`,
          `${shown(item.source)} is not among the figure's sources`,
          'Add it to sources',
        )
    })
  })
}

/** Every word that these files print follows the wording rules; there are no exceptions here. */
function checkWords(data: ContentData): void {
  for (const { passages, report } of dataPassages(data)) checkWording(passages, [], () => 1, report)
}
