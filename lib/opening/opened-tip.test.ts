import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { mimeEntity } from '#lib/tip/mime-entity'
import { openedTip } from './opened-tip.ts'

const NOTES = Buffer.from('notes')
const listed = (name: string, content: Uint8Array, part?: number) => ({
  name,
  type: 'text/plain',
  bytes: content.byteLength,
  sha256: createHash('sha256').update(content).digest('hex'),
  ...(part !== undefined && { part }),
})

describe('a further message, opened', () => {
  it('names each file and part as the list inside it does', async () => {
    const LOG = Buffer.from('a long log')
    const message = {
      format: 'rhw-message-v1',
      sealed: '2026-11-22T10:00Z',
      inbox: 'desk',
      reference: '7K3M-Q2',
      number: 2,
      story: 'See the files.',
      files: [listed('log.txt', LOG, 1), listed('notes.txt', NOTES)],
    }
    const content = {
      subject: 'Message 2',
      report: 'See the files.\n',
      json: JSON.stringify(message),
      jsonName: 'message.json',
      files: [{ name: 'notes.txt', content: new Uint8Array(NOTES) }],
      tipKey: { address: 'tips+a@example.org', armored: 'a key' },
    }
    const { tip, files } = await openedTip(mimeEntity(content, new Uint8Array(16)), 2)
    expect(tip).toBeNull()
    const named = files.map(({ shownName, part, promised }) => [
      shownName,
      part,
      promised?.sha256 ?? null,
    ])
    expect(named).toEqual([
      ['message.json', null, null],
      ['notes.txt', null, message.files[1]?.sha256],
      ['tip-key.asc', null, null],
      ['log.txt', 1, message.files[0]?.sha256],
    ])
  })
})
