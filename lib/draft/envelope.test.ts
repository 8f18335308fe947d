import { createDecipheriv, pbkdf2Sync } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { ITERATIONS, isLongEnough, makeDraftKey, openDraft, sealDraft } from './envelope.ts'

const PASSPHRASE = 'four plain words here'
const TEXT = '{"story":"He never turns on his camera. 이력서"}'

let envelope: string
beforeAll(async () => {
  envelope = await sealDraft(await makeDraftKey(PASSPHRASE), TEXT)
})
const changed = (change: Record<string, unknown>) =>
  JSON.stringify({ ...JSON.parse(envelope), ...change })

describe('the envelope of a draft', () => {
  it('opens with its passphrase, spaces around it and composed characters aside', async () => {
    expect(await openDraft(envelope, ` ${PASSPHRASE} `)).toMatchObject({ ok: true, text: TEXT })
    const umlaut = await sealDraft(await makeDraftKey('z\u00fcrich station clock'), TEXT)
    expect(await openDraft(umlaut, 'zu\u0308rich station clock')).toMatchObject({ ok: true })
  })

  it('is what RFC 8018 and AES-GCM say, as another implementation reads it', () => {
    const { format, iterations, salt, iv, data } = JSON.parse(envelope)
    expect(iterations).toBe(ITERATIONS)
    expect(iterations).toBeGreaterThanOrEqual(600_000)
    const bytes = (text: string) => Buffer.from(text, 'base64')
    const key = pbkdf2Sync(PASSPHRASE, bytes(salt), iterations, 32, 'sha256')
    const cipher = createDecipheriv('aes-256-gcm', key, bytes(iv))
    cipher.setAAD(Buffer.from(`${format}\n${iterations}\n${salt}`))
    cipher.setAuthTag(bytes(data).subarray(-16))
    const plain = Buffer.concat([cipher.update(bytes(data).subarray(0, -16)), cipher.final()])
    expect(plain.toString().trimEnd()).toBe(TEXT)
  })

  it('holds nothing of the text, and shows its length in steps of 4 kB only', async () => {
    expect(envelope).not.toMatch(/camera|story|이력서/)
    const key = await makeDraftKey(PASSPHRASE)
    const length = async (text: string) => (await sealDraft(key, text)).length
    expect(await length('{}')).toBe(await length(`{"a":"${'x'.repeat(4000)}"}`))
    expect(await length('가'.repeat(1400))).toBeGreaterThan(await length('x'.repeat(1400)))
  })

  it('never uses a salt or an initialisation vector twice', async () => {
    const key = await makeDraftKey(PASSPHRASE)
    const [one, two] = [await sealDraft(key, TEXT), await sealDraft(key, TEXT)].map((text) =>
      JSON.parse(text),
    )
    expect(one.iv).not.toBe(two.iv)
    expect(one.salt).toBe(two.salt)
    expect(JSON.parse(envelope).salt).not.toBe(one.salt)
  })

  it('saves again under the key of an opened draft, without the passphrase', async () => {
    const opened = await openDraft(envelope, PASSPHRASE)
    if (!opened.ok) throw new Error('It did not open.')
    const again = await sealDraft(opened.key, 'more')
    expect(await openDraft(again, PASSPHRASE)).toMatchObject({ ok: true, text: 'more' })
  })

  it('does not open with another passphrase, or when a single thing was changed', async () => {
    const wrong = { ok: false, problem: 'wrong-passphrase' }
    expect(await openDraft(envelope, `${PASSPHRASE}!`)).toEqual(wrong)
    const { data } = JSON.parse(envelope)
    const flipped = (data[0] === 'A' ? 'B' : 'A') + data.slice(1)
    expect(await openDraft(changed({ data: flipped }), PASSPHRASE)).toEqual(wrong)
    expect(await openDraft(changed({ iterations: ITERATIONS + 1 }), PASSPHRASE)).toEqual(wrong)
  })

  it('names what is no envelope, asks for nothing weak or endless, and knows a newer one', async () => {
    const damaged = { ok: false, problem: 'damaged' }
    const broken = [
      '',
      'null',
      '{}',
      changed({ iterations: 1000 }),
      changed({ iterations: 1e9 }),
      changed({ iterations: '1' }),
      changed({ iv: 'AAAA' }),
      changed({ salt: '§' }),
      changed({ data: 1 }),
    ]
    for (const text of broken) expect(await openDraft(text, PASSPHRASE)).toEqual(damaged)
    expect(await openDraft(changed({ format: 'rhw-draft-v2' }), PASSPHRASE)).toEqual({
      ok: false,
      problem: 'newer',
    })
  })
})

describe('a passphrase', () => {
  it('has twelve characters or more, however they are encoded', () => {
    expect(isLongEnough('twelve chars')).toBe(true)
    expect(isLongEnough(' elevenchars ')).toBe(false)
    expect(isLongEnough('열두글자가되어야합니다요')).toBe(true)
  })
})
