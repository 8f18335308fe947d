import { describe, expect, it } from 'vitest'
import { parseDefinition } from './definition.ts'

const DESK = 'name: Desk\naddress: desk@example.org\ncertificates: [desk.asc]\n'
const parse = (more: string) => parseDefinition('desk.yaml', `${DESK}${more}\n`)

describe('replyFrom', () => {
  it('names addresses and whole domains', () => {
    expect(parse('replyFrom: [Ana@example.com, "*@Office.example.com"]')).toMatchObject({
      ok: true,
      definition: { replyFrom: ['ana@example.com', '*@office.example.com'] },
    })
  })

  it.each([
    ['"*"', 'replyFrom.0'],
    ['"*@*"', 'replyFrom.0'],
    ['"*ana@example.com"', 'replyFrom.0'],
    ['example.com', 'replyFrom.0'],
    ['7', 'replyFrom.0'],
  ])('refuses %s with the field and the cure', (value, field) => {
    const read = parse(`replyFrom: [${value}]`)
    const cure = 'write mail addresses like ana@example.org, or *@example.org for a whole domain.'
    expect(read).toEqual({ ok: false, errors: [`desk.yaml: ${field}: ${cure}`] })
  })

  it.each([
    ['replyFrom: ana@example.com', 'replyFrom: write a list, like'],
    ['replyFrom: []', 'replyFrom: write a list, like'],
    ['replyFrom: [a@example.com, A@example.com]', '“a@example.com” stands twice'],
    [
      'replyFrom: [box@example.net]\narchive: {certificate: a.asc, email: Box@example.net}',
      'an archive answers nobody',
    ],
  ])('refuses %s', (more, error) => {
    const read = parse(more)
    expect(read.ok ? '' : read.errors.join()).toContain(error)
  })
})
