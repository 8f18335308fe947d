/** What content/site.yaml says about the operator, for the pages that must name one. */
import type { SiteInfo } from '#lib/content/data'
import { emptyLegalFields } from '#lib/content/data'

/** True while a legal field is empty: the site then calls itself a demonstration. */
export function isDemonstration(site: SiteInfo): boolean {
  return emptyLegalFields(site).length > 0
}

/** The notice that stands on top of the about and privacy pages of a demonstration. */
export function DemonstrationNotice({ site }: { site: SiteInfo }) {
  if (!isDemonstration(site)) return null
  return (
    <div className="banner">
      <p>
        <strong>Demonstration.</strong> Nobody has taken responsibility for this copy of {site.name}{' '}
        yet: its operator has not filled in who they are. Send nothing real.
      </p>
    </div>
  )
}

/** Facts as a description list; an empty one says that it is not filled in. */
export function Facts({ facts }: { facts: readonly (readonly [term: string, fact: string])[] }) {
  return (
    <dl>
      {facts.map(([term, fact]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{fact || 'Not filled in yet'}</dd>
        </div>
      ))}
    </dl>
  )
}
