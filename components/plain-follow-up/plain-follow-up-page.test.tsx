import { describe, expect, it } from 'vitest'
import { renderPlain } from '#components/plain-form/render'
import { formWords } from '#lib/i18n/form-words'
import { plainFollowUpWords } from '#lib/i18n/plain-follow-up-words'
import { plainWords } from '#lib/i18n/plain-words'
import { tipWords } from '#lib/i18n/tip-words'
import { MESSAGE_FIELDS } from '#lib/plain/message-fields'
import { type FollowUpView, NOBODY_YET, type ShownConversation } from '#lib/plain/view'
import type { PlainFollowUpData } from './plain-follow-up-page.tsx'

const { labels, hints, options } = tipWords('en')
const inbox = (id: string) => ({
  id,
  name: `Desk ${id}`,
  fingerprints: ['ab'.repeat(20)],
  archive: [],
  demo: false,
})
const page: PlainFollowUpData = {
  kind: 'follow-up',
  language: 'en',
  address: '/follow-up/plain',
  formAddress: '/report',
  scriptAddress: '/follow-up',
  words: formWords('en'),
  own: plainWords('en'),
  followUp: plainFollowUpWords('en'),
  questions: { labels, hints, options },
  inboxes: [inbox('one'), inbox('two')],
  limits: { files: 20, bytes: 100 * 1024 * 1024 },
  demonstration: false,
  offered: true,
}
const NUMBER = '7K3M-Q2ZZ-0123-ABCD-EFGH-JKMN'
const found: ShownConversation = {
  reference: '7K3M-Q2',
  inbox: 'two',
  expires: '2026-12-06T10:00Z',
  messages: [
    { number: 1, hour: '2026-11-22T10:00Z', delivered: '2026-11-22T11:00Z' },
    { number: 3, hour: '2026-11-24T10:00Z', delivered: null },
  ],
  replies: [
    { id: 'r1', number: 1, hour: '2026-11-23T09:00Z', read: true },
    { id: 'r2', number: 2, hour: '2026-11-25T09:00Z', read: false },
    { id: 'r3', number: 4, hour: '2026-11-26T09:00Z', read: false },
  ],
}
const HOSTILE = '\n</textarea><script>alert("1")</script>"\' onfocus=alert(2) x="&amp;'
const draw = (view: Partial<Extract<FollowUpView, { state: 'returning' }>>) =>
  renderPlain(page, { ...NOBODY_YET, ...view })
const names = (html: string) => [...html.matchAll(/ name="([^"]+)"/g)].map(([, name]) => name)

describe('the page to come back to without scripts', () => {
  it('asks for the number alone at first', () => {
    const { main, title } = draw({})
    expect(names(main).toSorted()).toEqual(['number', 'step'])
    expect(main).toContain('action="/follow-up/plain" encType="multipart/form-data" method="post"')
    expect(main).toContain('never type those here')
    expect(title).toBe('Come back without scripts')
  })

  it('shows what came when, in words, and how many replies are not read', () => {
    const { main, title } = draw({ number: NUMBER, found })
    const text = main.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
    expect(title).toBe('How your tip stands')
    expect(text).toContain('2 replies wait for you.')
    expect(text).toContain('Reply 1: came 2026-11-23 09:00 UTC, read')
    expect(text).toContain('Reply 2: came 2026-11-25 09:00 UTC, not read yet')
    expect(text).toContain('Reply 4: came 2026-11-26 09:00 UTC, not read yet')
    expect(text).toContain(
      'stored 2026-11-22 10:00 UTC, delivered to the desk 2026-11-22 11:00 UTC',
    )
    expect(text).toContain('Message 3: stored 2026-11-24 10:00 UTC, not delivered yet')
    expect(text).toContain('forgotten on 2026-12-06 10:00 UTC')
    expect(text).toContain('Desk two')
    expect(text).not.toContain('Desk one')
    expect(text).toContain('so it must not')
  })

  it('has a control for every field, the number hidden, and where it stood in the thread', () => {
    const { main } = draw({ number: NUMBER, found })
    const own = new Set(names(main))
    expect(MESSAGE_FIELDS.filter((name) => !own.has(name))).toEqual([])
    expect(
      main.match(new RegExp(`type="hidden" name="number" value="${NUMBER}"`, 'g')),
    ).toHaveLength(3)
    expect(main).toContain('type="hidden" name="after" value="3"')
    expect(main).not.toContain('http')
  })

  it('keeps a message beside the number when the conversation is not known', () => {
    const errors = [{ field: 'number', message: 'Wrong' }]
    const { main, title } = draw({ values: new Map([['story', ['Mine.']]]), errors })
    expect(title).toBe('Error: Come back without scripts')
    expect(main).toContain('>Mine.</textarea>')
    expect(main).toContain('The message that you typed is still here.')
    expect(main).toContain('href="#field-number"')
    expect(names(main).filter((name) => name === 'number')).toHaveLength(1)
  })

  it('asks before it ends anything, and has a way back to it', () => {
    const { main, title } = renderPlain(page, { state: 'ending', number: NUMBER, found })
    expect(title).toBe('End it for good?')
    expect(main).toContain('Replies that you have not read are lost')
    const steps = [...main.matchAll(/name="step" value="([^"]+)"/g)].map(([, step]) => step)
    expect(steps).toEqual(['end-now', 'look'])
    const ended = renderPlain(page, { state: 'ended' })
    expect(ended.title).toBe('The conversation is ended')
    expect(ended.main).not.toContain('<form')
  })

  it('gives hostile text back as text', () => {
    const values = new Map(MESSAGE_FIELDS.map((name) => [name, [HOSTILE]]))
    const errors = [{ field: null, message: HOSTILE }]
    for (const view of [{ number: HOSTILE }, { number: NUMBER, found }]) {
      const { main } = draw({ ...view, values, errors })
      expect(main).not.toContain('<script')
      expect(main.match(/"[^"<>]* onfocus=alert\(2\) x="/)).toBeNull()
    }
  })

  it('says where no desk can answer', () => {
    const { main } = renderPlain({ ...page, offered: false }, NOBODY_YET)
    expect(main).toContain('This site cannot be answered')
  })
})
