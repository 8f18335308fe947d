/** The words of the data files that readers read, for the rules of wording and of names. */
import type { ContentData } from './check-data.ts'
import { rolePassages } from './check-roles.ts'
import type { DataFile } from './data-file.ts'
import type { Figure, TimelineEvent } from './data-schema.ts'
import type { Report } from './problem.ts'
import { HOLE, type Passage, passage } from './prose.ts'

/** The texts of the data files that readers read, with the reporter of their file. */
export function dataPassages(data: ContentData): { passages: Passage[]; report: Report }[] {
  const of = <T extends { id: string }>(
    file: DataFile<T[]>,
    fields: readonly (keyof T & string)[],
  ) => ({
    report: file.report,
    passages: file.value.flatMap((entry, index) =>
      fields.flatMap((field) => {
        const text = entry[field]
        if (typeof text !== 'string') return []
        return [passage(`${entry.id}.${field}`, text, file.line([index, field]))]
      }),
    ),
  })
  // A name that an event lists is vouched for by its official source: it counts as code does.
  const timeline = {
    ...data.timeline,
    value: data.timeline.value.map((event) => ({
      ...event,
      title: withoutNames(event.title, event.companies),
      text: withoutNames(event.text, event.companies),
      figures: event.figures.map((count) => withoutNames(count, event.companies)),
    })),
  }
  return [
    of(data.signs, ['title', 'text', 'innocent', 'note']),
    of(data.controls, ['title', 'text', 'note', 'caution']),
    of(data.channels, ['useFor', 'note']),
    of(data.glossary, ['term', 'definition']),
    of(data.indicators, ['describedAs', 'note']),
    of(data.actors, ['meaning', 'note']),
    of(data.software, ['text']),
    of(data.figures, ['title', 'alt', 'caveat']),
    { report: data.figures.report, passages: figurePassages(data.figures) },
    { report: data.roles.report, passages: rolePassages(data.roles) },
    of(timeline, ['title', 'text', 'legalStatus']),
    { report: timeline.report, passages: countPassages(timeline) },
  ]
}

function withoutNames(text: string, names: readonly string[]): string {
  return names.reduce((rest, name) => rest.replaceAll(name, HOLE), text)
}

/** The labels, texts and notes of a figure's values, and what its stages say. */
function figurePassages({ value, line }: DataFile<Figure[]>): Passage[] {
  return value.flatMap((figure, index) => [
    ...figure.data.flatMap((entry, position) =>
      (['label', 'text', 'note'] as const).flatMap((field) => {
        const at = line([index, 'data', position, field])
        return passageOf(`${figure.id}.data[${position}].${field}`, entry[field], at)
      }),
    ),
    ...figure.stages.flatMap((stage, position) =>
      (['title', 'text'] as const).flatMap((field) => {
        const at = line([index, 'stages', position, field])
        return passageOf(`${figure.id}.stages[${position}].${field}`, stage[field], at)
      }),
    ),
  ])
}

/** The counts that stand below an event. */
function countPassages({ value, line }: DataFile<TimelineEvent[]>): Passage[] {
  return value.flatMap(({ id, figures }, index) =>
    figures.flatMap((text, position) =>
      passageOf(`${id}.figures[${position}]`, text, line([index, 'figures', position])),
    ),
  )
}

function passageOf(field: string, text: string | undefined, line: number): Passage[] {
  return text === undefined ? [] : [passage(field, text, line)]
}
