import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import type { Channel, Control, Role, Sign, Source, Term } from '#lib/content/data'
import { signPages } from '#lib/content/sign-pages'
import { AuthoritiesPage } from './authorities-page.tsx'
import { ChecksPage } from './checks-page.tsx'
import { GlossaryPage } from './glossary-page.tsx'
import { RolePage } from './role-page.tsx'
import { SignsPage } from './signs-page.tsx'

const source = (id: string, strength: Source['strength'] = 'official'): Source => ({
  id,
  publisher: 'A court',
  title: `Text ${id}`,
  date: '2025',
  url: 'https://example.gov/text',
  strength,
})
const sources = [
  source('s-one'),
  source('s-copy', 'official-copy'),
  source('ic3-2024-05-16'),
  source('cyberscoop-2025-09', 'press'),
]

const sign = (id: string, over: Partial<Sign> = {}): Sign => ({
  id,
  stage: 'interview',
  audiences: ['recruiter-hr'],
  title: `Title of ${id}`,
  text: `Text of ${id}.`,
  weight: 'strong',
  innocent: `Innocent: ${id}.`,
  controls: [],
  inForm: false,
  sources: ['s-one'],
  ...over,
})
const signs = [
  sign('rf-one', { controls: ['ct-one'] }),
  sign('rf-two', { stage: 'application', audiences: ['it-security', 'recruiter-hr'] }),
  sign('rf-three', { audiences: ['it-security'] }),
]

const control: Control = {
  id: 'ct-one',
  stage: 'interview',
  audiences: ['recruiter-hr'],
  title: 'Ask everybody',
  text: 'Ask everybody the same.',
  sources: ['s-one'],
  caution: 'Offer another way.',
}

const channel = (id: string, over: Partial<Channel> = {}): Channel => ({
  id,
  country: 'United States',
  body: `Body ${id}`,
  kind: 'report',
  useFor: 'A case',
  address: null,
  phone: null,
  email: null,
  verified: null,
  sources: ['s-one'],
  ...over,
})

const shared = { sources, checkedTo: '2026-04', language: 'en' } as const

describe('the page of signs', () => {
  const html = renderToStaticMarkup(
    <SignsPage page={null} signs={signs} controls={[control]} {...shared} />,
  )

  it('says that a sign is a question, and up to when facts were checked', () => {
    expect(html).toContain('A sign is a question, never a verdict.')
    expect(html).toContain('Facts checked to April 2026.')
  })

  it('shows no sign without its innocent explanation, our weight, and its source', () => {
    for (const entry of html.split('<li id="rf-').slice(1)) {
      const own = entry.split('</li>')[0]
      expect(own).toMatch(/It may be innocent\.<\/b> Innocent: rf-/)
      expect(own).toContain('Weight, in our judgement: strong.')
      expect(own).toContain('href="#s1"')
    }
    expect(html.match(/<li id="rf-/g)).toHaveLength(3)
  })

  it('leads to the checks that answer a sign', () => {
    expect(html).toContain('<a href="/checks#ct-one">Ask everybody</a>')
  })

  it('gives no total and no score', () => {
    expect(html).not.toMatch(/total|points|score of/i)
  })
})

describe('a filter of signs', () => {
  const pageOf = (id: string) => {
    const page = signPages(signs).find((one) => one.id === id)
    if (!page) throw new Error(`no page of ${id}`)
    return renderToStaticMarkup(<SignsPage page={page} signs={signs} controls={[]} {...shared} />)
  }

  it('is a page that says how many signs it leaves out, and leads to all', () => {
    const html = pageOf('it-security')
    expect(html.match(/<li id="rf-/g)).toHaveLength(2)
    expect(html).toMatch(/This page holds 2 of 3 signs\..*<a href="\/signs">Show all signs<\/a>/)
  })

  it('tells a screen reader which choice is the present one', () => {
    expect(pageOf('it-security')).toMatch(
      /<a href="\/signs\/it-security" aria-current="page">IT and security \(2\)<\/a>/,
    )
  })

  it('leads from a stage to that stage among one reader’s signs', () => {
    const html = pageOf('interview')
    expect(html).toContain('href="/signs/recruiter-hr#interview">Recruiters and HR (1)</a>')
    expect(html).toContain('href="/signs/it-security#interview">IT and security (1)</a>')
  })
})

describe('the checklist', () => {
  const html = renderToStaticMarkup(<ChecksPage controls={[control]} signs={signs} {...shared} />)

  it('asks for the same checks for everybody, and shows what fairness asks of each', () => {
    expect(html).toContain('Apply each check to everybody')
    expect(html).toContain('<b>Fair and lawful:</b> Offer another way.')
  })

  it('leads from a check to the signs that it answers', () => {
    expect(html).toContain('<a href="/signs#rf-one">Title of rf-one</a>')
  })
})

describe('the page of authorities', () => {
  const channels = [
    channel('ch-tax', { kind: 'tax' }),
    channel('ch-police', { sources: ['s-copy'] }),
    channel('ch-read', {
      country: 'Japan',
      address: 'https://www.example.gov/report/',
      verified: '2026-04',
    }),
  ]
  const html = renderToStaticMarkup(<AuthoritiesPage channels={channels} {...shared} />)

  it('is not for emergencies, and says so first', () => {
    expect(html.indexOf('None of these is for emergencies.')).toBeLessThan(html.indexOf('<ol>'))
  })

  it('puts the police of a country before its other bodies', () => {
    expect(html.indexOf('ch-police')).toBeLessThan(html.indexOf('ch-tax'))
  })

  it('gives the name alone where nobody has read an address, and says why', () => {
    const entry = html.split('id="ch-tax"')[1]?.split('</li>')[0]
    expect(entry).toContain('We have read no address of this body ourselves.')
    expect(entry).not.toContain('https://')
  })

  it('calls a copy a copy, beside the body and among the sources', () => {
    expect(html.split('id="ch-police"')[1]?.split('</li>')[0]).toContain(
      'a copy of the official text',
    )
    expect(html).toContain('<b>Copy of an official text.</b>')
  })

  it('says of which month the copy is in which an address was read', () => {
    expect(html).toContain('<a href="https://www.example.gov/report/">example.gov/report</a>')
    expect(html).toContain('Read in a copy, to April 2026.')
  })
})

describe('the glossary', () => {
  const terms: Term[] = [
    {
      id: 'farm',
      term: 'Laptop farm',
      definition: 'A place.',
      seeAlso: ['kvm'],
      sources: ['s-one'],
    },
    { id: 'kvm', term: 'KVM', definition: 'A box.', seeAlso: [], sources: ['s-one'] },
  ]
  const html = renderToStaticMarkup(<GlossaryPage terms={terms} {...shared} />)

  it('defines each word at its anchor, and leads to those near it', () => {
    expect(html).toContain('<div id="farm"><dt><dfn>Laptop farm</dfn></dt>')
    expect(html).toContain('See also <span><a href="#kvm">KVM</a></span>.')
  })
})

describe('a reader’s page', () => {
  const roles: Role[] = [
    {
      id: 'recruiters',
      title: 'If you hire',
      door: 'I hire',
      doorText: 'Signs',
      front: true,
      lead: 'In order.',
      sections: [
        { show: 'steps', title: 'First', steps: [{ text: 'Read this.', link: '/first-72-hours' }] },
        { show: 'signs', title: 'Signs', audiences: ['recruiter-hr'] },
        { show: 'checks', title: 'Checks', audiences: ['recruiter-hr'], stages: [] },
        { show: 'channels', title: 'Whom to tell', ids: ['ch-police'] },
      ],
    },
    {
      id: 'leaders',
      title: 'If you lead',
      door: 'I lead',
      doorText: 'Decisions',
      front: false,
      lead: 'In order.',
      sections: [{ show: 'steps', title: 'First', steps: [{ text: 'Name a group.' }] }],
    },
  ]
  const [role] = roles
  const html = role
    ? renderToStaticMarkup(
        <RolePage
          role={role}
          roles={roles}
          content={{
            advisories: [],
            signs,
            controls: [control],
            channels: [channel('ch-police')],
            sources,
          }}
          checkedTo="2026-04"
          language="en"
        />,
      )
    : ''

  it('puts what to do before the contents list, and the rest in the order of the file', () => {
    const places = ['Read this.', 'On this page', 'id="part-2"', 'Ask everybody', 'Body ch-police']
    const found = places.map((text) => html.indexOf(text))
    expect(found).not.toContain(-1)
    expect(found).toEqual(found.toSorted((a, b) => a - b))
  })

  it('shows no sign without its innocent explanation', () => {
    for (const id of ['rf-one', 'rf-two'])
      expect(html).toMatch(new RegExp(`href="/signs#${id}">[^<]*</a> <small>Innocent: ${id}`))
    expect(html).not.toContain('rf-three')
  })

  it('leads to the other readers', () => {
    expect(html).toContain('<a href="/for/leaders">I lead</a>')
  })
})
