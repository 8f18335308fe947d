import { describe, expect, it } from 'vitest'
import { deriveKeys, lookupSha256, readReturnNumber, showReturnNumber } from './derive.ts'
import { stretch as inBrowsers } from './stretch.browser.ts'
import { stretch as inNode } from './stretch.node.ts'

const CODE = ['legal', 'winner', 'thank', 'year', 'wave', 'sausage', 'worth', 'useful', 'legal']

describe('the keys of a code', () => {
  it('are the same in browsers and in Node, for ever', async () => {
    const keys = await deriveKeys(CODE, inNode)
    expect(await deriveKeys(CODE, inBrowsers)).toEqual(keys)
    // A change here would lock every sender out of a conversation that is under way.
    expect({ ...keys, sealKey: Buffer.from(keys.sealKey).toString('hex') }).toMatchInlineSnapshot(`
      {
        "addressId": "02qjfrz5t0bpc8ad",
        "returnNumber": "B2MWNS0BJPM0Y632QJ7WN23A",
        "sealKey": "9bac2dff31bf32761ac8d16fddb570cffbe60c97b02151f1e47768e481e84b68",
      }
    `)
  })

  it('are all different for another code', async () => {
    const keys = await deriveKeys(CODE, inNode)
    const others = await deriveKeys([...CODE.slice(0, -1), 'legend'], inNode)
    expect(others.returnNumber).not.toBe(keys.returnNumber)
    expect(others.addressId).not.toBe(keys.addressId)
    expect(others.sealKey).not.toEqual(keys.sealKey)
  })

  it('give a return number that is read back however it is typed', async () => {
    const { returnNumber } = await deriveKeys(CODE, inNode)
    const shown = showReturnNumber(returnNumber)
    expect(shown).toMatch(/^([0-9A-Z]{4}-){5}[0-9A-Z]{4}$/)
    const bytes = readReturnNumber(shown)
    expect(bytes).toHaveLength(15)
    expect(readReturnNumber(` ${shown.toLowerCase().replaceAll('-', ' – ')} `)).toEqual(bytes)
    expect(readReturnNumber(shown.replaceAll('0', 'o').replaceAll('1', 'l'))).toEqual(bytes)
  })

  it.each(['', 'AAAA', 'U'.repeat(24), 'legal winner thank year wave sausage'])(
    'take %j for no return number',
    (text) => expect(readReturnNumber(text)).toBeNull(),
  )

  it('are found by a hash of 64 hex digits', () => {
    expect(lookupSha256(new Uint8Array(15))).toMatch(/^[0-9a-f]{64}$/)
  })
})
