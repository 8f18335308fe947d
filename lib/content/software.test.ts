import { expect, it } from 'vitest'
import { checkAfter, data } from './check.fixture.ts'

const linesAfter = (from: string, to: string) => checkAfter(data('software', from, to)).lines

it('refuses software that names an actor or a source that is not there', () => {
  expect(linesAfter('act-example', 'act-nobody')).toEqual([
    expect.stringContaining('There is no actor\'s name "act-nobody"'),
  ])
  expect(linesAfter('firm-2025', 'firm-1999')).toEqual([
    expect.stringContaining('There is no source "firm-1999"'),
  ])
})

it('refuses a technique that MITRE took back', () => {
  expect(linesAfter('T1000.001', 'T1000')).toEqual([
    expect.stringContaining('"T1000" is no current technique'),
  ])
})
