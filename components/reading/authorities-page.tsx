/** Police and authorities by country, in the order in which somebody with a case turns to them. */

import { channelsByCountry } from '#lib/content/channels'
import type { Channel, Source } from '#lib/content/data'
import type { Language } from '#lib/i18n/languages'
import { ChannelList } from './channel-list.tsx'
import { Choices } from './choices.tsx'
import { TIP } from './navigation.ts'
import { numberSources } from './numbered-sources.ts'
import { CiteNumbers, ReferencePage } from './reference-page.tsx'

/** The sources of the order in which to turn to them. */
const ORDER_SOURCES = ['ic3-2024-05-16', 'cyberscoop-2025-09', 'armortext'] as const

export function AuthoritiesPage({
  channels,
  sources,
  checkedTo,
  language,
}: {
  channels: readonly Channel[]
  sources: readonly Source[]
  checkedTo: string
  language: Language
}) {
  const countries = channelsByCountry(channels)
  const order = sources
    .map(({ id }) => id)
    .filter((id) => ORDER_SOURCES.some((wanted) => wanted === id))
  const numbered = numberSources(
    [{ sources: order }, ...countries.flatMap((country) => country.channels)],
    sources,
  )
  return (
    <ReferencePage
      title="Police and authorities"
      lead="Telling us is not telling the police. These are the official bodies to turn to, by country."
      checkedTo={checkedTo}
      sources={numbered.list}
      language={language}
      intro={
        <>
          <div className="warn" role="note">
            <p className="label">In an emergency</p>
            <p>
              None of these is for emergencies. If somebody is in danger, call your country’s
              emergency number.
            </p>
          </div>
          <h2 id="order">In this order</h2>
          <ol>
            <li>
              Keep what you have, and bring in a lawyer at the start.{' '}
              <a href="/first-72-hours">What to do first</a>
            </li>
            <li>
              Tell the police, or the office that takes reports of cyber crime. If you can, do it
              before you dismiss anybody: they may have a view on timing.
              <CiteNumbers numbers={numbered.numbersOf(order)} />
            </li>
            <li>Ask the lawyer whether to tell the sanctions authority, and how.</li>
            <li>
              Tell your bank, your regulator or your insurer where a rule or a contract asks for it.
            </li>
            <li>
              Was your own identity used? Start with the bodies for that, and read{' '}
              <a href="/advisories/your-identity-was-used">what to do about it</a>.
            </li>
          </ol>
          <p>
            An address stands here only where we have read it ourselves, mostly in an official text
            or a copy of one; we have not tried it. Of other bodies you find the name alone. Beware
            of impostors: type the address yourself. You can also{' '}
            <a href={TIP.href}>send us a tip</a>, but it takes the place of none of these.
          </p>
        </>
      }
      aside={
        <Choices
          label="Country"
          choices={countries.map(({ id, country, channels: own }) => ({
            href: `#${id}`,
            text: country,
            count: own.length,
          }))}
        />
      }
    >
      {countries.map(({ id, country, channels: own }) => (
        <section key={id} id={id}>
          <h2>{country}</h2>
          <ChannelList channels={own} sources={numbered} language={language} />
        </section>
      ))}
    </ReferencePage>
  )
}
