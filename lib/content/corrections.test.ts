import { describe, expect, it } from 'vitest'
import { type Corrected, correctionsOf, reviewsOf } from './corrections.ts'

const advisory = (id: string, fields: Partial<Corrected> = {}): Corrected => ({
  id,
  slug: id.toLowerCase(),
  lang: 'en',
  title: id,
  status: 'current',
  revised: '2026-03-01',
  revisions: [{ version: 1, date: '2026-03-01', kind: 'publication', summary: 'First.' }],
  ...fields,
})
const correction = (date: string) => ({
  version: 2,
  date,
  kind: 'correction' as const,
  summary: `Wrong until ${date}.`,
})

describe('corrections', () => {
  it('are none while nothing was corrected or withdrawn', () => {
    const updated = advisory('RHW-2026-001', {
      revisions: [{ version: 1, date: '2026-03-01', kind: 'update', summary: 'More.' }],
    })
    expect(correctionsOf([updated])).toEqual([])
  })

  it('come from every revision of that kind and from withdrawals, the newest first', () => {
    const listed = correctionsOf([
      advisory('RHW-2026-001', { revisions: [correction('2026-03-02'), correction('2026-05-01')] }),
      advisory('RHW-2026-002', {
        status: 'withdrawn',
        statusNote: 'It was wrong.',
        revised: '2026-04-01',
      }),
    ])
    expect(listed.map(({ kind, date, advisory: { id } }) => [date, kind, id])).toEqual([
      ['2026-05-01', 'correction', 'RHW-2026-001'],
      ['2026-04-01', 'withdrawal', 'RHW-2026-002'],
      ['2026-03-02', 'correction', 'RHW-2026-001'],
    ])
    expect(listed[1]).toMatchObject({ note: 'It was wrong.' })
  })

  it('say nothing of drafts', () => {
    expect(
      correctionsOf([advisory('A', { status: 'draft', revisions: [correction('2026-03-02')] })]),
    ).toEqual([])
  })
})

describe('reviews', () => {
  const due = (id: string, nextReview: string, status: Corrected['status'] = 'current') => ({
    id,
    nextReview,
    status,
  })

  it('are overdue from the day after their day, and come in order', () => {
    const { overdue, coming } = reviewsOf(
      [
        due('c', '2026-12-01'),
        due('b', '2026-11-21'),
        due('a', '2026-11-22'),
        due('gone', '2020-01-01', 'withdrawn'),
      ],
      '2026-11-22',
    )
    expect(overdue.map(({ id }) => id)).toEqual(['b'])
    expect(coming.map(({ id }) => id)).toEqual(['a', 'c'])
  })
})
