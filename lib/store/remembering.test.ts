import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NOON, openBench, type StoreBench } from './store.fixture.ts'

let bench: StoreBench
beforeEach(async () => {
  bench = await openBench()
})
afterEach(() => bench.end())

const certificate = (name: string, encryptionKeyIds = [`${name}1`, `${name}0`]) => ({
  inbox: 'desk',
  fingerprint: name.repeat(20),
  armored: `armour of ${name}`,
  encryptionKeyIds,
})
const TOMORROW = new Date('2026-11-23T12:30:00Z')

describe('certificates that an inbox had', () => {
  it('are known until the hour in which they were last seen', async () => {
    const { certificates } = bench.store
    await certificates.remember([certificate('aa'), certificate('bb')], NOON)
    await certificates.remember([certificate('bb')], TOMORROW)
    await bench.reopen()
    expect(await bench.store.certificates.seenSince(NOON)).toEqual([
      { ...certificate('bb', ['bb0', 'bb1']), lastSeen: '2026-11-23T12:00Z' },
      { ...certificate('aa', ['aa0', 'aa1']), lastSeen: '2026-11-22T12:00Z' },
    ])
    expect(await bench.store.certificates.seenSince(TOMORROW)).toHaveLength(1)
    expect(await bench.store.certificates.seenSince(new Date('2026-12-01'))).toEqual([])
  })

  it('are kept beside their renewed selves when their subkeys were replaced', async () => {
    const { certificates } = bench.store
    await certificates.remember([certificate('aa', ['old'])], NOON)
    await certificates.remember([certificate('aa', ['new'])], TOMORROW)
    expect(
      (await certificates.seenSince(NOON)).map(({ encryptionKeyIds }) => encryptionKeyIds),
    ).toEqual([['new'], ['old']])
  })

  it('are taken as they were published last', async () => {
    const { certificates } = bench.store
    await certificates.remember([certificate('aa')], NOON)
    await certificates.remember([{ ...certificate('aa'), armored: 'extended' }], TOMORROW)
    expect(await certificates.seenSince(NOON)).toMatchObject([{ armored: 'extended' }])
  })

  it('belong to one inbox', async () => {
    const { certificates } = bench.store
    await certificates.remember([certificate('aa'), { ...certificate('aa'), inbox: 'b' }], NOON)
    expect((await certificates.seenSince(NOON)).map(({ inbox }) => inbox)).toEqual(['b', 'desk'])
  })
})

describe('what the operator was told', () => {
  it('is remembered to the instant until it is taken back', async () => {
    const { notices } = bench.store
    const toldAt = new Date('2026-11-22T12:34:56.789Z')
    await notices.put({ key: 'mail-waiting', toldAt: NOON })
    await notices.put({ key: 'mail-waiting', toldAt })
    await notices.put({ key: 'disk', toldAt })
    await bench.reopen()
    expect(await bench.store.notices.all()).toEqual([
      { key: 'disk', toldAt },
      { key: 'mail-waiting', toldAt },
    ])
    await bench.store.notices.remove('mail-waiting')
    await bench.store.notices.remove('unknown')
    expect(await bench.store.notices.all()).toEqual([{ key: 'disk', toldAt }])
  })
})
