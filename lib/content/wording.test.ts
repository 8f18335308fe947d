import { describe, expect, it } from 'vitest'
import { findWording } from './wording.ts'

const broken = (text: string) => findWording(text).map(({ rule }) => rule.id)

describe('the wording rules', () => {
  it.each([
    ['The applicant is a North Korean spy.', 'no-verdict'],
    ['Look for a heavy accent.', 'no-origin-sign'],
    ['The candidate looks Korean.', 'no-origin-sign'],
    ['Poor English is typical.', 'no-origin-sign'],
    ['How to spot North Koreans in interviews.', 'no-nationality-target'],
    ['Add the signs up to a risk score.', 'no-score'],
    ['This makes it 90% likely.', 'no-score'],
    ['DPRK hackers applied for the job.', 'not-hackers'],
    ['The criminals used laptops.', 'presumed-innocent'],
    ['All fourteen are guilty.', 'guilty-needs-court'],
    ['Report it to Action Fraud.', 'action-fraud'],
    ['Up to 40,000 IT workers went to Russia.', 'forty-thousand'],
    ['They earned nearly $800 million.', 'eight-hundred-million'],
    ['No employer has ever been fined.', 'no-penalty-claim'],
    ['Invent a technical problem to get the laptop back.', 'no-pretext'],
    ['Confront the worker at once.', 'no-confrontation'],
  ])('refuse: %s', (text, rule) => {
    expect(broken(text)).toContain(rule)
  })

  it.each([
    'An accent is never a sign.',
    'Names, ethnicity and looks are not signs.',
    'There is no risk score.',
    'One of them pleaded guilty in a court in Boston.',
    'The man, convicted in 2025, was a fraudster.',
    'Do not confront the worker.',
    'Never invent a reason.',
    'Report Fraud replaced Action Fraud in 2025.',
    'Up to 40,000 labourers of all kinds went there.',
    'This is a criminal charge.',
  ])('allow: %s', (text) => {
    expect(broken(text)).toEqual([])
  })

  it('look only at the sentence that breaks them', () => {
    expect(broken('We never do this. Look for an accent.')).toEqual(['no-origin-sign'])
  })
})
