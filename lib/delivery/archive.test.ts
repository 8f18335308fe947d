import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Inbox } from '#lib/inboxes/inbox'
import { DAY, type Desk, INBOX, MINUTE, openDesk, recordingTransport } from './delivery.fixture.ts'
import { maildirTransport } from './maildir.ts'
import type { Mail, Transport } from './transport.ts'

const FINGERPRINT = 'cd'.repeat(20)
const ARCHIVED: Inbox = {
  ...INBOX,
  archive: { fingerprint: FINGERPRINT, email: 'archive@example.net' },
}

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const copyTo = (tip: string) =>
  desk.store.records.resend(`REF-${tip.toUpperCase()}`, { id: `copy-${tip}`, recipient: 'archive' })

async function textOf(mail: Mail | undefined): Promise<string> {
  let text = ''
  for await (const piece of mail?.content() ?? []) text += Buffer.from(piece).toString()
  return text
}

describe('a copy for the archive', () => {
  it('goes to the archive’s address, beside the desk’s own mail, with its own state', async () => {
    await desk.receiveTip('a')
    await copyTo('a')
    const { state, transport } = recordingTransport()
    const refusing: Transport = {
      ...transport,
      async deliver(mail, signal) {
        return mail.delivery.recipient === 'archive'
          ? { ok: false, retry: 'later', reason: 'The archive is full.' }
          : transport.deliver(mail, signal)
      },
    }
    await desk.loop([refusing], { inboxes: [ARCHIVED] }).runOnce()
    expect(state.taken.map(({ to }) => to)).toEqual(['desk@example.org'])
    const states = async () =>
      (await desk.store.records.find('REF-A'))?.mails.map(({ recipient, state, attempts }) =>
        [recipient, state, attempts].join(' '),
      )
    expect(await states()).toEqual(['first delivered 0', 'archive pending 1'])
    desk.later(5 * MINUTE)
    await desk.loop([transport], { inboxes: [ARCHIVED] }).runOnce()
    expect(state.taken.at(-1)?.to).toBe('archive@example.net')
    expect(await states()).toEqual(['first delivered 0', 'archive delivered 1'])
  })

  it('says what it is, and when it was not sealed to the archive, who can open it', async () => {
    await desk.receiveTip('a')
    await copyTo('a')
    const { state, transport } = recordingTransport()
    await desk.loop([transport], { inboxes: [ARCHIVED] }).runOnce()
    const copy = state.taken.find(({ to }) => to === 'archive@example.net')
    if (copy === undefined) throw new Error('expected a copy')
    const text = await textOf(copy)
    expect(text).toContain('<archive@example.net>')
    expect(text).toContain("This is the archive's copy.")
    expect(text).toMatch(/not sealed to the archive's present[\s\S]*The desk can open it/)
    expect(await textOf(state.taken.find(({ to }) => to === 'desk@example.org'))).not.toMatch(
      /archive/,
    )
  })

  it('keeps the sealed bytes until it has gone too', async () => {
    await desk.receiveTip('a')
    await copyTo('a')
    const { transport } = recordingTransport()
    const loop = desk.loop([transport], { inboxes: [INBOX] })
    await loop.runOnce()
    desk.later(30 * DAY)
    expect(await loop.purge()).toBe(0)
    expect((await desk.store.records.find('REF-A'))?.mails[1]?.reason).toMatch(
      /“desk” has no archive any more.*Put it back/,
    )
    const mended = desk.loop([transport], { inboxes: [ARCHIVED] })
    await mended.runOnce()
    desk.later(15 * DAY)
    expect(await mended.purge()).toBe(1)
  })

  it('that comes back is an alarm, and makes no mail to the desk’s second address', async () => {
    await desk.receiveTip('a')
    await copyTo('a')
    const { transport } = recordingTransport()
    const loop = desk.loop([transport], { inboxes: [ARCHIVED] })
    await loop.runOnce()
    await desk.store.delivery.recordEvent({
      eventId: 'e',
      mail: 'copy-a',
      kind: 'bounced',
      at: desk.clock(),
      second: null,
    })
    const alarms = await loop.alarms()
    expect(alarms.map(({ level }) => level)).toEqual(['alarm'])
    expect(alarms[0]?.text).toMatch(/came back.*archive/)
  })

  it('lies in a Maildir of its own, where the desk’s commands do not take it for a second tip', async () => {
    const root = await mkdtemp(join(tmpdir(), 'rhw-archive-'))
    try {
      await desk.receiveTip('a')
      await copyTo('a')
      await desk.loop([maildirTransport({ root })], { inboxes: [ARCHIVED] }).runOnce()
      expect((await readdir(root)).sort()).toEqual(['desk', 'desk_archive'])
      const [name = ''] = await readdir(join(root, 'desk_archive', 'new'))
      expect(await readFile(join(root, 'desk_archive', 'new', name), 'utf8')).toContain(
        'Tip-Inbox: desk\n',
      )
    } finally {
      await rm(root, { recursive: true, force: true })
    }
  })
})
