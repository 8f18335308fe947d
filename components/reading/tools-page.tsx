/** How to subscribe to what the site publishes for programs, each way with the client it was tried in. */
import type { ReactNode } from 'react'
import { absolute } from '#lib/publishing/entries'
import { INDICATOR_COLUMNS } from '#lib/publishing/indicators-csv'
import { PROVIDER_METADATA, ROLIE_FEED, STIX_ALL } from '#lib/publishing/tool-addresses'
import type { ToolContent } from '#lib/publishing/tool-content'

const COLUMNS: Readonly<Record<(typeof INDICATOR_COLUMNS)[number], string>> = {
  type: 'entity or domain.',
  value: 'The name, or the whole domain with plain dots. Pages show domains with [.] instead.',
  first_seen: 'Since when it was used, as far as the source says; else empty.',
  last_seen: 'Until when, as far as the source says; else empty.',
  confidence:
    'How sure we are that the authority named it. high: we read its own text. medium: a copy of it. low: only what others report.',
  status: 'current, expired (history) or retracted (taken back).',
  named_by: 'The authority, and when it named it.',
  advisory: 'Ids of our advisories that name it, with blanks between them.',
  identity_basis: 'alleged, designated (on a sanctions list) or seized.',
}

/** The text of `/tools`. `audiences` are the readers who have feeds of their own. */
export function ToolsPage({
  content,
  audiences,
}: {
  content: Pick<ToolContent, 'siteUrl' | 'advisories' | 'indicators'>
  audiences: readonly { id: string; readers: string }[]
}) {
  const { siteUrl, advisories, indicators } = content
  const address = (path: string) => <code>{absolute(siteUrl, path)}</code>
  return (
    <article className="text">
      <h1>For your tools</h1>
      <p className="lead">
        The same facts as data: {advisories.length} advisories and {indicators.length} entries of
        organisations and domains that authorities have named. Free, without a key or an account.
      </p>
      <p>
        All files are made together with the pages and agree with them. They are TLP:CLEAR: share
        them with anybody. Ask for them as often as you like; the server answers 304 when nothing
        has changed.
      </p>
      <h2 id="mind">Before you plug it in</h2>
      <ul>
        <li>
          <b>A sign is no verdict.</b> Nothing here says that a person belongs to the scheme. There
          are no names of people, mail addresses, wallets or photographs.
        </li>
        <li>
          <b>Seized domains are history.</b> An alert on them finds readers of old reports. In STIX
          they are infrastructure of the past, never an indicator; in MISP they never ask for an
          alert.
        </li>
        <li>
          <b>A designation is no verdict</b> and can be lifted. Look at the live list before you
          act. Firms with the same name exist.
        </li>
        <li>
          <b>Ids never change.</b> A revision updates an object and makes no second one. What was
          withdrawn stays and says so (<code>revoked</code> in STIX).
        </li>
      </ul>
      <Way
        id="stix"
        title="STIX 2.1"
        addresses={
          <>
            Everything: <a href={STIX_ALL}>{address(STIX_ALL)}</a>. One advisory: its address with{' '}
            <code>/stix.json</code> behind it.
          </>
        }
        tried="The JSON schemas that OASIS publishes for STIX 2.1 accept every bundle. The JavaScript library @security-alliance/stix 0.1.1 makes the same ids of domains. Python’s stix2 could not be had where we tried."
      >
        <p>
          Import the file into your platform, or let it fetch the file once a day. There is no TAXII
          server: the file is small enough to fetch whole.
        </p>
        <p>
          A report for each advisory; what firms call the groups, one intrusion set for each firm’s
          name, since they overlap and nobody has shown that they mean the same; ordinary programs
          and devices as tools; ATT&CK techniques; controls as courses of action. Organisations are
          identities with their basis (<code>basis:designated</code>), not threat actors.
        </p>
      </Way>
      <Way
        id="csaf"
        title="CSAF 2.0"
        addresses={
          <>
            Begin at <a href={PROVIDER_METADATA}>{address(PROVIDER_METADATA)}</a>. The{' '}
            <a href={ROLIE_FEED}>ROLIE feed</a> lists every document with its hashes.
          </>
        }
        tried="@secvisogram/csaf-validator-lib 2.0.10 found nothing in any document: strict schema, all mandatory and all optional tests of the standard. GnuPG 2.2 found the signatures good."
      >
        <p>
          Give a CSAF client our domain. Documents are of the category informational advisory: they
          name no product and no vulnerability, so a scanner has nothing to match. Where the
          operator has a signing key, each document has a detached OpenPGP signature (
          <code>.asc</code>), and the metadata names the key.
        </p>
        <p>
          The hashes stand beside each document: fetch <code>rhw-2026-001.json</code> and{' '}
          <code>rhw-2026-001.json.sha256</code>, then{' '}
          <code>sha256sum --check rhw-2026-001.json.sha256</code>.
        </p>
      </Way>
      <Way
        id="csv"
        title="CSV"
        addresses={
          <>
            <a href="/indicators.csv">{address('/indicators.csv')}</a>, the same entries as{' '}
            <a href="/indicators">the page</a>
          </>
        }
        tried="Python’s csv module reads one row for each entry of the page."
      >
        <p>
          RFC 4180, UTF-8, a header line. A value that a spreadsheet would run as a formula gets an
          apostrophe before it.
        </p>
        <dl className="terms">
          {INDICATOR_COLUMNS.map((column) => (
            <div key={column}>
              <dt>
                <code>{column}</code>
              </dt>
              <dd>{COLUMNS[column]}</dd>
            </div>
          ))}
        </dl>
      </Way>
      <Way
        id="feeds"
        title="Atom and JSON Feed"
        addresses={
          <>
            Everything new and revised: <a href="/feed.xml">Atom</a>,{' '}
            <a href="/feed.json">JSON Feed</a>
          </>
        }
        tried="newsboat 2.21 took a revision as the same entry under its new title. Python’s feedparser 6.0.10 and the JavaScript library feedsmith 3.0.1 read every feed without complaint."
      >
        <p>Paste an address into your feed reader. Or only what is written for some readers:</p>
        <ul>
          {audiences.map(({ id, readers }) => (
            <li key={id}>
              For {readers}: <a href={`/feeds/${id}.xml`}>Atom</a>,{' '}
              <a href={`/feeds/${id}.json`}>JSON Feed</a>
            </li>
          ))}
        </ul>
      </Way>
      <Way
        id="misp"
        title="MISP"
        addresses={address('/misp/')}
        tried="Not tried in a MISP server: none could be had. Our tests check the manifest, the events and the hashes against one another."
      >
        <p>
          Add a feed with this address and the source format <i>MISP Feed</i>. One event for each
          advisory, and one for what authorities have named. No attribute asks for detection (
          <code>to_ids</code> is off).
        </p>
      </Way>
      <Way
        id="llms"
        title="Language models"
        addresses={<a href="/llms.txt">{address('/llms.txt')}</a>}
        tried="It is plain Markdown."
      >
        <p>What stands where, and what a program must not make of the signs.</p>
      </Way>
      <h2 id="rights">Rights</h2>
      <p>
        The texts are our own words. Ids and names of ATT&CK® techniques: © The MITRE Corporation,
        reproduced and distributed with the permission of The MITRE Corporation.
      </p>
    </article>
  )
}

function Way({
  id,
  title,
  addresses,
  tried,
  children,
}: {
  id: string
  title: string
  addresses: ReactNode
  /** The client it was tried in, and what was seen. */
  tried: string
  children: ReactNode
}) {
  return (
    <section>
      <h2 id={id}>{title}</h2>
      <p>{addresses}</p>
      {children}
      <p>
        <b>Tried:</b> {tried}
      </p>
    </section>
  )
}
