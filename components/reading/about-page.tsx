/** Who runs the site and how its advisories are made, written from content/site.yaml. */
import type { SiteInfo } from '#lib/content/data'
import { dateInWords } from '#lib/i18n/dates'
import { fill } from '#lib/i18n/fill'
import { keyWords } from '#lib/i18n/key-words'
import { DEFAULT_LANGUAGE } from '#lib/i18n/languages'
import { DemonstrationNotice, Facts } from './operator-facts.tsx'

/** The text of `/about`. */
export function AboutPage({
  site,
  partners,
  statement,
  wayBack,
}: {
  site: SiteInfo
  /** Names from the inboxes' files, which the form offers to senders. */
  partners: readonly string[]
  /** The desk's signed statement of its keys; null when the site publishes none. */
  statement: { path: string; signer: string; until: string } | null
  /** Whether the desk can write back to senders here. */
  wayBack: boolean
}) {
  const { operator, desk } = site
  const known = new Set(site.partners.map(({ name }) => name))
  const shared = [
    ...site.partners,
    ...partners.filter((name) => !known.has(name)).map((name) => ({ name, url: '' })),
  ]
  return (
    <article className="text">
      <DemonstrationNotice site={site} />
      <h1>About {site.name}</h1>
      <p className="lead">
        We publish advisories about a scheme in which people take remote IT jobs under other
        people’s names for the benefit of North Korea, and we take tips about it.
      </p>
      <p>
        This is an independent service. It is not a government service, and telling us is not
        telling the police. In an emergency call the police.
      </p>
      <h2>Who runs it</h2>
      <Facts
        facts={[
          ['Operator', operator.legalName],
          ['Address', operator.address],
          ['Country', operator.country],
          ['E-mail', operator.email],
          ...(site.pressContact ? ([['Press', site.pressContact]] as const) : []),
        ]}
      />
      <h2>Who reads tips</h2>
      <Facts
        facts={[
          ['The desk', desk.whoReads],
          ['Where it works', desk.country],
          [
            wayBack
              ? 'When it answers, here or to a safe contact you left'
              : 'When it answers, if you left a safe contact',
            desk.replyTime,
          ],
          ['How long it keeps an opened tip', days(desk.retentionDays)],
        ]}
      />
      <p>
        {wayBack ? (
          <>
            The desk can ask an anonymous sender too: with the nine words that you get when you send
            a tip, you <a href="/follow-up">come back and read what it asks</a>. Only the two of you
            can read it.
          </>
        ) : (
          'The desk cannot ask an anonymous sender anything.'
        )}
      </p>
      {statement ? <StatementText {...statement} /> : null}
      <p>
        {shared.length > 0
          ? 'If you allow it, the desk may share a tip with:'
          : 'The desk has named no partners with whom it shares tips.'}
      </p>
      {shared.length > 0 ? (
        <ul>
          {shared.map(({ name, url }) => (
            <li key={name}>{url ? <a href={url}>{name}</a> : name}</li>
          ))}
        </ul>
      ) : null}
      <h2>How an advisory is made</h2>
      <ul>
        <li>
          Every fact names its source, and every source says how strong it is: an official text, a
          copy of one, a company’s report, a law firm, the press, a community.
        </li>
        <li>
          What a court has not decided is called alleged or charged. What is our own reading is
          marked so.
        </li>
        <li>
          People are named only where an official text names them and the reader needs it, with what
          a court or authority has decided and when.
        </li>
        <li>
          Each change is written down under Revisions. An advisory that no longer holds stays at its
          address and says so.
        </li>
        <li>
          Each has a day on which it is checked again: see{' '}
          <a href="/about/review">when we look again</a>.
        </li>
      </ul>
      <h2>What a sign is, and is not</h2>
      <p>
        A sign is a question. Nearly all have innocent explanations. We keep no list of suspects, no
        score and no checker. Nationality, ethnicity, name, accent, language, looks, religion and
        family are never signs. The people who are deceived and the people whose identity was taken
        are victims, and workers may be coerced.
      </p>
      <h2>If we are wrong</h2>
      <p>
        We correct openly, with a dated note.{' '}
        <a href="/corrections">Corrections, and how to answer if you are named</a>.
      </p>
    </article>
  )
}

/** Where the statement is, and how somebody checks it who does not trust this page. */
function StatementText({ path, signer, until }: { path: string; signer: string; until: string }) {
  const words = keyWords(DEFAULT_LANGUAGE)
  return (
    <>
      <p>
        {fill(words.text, { day: dateInWords(until, DEFAULT_LANGUAGE) })}{' '}
        <a href={path}>{words.link}</a>.
      </p>
      <p>
        {words.signer} <code>{signer.match(/.{4}/g)?.join(' ')}</code>. {words.how}
      </p>
    </>
  )
}

/** "30 days", or "" when it is not decided. */
export function days(count: number | null): string {
  return count === null ? '' : `${count} ${count === 1 ? 'day' : 'days'}`
}
