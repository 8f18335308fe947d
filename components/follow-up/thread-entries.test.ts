import { describe, expect, it } from 'vitest'
import { threadEntries } from './thread-entries.ts'

const sent = (number: number, hour: string) => ({ number, hour, delivered: null })
const reply = (number: number, hour: string) => ({
  id: `reply-${9 - number}`,
  number,
  hour,
  bytes: 4096,
  read: false,
})
const order = (state: Parameters<typeof threadEntries>[0]) =>
  threadEntries(state).map(({ by, number }) => `${by} ${number}`)

describe('the thread', () => {
  it('stands in the order of hours, whatever order the server gives', () => {
    expect(
      order({
        messages: [sent(2, '2026-11-23T09:00Z'), sent(1, '2026-11-22T10:00Z')],
        replies: [reply(2, '2026-11-23T10:00Z'), reply(1, '2026-11-22T11:00Z')],
      }),
    ).toEqual(['sender 1', 'desk 1', 'sender 2', 'desk 2'])
  })

  it('puts the sender first within an hour, since a desk answers to what came', () => {
    const hour = '2026-11-22T10:00Z'
    expect(order({ messages: [sent(1, hour), sent(2, hour)], replies: [reply(1, hour)] })).toEqual([
      'sender 1',
      'sender 2',
      'desk 1',
    ])
  })

  it('shows replies of one hour by the numbers they came under', () => {
    const hour = '2026-11-22T11:00Z'
    expect(
      order({ messages: [], replies: [reply(5, hour), reply(2, hour), reply(3, hour)] }),
    ).toEqual(['desk 2', 'desk 3', 'desk 5'])
  })
})
