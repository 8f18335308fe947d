import { describe, expect, it } from 'vitest'
import { answersSchema } from '#lib/tip/schema'
import { FIELD_NAMES, readAnswers } from './fields.ts'
import type { PlainValues } from './view.ts'

const required = { category: ['other'], now: ['ended'], story: ['It happened.'] }
const form = (typed: Record<string, string[]>): PlainValues => new Map(Object.entries(typed))
const read = (typed: Record<string, string[]>) => readAnswers(form(typed), 'en')
const errorsOf = (typed: Record<string, string[]>) => {
  const result = read({ ...required, ...typed })
  return result.ok ? [] : result.errors
}

describe('the fields of the form without scripts', () => {
  it('ask for every answer that a tip has', () => {
    const questions = new Set(FIELD_NAMES.map((name) => name.split('.')[0]))
    expect(Object.keys(answersSchema.shape).filter((key) => !questions.has(key))).toEqual([])
  })

  it('give all answers as the schema has them', () => {
    const result = read({
      ...required,
      demand: ['Pay\nor else'],
      names: ['One Name\n\n Another \n'],
      identifiers: ['a@example.com\n203.0.113.7'],
      'engagement.title': ['Engineer'],
      'engagement.from': ['2026-03'],
      signs: ['a-sign', 'another'],
      'delivery.2.address': ['1 Road'],
      'money.1.amount': ['100'],
      tools: ['AnyDesk'],
      role: ['agency'],
      'organisation.country': ['DE'],
      caseNumber: ['C-1'],
      firstNoticed: ['2026-03-14'],
      aware: ['no'],
      kept: ['logs', 'mail'],
      counsel: ['yes'],
      reported: ['bank'],
      'reported.police.reference': ['P-7'],
      'contact.address': ['me@example.org'],
      'secondContact.name': ['A colleague'],
      sharing: ['ask'],
      partners: ['CERT'],
      urgentSubject: ['yes'],
    })
    expect(result).toEqual({
      ok: true,
      answers: {
        category: 'other',
        now: 'ended',
        story: 'It happened.',
        demand: 'Pay\nor else',
        names: ['One Name', 'Another'],
        identifiers: [
          { type: 'email', value: 'a@example.com' },
          { type: 'ip', value: '203.0.113.7' },
        ],
        engagement: { title: 'Engineer', from: '2026-03' },
        signs: ['a-sign', 'another'],
        delivery: [{ address: '1 Road' }],
        money: [{ amount: '100' }],
        tools: ['AnyDesk'],
        role: 'agency',
        organisation: { country: 'DE' },
        caseNumber: 'C-1',
        firstNoticed: '2026-03-14',
        aware: 'no',
        kept: ['logs', 'mail'],
        counsel: 'yes',
        reported: [{ who: 'police', reference: 'P-7' }, { who: 'bank' }],
        contact: { address: 'me@example.org' },
        secondContact: { name: 'A colleague' },
        sharing: 'ask',
        partners: ['CERT'],
        urgentSubject: true,
      },
    })
  })

  it('take a program that names no sharing at its most careful word', () => {
    expect(read(required)).toMatchObject({ ok: true, answers: { sharing: 'red' } })
  })

  it('name everything that is missing, in the order of the page', () => {
    const result = read({ story: ['  \n '], firstNoticed: ['soon'] })
    expect(result.ok ? [] : result.errors.map(({ field }) => field)).toEqual([
      'category',
      'now',
      'story',
      'firstNoticed',
    ])
  })

  it('tell an error at the row in which it was typed, not at its place among those filled in', () => {
    expect(errorsOf({ 'delivery.2.date': ['2026-02-30'], 'delivery.2.address': ['x'] })).toEqual([
      {
        field: 'delivery.2.date',
        message: expect.stringMatching(/^Address 3: This date does not exist/),
      },
    ])
    expect(errorsOf({ 'money.3.amount': ['1'.repeat(41)] })).toMatchObject([
      { field: 'money.3.amount', message: expect.stringMatching(/^Payment 4: /) },
    ])
    expect(errorsOf({ 'delivery.1.tracking': ['T'] })).toMatchObject([
      { field: 'delivery.1.address' },
    ])
  })

  it('tell the line of a list, empty lines counted', () => {
    expect(errorsOf({ names: [`short\n\n${'n'.repeat(301)}`] })).toMatchObject([
      { field: 'names', message: expect.stringMatching(/^Line 3: /) },
    ])
  })

  it('tell the reference that is too long at whom it belongs to', () => {
    expect(errorsOf({ 'reported.platform.reference': ['r'.repeat(301)] })).toMatchObject([
      { field: 'reported.platform.reference' },
    ])
  })

  it('refuse values that no page offers', () => {
    const fields = errorsOf({ sharing: ['all'], kept: ['nothing'], role: ['spy'] })
    expect(fields.map(({ field }) => field)).toEqual(['role', 'kept', 'sharing'])
  })
})
