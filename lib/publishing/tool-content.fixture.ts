/** For tests: a small content with one entry of each kind, and helpers to read what is published of it. */
import type { Publication } from './publications.ts'
import type { ToolAdvisory, ToolContent } from './tool-content.ts'
import { toolFiles } from './tool-files.ts'

/** A published advisory in its second version; a test changes what it is about. */
export const advisory: ToolAdvisory = {
  id: 'RHW-2026-001',
  slug: 'first',
  lang: 'en',
  title: 'What to do first',
  summary: 'One sentence.',
  published: '2026-03-01',
  revised: '2026-04-02',
  version: 2,
  status: 'current',
  statusNote: undefined,
  supersededBy: undefined,
  audiences: ['it-security', 'public'],
  stages: ['remote-control'],
  sources: ['firm-2025', 'court-2024'],
  related: [],
  factsChecked: '2026-04',
  reviewedBy: 'Editors',
  revisions: [
    { version: 1, date: '2026-03-01', kind: 'publication', summary: 'First publication.' },
    { version: 2, date: '2026-04-02', kind: 'correction', summary: 'A date was wrong.' },
  ],
  body: {
    raw: 'Example Sleet used ExampleDesk (`T1000.001`). <Company name="Example Trading" /> ran `shop.example[.]com`.',
  },
}

/** The next advisory, by itself, without anything named. */
export const second: ToolAdvisory = {
  ...advisory,
  id: 'RHW-2026-002',
  slug: 'second',
  title: 'The second one',
  stages: ['laundering'],
  audiences: ['leadership'],
  body: { raw: 'Nothing is named here.' },
}

/** The content as a test wants it changed. */
export function toolContent(changes: Partial<ToolContent> = {}): ToolContent {
  return {
    siteUrl: 'https://example.org',
    site: {
      name: 'Remote Hire Watch',
      tagline: 'Advisories and tips',
      operator: {
        legalName: 'Example Foundation',
        address: '',
        country: '',
        email: 'a@example.org',
      },
    },
    advisories: [advisory, second],
    sources: [
      {
        id: 'court-2024',
        publisher: 'A court',
        title: 'An indictment',
        date: '2024-12-12',
        url: 'https://example.gov/case',
        strength: 'official',
      },
      {
        id: 'firm-2025',
        publisher: 'Example Research',
        title: 'A count',
        date: '2025',
        url: null,
        strength: 'company',
      },
    ],
    indicators: [
      {
        id: 'ent-example',
        kind: 'entity',
        value: 'Example Trading',
        alsoKnownAs: ['Example Trade, Ltd.'],
        describedAs: 'A company in an example',
        namedBy: 'A treasury',
        date: '2018-09-13',
        basis: 'designated',
        status: 'current',
        liveList: 'https://example.gov/list',
        sources: ['court-2024'],
      },
      {
        id: 'dom-example',
        kind: 'domain',
        value: 'shop.example.com',
        alsoKnownAs: [],
        describedAs: "A site that looked like a firm's",
        namedBy: 'A court',
        date: '2023-10',
        basis: 'seized',
        status: 'expired',
        sources: ['firm-2025'],
      },
    ],
    controls: [
      {
        id: 'ctl-remote',
        stage: 'work',
        audiences: ['it-security'],
        title: 'Look for devices that nobody ordered',
        text: 'Compare the list of devices with what was bought',
        sources: ['firm-2025'],
        caution: 'The same for everybody.',
      },
    ],
    techniques: [
      { id: 'T1000.001', name: 'A technique', status: 'current', sources: ['firm-2025'] },
      {
        id: 'T1000',
        name: 'Old',
        status: 'revoked',
        replacedBy: 'T1000.001',
        sources: ['firm-2025'],
      },
    ],
    actors: [
      {
        id: 'act-example',
        name: 'Example Sleet',
        by: 'Example Research (G9999)',
        formerly: 'Storm-0000',
        about: 'it-workers',
        meaning: 'Activity of IT workers.',
        sources: ['firm-2025'],
      },
      {
        id: 'act-other',
        name: 'Other Name / OTHER-1',
        by: 'Another firm',
        about: 'related',
        meaning: 'Something else',
        sources: ['court-2024'],
      },
    ],
    software: [
      {
        id: 'example-desk',
        name: 'ExampleDesk',
        kind: 'program',
        text: 'An ordinary program for remote control.',
        reportedWith: ['act-example'],
        technique: 'T1000.001',
        sources: ['firm-2025'],
      },
    ],
    ...changes,
  }
}

/** The text published at `path`. */
export async function publishedAt(path: string, content = toolContent()): Promise<string> {
  return bodyOf(await toolFiles(content, null), path)
}

/** The text of the file at `path` among `files`. */
export function bodyOf(files: readonly Publication[], path: string): string {
  const found = files.find((one) => one.path === path)
  if (!found) throw new Error(`${path} is not published`)
  return found.body
}
