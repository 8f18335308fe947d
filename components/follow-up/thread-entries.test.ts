import { describe, expect, it } from 'vitest'
import { threadEntries } from './thread-entries.ts'

const sent = (number: number, hour: string) => ({ number, hour, delivered: null })
const reply = (id: string, hour: string) => ({ id, hour, bytes: 4096, read: false })
const order = (state: Parameters<typeof threadEntries>[0]) =>
  threadEntries(state).map(({ by, number }) => `${by} ${number}`)

describe('the thread', () => {
  it('stands in the order of hours, whatever order the server gives', () => {
    expect(
      order({
        messages: [sent(2, '2026-11-23T09:00Z'), sent(1, '2026-11-22T10:00Z')],
        replies: [reply('b', '2026-11-23T10:00Z'), reply('a', '2026-11-22T11:00Z')],
      }),
    ).toEqual(['sender 1', 'desk 1', 'sender 2', 'desk 2'])
  })

  it('puts the sender first within an hour, since a desk answers to what came', () => {
    const hour = '2026-11-22T10:00Z'
    expect(
      order({ messages: [sent(1, hour), sent(2, hour)], replies: [reply('a', hour)] }),
    ).toEqual(['sender 1', 'sender 2', 'desk 1'])
  })

  it('keeps the number of a reply when later ones come', () => {
    const first = reply('a', '2026-11-22T11:00Z')
    const state = { messages: [sent(1, '2026-11-22T10:00Z')], replies: [first] }
    const later = { ...state, replies: [reply('b', '2026-11-22T11:00Z'), first].reverse() }
    for (const one of [state, later])
      expect(threadEntries(one).find((entry) => 'id' in entry && entry.id === 'a')?.number).toBe(1)
  })
})
