/** Checks what concerns advisories together: doubles, links between them, second addresses. */
import type { CheckedAdvisory } from './check-advisory.ts'
import type { ContentData } from './check-data.ts'
import { checkLink, checkLinks, type LinkContext } from './check-links.ts'
import { checkRoleAdvisories, checkRoleLinks } from './check-roles.ts'
import {
  advisoryAddress,
  advisoryAddresses,
  FILES,
  knownAddresses,
  PAGES,
  RESERVED,
} from './pages.ts'
import { shown } from './problem.ts'
import { referencePages } from './reference-pages.ts'

/** Reports ids, titles and second addresses that stand in more than one advisory. */
export function checkDoubles(advisories: readonly CheckedAdvisory[]): void {
  const seen = {
    id: new Map<string, string>(),
    title: new Map<string, string>(),
    address: new Map<string, string>(),
  }
  for (const { matter, file, line, report } of advisories) {
    if (!matter) continue
    for (const field of ['id', 'title', 'address'] as const) {
      const value = matter[field]
      if (value === undefined) continue
      const other = seen[field].get(value.toLowerCase())
      if (other !== undefined)
        report(
          line([field]),
          field,
          `The ${field} ${shown(value)} is also that of ${other}`,
          `Give each advisory its own ${field}`,
        )
      else seen[field].set(value.toLowerCase(), file)
    }
    const first = matter.address?.split('/')[1]
    const taken =
      matter.address !== undefined && (matter.address in PAGES || FILES.includes(matter.address))
    // Two letters are a language, now or later.
    if (first !== undefined && (taken || RESERVED.includes(first) || /^[a-z]{2}$/.test(first)))
      report(
        line(['address']),
        'address',
        `The address ${shown(matter.address)} belongs to another page`,
        'Choose another',
      )
  }
}

/**
 * Reports `related` and `supersededBy` that name no advisory, themselves, or one that appears later. While some front
 * matter is broken, an id that is nowhere else may be that advisory's, and is not reported.
 */
export function checkReferences(advisories: readonly CheckedAdvisory[]): void {
  const byId = new Map(
    advisories.flatMap((advisory) =>
      advisory.matter ? [[advisory.matter.id, advisory] as const] : [],
    ),
  )
  const complete = advisories.every(({ matter }) => matter !== null)
  for (const { matter, appears, line, report } of advisories) {
    if (!matter) continue
    const references = matter.related.map((id, index) => ({
      id,
      field: `related[${index}]`,
      path: ['related', index],
    }))
    if (matter.supersededBy !== undefined)
      references.push({ id: matter.supersededBy, field: 'supersededBy', path: ['supersededBy'] })
    for (const { id, field, path } of references) {
      const target = byId.get(id)
      if (!target) {
        if (complete)
          report(
            line(path),
            field,
            `There is no advisory ${shown(id)}`,
            'Use the id of an advisory that exists, or delete it',
          )
      } else if (id === matter.id)
        report(line(path), field, 'The advisory names itself', 'Name another, or delete it')
      else if (target.appears > appears)
        report(
          line(path),
          field,
          `The advisory ${shown(id)} is a draft or embargoed, and will not be there`,
          'Publish it first, or delete the reference',
        )
    }
  }
}

/**
 * Reports links that lead nowhere, in advisories, figures and roles. A page may link to pages that are
 * there when it appears; drafts may link to drafts.
 */
export function checkAllLinks(
  advisories: readonly CheckedAdvisory[],
  data: ContentData,
  imageExists: (path: string) => boolean,
): void {
  const pages = advisories.map(({ slug, headings, matter, appears }) => ({
    slug,
    headings,
    address: matter?.address,
    appears,
  }))
  const reference = referencePages({
    signs: data.signs.value,
    controls: data.controls.value,
    channels: data.channels.value,
    glossary: data.glossary.value,
    roles: data.roles.value,
    timeline: data.timeline.value,
    figures: data.figures.value,
    indicators: data.indicators.value,
    actors: data.actors.value,
  })
  // What a page that appears then may lead to; there are few such times, and many pages.
  const byTime = new Map(
    ['', ...pages.map(({ appears }) => appears)].map((time) => {
      const there = pages.filter(({ appears }) => appears <= time)
      return [time, knownAddresses(there, reference)] as const
    }),
  )
  const published = byTime.get('') ?? new Map()
  const drafts = new Set(
    pages.filter(({ appears }) => appears !== '').flatMap((page) => addressesOf(page)),
  )
  for (const { slug, tree, appears, report } of advisories) {
    if (!tree) continue
    const addresses = byTime.get(appears) ?? published
    const ownAnchors = addresses.get(advisoryAddress(slug)) ?? new Set()
    checkLinks(tree, { addresses, drafts, ownAnchors, imageExists }, report)
  }
  const context: LinkContext = { addresses: published, drafts, ownAnchors: new Set(), imageExists }
  checkRoleLinks(data.roles, context)
  checkRoleAdvisories(data.roles, advisories)
  const { figures } = data
  figures.value.forEach((figure, index) => {
    figure.stages.forEach((stage, position) => {
      if (stage.link === undefined) return
      const line = figures.line([index, 'stages', position, 'link'])
      checkLink(stage.link, line, context, figures.report, `${figure.id}.stages[${position}].link`)
    })
  })
}

function addressesOf(page: { slug: string; address: string | undefined }): string[] {
  return advisoryAddresses({
    slug: page.slug,
    ...(page.address === undefined ? {} : { address: page.address }),
  })
}
