import { afterEach, describe, expect, it } from 'vitest'
import type { Inbox } from '#lib/inboxes/inbox'
import { DESK, KEY_ID, sealedTo, startTestServer, type TestServer } from './api.fixture.ts'

const ARCHIVE_KEY = '9999999999999999'
const ARCHIVE = `${'ef'.repeat(12)}${ARCHIVE_KEY}`
const EXPIRES = new Date('2026-12-01T00:00:00Z')
const ARCHIVED: Inbox = {
  ...DESK,
  archive: { fingerprint: ARCHIVE, email: 'archive@example.net' },
  certificates: [
    ...DESK.certificates,
    {
      fingerprint: ARCHIVE,
      armored: 'ARMOR OF THE ARCHIVE',
      encryptionKeyIds: [ARCHIVE_KEY],
      expires: EXPIRES,
      archive: true,
    },
  ],
}

let server: TestServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

/** Sends a tip sealed to one key, and gives what of it is to be mailed. */
async function mailsOf(running: TestServer, keyId: string) {
  const parts = [sealedTo(keyId, 500)]
  const tip = await running.open(parts)
  await running.sendAll(tip, parts)
  expect((await running.complete(tip, parts)).status).toBe(201)
  const leased = await running.store.delivery.leaseDeliveries({
    now: running.time.now,
    limit: 10,
    leaseMs: 60_000,
    leaseId: 'test',
  })
  return leased.map(({ recipient, inbox, sealedTo }) => ({ recipient, inbox, sealedTo }))
}

async function certificatesToldBy(running: TestServer) {
  const answer = (await (await fetch(`${running.origin}/api/inboxes`)).json()) as {
    inboxes: { certificates: { fingerprint: string; archive?: true }[] }[]
  }
  return answer.inboxes[0]?.certificates.map(({ fingerprint, archive }) => [fingerprint, archive])
}

describe('an inbox with an archive', () => {
  it('makes a mail to each of the two, also of a tip that was sealed before there was an archive', async () => {
    server = await startTestServer({ inboxes: [ARCHIVED] })
    expect(await mailsOf(server, KEY_ID)).toEqual([
      { recipient: 'first', inbox: 'desk', sealedTo: [DESK.certificates[0]?.fingerprint] },
      { recipient: 'archive', inbox: 'desk', sealedTo: [DESK.certificates[0]?.fingerprint] },
    ])
  })

  it('refuses what is sealed to the archive alone, since the desk could not open it', async () => {
    server = await startTestServer({ inboxes: [ARCHIVED] })
    const parts = [sealedTo(ARCHIVE_KEY, 500)]
    const tip = await server.open(parts)
    await server.sendAll(tip, parts)
    const answer = await server.complete(tip, parts)
    expect(answer.status).toBe(422)
    expect(await answer.text()).toMatch(/sealed to the archive alone; seal it to the other/)
  })

  it('tells senders of the archive until its certificate expires, and takes tips all the while', async () => {
    server = await startTestServer({ inboxes: [ARCHIVED] })
    const [desk] = DESK.certificates
    expect(await certificatesToldBy(server)).toEqual([
      [desk?.fingerprint, undefined],
      [ARCHIVE, true],
    ])
    server.time.now = new Date(EXPIRES.getTime() + 1)
    expect(await certificatesToldBy(server)).toEqual([[desk?.fingerprint, undefined]])
    expect(await mailsOf(server, KEY_ID)).toHaveLength(2)
  })
})

describe('an inbox without one', () => {
  it('makes one mail', async () => {
    server = await startTestServer()
    expect(await mailsOf(server, KEY_ID)).toHaveLength(1)
  })
})
