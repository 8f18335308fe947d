/** One reader's page: what stands elsewhere, gathered in the order in which that reader needs it. */
import type { ReactNode } from 'react'
import type { Advisory } from '#lib/content/advisories'
import type { Channel, Control, Role, RoleSection, Sign, Source } from '#lib/content/data'
import { CONTROL_STAGES } from '#lib/content/reference-schema'
import { roleAddress } from '#lib/content/roles'
import { SIGNS_ADDRESS, signsByStage } from '#lib/content/sign-pages'
import type { Language } from '#lib/i18n/languages'
import { readingWords } from '#lib/i18n/reading-words'
import { referenceWords } from '#lib/i18n/reference-words'
import { AdvisoryList } from './advisory-list.tsx'
import { ChannelList } from './channel-list.tsx'
import { Choices } from './choices.tsx'
import { type NumberedSources, numberSources } from './numbered-sources.ts'
import { ReferencePage } from './reference-page.tsx'

/** What role pages gather from. */
export type RoleContent = {
  /** Those that the public sees. */
  advisories: readonly Advisory[]
  signs: readonly Sign[]
  controls: readonly Control[]
  channels: readonly Channel[]
  sources: readonly Source[]
}

export function RolePage({
  role,
  roles,
  content,
  checkedTo,
  language,
}: {
  role: Role
  /** All of them, for the way to the others. */
  roles: readonly Role[]
  content: RoleContent
  checkedTo: string
  language: Language
}) {
  const shown = role.sections.flatMap((section) =>
    section.show === 'channels' ? channelsOf(section.ids, content.channels) : [],
  )
  const numbered = numberSources(shown, content.sources)
  // What to do comes first on every screen; the contents list stands after it.
  const other = role.sections.findIndex(({ show }) => show !== 'steps')
  const start = other === -1 ? role.sections.length : other
  const parts = role.sections.map((section, index) => (
    <section key={section.title} id={anchor(index)}>
      <h2>{section.title}</h2>
      {section.text ? <p>{section.text}</p> : null}
      {partOf(section, content, numbered, language)}
    </section>
  ))
  return (
    <ReferencePage
      title={role.title}
      lead={role.lead}
      checkedTo={checkedTo}
      sources={numbered.list}
      language={language}
      intro={parts.slice(0, start)}
      aside={
        <Choices
          label="On this page"
          choices={role.sections.map(({ title }, index) => ({
            href: `#${anchor(index)}`,
            text: title,
          }))}
        />
      }
    >
      {parts.slice(start)}
      <section className="part">
        <h2>Other readers</h2>
        <ul className="plain">
          {roles
            .filter(({ id }) => id !== role.id)
            .map((other) => (
              <li key={other.id}>
                <a href={roleAddress(other)}>{other.door}</a>
              </li>
            ))}
        </ul>
      </section>
    </ReferencePage>
  )
}

/** The anchor of a section, for the contents list of its own page only. */
function anchor(index: number): string {
  return `part-${index + 1}`
}

function partOf(
  section: RoleSection,
  content: RoleContent,
  numbered: NumberedSources,
  language: Language,
): ReactNode {
  switch (section.show) {
    case 'steps':
      return (
        <ol>
          {section.steps.map(({ text, link }) => (
            <li key={text}>{link ? <a href={link}>{text}</a> : text}</li>
          ))}
        </ol>
      )
    case 'advisories': {
      const byId = new Map(content.advisories.map((advisory) => [advisory.id, advisory]))
      const advisories = section.ids.flatMap((id) => byId.get(id) ?? [])
      return <AdvisoryList advisories={advisories} language={language} heading="h3" />
    }
    case 'signs':
      return <SignLinks section={section} signs={content.signs} language={language} />
    case 'checks':
      return <CheckLinks section={section} controls={content.controls} language={language} />
    case 'channels':
      return (
        <ChannelList
          channels={channelsOf(section.ids, content.channels)}
          sources={numbered}
          language={language}
        />
      )
    case 'pages':
      return (
        <ul>
          {section.pages.map(({ text, link, note }) => (
            <li key={link}>
              <a href={link}>{text}</a>
              {note ? `. ${note}` : ''}
            </li>
          ))}
        </ul>
      )
  }
}

/** Signs in short, by stage; each with its innocent explanations, and the whole sign one link away. */
function SignLinks({
  section: { audiences },
  signs,
  language,
}: {
  section: Extract<RoleSection, { show: 'signs' }>
  signs: readonly Sign[]
  language: Language
}) {
  const own = signs.filter((sign) => sign.audiences.some((id) => audiences.includes(id)))
  const { audience } = readingWords(language)
  return (
    <>
      <p>
        A sign is a question, never a verdict. The innocent explanation stands behind each. In full:{' '}
        {audiences.map((id, index) => (
          <span key={id}>
            {index > 0 ? ', ' : ''}
            <a href={`${SIGNS_ADDRESS}/${id}`}>signs for {audience[id]}</a>
          </span>
        ))}
        .
      </p>
      {signsByStage(own).map(({ stage, signs: group }) => (
        <section key={stage}>
          <h3>{referenceWords(language).signStage[stage]}</h3>
          <ul>
            {group.map(({ id, title, innocent }) => (
              <li key={id}>
                <a href={`${SIGNS_ADDRESS}#${id}`}>{title}</a> <small>{innocent}</small>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

/** Controls in short, by stage, of the section's stages or of all. */
function CheckLinks({
  section: { audiences, stages },
  controls,
  language,
}: {
  section: Extract<RoleSection, { show: 'checks' }>
  controls: readonly Control[]
  language: Language
}) {
  const wanted =
    stages.length > 0 ? CONTROL_STAGES.filter((id) => stages.includes(id)) : CONTROL_STAGES
  return wanted.map((stage) => {
    const own = controls.filter(
      (control) =>
        control.stage === stage && control.audiences.some((id) => audiences.includes(id)),
    )
    if (own.length === 0) return null
    return (
      <section key={stage}>
        <h3>
          <a href={`/checks#${stage}`}>{referenceWords(language).controlStage[stage]}</a>
        </h3>
        <ul>
          {own.map(({ id, title }) => (
            <li key={id}>
              <a href={`/checks#${id}`}>{title}</a>
            </li>
          ))}
        </ul>
      </section>
    )
  })
}

function channelsOf(ids: readonly string[], channels: readonly Channel[]): Channel[] {
  const byId = new Map(channels.map((channel) => [channel.id, channel]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
