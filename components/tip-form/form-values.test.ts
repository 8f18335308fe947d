import { describe, expect, it } from 'vitest'
import { draftText, readDraft } from '#lib/draft/draft'
import { formWords } from '#lib/i18n/form-words'
import {
  answersResolver,
  EMPTY_FORM,
  FORM_SHAPE,
  type FormValues,
  restoredValues,
  tidied,
} from './form-values.ts'
import { placeOf, shownErrors } from './shown-errors.ts'

const words = formWords('en')
const resolver = answersResolver(
  (category) => category === 'threat',
  ({ sharing }) => (sharing === 'green' ? ['Chain Watch', 'Trust Team'] : []),
  (path) => placeOf(words, path),
)
const filled = (more: Partial<FormValues> = {}): FormValues => ({
  ...EMPTY_FORM,
  category: 'applicant',
  now: 'ended',
  story: ' See files ',
  ...more,
})
async function judged(values: FormValues) {
  return resolver(values, undefined, { fields: {}, shouldUseNativeValidation: false })
}
async function errorsOf(values: FormValues) {
  const { errors } = await judged(values)
  return shownErrors(errors, { list: undefined, byId: new Map() })
}

describe('the form’s resolver', () => {
  it('gives only what was answered', async () => {
    const { values } = await judged(filled({ names: 'A\n\n B \n', kept: ['logs'] }))
    expect(values).toEqual({
      category: 'applicant',
      now: 'ended',
      story: 'See files',
      names: ['A', 'B'],
      kept: ['logs'],
      sharing: 'red',
      urgentSubject: false,
    })
  })

  it('asks for the three questions, in the order of the page', async () => {
    expect((await errorsOf(EMPTY_FORM)).map(({ target }) => target)).toEqual([
      'field-category',
      'field-now',
      'field-story',
    ])
  })

  it('names only partners that are offered', async () => {
    const partners = ['Trust Team', 'Gone']
    const named = async (sharing: string) => (await judged(filled({ sharing, partners }))).values
    expect(await named('green')).toMatchObject({ partners: ['Trust Team'] })
    expect(await named('amber')).not.toHaveProperty('partners')
  })

  it('sends a demand only where it is asked for', async () => {
    const demand = 'Money'
    expect((await judged(filled({ demand }))).values).not.toHaveProperty('demand')
    expect((await judged(filled({ demand, category: 'threat' }))).values).toHaveProperty(
      'demand',
      demand,
    )
  })

  it('names the row and leads to the control of an error in a list', async () => {
    const delivery = [
      { address: 'Street 1', date: '', tracking: '' },
      { address: '', date: '2026-02-30', tracking: '' },
    ]
    expect(await errorsOf(filled({ delivery }))).toEqual([
      {
        target: 'field-delivery-1-address',
        message: 'Address 2: Write the address, or remove this entry',
      },
      {
        target: 'field-delivery-1-date',
        message:
          'Address 2: This date does not exist. Write a month like 2026-03 or a day like 2026-03-14',
      },
    ])
  })

  it('leads to the one box of a list that is written line by line', async () => {
    const names = `A\n${'x'.repeat(301)}`
    expect(await errorsOf(filled({ names }))).toEqual([
      { target: 'field-names', message: 'Use 300 characters or fewer' },
    ])
  })
})

describe('tidied', () => {
  it('takes out rows in which nothing was written, and no others', () => {
    const empty = { who: '', reference: ' ' }
    const half = { who: '', reference: 'AB-1' }
    expect(tidied(filled({ reported: [empty, half] })).reported).toEqual([half])
  })

  it('moves what waits in the paste box to the list and loses nothing', () => {
    const { pasted, identifiers } = tidied(
      filled({
        pasted: 'someone@example.org\nthe red notebook in the drawer',
        identifiers: [{ type: 'ip', value: '192.0.2.7' }],
      }),
    )
    expect(pasted).toBe('')
    expect(identifiers).toEqual([
      { type: 'ip', value: '192.0.2.7' },
      { type: 'email', value: 'someone@example.org' },
      { type: 'other', value: 'the red notebook in the drawer' },
    ])
  })
})

describe('a saved draft', () => {
  const everything: FormValues = {
    category: 'threat',
    now: 'ended',
    story: 'a',
    aware: 'no',
    firstNoticed: '2026-03',
    role: 'agency',
    organisation: { name: 'a', country: 'DE', sector: 'b' },
    engagement: {
      title: 'a',
      from: 'b',
      to: 'c',
      foundThrough: 'd',
      agency: 'e',
      referredBy: 'f',
      theyReferred: 'g',
    },
    pasted: 'a',
    identifiers: [{ type: 'email', value: 'a' }],
    names: 'a\nb',
    delivery: [{ address: 'a', date: 'b', tracking: 'c' }],
    money: [{ amount: 'a', currency: 'b', from: 'c', to: 'd', account: 'e' }],
    tools: 'a',
    demand: 'a',
    signs: ['voip'],
    kept: ['logs'],
    counsel: 'yes',
    reported: [{ who: 'bank', reference: 'a' }],
    sharing: 'green',
    partners: ['Trust Team'],
    contact: { how: 'a', address: 'b', language: 'c' },
    secondContact: { name: 'a', how: 'b', address: 'c', language: 'd' },
    caseNumber: 'a',
    urgentSubject: true,
  }

  it('gives back every value that the form can hold', () => {
    const opened = readDraft(draftText(everything, []), FORM_SHAPE)
    expect(opened).toEqual({ values: everything, files: [], leftOver: [] })
    expect(Object.keys(everything)).toEqual(Object.keys(EMPTY_FORM))
  })

  it('of a form that asked less opens as an empty one', () => {
    expect(readDraft(draftText({}, []), FORM_SHAPE)?.values).toEqual({
      ...EMPTY_FORM,
      sharing: FORM_SHAPE.sharing,
    })
  })

  it('brings back no choice that the page does not show', () => {
    const { signs, kept } = restoredValues(everything, { signs: ['other'], kept: ['logs'] })
    expect([signs, kept]).toEqual([[], ['logs']])
  })
})
