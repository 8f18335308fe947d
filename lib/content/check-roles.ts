/** Checks `content/data/roles.yaml`: what its sections name must exist, and its words follow the rules. */
import type { CheckedAdvisory } from './check-advisory.ts'
import { checkLink, type LinkContext } from './check-links.ts'
import { checkIds, type DataFile } from './data-file.ts'
import { shown } from './problem.ts'
import { type Passage, passage } from './prose.ts'
import type { Path } from './read-yaml.ts'
import type { Role, RoleSection } from './roles.ts'

type Roles = DataFile<Role[]>
type Place = { section: RoleSection; path: Path; field: string }

/** Reports ids that stand twice, and channels that are not among the known ones (null = unknown). */
export function checkRoles(roles: Roles, channels: ReadonlySet<string> | null): void {
  checkIds(roles)
  for (const { section, path, field } of sectionsOf(roles)) {
    if (section.show !== 'channels') continue
    section.ids.forEach((id, index) => {
      if (channels === null || channels.has(id)) return
      roles.report(
        roles.line([...path, 'ids', index]),
        `${field}.ids[${index}]`,
        `There is no channel ${shown(id)}`,
        'Add it to content/data/channels.yaml or use an id from there',
      )
    })
  }
}

/** Reports advisories that do not exist; a draft is left out of the page and only warned of. */
export function checkRoleAdvisories(roles: Roles, advisories: readonly CheckedAdvisory[]): void {
  const appearances = new Map(
    advisories.flatMap(({ matter, appears }) => (matter ? [[matter.id, appears] as const] : [])),
  )
  // While some front matter is broken, an id that is nowhere else may be that advisory's.
  const complete = advisories.every(({ matter }) => matter !== null)
  for (const { section, path, field } of sectionsOf(roles)) {
    if (section.show !== 'advisories') continue
    section.ids.forEach((id, index) => {
      const appears = appearances.get(id)
      const at = roles.line([...path, 'ids', index])
      if (appears === undefined && complete)
        roles.report(
          at,
          `${field}.ids[${index}]`,
          `There is no advisory ${shown(id)}`,
          'Use the id of an advisory that exists, or delete it',
        )
      if (appears !== undefined && appears !== '')
        roles.report(
          at,
          `${field}.ids[${index}]`,
          `The advisory ${shown(id)} is a draft or embargoed, so the page leaves it out`,
          'Publish it, or delete it here',
          'warning',
        )
    })
  }
}

/** Reports links that lead nowhere. */
export function checkRoleLinks(roles: Roles, context: LinkContext): void {
  for (const { section, path, field } of sectionsOf(roles)) {
    const [name, items] =
      section.show === 'steps'
        ? (['steps', section.steps] as const)
        : section.show === 'pages'
          ? (['pages', section.pages] as const)
          : (['', []] as const)
    items.forEach(({ link }, index) => {
      if (link === undefined) return
      const at = roles.line([...path, name, index, 'link'])
      checkLink(link, at, context, roles.report, `${field}.${name}[${index}].link`)
    })
  }
}

/** Every text of the file that readers read. */
export function rolePassages(roles: Roles): Passage[] {
  const own = roles.value.flatMap((role, index) =>
    (['title', 'door', 'doorText', 'lead'] as const).map((name) =>
      passage(`${role.id}.${name}`, role[name], roles.line([index, name])),
    ),
  )
  const inSections = sectionsOf(roles).flatMap(({ section, path, field }) => {
    const texts: [string | undefined, ...Path][] = [
      [section.title, 'title'],
      [section.text, 'text'],
    ]
    if (section.show === 'steps')
      section.steps.forEach(({ text }, index) => {
        texts.push([text, 'steps', index, 'text'])
      })
    if (section.show === 'pages')
      section.pages.forEach(({ text, note }, index) => {
        texts.push([text, 'pages', index, 'text'], [note, 'pages', index, 'note'])
      })
    return texts.flatMap(([text, ...place]) =>
      text === undefined ? [] : [passage(field, text, roles.line([...path, ...place]))],
    )
  })
  return [...own, ...inSections]
}

function sectionsOf(roles: Roles): Place[] {
  return roles.value.flatMap((role, index) =>
    role.sections.map((section, position) => ({
      section,
      path: [index, 'sections', position],
      field: `${role.id}.sections[${position}]`,
    })),
  )
}
