import { expect, it } from 'vitest'
import { walkReply } from './walk-reply.ts'

const KEY = [1, 2, 3, 4, 5, 6, 7, 8]
const OTHER = [8, 7, 6, 5, 4, 3, 2, 1]
/** Of one recipient (RFC 9580, section 5.1). */
const sessionKey = (id: readonly number[]) => [0xc1, 12, 3, ...id, 18, 0, 0]
const DATA = Array.from({ length: 600 }, (_, at) => at % 251)
/** The length of the data in four bytes. */
const BIG = [255, 0, 0, 600 >> 8, 600 & 255]
const walk = (...packets: (readonly number[])[]) => walkReply(Uint8Array.from(packets.flat()))
const sha256Of = (...packets: (readonly number[])[]) => {
  const walked = walk(...packets)
  return walked.ok ? walked.sha256 : walked.reason
}

it('knows sealed data again, however its length is written and whatever stands around it', () => {
  const sha256 = sha256Of(sessionKey(KEY), [0xd2, ...BIG, ...DATA])
  expect(sha256).toMatch(/^[0-9a-f]{64}$/)
  const partial = [0xd2, 0xe0 + 9, ...DATA.slice(0, 512), 600 - 512, ...DATA.slice(512)]
  expect(sha256Of(sessionKey(KEY), partial)).toBe(sha256)
  expect(sha256Of(sessionKey(OTHER), sessionKey(KEY), [0xca, 3, 80, 71, 80], partial)).toBe(sha256)
  expect(sha256Of(sessionKey(KEY), [0xd2, ...BIG, ...DATA.with(300, 0)])).not.toBe(sha256)
})

it('sees what is cut', () => {
  expect(sha256Of(sessionKey(KEY), [0xd2, ...BIG, ...DATA.slice(1)])).toBe('damaged')
})
