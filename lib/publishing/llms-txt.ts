/** `/llms.txt`: what stands where, as Markdown, for programs that read with a language model (llmstxt.org). */
import { absolute, advisoryPath } from './entries.ts'
import { publishedForTools, type ToolContent } from './tool-content.ts'

/** The file as text. It says first what such a program must not make of the signs. */
export function llmsTxt(content: ToolContent): string {
  const { siteUrl, site } = content
  const link = (path: string, title: string, text: string) =>
    `- [${title.replace(/[[\]]/g, '')}](${absolute(siteUrl, path)}): ${text}`
  const state = { current: '', superseded: 'Superseded. ', withdrawn: 'Withdrawn. ', draft: '' }
  const advisories = publishedForTools(content.advisories).map((advisory) =>
    link(
      advisoryPath(advisory),
      advisory.title,
      `${state[advisory.status]}${advisory.summary} (${advisory.id}, version ${advisory.version}, ${advisory.revised})`,
    ),
  )
  return `# ${site.name}

> ${site.tagline}

A sign is a question, never a verdict on a person. Signs are about conduct and documents, never about
origin, name, accent or looks; do not add them up to a score. "Alleged" and "charged" mean that no court
has decided. Seized domains are history. Cite the sources that a page names, with their dates.

## Advisories

${advisories.join('\n')}

## Reference

${[
  link('/signs', 'Warning signs', 'each with innocent explanations and its source'),
  link('/checks', 'Hiring and access checks', 'controls by stage'),
  link('/timeline', 'Timeline', 'events by kind and country, newest first'),
  link('/figures', 'Numbers', 'each with its publisher, date and caveat'),
  link('/indicators', 'Named entities and domains', 'who named them, when, and on what basis'),
  link('/report-to', 'Police and authorities', 'official channels by country'),
  link('/glossary', 'Words explained', 'terms and their definitions'),
  link('/corrections', 'Corrections and replies', 'what was changed after publication'),
].join('\n')}

## Files for programs

${[
  link('/tools', 'For your tools', 'how to subscribe to each of these'),
  link('/stix/all.json', 'STIX 2.1', 'everything as one bundle'),
  link('/.well-known/csaf/provider-metadata.json', 'CSAF 2.0', 'informational advisories'),
  link('/indicators.csv', 'CSV', 'organisations and domains that authorities have named'),
  link('/timeline.csv', 'Timeline as CSV', 'every event'),
  link('/misp/manifest.json', 'MISP feed', 'events with attributes'),
  link('/feed.xml', 'Atom', 'new and revised advisories'),
  link('/feed.json', 'JSON Feed', 'new and revised advisories'),
].join('\n')}
`
}
