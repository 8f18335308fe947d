import { describe, expect, it } from 'vitest'
import { draftText, readDraft } from './draft.ts'
import { DRAFT_ENTRY, type DraftStorage, keptDraft } from './kept-draft.ts'

const shape = {
  category: null as string | null,
  story: '',
  urgent: false,
  names: [''],
  contact: { how: '', address: '' },
  money: [{ amount: '', account: '' }],
}
const read = (values: unknown, files: unknown = []) =>
  readDraft(JSON.stringify({ version: 1, values, files }), shape)

describe('a draft', () => {
  const values = {
    category: 'threat',
    story: 'Zwölf 이력서\n',
    urgent: true,
    names: ['a', 'b'],
    contact: { how: 'Signal', address: '' },
    money: [{ amount: '5', account: 'x' }],
  }

  it('comes back as it was, with the names and notes of its files', () => {
    const files = [{ name: 'log.csv', note: 'VPN' }]
    expect(readDraft(draftText(values, files), shape)).toEqual({ values, files, leftOver: [] })
  })

  it('of an older form opens: what it did not ask stays empty', () => {
    expect(read({ story: 'typed', contact: { how: 'mail' } })).toEqual({
      values: {
        category: null,
        story: 'typed',
        urgent: false,
        names: [],
        contact: { how: 'mail', address: '' },
        money: [],
      },
      files: [],
      leftOver: [],
    })
  })

  it('loses no text that the form has no place for any more', () => {
    const opened = read({
      story: 'typed',
      nickname: 'Bee',
      names: 'one line',
      contact: { how: 'mail', pager: '12' },
      money: [{ amount: '1', iban: 'DE00' }, 'cash'],
      category: ['x'],
    })
    expect(opened?.values).toMatchObject({
      story: 'typed',
      category: null,
      names: [],
      money: [
        { amount: '1', account: '' },
        { amount: '', account: '' },
      ],
    })
    expect(opened?.leftOver).toEqual([
      { path: 'nickname', text: 'Bee' },
      { path: 'category', text: 'x' },
      { path: 'names', text: 'one line' },
      { path: 'contact.pager', text: '12' },
      { path: 'money.0.iban', text: 'DE00' },
      { path: 'money.1', text: 'cash' },
    ])
  })

  it('takes no value of another kind and no property that objects are born with', () => {
    const opened = readDraft(
      '{"version":9,"values":{"story":5,"urgent":"yes","__proto__":{"how":"x"}},"files":[1,{"name":"a"}]}',
      shape,
    )
    expect(opened?.values).toMatchObject({ story: '', urgent: false, contact: { how: '' } })
    expect(opened?.files).toEqual([{ name: 'a', note: '' }])
    expect(opened?.leftOver.map(({ text }) => text)).toEqual(['x', '5', 'yes'])
  })

  it('is none when it is something else', () => {
    for (const text of ['', 'null', '[]', '{"values":[]}', '{"values":"x"}']) {
      expect(readDraft(text, shape)).toBeUndefined()
    }
  })
})

describe('the entry in the browser', () => {
  it('is written, read, and removed', () => {
    const entries = new Map<string, string>()
    const kept = keptDraft(() => ({
      getItem: (name) => entries.get(name) ?? null,
      setItem: (name, value) => void entries.set(name, value),
      removeItem: (name) => void entries.delete(name),
    }))
    expect(kept.read()).toBeNull()
    expect(kept.write('sealed')).toBe(true)
    expect([...entries]).toEqual([[DRAFT_ENTRY, 'sealed']])
    expect(kept.read()).toBe('sealed')
    expect(kept.remove()).toBe(true)
    expect(entries.size).toBe(0)
  })

  it('says no where the browser forbids it, and never throws', () => {
    const forbidden = (): DraftStorage => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    }
    const kept = keptDraft(forbidden)
    expect([kept.read(), kept.write('x'), kept.remove()]).toEqual([null, false, false])
  })
})
