import { describe, expect, it } from 'vitest'
import type { Examination } from '#lib/evidence/examination'
import { fileWords } from '#lib/i18n/file-words'
import {
  type ChosenFile,
  fileErrors,
  fileLine,
  formatBytes,
  hiddenOf,
  mustChoose,
  withChosen,
} from './chosen-files.ts'
import { droppedFiles } from './dropped-files.ts'

const words = fileWords('en')
const PHOTO: Examination = {
  format: 'jpeg',
  removable: true,
  findings: [
    { kind: 'place', text: 'It says where it was taken: 51.51, −0.13' },
    { kind: 'person', text: 'It names its author: Ada' },
    { kind: 'person', text: 'It names the owner: Ada' },
  ],
}
const chosen = (more: Partial<ChosenFile> = {}): ChosenFile => ({
  id: 'file-0',
  file: new File(['four'], 'photo.jpg'),
  name: 'photo.jpg',
  note: '',
  ...more,
})

describe('hidden data of a chosen file', () => {
  it('must be decided on where it can lead to somebody and can be taken out', () => {
    expect(mustChoose(chosen({ examination: PHOTO }))).toBe(true)
    expect(mustChoose(chosen())).toBe(false)
    expect(mustChoose(chosen({ examination: { ...PHOTO, removable: false } }))).toBe(false)
    const software: Examination = { ...PHOTO, findings: [{ kind: 'software', text: 'x' }] }
    expect(mustChoose(chosen({ examination: software }))).toBe(false)
  })

  it('is asked for until it was decided, either way', () => {
    const asks = (remove?: boolean) => {
      const file = chosen({ examination: PHOTO, ...(remove !== undefined && { remove }) })
      return fileErrors([file], words).byId.get('file-0')
    }
    expect(asks()).toBe('Choose whether “photo.jpg” is sent with or without its hidden data')
    expect(asks(true)).toBeUndefined()
    expect(asks(false)).toBeUndefined()
  })

  it('is told to the desk in full when it is sent, and by its kinds alone when it is taken out', () => {
    expect(hiddenOf(chosen({ examination: PHOTO, remove: false }))).toEqual({
      found: PHOTO.findings,
      remove: false,
    })
    const removed = hiddenOf(chosen({ examination: PHOTO, remove: true }))
    expect(removed).toEqual({
      found: [
        { kind: 'place', text: '' },
        { kind: 'person', text: '' },
      ],
      remove: true,
    })
    expect(JSON.stringify(removed)).not.toContain('Ada')
    expect(hiddenOf(chosen())).toBeUndefined()
    expect(hiddenOf(chosen({ examination: { ...PHOTO, findings: [] } }))).toBeUndefined()
  })

  it('is named in the list of answers', () => {
    expect(fileLine(chosen({ note: 'at the desk' }), words, 'en')).toBe(
      'photo.jpg (4 bytes): at the desk',
    )
    expect(fileLine(chosen({ examination: PHOTO, remove: true }), words, 'en')).toBe(
      'photo.jpg (4 bytes, sent without its hidden data)',
    )
    expect(fileLine(chosen({ examination: PHOTO, remove: false }), words, 'en')).toBe(
      'photo.jpg (4 bytes, sent unchanged, with 3 hidden things)',
    )
  })
})

describe('a list of chosen files', () => {
  it('tells files of the same name apart and keeps ids', () => {
    const first = withChosen([], [new File([''], 'a.jpg'), new File([''], 'a.jpg')], 0)
    const second = withChosen(first, [new File([''], 'A.JPG')], 2)
    expect(second.map(({ id, name }) => [id, name])).toEqual([
      ['file-0', 'a.jpg'],
      ['file-1', 'a (2).jpg'],
      ['file-2', 'A (3).JPG'],
    ])
  })

  it('is held against the limits of the inbox', () => {
    const files = withChosen([], [new File(['abc'], 'a'), new File(['d'], 'b')], 0)
    const { list, byId } = fileErrors(files, words, { files: 1, bytes: 2 })
    expect(list).toContain('Remove 1')
    expect([...byId.keys()]).toEqual(['file-0'])
  })

  it('shows sizes in the largest unit that fits', () => {
    expect(
      [0, 1, 1023, 1024, 1024 ** 2 * 1.26, 2 * 1024 ** 3].map((n) => formatBytes('en', n)),
    ).toEqual(['0 bytes', '1 byte', '1,023 bytes', '1 kB', '1.3 MB', '2 GB'])
  })
})

describe('what was dropped', () => {
  const item = (name: string, isDirectory: boolean) => ({
    kind: 'file',
    getAsFile: () => new File([''], name),
    webkitGetAsEntry: () => ({ isDirectory, name }) as FileSystemEntry,
  })

  it('is parted into files and folders', () => {
    const { files, folders } = droppedFiles({
      files: [],
      items: [item('a.txt', false), item('logs', true), { ...item('text', false), kind: 'string' }],
    })
    expect(files.map(({ name }) => name)).toEqual(['a.txt'])
    expect(folders).toEqual(['logs'])
  })

  it('is taken as it is where the browser says no more of it', () => {
    const file = new File([''], 'a.txt')
    expect(droppedFiles({ files: [file], items: [] })).toEqual({ files: [file], folders: [] })
  })
})
