import { describe, expect, it } from 'vitest'
import { channelsByCountry } from './channels.ts'
import type { Sign } from './data-schema.ts'
import { AUDIENCES, STAGES } from './front-matter.ts'
import { referencePages } from './reference-pages.ts'
import type { Channel } from './reference-schema.ts'
import { signPages } from './sign-pages.ts'

const sign = (id: string, stage: Sign['stage'], audiences: Sign['audiences']): Sign => ({
  id,
  stage,
  audiences,
  title: id,
  text: id,
  weight: 'strong',
  innocent: id,
  controls: [],
  inForm: false,
  sources: ['s'],
})
const signs = [
  sign('rf-pay', 'wages', ['payroll-finance']),
  sign('rf-app', 'application', ['recruiter-hr', 'payroll-finance']),
]

const channel = (id: string, country: string, kind: Channel['kind']): Channel => ({
  id,
  country,
  body: id,
  kind,
  useFor: 'x',
  address: null,
  phone: null,
  email: null,
  verified: null,
  sources: ['s'],
})
const channels = [
  channel('ch-tax', 'United States', 'tax'),
  channel('ch-jp', 'Japan', 'report'),
  channel('ch-police', 'United States', 'report'),
]

describe('pages of signs', () => {
  it('exist for each reader and each stage that has a sign, readers first, in their order', () => {
    expect(signPages(signs).map(({ address, signs: own }) => [address, own.length])).toEqual([
      ['/signs/recruiter-hr', 1],
      ['/signs/payroll-finance', 2],
      ['/signs/application', 1],
      ['/signs/wages', 1],
    ])
  })

  it('can never stand at the same address, for no reader is called like a stage', () => {
    const ids = new Set<string>([...AUDIENCES, ...STAGES])
    expect(ids.size).toBe(AUDIENCES.length + STAGES.length)
  })
})

describe('channels by country', () => {
  it('keep the file’s order of countries, and put the police first in each', () => {
    const ids = channelsByCountry(channels).map(({ id, channels: own }) => [
      id,
      own.map((one) => one.id),
    ])
    expect(ids).toEqual([
      ['united-states', ['ch-police', 'ch-tax']],
      ['japan', ['ch-jp']],
    ])
  })
})

describe('the pages of the reference', () => {
  const pages = referencePages({
    signs,
    channels,
    controls: [],
    glossary: [],
    roles: [],
    timeline: [],
    figures: [],
    indicators: [],
    actors: [],
  })

  it('have an anchor for every entry and every group', () => {
    expect(pages.get('/signs')).toEqual(['application', 'rf-app', 'wages', 'rf-pay'])
    expect(pages.get('/signs/recruiter-hr')).toEqual(['application', 'rf-app'])
    expect(pages.get('/report-to')).toEqual([
      'order',
      'united-states',
      'ch-police',
      'ch-tax',
      'japan',
      'ch-jp',
    ])
  })
})
