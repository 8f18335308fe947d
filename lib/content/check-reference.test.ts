import { describe, expect, it } from 'vitest'
import { checkAfter, data, expectNamed, type Mistake } from './check.fixture.ts'

const file = (name: string) => `content/data/${name}.yaml`

const MISTAKES: Mistake[] = [
  {
    mistake: 'a missing file',
    edit: (files) => {
      delete files[file('controls')]
    },
    file: file('controls'),
    at: 1,
    says: ['file', /missing/, /\[\]/],
  },
  {
    mistake: 'a sign answered by a control that does not exist',
    edit: data('signs', '[ship-to-document]', '[ship-to-nobody]'),
    file: file('signs'),
    at: 'ship-to-nobody',
    says: ['sign-shared-address.controls[0]', /no control/, /controls\.yaml/],
  },
  {
    mistake: 'a control with an unknown source',
    edit: data('controls', '[firm-2025]', '[nobody]'),
    file: file('controls'),
    at: 'sources',
    says: ['ship-to-document.sources[0]', /no source/, /sources\.yaml/],
  },
  {
    mistake: 'a control at no stage',
    edit: data('controls', 'stage: onboarding', 'stage: welcome'),
    file: file('controls'),
    at: 'stage: welcome',
    says: ['[0].stage', /not one of/, /onboarding/],
  },
  {
    mistake: 'an address that nobody has checked',
    edit: data('channels', 'address: null', 'address: https://example.gov/parcels'),
    file: file('channels'),
    at: 'example.gov/parcels',
    says: ['customs.address', /nobody has checked/, /address: null/],
  },
  {
    mistake: 'a phone number that nobody has checked',
    edit: data('channels', 'address: null', "address: null\n  phone: '101'"),
    file: file('channels'),
    at: "phone: '101'",
    says: ['customs.phone', /nobody has checked/, /phone: null/],
  },
  {
    mistake: 'a channel verified without anything to verify',
    edit: data('channels', 'verified: null', 'verified: 2026-01'),
    file: file('channels'),
    at: 16,
    says: ['customs.verified', /nothing here/, /verified: null/],
  },
  {
    mistake: 'a term that leads to a missing term',
    edit: data('glossary', '[facilitator]', '[helper]'),
    file: file('glossary'),
    at: '[helper]',
    says: ['laptop-farm.seeAlso[0]', /no term/, /another term/],
  },
  {
    mistake: 'a term that leads to itself',
    edit: data('glossary', '[facilitator]', '[laptop-farm]'),
    file: file('glossary'),
    at: '[laptop-farm]',
    says: ['laptop-farm.seeAlso', /itself/, /Delete/],
  },
  {
    mistake: 'two terms at one anchor',
    edit: data('glossary', 'id: facilitator', 'id: laptop-farm'),
    file: file('glossary'),
    at: 6,
    says: ['[1].id', /already on line 1/, /own/],
  },
  {
    mistake: 'a defanged domain',
    edit: data('indicators', 'shop.example.com', '"shop.example[.]com"'),
    file: file('indicators'),
    at: '[.]',
    says: ['dom-example.value', /no domain/, /brackets/],
  },
  {
    mistake: 'a seized domain shown as live',
    edit: data('indicators', 'status: expired', 'status: current'),
    file: file('indicators'),
    at: 'status: current',
    says: ['dom-example.status', /history/, /expired/],
  },
  {
    mistake: 'a domain seen last before it was seen first',
    edit: data(
      'indicators',
      'status: expired',
      "status: expired\n  firstSeen: '2024'\n  lastSeen: '2023'",
    ),
    file: file('indicators'),
    at: 'firstSeen',
    says: ['dom-example.firstSeen', /seen last/, /Swap/],
  },
  {
    mistake: 'a name that nobody vouched for in what an entity is said to be',
    edit: data('indicators', 'A site that', 'A site of John Smith that'),
    file: file('indicators'),
    at: 'John Smith',
    says: ['dom-example.describedAs', /"John Smith"/, /names\.yaml/],
  },
  {
    mistake: 'profiling in a control',
    edit: data(
      'controls',
      'Ask for more evidence',
      'Ask people with a foreign accent for evidence',
    ),
    file: file('controls'),
    at: 'accent',
    says: ['ship-to-document.text', /no-origin-sign/, /conduct/],
  },
]

describe('the check of the reference', () => {
  it.each(MISTAKES)('names file, line and cure of $mistake', expectNamed)

  it('accepts a channel of which only the name is known', () => {
    expect(checkAfter(() => undefined).errors).toEqual([])
  })
})
