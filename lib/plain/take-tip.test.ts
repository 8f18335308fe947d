/** Forms that become a tip, and forms that are given back. */
import { describe, expect, it } from 'vitest'
import type { LocalIntake, LocalRefusal } from '#lib/intake/contract'
import { CHUNK_BYTES } from '#lib/protocol/limits'
import {
  again,
  type Entry,
  fileOf,
  formsOfTests,
  REQUIRED,
  type TestForms,
} from './forms.fixture.ts'

const MB = 1024 * 1024
const forms = formsOfTests()
const send: TestForms['send'] = (...form) => forms().send(...form)

describe('a form without scripts', () => {
  it('becomes a tip: files first, each in whole chunks, the message last', async () => {
    const taken = await send([
      ...REQUIRED,
      ['files.0', fileOf(5)],
      ['note.0', 'late note'],
      ['files.1', fileOf(0, '')],
      ['files.2', fileOf(7)],
    ])
    expect(taken).toMatchObject({ kind: 'received', receipt: { reference: 'R-t1' } })
    expect(forms().told).toEqual(['open 203.0.113.7 false', 'part 1', 'part 2', 'complete t1 3'])
    expect(
      forms()
        .parts()
        .map(({ part, bytes }) => [part, bytes]),
    ).toEqual([
      [0, 2 * CHUNK_BYTES + 64],
      [1, 2 * CHUNK_BYTES + 64],
      [2, 2 * CHUNK_BYTES + 64],
    ])
    expect(
      forms()
        .parts()
        .map(({ chunks }) => chunks),
    ).toEqual(Array.from({ length: 3 }, () => [CHUNK_BYTES, CHUNK_BYTES, 64]))
  })

  it('tells files of one name apart', async () => {
    const twice = (): [string, File][] => [['files.0', fileOf(5)]]
    await send([...REQUIRED, ...twice(), ...twice()])
    const json = /\n\n([A-Za-z0-9+/=\r\n]+)\r?\n--/g
    const decoded = Array.from(
      forms().lastSealed().replaceAll('\r', '').matchAll(json),
      ([, text = '']) => Buffer.from(text, 'base64').toString(),
    ).join()
    expect(decoded).toContain('"name": "a.bin"')
    expect(decoded).toContain('"name": "a (2).bin"')
  })

  it('without files needs no part but the message', async () => {
    expect((await send(REQUIRED)).kind).toBe('received')
    expect(forms().told).toEqual(['open 203.0.113.7 false', 'complete t1 1'])
  })

  it('that is wrong is given back with every word, and nothing is begun', async () => {
    const taken = await send([
      ['category', 'other'],
      ['story', '\r\nLine two\r\n</textarea><script>'],
      ['firstNoticed', 'soon'],
      ['signs', 'one'],
      ['signs', 'two'],
      ['files.0', fileOf(200_000)],
    ])
    expect(again(taken)).toEqual({
      status: 422,
      fields: ['now', 'firstNoticed'],
      values: {
        category: ['other'],
        story: ['\nLine two\n</textarea><script>'],
        firstNoticed: ['soon'],
        signs: ['one', 'two'],
      },
      filesAgain: true,
    })
    expect(forms().told).toEqual([])
  })

  it('of a person who filled the trap by accident is given back, not lost', async () => {
    const taken = again(await send([...REQUIRED, ['homepage', 'me']]))
    expect(taken).toMatchObject({ status: 422, fields: ['homepage'] })
    expect(taken.values.story).toHaveLength(1)
    expect(forms().told).toEqual([])
  })

  it.each<[string, Entry[], (string | null)[]]>([
    ['an unknown field', [['surprise', 'x']], [null]],
    ['an unknown partner', [['partners', 'Nobody']], ['partners']],
    ['text that is too long', [['note.1', 'n'.repeat(501)]], ['note.1']],
    ['text of enormous length', [['demand', 'd'.repeat(300_000)]], ['demand', 'demand']],
  ])('is refused for %s', async (_what, entries, fields) => {
    expect(again(await send([...REQUIRED, ...entries])).fields).toEqual(fields)
    expect(forms().told).toEqual([])
  })

  it('takes an empty unknown field and a known partner', async () => {
    const entries: Entry[] = [
      ['surprise', ''],
      ['partners', 'CERT'],
    ]
    expect((await send([...REQUIRED, ...entries])).kind).toBe('received')
  })

  it('whose text comes after its files is given back', async () => {
    const taken = again(await send([...REQUIRED, ['files', fileOf(3)], ['names', 'Late']]))
    expect(taken).toMatchObject({ status: 422, fields: [null], values: { names: ['Late'] } })
    expect(forms().told.at(-1)).toBe('abandon t1')
  })

  it('whose late note is too long is given back', async () => {
    const note: Entry = ['note.0', 'n'.repeat(501)]
    expect(again(await send([...REQUIRED, ['files.0', fileOf(3)], note])).fields).toEqual([
      'note.0',
    ])
    expect(forms().told.at(-1)).toBe('abandon t1')
  })

  it('with too many bytes is given back, and what was stored is forgotten', async () => {
    const limits = { files: 20, bytes: MB }
    const files: Entry[] = [
      ['files.0', fileOf(MB)],
      ['files.1', fileOf(1)],
    ]
    const taken = again(await send([...REQUIRED, ...files], { limits }))
    expect(taken).toMatchObject({ status: 413, fields: ['files.1'], filesAgain: true })
    expect(forms().told.at(-1)).toBe('abandon t1')
    expect(forms().parts()).toEqual([])
    expect((await send([...REQUIRED, ['files.0', fileOf(MB)]], { limits })).kind).toBe('received')
  })

  it('with too many files is given back', async () => {
    const files = Array.from({ length: 3 }, (): Entry => ['files.0', fileOf(1)])
    const taken = await send([...REQUIRED, ...files], { limits: { files: 2, bytes: MB } })
    expect(again(taken)).toMatchObject({ status: 413, fields: ['files.0'] })
    expect(forms().parts()).toEqual([])
  })

  it('that breaks off leaves nothing', async () => {
    const taken = await send([...REQUIRED, ['files.0', fileOf(500_000)]], { cutAt: 100_000 })
    expect(again(taken)).toMatchObject({ status: 400, filesAgain: true })
    expect(forms().told).toEqual(['open 203.0.113.7 false', 'part 1', 'abandon t1'])
    expect(forms().parts()).toEqual([])
  })

  it('from another site is given back', async () => {
    expect(again(await send(REQUIRED, { fromHere: false }))).toMatchObject({
      status: 403,
      values: { category: ['other'] },
    })
    expect(forms().told).toEqual([])
  })

  it.each<[keyof LocalIntake, LocalRefusal, number]>([
    ['open', { ok: false, problem: 'too-many-requests', retryAfterMs: 90_000 }, 429],
    ['open', { ok: false, problem: 'storage-unavailable' }, 503],
    ['putChunk', { ok: false, problem: 'storage-unavailable' }, 503],
    ['complete', { ok: false, problem: 'internal-error' }, 503],
  ])('is kept when the intake refuses at %s', async (step, refusal, status) => {
    forms().refuse[step] = refusal
    const taken = await send([...REQUIRED, ['files.0', fileOf(3)]])
    expect(again(taken)).toMatchObject({ status, values: { now: ['ended'] } })
    expect(taken).toMatchObject({ retryAfterMs: refusal.retryAfterMs ?? 60_000 })
    expect(forms().parts()).toEqual([])
    delete forms().refuse[step]
    expect((await send([...REQUIRED, ['files.0', fileOf(3)]])).kind).toBe('received')
  })
})

describe('a form that meets a fault of ours', () => {
  it('is given back with every word, and nothing of it stays', async () => {
    forms().intake.endPart = () => Promise.reject(new Error('disk'))
    const taken = again(await send([...REQUIRED, ['files.0', fileOf(3)]]))
    expect(taken).toMatchObject({ status: 503, filesAgain: true, values: { now: ['ended'] } })
    expect(forms().told.slice(-2)).toEqual(['abandon t1', 'error Error: disk'])
  })
})
