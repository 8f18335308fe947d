import { describe, expect, it } from 'vitest'
import { certificateAlarms } from './expiry.ts'
import type { Inbox } from './inbox.ts'

const NOW = new Date('2026-11-22T12:00:00Z')
const FINGERPRINT = 'ab'.repeat(20)

const inbox = (id: string, days: number | null, fingerprint = FINGERPRINT): Inbox => ({
  id,
  name: id,
  address: 'desk@example.org',
  secondAddress: null,
  mailBytes: null,
  categories: [],
  countries: [],
  languages: [],
  leavingNow: false,
  certificates: [
    {
      fingerprint,
      armored: '',
      encryptionKeyIds: [],
      expires: days === null ? null : new Date(NOW.getTime() + days * 86_400_000),
    },
  ],
  distrusted: [],
  limits: null,
  partners: [],
  replyFrom: [],
  archive: null,
  demo: false,
})

describe('alarms of certificates', () => {
  it.each([
    [40, []],
    [29.9, [`expires-30:${FINGERPRINT}`]],
    [7.1, [`expires-30:${FINGERPRINT}`]],
    [6.9, [`expires-7:${FINGERPRINT}`]],
    [0.9, [`expires-1:${FINGERPRINT}`]],
    [0, [`expired:${FINGERPRINT}`]],
    [-3, [`expired:${FINGERPRINT}`]],
    [null, []],
  ])('%s days before the end are %s', (days, keys) => {
    expect(certificateAlarms([inbox('desk', days)], NOW).map(({ key }) => key)).toEqual(keys)
  })

  it('only warn before the end, and after it make the site not ready', () => {
    expect(certificateAlarms([inbox('desk', 5)], NOW)[0]?.level).toBe('warning')
    expect(certificateAlarms([inbox('desk', -1)], NOW)[0]?.level).toBe('alarm')
  })

  it('name the inboxes, the day and the cure, once for a certificate that two inboxes share', () => {
    const alarms = certificateAlarms([inbox('crypto', 5), inbox('desk', 5)], NOW)
    expect(alarms).toHaveLength(1)
    expect(alarms[0]?.text).toMatch(
      /inboxes “crypto” and “desk” expires on 2026-11-27.*--quick-set-expire/,
    )
    expect(alarms[0]?.text).not.toContain('@')
  })
})
