/** Forms that are sent twice, and the code that is shown once. */
import { describe, expect, it } from 'vitest'
import {
  again,
  type Entry,
  fileOf,
  formsOfTests,
  MADE,
  REQUIRED,
  type TestForms,
} from './forms.fixture.ts'

const forms = formsOfTests()
const send: TestForms['send'] = (...form) => forms().send(...form)

describe('a form that is sent twice', () => {
  const withFile: Entry[] = [...REQUIRED, ['files.0', fileOf(3)]]

  it('gives the same receipt, and the second tip is forgotten', async () => {
    const [first, second] = [await send(withFile), await send(withFile)]
    expect(second).toEqual(first)
    expect(forms().told.filter((one) => !one.startsWith('part'))).toEqual([
      'open 203.0.113.7 false',
      'complete t1 2',
      'open 203.0.113.7 false',
      'abandon t2',
    ])
  })

  it('at the same time is completed once', async () => {
    const both = await Promise.all([send(withFile), send(withFile), send(REQUIRED), send(REQUIRED)])
    expect(both[0]).toEqual(both[1])
    expect(both[2]).toEqual(both[3])
    expect(forms().told.filter((one) => one.startsWith('complete'))).toHaveLength(2)
  })

  it('with another word or another file is another tip', async () => {
    const others: Entry[][] = [
      REQUIRED,
      [...REQUIRED, ['names', 'x']],
      withFile,
      [...REQUIRED, ['files.0', fileOf(4)]],
      [...REQUIRED, ['files.0', fileOf(3, 'b.bin')]],
    ]
    const references = new Set<string>()
    for (const entries of others) {
      const taken = await send(entries)
      if (taken.kind === 'received') references.add(taken.receipt.reference)
    }
    expect(references.size).toBe(others.length)
  })
})

describe('a code to come back with', () => {
  const asking: Entry[] = [...REQUIRED, ['wayBack', 'yes']]

  it('is made when the tip is begun, and held until it was shown', async () => {
    const taken = await send([...asking, ['files.0', fileOf(3)]], { codes: true })
    if (taken.kind !== 'received') return expect.fail('It was not received.')
    expect(forms().told.filter((one) => one.startsWith('thread'))).toEqual([
      `thread ${JSON.stringify({ followUp: MADE.fields })}`,
    ])
    const { words, returnNumber } = MADE
    expect(taken.wayBack?.look()).toEqual({ words, returnNumber })
    taken.wayBack?.forget()
    expect(taken.wayBack?.look()).toBeNull()
  })

  it('that was shown is not shown again to who sends the same form again', async () => {
    const [first, second] = [
      await send(asking, { codes: true }),
      await send(asking, { codes: true }),
    ]
    if (first.kind !== 'received' || second.kind !== 'received') return expect.fail('Not received.')
    expect(second.receipt).toEqual(first.receipt)
    first.wayBack?.forget()
    expect(second.wayBack?.look()).toBeNull()
  })

  it('is made for nobody who did not ask, and promised to nobody without a way back', async () => {
    const without = await send(REQUIRED, { codes: true })
    expect(without).toMatchObject({ kind: 'received', wayBack: null })
    expect(forms().told.filter((one) => one.startsWith('thread'))).toEqual([])
    expect(again(await send(asking))).toMatchObject({ status: 422, fields: ['wayBack'] })
  })
})
