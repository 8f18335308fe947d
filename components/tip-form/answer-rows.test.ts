import { describe, expect, it } from 'vitest'
import { formWords } from '#lib/i18n/form-words'
import { tipWords } from '#lib/i18n/tip-words'
import { answerRows, answersText } from './answer-rows.ts'
import { EMPTY_FORM, type FormValues } from './form-values.ts'

const page = {
  words: formWords('en'),
  questions: tipWords('en'),
  signs: [{ id: 'voip', title: 'A number that is nobody’s' }],
  language: 'en',
  withDemand: false,
  partners: [],
}
const values: FormValues = {
  ...EMPTY_FORM,
  category: 'applicant',
  now: 'ended',
  story: 'First line\n\nSecond line',
  signs: ['voip'],
  organisation: { name: '', country: 'DE', sector: 'Energy' },
  money: [{ amount: '100', currency: 'USD', from: '', to: 'A bank', account: '' }],
}

describe('answerRows', () => {
  it('has one row for every question, demand and partners only where they are asked', () => {
    const labels = Object.keys(page.questions.labels).length
    const all = { ...page, withDemand: true, partners: ['Chain Watch'] }
    expect(answerRows(values, [], all)).toHaveLength(labels)
    expect(answerRows(values, [], page)).toHaveLength(labels - 2)
  })

  it('says which partners were chosen of those that are offered, or none', () => {
    const offering = { ...page, partners: ['Chain Watch', 'Trust Team'] }
    const chosen = (partners: string[]) =>
      answerRows({ ...values, partners }, [], offering).find(
        ({ target }) => target === 'field-partners',
      )?.lines
    expect(chosen(['Trust Team', 'Gone'])).toEqual(['Trust Team'])
    expect(chosen([])).toEqual(['None chosen'])
  })
})

describe('answersText', () => {
  it('reads like the form, and lists at the end what was not answered', () => {
    const text = answersText(answerRows(values, [], page), page.words.check.notAnswered)
    expect(text).toContain('What happened?\nFirst line\n\nSecond line\n')
    expect(text).toContain('Payments\n100 USD, To: A bank\n')
    expect(text).toContain('The organisation affected\nSector: Energy\nCountry: Germany\n')
    expect(text).toContain('Signs you saw\nA number that is nobody’s\n')
    expect(text).toMatch(/Not answered\nFiles; Names used; .*\n$/)
  })
})
