/** What the form is told of a file on its way. */
import { describe, expect, it } from 'vitest'
import { createTipFiles, planParts, progressOf } from './tip-files.ts'

function insideFile() {
  const file = new File(['0123456789'], 'notes.txt')
  const files = createTipFiles([{ id: 'one', file }], () => {})
  planParts(files.list)
  const [one] = files.list
  if (one === undefined) throw new Error('There is no file.')
  return one
}

describe('a file inside the message', () => {
  it('that was read waits until the message is sent, which is last', () => {
    const file = insideFile()
    file.state = 'done'
    expect(progressOf(file, 0)).toMatchObject({ state: 'waiting', doneBytes: 0 })
    expect(progressOf(file, 0.5)).toMatchObject({ state: 'sending', doneBytes: 5 })
    expect(progressOf(file, 1)).toMatchObject({ state: 'done', doneBytes: 10 })
  })
})
