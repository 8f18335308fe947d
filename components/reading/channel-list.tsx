/** Official bodies as pages show them: what each is for, and its address where we have read it. */
import type { Channel, Source } from '#lib/content/data'
import { dateInWords } from '#lib/i18n/dates'
import type { Language } from '#lib/i18n/languages'
import { referenceWords } from '#lib/i18n/reference-words'
import type { NumberedSources } from './numbered-sources.ts'
import { CiteNumbers } from './reference-page.tsx'

/** The bodies, each with its anchor, in the order given. */
export function ChannelList({
  channels,
  sources,
  language,
}: {
  channels: readonly Channel[]
  sources: NumberedSources
  language: Language
}) {
  const { channelKind } = referenceWords(language)
  const sourceById = new Map(sources.list.map((source) => [source.id, source]))
  return (
    <ul className="list">
      {channels.map((channel) => (
        <li key={channel.id} id={channel.id}>
          <h3>
            {channel.body}
            {channel.region ? ` (${channel.region})` : ''}
          </h3>
          <p>
            <b>{channelKind[channel.kind]}.</b> {channel.useFor}.
            <CiteNumbers numbers={sources.numbersOf(channel.sources)} />{' '}
            {channel.sources.every((id) => isCopy(sourceById.get(id)))
              ? 'We read this in a copy of the official text.'
              : null}
          </p>
          <Contact channel={channel} language={language} />
          {channel.note ? <p className="small">{channel.note}</p> : null}
        </li>
      ))}
    </ul>
  )
}

/** How to reach the body; where nothing was read on its pages, its name alone, and why. */
function Contact({ channel, language }: { channel: Channel; language: Language }) {
  const { address, phone, email, verified } = channel
  if (address === null && phone === null && email === null)
    return <p>We have read no address of this body ourselves. Look it up under its name.</p>
  return (
    <p>
      {address ? <a href={address}>{shortAddress(address)}</a> : null}
      {phone ? ` Telephone ${phone}.` : ''}
      {email ? (
        <>
          {' '}
          E-mail <code>{email}</code>.
        </>
      ) : null}
      {verified ? (
        <span className="small"> Read in a copy, to {dateInWords(verified, language)}.</span>
      ) : null}
    </p>
  )
}

function isCopy(source: Source | undefined): boolean {
  return source?.strength === 'official-copy'
}

/** The address without what a reader need not type; the link itself is whole. */
function shortAddress(address: string): string {
  const { hostname, pathname } = new URL(address)
  return hostname.replace(/^www\./, '') + pathname.replace(/\/$/, '')
}
