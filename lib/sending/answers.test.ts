import { describe, expect, it } from 'vitest'
import { openTipAnswer, receiptSchema, tipStateAnswer } from '#lib/protocol/shapes'
import { readOpened, readReceipt, readState } from './answers.ts'

const opened = { tip: 't', token: 'k', chunkBytes: 1000, expires: '2026-11-25T10:00Z' }
const state = { state: 'open', parts: [{ bytes: 5, chunks: [0, 1] }] }
const receipt = {
  reference: '7K3M-Q2',
  received: '2026-11-22T10:00Z',
  inbox: 'desk',
  parts: [{ bytes: 5, sha256: 'a'.repeat(64) }],
  key: 'k',
  signature: 's',
}
const part = receipt.parts[0]

/** What the schemas of the protocol and our small readers must agree on. */
const cases: [string, unknown][] = [
  ['null', null],
  ['a text', 'x'],
  ['a list', []],
  ['nothing', {}],
  ['opened', opened],
  ['opened with a field more', { ...opened, more: 1 }],
  ['opened without token', { tip: 't', chunkBytes: 1000, expires: '' }],
  ['opened with no chunk size', { ...opened, chunkBytes: 0 }],
  ['opened with a broken chunk size', { ...opened, chunkBytes: 1.5 }],
  ['state', state],
  ['state of another name', { ...state, state: 'lost' }],
  ['state with a negative chunk', { state: 'open', parts: [{ bytes: 5, chunks: [-1] }] }],
  ['state with a part more', { state: 'open', parts: [{ bytes: 5, chunks: [], more: 1 }] }],
  ['state without parts', { state: 'open', parts: null }],
  ['receipt', receipt],
  ['receipt with minutes', { ...receipt, received: '2026-11-22T10:01Z' }],
  ['receipt with a short hash', { ...receipt, parts: [{ ...part, sha256: 'a' }] }],
  ['receipt with a field more', { ...receipt, more: 1 }],
  ['receipt without signature', { ...receipt, signature: undefined }],
]

describe('the worker’s readers of answers', () => {
  it.each(cases)('judge %s as the protocol’s schemas do', (_, body) => {
    const readers = [
      [readOpened, openTipAnswer],
      [readState, tipStateAnswer],
      [readReceipt, receiptSchema],
    ] as const
    for (const [read, schema] of readers) {
      const parsed = schema.safeParse(body)
      expect(read(body)).toEqual(parsed.success ? parsed.data : null)
    }
  })
})
