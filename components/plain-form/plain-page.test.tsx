import { parseFragment, serialize } from 'parse5'
import { describe, expect, it } from 'vitest'
import { formWords } from '#lib/i18n/form-words'
import { plainFollowUpWords } from '#lib/i18n/plain-follow-up-words'
import { plainWords } from '#lib/i18n/plain-words'
import { tipWords } from '#lib/i18n/tip-words'
import { controlId, FIELD_NAMES, readAnswers } from '#lib/plain/fields'
import { type PlainError, type PlainView, UNTOUCHED } from '#lib/plain/view'
import type { PlainPageData } from './plain-page.tsx'
import { renderPlain } from './render.tsx'

const { labels, hints, options } = tipWords('en')
const page: PlainPageData = {
  kind: 'report',
  language: 'en',
  address: '/report/plain',
  formAddress: '/report',
  words: formWords('en'),
  own: plainWords('en'),
  wayBack: {
    words: plainFollowUpWords('en'),
    address: '/follow-up',
    plainAddress: '/follow-up/plain',
  },
  questions: { labels, hints, options },
  inboxes: [
    { id: 'desk', name: 'Desk', fingerprints: ['ab'.repeat(20)], archive: [], demo: false },
  ],
  signs: [{ id: 'a-sign', title: 'A sign' }],
  partners: ['CERT'],
  countries: [['DE', 'Germany']],
  demonstration: false,
  desk: { whoReads: 'Two people', country: 'Germany', replyTime: '', hereDays: 14, deskDays: 90 },
  limits: { files: 20, bytes: 100 * 1024 * 1024 },
}

const asking = (values: Record<string, string[]>, errors: PlainError[] = []): PlainView => ({
  state: 'asking',
  values: new Map(Object.entries(values)),
  errors,
  filesAgain: true,
})
const HOSTILE = '\n</textarea><script>alert("1")</script><input value=\'x\' onfocus=alert(2)>&amp;'

describe('the page without scripts', () => {
  it('has a control for every field, and every name on it is a field', () => {
    const { main } = renderPlain(page, UNTOUCHED)
    const names = new Set([...main.matchAll(/ name="([^"]+)"/g)].map(([, name]) => name))
    expect(FIELD_NAMES.filter((name) => !names.has(name))).toEqual([])
    const others = [...names].filter((name) => !FIELD_NAMES.includes(name ?? ''))
    expect(others).toEqual(['files.0', 'files.1', 'files.2', 'files.3'])
  })

  it('asks for files after every other field but their notes', () => {
    const { main } = renderPlain(page, UNTOUCHED)
    const [before = '', after = ''] = main.split(/(?<=type="file")([\s\S]*)/)
    expect(before).toContain('name="sharing"')
    expect([...after.matchAll(/ name="([a-z]+)/g)].map(([, name]) => name)).not.toContain('contact')
    expect(after).not.toMatch(/ name="(?!note|files)/)
  })

  it('gives hostile text back as text, in every kind of field', () => {
    const texts = FIELD_NAMES.map((name): [string, string[]] => [name, [HOSTILE]])
    const values = Object.fromEntries(texts)
    const { main, title } = renderPlain(page, asking(values, [{ field: null, message: HOSTILE }]))
    expect(main).not.toMatch(/<script|onfocus=alert\(2\)>(?!<\/p>)/)
    expect(title).toBe('Error: Send us a tip without scripts')
    const tree = serialize(parseFragment(main))
    expect(tree).not.toContain('<script')
    const area = parseFragment(
      /<textarea[^>]*name="story"[\s\S]*?<\/textarea>/.exec(main)?.[0] ?? '',
    )
    const [story] = area.childNodes
    const text = story && 'childNodes' in story ? story.childNodes[0] : undefined
    expect(text && 'value' in text ? text.value : '').toBe(HOSTILE)
  })

  it('has a control for every error that the schema can tell', () => {
    const wrong = new Map(
      FIELD_NAMES.filter((name) => name !== 'homepage').map((name) => [name, ['x'.repeat(20_001)]]),
    )
    const result = readAnswers(wrong, 'en')
    const errors = result.ok ? [] : result.errors
    expect(errors.length).toBeGreaterThan(30)
    const { main } = renderPlain(page, { ...UNTOUCHED, errors })
    for (const { field } of errors) {
      expect(main).toContain(` id="${controlId(field ?? '')}"`)
      expect(main).toContain(`href="#${controlId(field ?? '')}"`)
    }
  })

  it('hides the trap until something stands in it', () => {
    expect(renderPlain(page, UNTOUCHED).main).toMatch(
      /aria-hidden="true"><div[^>]*><label[^>]*homepage/,
    )
    const fallen = asking({ homepage: ['x'] }, [{ field: 'homepage', message: 'Clear it' }])
    expect(renderPlain(page, fallen).main).not.toContain('aria-hidden="true"')
  })

  it('shows a code in three lines with its return number, or that it was shown', () => {
    const words = 'zoo zone zero youth young you yellow year yard'.split(' ')
    const returnNumber = '7K3M-Q2ZZ-0123-ABCD-EFGH-JKMN'
    const receipt = {
      reference: '7K3M-Q2',
      received: '2026-11-22T10:00Z',
      inbox: 'desk',
      parts: [],
      key: '',
      signature: '',
    }
    const received = { state: 'received', receipt, saved: 'saved', leavingNow: false } as const
    const { main } = renderPlain(page, { ...received, wayBack: { words, returnNumber } })
    expect([...main.matchAll(/<li>([a-z ]+)<\/li>/g)].map(([, line]) => line).slice(0, 3)).toEqual([
      'zoo zone zero',
      'youth young you',
      'yellow year yard',
    ])
    expect(main).toContain(returnNumber)
    expect(main).toContain('it saw them once')
    expect(main).toContain('href="/follow-up/plain"')
    const shown = renderPlain(page, { ...received, wayBack: 'shown' }).main
    expect(shown).toContain('name the reference 7K3M-Q2')
    expect(shown).not.toContain('zoo')
    expect(renderPlain(page, { ...received, wayBack: null }).main).not.toContain('return number')
    const { main: form } = renderPlain({ ...page, wayBack: null }, UNTOUCHED)
    expect(form).not.toContain('name="wayBack"')
  })
})
