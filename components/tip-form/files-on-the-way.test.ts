import { describe, expect, it } from 'vitest'
import type { ChosenFile } from './chosen-files.ts'
import { renumbered, starting, withNotes, withoutRemoved } from './files-on-the-way.ts'

const chosen = (id: string, note = ''): ChosenFile => ({
  id,
  file: new File(['12345'], `${id}.txt`),
  name: `${id}.txt`,
  note,
})
const [a, b, c] = [chosen('a'), chosen('b'), chosen('c')]

describe('files on the way', () => {
  it('all wait at first, with their sizes', () => {
    expect(starting([a, b]).files).toEqual([
      { id: 'a', state: 'waiting', doneBytes: 0, totalBytes: 5 },
      { id: 'b', state: 'waiting', doneBytes: 0, totalBytes: 5 },
    ])
  })

  it('stay out when they were taken out', () => {
    const progress = starting([a, b, c])
    const second = progress.files[1]
    if (second) second.state = 'removed'
    expect(withoutRemoved([a, b, c], progress)).toEqual([a, c])
  })

  it('are named by a failure in the list that is left', () => {
    const failure = { code: 'unreadable-file', retryable: false, message: 'gone' } as const
    expect(renumbered({ ...failure, file: 2 }, [a, b, c], [a, c])).toEqual({ ...failure, file: 1 })
    expect(renumbered({ ...failure, file: 1 }, [a, b, c], [a, c])).toEqual(failure)
    expect(renumbered(failure, [a], [a])).toEqual(failure)
  })

  it('get the note of a draft when they are chosen again, and only then', () => {
    const drafted = [{ name: 'b.txt', note: 'the contract' }]
    expect(withNotes([a, b], [a], drafted).map(({ note }) => note)).toEqual(['', 'the contract'])
    expect(withNotes([a, b], [a, b], drafted).map(({ note }) => note)).toEqual(['', ''])
  })
})
